"""Whoever has one core and an hour must not keep a report out: not with envelopes that he begins and never ends.

The hour is simulated at a scale: the room and the attacker are both 48 times smaller than on a real server, where the
lightest proofs let about 60 envelopes a minute begin in each of two processes (`test_cheap_work_of_a_calm_minute…`).
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from altcha import create_challenge

from collector.core.age import seal
from collector.store import Store, arrivals
from collector.store.yardstick import own_schema
from collector.web.pressure import CALM_FORM, Pressure
from collector.web.work import LIGHTEST, signing_secret
from tests.builders import Sealed, sealed, solved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec

SCALE = 48
BEGUN_A_MINUTE = 2 * 3 * CALM_FORM // SCALE
PART = 8192


@pytest.fixture(params=["sqlite", "postgresql"])
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each database."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'door.sqlite3'}"
        if request.param == "postgresql":
            url = stack.enter_context(own_schema(request.getfixturevalue("postgres")))
        store = Store.open(url, "demo")
        stack.callback(store.close)
        yield store


@pytest.fixture
def app(make_app: Callable[..., Flask], held: Store, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A server whose room for unfinished envelopes is as much smaller as the attacker is."""
    monkeypatch.setattr(arrivals, "ROOM", arrivals.ROOM // SCALE)
    return make_app(store=held)


@dataclass
class Attacker:
    """Begins envelopes with the lightest proof that is taken, never ends one, and keeps his own as fresh as he can."""

    client: FlaskClient
    bodies: list[Sealed]
    secret: bytes
    begun: list[tuple[Sealed, int]] = field(default_factory=list)

    def minute(self) -> set[int]:
        """Begin as many as the lightest proofs allow, push all others on but the last part; the statuses he got."""
        new = [light(self.bodies[number % len(self.bodies)], self.secret) for number in range(BEGUN_A_MINUTE)]
        sent = [(one, 0) for one in new] + [(one, at) for one, at in self.begun if at + PART < len(one.body)]
        self.begun = [(one, at + PART) for one, at in sent]
        return {put_part(self.client, one, at) for one, at in sent}


def light(like: Sealed, secret: bytes) -> Sealed:
    """The same bytes under a new id and in a new mailbox, with the lightest proof there is."""
    name = secrets.token_hex(16)
    asked = create_challenge("SHA-256", LIGHTEST, counter=0, data={"for": name}, hmac_secret=signing_secret(secret))
    return Sealed(name, like.body, {**like.headers, **solved(asked.to_dict()), "Suluh-Mailbox": name})


def put_part(client: FlaskClient, report: Sealed, at: int) -> int:
    """Send the part that begins at this byte; the status."""
    end = min(at + PART, len(report.body))
    said = {"Content-Range": f"bytes {at}-{end - 1}/{len(report.body)}"}
    return client.put(report.path, data=report.body[at:end], headers={**report.headers, **said}).status_code


def ask(client: FlaskClient, report: Sealed) -> int:
    """Ask, as the page does after a break, how many bytes are there."""
    said = {"Content-Range": f"bytes */{len(report.body)}"}
    answer = client.put(report.path, data=b"", headers={**report.headers, **said})
    assert answer.status_code == 202
    return int(answer.json["received"])


def of_size(kib: int, forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A report of somebody in danger now in an envelope of so many KiB, which tells its content to nobody here."""
    spec = forms["laporan"]
    made = sealed(spec, spec.examples.valid[0].answers, [identity.recipient])
    body = seal([identity.recipient], secrets.token_bytes(kib * 1024))
    return Sealed(made.id, body, {**made.headers, "Suluh-Urgency": "now"})


def test_an_hour_of_unfinished_envelopes_keeps_no_report_out(
    app: Flask, held: Store, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Small or large, at once or in parts over a line that breaks for a minute each time: every report is stored."""
    client, secret = app.test_client(), app.extensions["suluh"].secret_key
    small, large = (of_size(kib, forms, identity) for kib in (8, 64))
    attacker = Attacker(client, [small, large], secret)
    slow: list[Sealed] = []
    stored = 0
    for minute in range(60):
        app.extensions["suluh"] = replace(app.extensions["suluh"], pressure=Pressure())  # the last minute's has run out
        assert attacker.minute() <= {202}
        if minute % 10 == 0:
            slow += [light(small, secret), light(large, secret)]
            whole = [light(small, secret), light(large, secret)]
            stored += len(whole)
            assert {client.put(one.path, data=one.body, headers=one.headers).status_code for one in whole} == {201}
        for report in list(slow):
            if put_part(client, report, ask(client, report)) == 201:
                slow.remove(report)
                stored += 1
    assert held.displaced_hour() is not None
    assert slow == []
    assert len(held.envelopes(limit=1000)) == stored == 24


def test_an_operator_sees_that_unfinished_envelopes_give_way(
    app: Flask, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The health address tells of it while it lasts, and stays ready: an envelope sent now would be stored."""
    client, large = app.test_client(), of_size(64, forms, identity)
    assert client.get("/healthz").json["displacing"] is False
    attacker = Attacker(client, [large], app.extensions["suluh"].secret_key)
    while not client.get("/healthz").json["displacing"]:
        app.extensions["suluh"] = replace(app.extensions["suluh"], pressure=Pressure())
        attacker.minute()
    assert client.get("/healthz").status_code == 200
