"""Envelopes as a reporter's browser makes them, built with the Python half of the format."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import secrets
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import urllib3
from altcha import Challenge, Payload, create_challenge, solve_challenge

from base.days import ZONES
from base.district import Office
from collector.core.age import seal
from collector.core.envelope import recipients_mark, token_mark
from collector.desk.client import Outside
from collector.forms.schema import readable, urgency, words
from collector.web.officer import as_row
from collector.web.work import HEAVIEST, signing_secret
from tests.node import run_node
from tests.reporter.receipt import Receipt, derive, new_code
from tests.reporter.submission import Submission, pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.age import HybridRecipient
    from collector.forms.questions import Question
    from collector.forms.schema import Answers, FormSpec
    from collector.store import Envelope

OFFICE = Office("Layanan", ZONES["WIB"])

VECTORS = Path(__file__).parent / "vectors"


def digest_header(body: bytes) -> dict[str, str]:
    """What every part of an envelope says of the whole (RFC 9530)."""
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"}


@dataclass(frozen=True)
class Sealed:
    """One envelope, with what the browser says beside it."""

    id: str
    body: bytes
    headers: dict[str, str] = field(repr=False)
    code: str = ""
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "headers", {**self.headers, **digest_header(self.body)})

    @property
    def path(self) -> str:
        return f"/api/envelopes/{self.id}"


@cache
def receipt() -> Receipt:
    """One reporter's receipt; deriving it is slow on purpose, so the tests share its recipient."""
    return derive(new_code())


def solved(challenge: dict[str, object]) -> dict[str, str]:
    """The header that shows the work a challenge of GET /api/work asks for, done as a browser does it."""
    asked = Challenge.from_dict(challenge)
    solution = solve_challenge(asked)
    assert solution
    return {"Suluh-Work": Payload(asked, solution).to_base64()}


def work(client: FlaskClient, subject: str) -> dict[str, str]:
    """Ask a server application what one envelope or mailbox costs, and do it."""
    return solved(client.get(f"/api/work/{subject}").json or {})


def prepaid(secret: bytes, subject: str) -> dict[str, str]:
    """Work that is enough under any load, and whose first try is the right one: no test pays what a flood would."""
    paid = create_challenge("SHA-256", HEAVIEST, counter=0, data={"for": subject}, hmac_secret=signing_secret(secret))
    return solved(paid.to_dict())


def login_form(client: FlaskClient, name: str, password: str, *, paid: bytes | None = None) -> dict[str, str]:
    """The login's fields as a browser sends them, its work done; with `paid`, the server's secret, as by `prepaid`."""
    page = client.get("/masuk").text
    found = [re.search(rf'name="{field}"[^>]*value="([^"]+)"', page) for field in ("csrf_token", "ticket")]
    token, ticket = (match.group(1) if match else "" for match in found)
    challenge = re.search(r'data-challenge="([^"]+)"', page)
    asked = json.loads(html.unescape(challenge.group(1))) if challenge else {}
    done = prepaid(paid, f"login {ticket}") if paid else solved(asked)
    return {"name": name, "password": password, "csrf_token": token, "ticket": ticket, "work": done["Suluh-Work"]}


def submission(spec: FormSpec, filled: Answers, **changes: object) -> Submission:
    """What a reporter hands in, before sealing."""
    words: dict[str, Any] = {
        "envelope_id": secrets.token_hex(16),
        "form": spec.id,
        "form_version": spec.version,
        "answers": filled,
        "mailbox": secrets.token_hex(16),
        "reply_to": str(receipt().recipient),
        "token": secrets.token_hex(32),
        "client_time": "2026-11-24T03:00Z",
        "readable": readable(spec, filled),
    }
    return Submission(**{**words, **changes})


def sealed(spec: FormSpec, filled: Answers, recipients: Sequence[HybridRecipient], **changes: object) -> Sealed:
    """A sealed envelope for these recipients."""
    inside = submission(spec, filled, **changes)
    headers = {
        "Content-Type": "application/octet-stream",
        "Suluh-Form": f"{spec.id}/{spec.version}",
        "Suluh-Recipients": recipients_mark(recipients),
        "Suluh-Urgency": urgency(spec, filled),
        "Suluh-Mailbox": inside.mailbox,
        "Suluh-Mailbox-Key": receipt().secret_hash,
        "Suluh-Token": token_mark(inside.token),
    }
    return Sealed(inside.envelope_id, seal(recipients, pack(inside)), headers, token=inside.token)


def sealed_by_the_browser(
    spec: FormSpec, answers: Answers, recipients: Sequence[str], left_out: Sequence[str] = ()
) -> Sealed:
    """What the browser's own bundle makes of these answers."""
    return all_sealed_by_the_browser([(spec, answers)], recipients, left_out)[0]


def all_sealed_by_the_browser(
    filled: Sequence[tuple[FormSpec, Answers]], recipients: Sequence[str], left_out: Sequence[str] = ()
) -> list[Sealed]:
    """The same for several forms, in one run of Node."""
    reading = [key not in left_out for key in recipients]
    asked = [
        {"form": spec.id, "version": spec.version, "title": spec.title, "answers": answers}
        | {"rows": [[question.label, words(question, answers[question.id])] for question in answered(spec, answers)]}
        | {"urgency": urgency(spec, answers), "largest": spec.largest_bucket_kib}
        | {"recipients": recipients, "reading": reading}
        for spec, answers in filled
    ]
    return [
        Sealed(made["id"], base64.b64decode(made["body"]), made["headers"], made["code"])
        for made in run_node(VECTORS / "client_seal.mjs", asked)
    ]


def answered(spec: FormSpec, answers: Answers) -> list[Question]:
    """The questions that have an answer."""
    return [question for question in spec.questions if question.id in answers]


def replace_door(app: Flask, **changes: object) -> None:
    """Change what a running application was given."""
    app.extensions["suluh"] = replace(app.extensions["suluh"], **changes)


def deliver(server: str, *envelopes: Sealed) -> None:
    """Send envelopes as a browser does."""
    for one in envelopes:
        challenge = urllib3.request("GET", f"{server}/api/work/{one.id}").json()
        answer = urllib3.request("PUT", server + one.path, body=one.body, headers={**one.headers, **solved(challenge)})
        assert answer.status == 201


def outside_of(kept: Envelope) -> Outside:
    """The outside of a stored envelope as the desk reads it."""
    return Outside(**cast("dict[str, Any]", as_row(kept)))
