"""What the desk's tests share: a report of the shared code, and an officer's browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.builders import receipt, sealed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.opening import HybridIdentity
    from collector.desk import Inbox
    from collector.forms.schema import FormSpec
    from tests.builders import Sealed

PASSPHRASE = "empat kata acak panjang"
DO_NOT_CONTACT = "tidak dijawab: jangan hubungi, jawab hanya lewat kotak"


def of_the_receipt(forms: dict[str, FormSpec], identity: HybridIdentity, **changes: object) -> Sealed:
    """A report whose mailbox is the one that the shared code opens."""
    spec = forms["laporan"]
    mailbox = {"mailbox": receipt().mailbox}
    return sealed(spec, spec.examples.valid[0].answers, [identity.recipient], **mailbox, **changes)


def written_again(
    forms: dict[str, FormSpec], identity: HybridIdentity, form: str = "tambahan", **changes: object
) -> Sealed:
    """Another letter into the mailbox of the shared code, by whoever has that code."""
    spec = forms[form]
    box = {"mailbox": receipt().mailbox}
    made = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], **box | changes)
    del made.headers["Suluh-Mailbox-Key"]
    made.headers["Suluh-Mailbox-Secret"] = receipt().secret.hex()
    return made


def said_first(inbox: Inbox, envelope: Sealed) -> list[list[str]]:
    """What the officer reads before the answers, without the questions."""
    return [lines for _, rows in inbox.letter(envelope.id).contact for _, lines in rows]


def token_of(page: str) -> str:
    """The CSRF token of a page."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)


def base(link: str) -> str:
    """Scheme, host and port of a link."""
    return link.partition("/mulai")[0]


def unlocked(desk: tuple[Flask, str]) -> FlaskClient:
    """A browser that came in through the link and typed the passphrase."""
    app, link = desk
    browser = app.test_client()
    browser.get(link)
    token = token_of(browser.get("/kunci", base_url=base(link)).text)
    browser.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link))
    return browser


def away(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """A server that fails, in the place of an application's `wsgi_app`."""
    del environ
    start_response("502 Bad Gateway", [])
    return [b""]
