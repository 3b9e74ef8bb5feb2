"""The staff login, and the internal site that only opens behind it."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, session
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from base.addresses import SIGN_IN, SIGN_OUT, STAFF_SITE
from collector.web import work
from collector.web.door import door
from collector.web.passwords import Busy
from collector.web.pressure import SLACK
from collector.web.site import page_from

if TYPE_CHECKING:
    from collector.store import Account

blueprint = Blueprint("staff", __name__)
INSIDE = re.compile(r"/internal/[A-Za-z0-9/._-]*")  # no line break: the address is put into a header
WAY_OUT = f'<nav class="sign-out" aria-label="Akun"><a href="{SIGN_OUT}">Keluar dari akun</a></nav>'.encode()
TELL = {
    401: ("Belum cocok.", "Periksa nama akun dan kata sandi, lalu coba lagi."),
    428: ("Belum selesai.", "Hitungan pengaman harus diulang. Tulis kata sandi sekali lagi."),
    429: ("Sedang banyak yang masuk.", "Tulis kata sandi sekali lagi."),
}


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Name and password, with Flask-WTF's CSRF token, and the work that this try costs."""

    name = StringField("Nama akun", [InputRequired(), Length(max=64)])
    password = PasswordField("Kata sandi", [InputRequired(), Length(max=256)])
    ticket = HiddenField(validators=[Length(max=32)])  # names the challenge that this page holds
    work = HiddenField(validators=[Length(max=4096)])


@blueprint.route(SIGN_IN, methods=["GET", "POST"])
def sign_in() -> Response | tuple[str, int]:
    """Show the login; with the right name and password, and the work that a try costs, open a session."""
    form = LoginForm()
    if not form.is_submitted():
        return show_login(form, 200)
    if not form.validate():
        return show_login(form, 401)
    if not is_paid(form):
        return show_login(form, 428)
    try:
        account = check(form.name.data or "", form.password.data or "")
    except Busy:
        return show_login(form, 429)
    if account is None:
        return show_login(form, 401)
    session.clear()
    session.permanent = True
    session["account"], session["proof"] = account.name, proof_of(account)
    return redirect(safe_target(request.args.get("ke")), 303)  # type: ignore[return-value]


def show_login(form: LoginForm, status: int) -> tuple[str, int]:
    """The page, with new work for the name that was typed."""
    form.ticket.data, form.work.data = secrets.token_hex(16), ""
    rounds = door().attempts.rounds(form.name.data or "")
    challenge = work.make_challenge(door().secret_key, subject_of(form), rounds, work.utc_now())
    return render_template("sign_in.html", form=form, challenge=challenge, told=TELL.get(status)), status


def is_paid(form: LoginForm) -> bool:
    """Whether the form shows, for the first time, as much work as a try at its name costs."""
    least = door().attempts.rounds(form.name.data or "") // SLACK
    done = work.is_done(door().secret_key, subject_of(form), form.work.data or "", least)
    return done and door().attempts.spend(form.ticket.data or "")


def subject_of(form: LoginForm) -> str:
    """Name what the proof of work is for: a proof made for an envelope or a mailbox is not accepted at the login."""
    return f"login {form.ticket.data}"


@blueprint.get(SIGN_OUT)
def ask_sign_out() -> str:
    """The page with the button that signs out; a link alone could be followed by a foreign page."""
    return render_template("sign_out.html")


@blueprint.post(SIGN_OUT)
def sign_out() -> Response:
    """End every session of this account and tell the browser to forget the pages."""
    account = signed_in()
    if account is not None:
        door().store.end_sessions(account.name)
    session.clear()
    response = redirect(SIGN_IN, 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]


@blueprint.get(STAFF_SITE.removesuffix("/"))
def internal_home() -> Response:
    """The internal site by an address without its last stroke. Flask's own answer would lead to http behind a proxy."""
    return redirect(STAFF_SITE, 303)  # type: ignore[return-value]


@blueprint.get(STAFF_SITE)
@blueprint.get("/internal/<path:path>")
def internal_page(path: str = "") -> Response:
    """A page of the internal site, for staff only."""
    if signed_in() is None:
        return redirect(f"/masuk?ke={quote(request.path)}", 303)  # type: ignore[return-value]
    return page_from(door().internal_site, path, mark=WAY_OUT)


def check(name: str, password: str) -> Account | None:
    """The account, if the password is right; Busy."""
    server = door()
    account = None if "\0" in name else server.store.account(name)  # PostgreSQL takes no NUL
    if server.passwords.is_right(account.password if account else None, password):
        return account
    server.attempts.add(name)
    return None


def signed_in() -> Account | None:
    """Whose session this is; a removed account or a changed password ends it at once."""
    account = door().store.account(session.get("account", ""))
    if account is None or not secrets.compare_digest(session.get("proof", ""), proof_of(account)):
        return None
    return account


def proof_of(account: Account) -> str:
    """Ties a session to the password it was opened with and to the last sign-out, without revealing the hash."""
    words = f"suluh/v1/session:{account.signed_out}:{account.password}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def safe_target(wanted: str | None) -> str:
    """Where to go after the login: only into the internal site, never to another host."""
    return wanted if wanted and INSIDE.fullmatch(wanted) and ".." not in wanted else STAFF_SITE
