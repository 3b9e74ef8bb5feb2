"""Sends a few words to one person by SMTP, never over an open line."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from base.addresses import THIS_MACHINE
from base.content import Content
from base.errors import SuluhError
from collector.upkeep.watching import Address

TIMEOUT_SECONDS = 30


class MailFailed(SuluhError):
    """An e-mail was not taken by the server; the message holds neither address nor password."""


class Mail(Content):
    """The e-mail server: `tls` from the first byte (usually port 465), `starttls` (587), or `none` on this machine.

    `password_file` is relative to the data folder, and readable by its owner only.
    """

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 465
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str | None = None
    password_file: str | None = None
    sender: Address

    @model_validator(mode="after")
    def _never_open(self) -> Self:
        if self.security == "none" and self.host not in THIS_MACHINE:
            raise ValueError("security: none hanya untuk server surel di komputer ini; pakai tls atau starttls")
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user dan password_file harus disebut berdua, atau tidak keduanya")
        return self


def send(mail: Mail, password: str, person: str, subject: str, text: str) -> None:
    """Send one e-mail. MailFailed where the server, its certificate or the password does not serve."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, person, subject
    message["Date"], message["Auto-Submitted"] = formatdate(), "auto-generated"
    domain = mail.sender.partition("@")[2]
    message["Message-ID"] = make_msgid(domain=domain)
    message.set_content(text)
    try:
        with connect(mail, domain) as server:
            if mail.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if mail.user is not None:
                server.login(mail.user, password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:  # its words may hold addresses: only its kind is said
        raise MailFailed(f"surel tidak terkirim ({type(error).__name__}). Periksa 'mail' di suluh.yml.") from None


def connect(mail: Mail, name: str) -> smtplib.SMTP:
    """A connection to the server, with `tls` to one whose certificate this machine trusts."""
    if mail.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host, mail.port, name, timeout=TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(mail.host, mail.port, name, timeout=TIMEOUT_SECONDS)
