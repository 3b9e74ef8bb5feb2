"""The desk's pages: a one-time link lets this browser in, the passphrase unlocks the key, then the inbox."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
    session,
)
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, PasswordField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from base.errors import SuluhError
from collector.core.answer import STATUSES
from collector.desk.inbox import SAID_BEFORE, CannotReply, NotFound
from collector.desk.letter import hour_in_words, progress
from collector.forms.schema import URGENCIES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from base.district import Office
    from collector.desk.inbox import Inbox
    from collector.desk.letter import Letter

blueprint = Blueprint("desk", __name__)
LARGEST_POST = 256 * 1024  # 10,000 letters, each up to 12 bytes in a posted form, and more: what is too long comes back
MOST_LISTED = 100  # envelopes on one page; a flood must not make the page too long to open
# Default deny: only the link answers a browser that has not come in through it, and the stylesheet, which is public.
OPEN_TO_ALL = frozenset({"desk.enter"})
OPEN_WHILE_LOCKED = frozenset({"desk.enter", "desk.unlock", "desk.reply"})  # the last keeps what was written
NO_ENTRY = (
    "Buka meja lewat tautan sekali pakai di jendela program meja. Tautannya hilang atau sudah dipakai? Tekan Enter di "
    "jendela itu, lalu buka tautan yang baru."
)
REFUSALS = {
    400: "Halaman ini terlalu lama terbuka, atau isiannya tidak lengkap. Buka lagi, lalu coba lagi.",
    403: NO_ENTRY,
    404: "Halaman itu tidak ada di meja.",
    413: "Yang dikirim terlalu panjang. Pendekkan, lalu coba lagi.",
}
ANSWERED = {
    "baru": "Jawaban sudah ada di kotak pelapor. Terbaca bila pelapor membukanya dengan kode.",
    "lama": SAID_BEFORE,
}
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@dataclass
class Desk:
    """One running desk under its own host name: locked until `unlock` turns the passphrase into an inbox."""

    host: str
    unlock: Callable[[str], Inbox]
    styles: Path
    inbox: Inbox | None = None
    launch_token: str | None = None
    visit: str = ""  # names the session of the last link; every other session is out

    def new_link(self) -> str:
        """A one-time link. Whoever came in through the one before is out, and the key is forgotten."""
        self.inbox, self.visit = None, secrets.token_hex(16)
        self.launch_token = secrets.token_urlsafe(32)
        return f"http://{self.host}/mulai/{self.launch_token}"


class UnlockForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The passphrase of the identity file."""

    passphrase = PasswordField("Kata sandi kunci", [InputRequired(), Length(max=1024)])


class ReplyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """An answer to a reporter; `seen` is the digest of the letter that this page shows."""

    seen = HiddenField()
    status = SelectField(
        "Keadaan",
        choices=[
            SelectChoice("", "Tanpa keterangan"),
            *(SelectChoice(name, one.title) for name, one in STATUSES.items()),
        ],
    )
    text = TextAreaField("Jawaban", [Length(max=10_000)])


def create_desk(
    port: int, unlock: Callable[[str], Inbox], styles: Path, *, office: Office, demo: bool
) -> tuple[Flask, Desk]:
    """The desk's application for one port, and the desk itself, whose `new_link` lets a browser in.

    `office` holds the keys.
    """
    app = Flask(__name__, static_folder=None)
    # A name that nobody else knows. Cookies ignore ports: on 127.0.0.1 every other program's page would be sent ours,
    # and SameSite counts it as the same site. Browsers resolve *.localhost to this machine themselves (RFC 6761 6.3).
    host = f"{secrets.token_hex(8)}.localhost:{port}"
    app.extensions["desk"] = here = Desk(host, unlock, styles)
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME=f"suluh_meja_{port}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=LARGEST_POST,
        WTF_CSRF_TIME_LIMIT=None,  # the session ends it: an answer may take longer than an hour to write
    )
    app.jinja_env.globals.update(office=office, demo=demo)
    app.jinja_env.filters.update(
        hour=partial(hour_in_words, zone=office.zone), progress=progress, urgency=URGENCIES.get
    )
    CSRFProtect(app)
    app.before_request(let_in)
    app.after_request(add_headers)
    app.register_error_handler(SuluhError, lambda error: (problem(str(error)), 502))
    app.register_error_handler(NotFound, lambda error: (problem(str(error)), 404))
    app.register_error_handler(Exception, fail)
    app.register_blueprint(blueprint)
    return app, here


def problem(words: str, *, inside: bool = True) -> str:
    """A page that says what went wrong, and leads back to the list whoever is `inside`."""
    return render_template("desk_problem.html", words=words, inside=inside)


def fail(error: Exception) -> tuple[str, int]:
    """A refusal, or a fault of ours: its kind is said, never its words, which may hold what was opened."""
    if isinstance(error, HTTPException):
        status = error.code or 500
        return problem(REFUSALS.get(status, "Permintaan ini tidak dikenal di meja."), inside=status != 403), status
    return problem(f"Ada kesalahan di program ini ({type(error).__name__}). Tutup meja, lalu buka lagi."), 500


def desk() -> Desk:
    """The running desk."""
    return cast("Desk", current_app.extensions["desk"])


def let_in() -> Response | None:
    """Default deny: a browser without the session of the one-time link gets nothing, not even what is there.

    The Host must be ours to the letter: a foreign page may make its own name point here (DNS rebinding), but cannot
    change that header. And no other site's page may lead or ask here.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        abort(403)
    if request.endpoint == "desk.stylesheet":
        return None  # the page that refuses is to be read, too, where the address was typed by hand
    if request.host != desk().host:
        abort(403)
    if request.endpoint in OPEN_TO_ALL:
        return None
    if session.get("visit") != desk().visit:
        abort(403)
    if desk().inbox is None and request.endpoint not in OPEN_WHILE_LOCKED:
        return cast("Response", redirect("/kunci", 303))
    return None


def add_headers(response: Response) -> Response:
    """No script at all runs at the desk, and nothing stays in the browser's cache."""
    response.headers.update(
        {
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
    )
    return response


@blueprint.get("/mulai/<token>")
def enter(token: str) -> Response:
    """Trade the one-time token for a session; it works once."""
    here = desk()
    if here.launch_token is None or not secrets.compare_digest(token.encode(), here.launch_token.encode()):
        abort(403)
    here.launch_token = None
    session["visit"] = here.visit
    return cast("Response", redirect("/", 303))


@blueprint.get("/gaya/<any('desk.css', 'demo.css'):name>")
def stylesheet(name: str) -> Response:
    """The stylesheets, which are those of the public pages."""
    return send_from_directory(desk().styles, name)


@blueprint.route("/kunci", methods=["GET", "POST"])
def unlock() -> Response | str | tuple[str, int]:
    """Ask for the passphrase and open the key with it; it is held in memory until the desk is locked."""
    form = UnlockForm()
    if not form.is_submitted():
        return render_template("unlock.html", form=form, problem=None)
    if not form.validate():
        return render_template("unlock.html", form=form, problem="Isi kata sandi kunci, lalu coba lagi."), 400
    try:
        desk().inbox = desk().unlock(form.passphrase.data or "")
    except SuluhError as error:
        return render_template("unlock.html", form=form, problem=str(error)), 401
    return cast("Response", redirect("/", 303))


@blueprint.post("/tutup")
def lock() -> Response:
    """Forget the key."""
    desk().inbox = None
    return cast("Response", redirect("/kunci", 303))


@blueprint.get("/")
def inbox_page() -> str:
    """The list, the most urgent first."""
    return show(inbox())


@blueprint.get("/amplop/<envelope_id>")
def letter_page(envelope_id: str) -> str:
    """One letter beside the list."""
    here = inbox()
    return show(here, here.letter(envelope_id))


@blueprint.post("/amplop/<envelope_id>")
def reply(envelope_id: str) -> Response | tuple[str, int]:
    """Seal the officer's words to the reporter; where they could not be sent they stay in the page."""
    here, form = desk().inbox, ReplyForm()
    if here is None:
        locked = "meja sedang terkunci. Buka kuncinya di tab lain, lalu kirim lagi dari sini."
        return not_sent(None, envelope_id, form, locked), 401
    try:
        if not form.validate():
            raise CannotReply("jawaban paling panjang 10.000 huruf.")
        new = here.reply(envelope_id, form.seen.data or "", form.status.data or None, form.text.data or "")
    except SuluhError as error:
        return not_sent(here, envelope_id, form, str(error)), 400
    return cast("Response", redirect(f"/amplop/{envelope_id}?dijawab={'baru' if new else 'lama'}", 303))


def not_sent(here: Inbox | None, envelope_id: str, form: ReplyForm, why: str) -> str:
    """The page again with what the officer wrote, beside the letter where that can be had at all."""
    problem = f"Jawaban belum terkirim: {why}"
    if here is not None:
        with suppress(SuluhError):
            return show(here, here.kept(envelope_id), form, problem)
    return render_template("unsent.html", form=form, seen=form.seen.data, problem=problem)


def show(here: Inbox, letter: Letter | None = None, form: ReplyForm | None = None, problem: str = "") -> str:
    """The list, and beside it one letter if one is chosen, with the form to answer it.

    After a `problem` nothing is asked of the server, which may be away or lying: what was written must not be lost.
    """
    untrusted = (problem and here.untrusted_list) or here.untrusted_outsides()
    start = max(0, min(request.args.get("mulai", 0, type=int), len(untrusted) - 1)) // MOST_LISTED * MOST_LISTED
    return render_template(
        "inbox.html",
        untrusted_envelopes=untrusted[start : start + MOST_LISTED],
        untrusted_count=len(untrusted),
        start=start,
        most=MOST_LISTED,
        seen=letter.digest if letter else "",
        titles=here.titles,
        letter=letter,
        form=form or ReplyForm(),
        problem=problem,
        answered=ANSWERED.get(request.args.get("dijawab", ""), ""),
    )


def inbox() -> Inbox:
    """The open inbox; `let_in` has sent everybody else away."""
    found = desk().inbox
    if found is None:
        abort(403)
    return found
