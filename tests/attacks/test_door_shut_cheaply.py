"""Whoever has one core must not keep a report out: not by an hour of unfinished envelopes, nor by a day of whole ones.

The time is simulated at a scale: the room and the attacker are both 48 times smaller than on a real server, where the
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
from collector.core.envelope import BUCKETS_KIB, sealed_length
from collector.store import Part, Store, arrivals
from collector.store.yardstick import own_schema
from collector.web import room
from collector.web.pressure import CALM_FORM, Pressure
from collector.web.room import Room
from collector.web.work import HEAVIEST, LIGHTEST, signing_secret
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


def light(like: Sealed, secret: bytes, rounds: int = LIGHTEST) -> Sealed:
    """The same bytes under a new id and in a new mailbox, with a proof of so many rounds; the lightest there is."""
    name = secrets.token_hex(16)
    asked = create_challenge("SHA-256", rounds, counter=0, data={"for": name}, hmac_secret=signing_secret(secret))
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


def test_unfinished_envelopes_make_nobodys_work_heavier(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many of every length as there is place for, and twice as many more, in the smallest room that is allowed.

    What gave way lies about in PostgreSQL until it is vacuumed: it must not count, or a short flood makes all work the
    heaviest and shuts forms, also when it is over.
    """
    monkeypatch.setattr(arrivals, "ROOM", arrivals.ROOM // SCALE)
    monkeypatch.setattr(room, "ARRIVALS", room.ARRIVALS // SCALE)
    empty = held.size()
    for kib in BUCKETS_KIB:
        total = sealed_length(kib * 1024, 3)
        for _ in range(3 * arrivals.ROOM // total + 3):
            part = Part(
                secrets.token_hex(16), 0, secrets.token_bytes(total - 1), total, secrets.token_hex(32), "laporan"
            )
            held.add_part(part, 490_000)
    left = room.room_of(held.size() - empty - held.reusable_bytes(), room.SMALLEST // SCALE)
    assert (left.rounds(), left.filling) == (LIGHTEST, False)
    assert left.largest_kib(report=False) == BUCKETS_KIB[-1]


# 10 GB at a scale, and what one core that hashes seven million times a second does of it in a day at that scale.
ROOM_SCALE = 2000
ROOM = 10 * 10**9 // ROOM_SCALE
HASHES = 24 * 3600 * 7_000_000 // ROOM_SCALE
TRIES = 256  # of which one succeeds


def asked(client: FlaskClient, report: Sealed) -> int:
    """How many rounds this envelope costs now; 0 where it is not taken."""
    said = {"form": report.headers["Suluh-Form"], "bytes": len(report.body)}
    answer = client.get(f"/api/work/{report.id}", query_string=said)
    return int(answer.json["parameters"]["cost"]) if answer.status_code == 200 else 0


def test_a_day_of_whole_envelopes_keeps_no_short_report_out(
    make_app: Callable[..., Flask], store: Store, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The attacker sends the largest that is taken, for the lightest proof that is taken, until his day is over."""
    empty = store.size()
    app = make_app(room=lambda: Room(store.size() - empty, ROOM))
    client, secret = app.test_client(), app.extensions["suluh"].secret_key
    case = of_size(1024, forms, identity)
    form = forms["pembaruan-kasus"]
    case = replace(case, headers={**case.headers, "Suluh-Form": f"{form.id}/{form.version}"})
    bodies, left = [case, *(of_size(kib, forms, identity) for kib in (64, 16, 8))], HASHES
    while bodies:
        app.extensions["suluh"] = replace(app.extensions["suluh"], pressure=Pressure())
        rounds = asked(client, bodies[0])
        if not rounds:
            del bodies[0]
            continue
        left -= TRIES * rounds
        if left < 0:
            break
        junk = light(bodies[0], secret, rounds)
        assert client.put(junk.path, data=junk.body, headers=junk.headers).status_code == 201
    assert client.get("/healthz").json["filling"] is True
    report = of_size(8, forms, identity)
    sent = light(report, secret, asked(client, report))
    assert client.put(sent.path, data=sent.body, headers=sent.headers).status_code == 201


def test_in_the_last_of_the_room_cheap_work_and_large_bodies_are_refused(
    make_app: Callable[..., Flask], store: Store, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """What the load asks for is not enough there, nor has a large body a place; before he works, a sender is told."""
    app = make_app(room=lambda: Room(95, 100))
    client, secret = app.test_client(), app.extensions["suluh"].secret_key
    small, large = (of_size(kib, forms, identity) for kib in (8, 16))
    assert [asked(client, report) for report in (small, large)] == [HEAVIEST, 0]
    cheap, wide = light(small, secret, HEAVIEST - 1), light(large, secret, HEAVIEST)
    for sent, status, code in ((cheap, 428, "work"), (wide, 413, "room")):
        answer = client.put(sent.path, data=sent.body, headers=sent.headers)
        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert put_part(client, sent, 0) == status
    assert store.envelopes() == []
    paid = light(small, secret, HEAVIEST)
    assert client.put(paid.path, data=paid.body, headers=paid.headers).status_code == 201
    assert client.get(f"/api/work/{small.id}").json["parameters"]["cost"] == LIGHTEST  # a look fills nothing
