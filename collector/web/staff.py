"""The staff login, and the internal site that only opens behind it."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, Response, redirect, render_template, request, session
from flask_wtf import FlaskForm
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from collector.web.door import door
from collector.web.problems import Refused
from collector.web.site import page_from

if TYPE_CHECKING:
    from collector.store import Account

blueprint = Blueprint("staff", __name__)
HOME = "/internal/"
hasher = PasswordHasher()
# Checked where there is no such account, so that the time of an answer does not tell whether a name exists.
NOBODY = hasher.hash(secrets.token_hex(16))

# Counted per name and in all, in this process's memory; never by address, which we do not keep. A name locked by
# somebody's guessing opens again after five minutes.
attempts = MovingWindowRateLimiter(MemoryStorage())
PER_NAME, IN_ALL = parse("5 per 5 minutes"), parse("60 per 5 minutes")


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Name and password, with Flask-WTF's CSRF token."""

    name = StringField("Nama akun", [InputRequired(), Length(max=64)])
    password = PasswordField("Kata sandi", [InputRequired(), Length(max=256)])


@blueprint.route("/masuk", methods=["GET", "POST"])
def sign_in() -> Response | tuple[str, int] | str:
    """Show the login; with the right name and password open a session."""
    form = LoginForm()
    after = safe_target(request.args.get("ke"))
    if not form.is_submitted():
        return render_template("sign_in.html", form=form, wrong=False)
    if form.validate() and (account := check(form.name.data or "", form.password.data or "")):
        session.clear()
        session.permanent = True
        session["account"], session["proof"] = account.name, proof_of(account)
        return redirect(after, 303)  # type: ignore[return-value]
    return render_template("sign_in.html", form=form, wrong=True), 401


@blueprint.post("/keluar")
def sign_out() -> Response:
    """End the session and tell the browser to forget the pages."""
    session.clear()
    response = redirect("/masuk", 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]


@blueprint.get("/internal/")
@blueprint.get("/internal/<path:path>")
def internal_page(path: str = "") -> Response:
    """A page of the internal site, for staff only."""
    if signed_in() is None:
        return redirect(f"/masuk?ke={request.path}", 303)  # type: ignore[return-value]
    return page_from(door().internal_site, path)


def check(name: str, password: str) -> Account | None:
    """The account, if the password is right. Refused when there were too many tries."""
    key = hashlib.sha256(name.encode()).hexdigest()
    if not (attempts.hit(PER_NAME, key) and attempts.hit(IN_ALL, "all")):
        raise Refused(429, "attempts")
    account = door().store.account(name)
    try:
        hasher.verify(account.password if account else NOBODY, password)
    except (VerificationError, InvalidHashError):
        return None
    return account


def signed_in() -> Account | None:
    """Whose session this is; a removed account or a changed password ends it at once."""
    account = door().store.account(session.get("account", ""))
    if account is None or not secrets.compare_digest(session.get("proof", ""), proof_of(account)):
        return None
    return account


def proof_of(account: Account) -> str:
    """Ties a session to the very password it was opened with, without revealing the hash."""
    return hashlib.sha256(f"suluh/v1/session:{account.password}".encode()).hexdigest()[:32]


def safe_target(wanted: str | None) -> str:
    """Where to go after the login: only into the internal site, never to another host."""
    return wanted if wanted and wanted.startswith(HOME) and "\\" not in wanted and ".." not in wanted else HOME
