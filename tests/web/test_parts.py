"""Envelopes in parts, what they cost, and when nothing more is taken."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from collector.web import work
from collector.web.pressure import CALM_FORM, CALM_MAILBOX, MOST, Pressure
from collector.web.room import Room
from tests.builders import Sealed, prepaid, sealed, solved
from tests.builders import work as worked

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

PART = 4000
SECRET = b"s" * 32


@pytest.fixture
def report(forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A proper report, sealed to the officers."""
    spec = forms["laporan"]
    return sealed(spec, spec.examples.valid[0].answers, [identity.recipient])


def put_part(client: FlaskClient, report: Sealed, first: int, last: int, **headers: str) -> TestResponse:
    """Send the bytes from offset `first` up to, not including, `last`."""
    said = {"Content-Range": f"bytes {first}-{last - 1}/{len(report.body)}", **report.headers, **headers}
    return client.put(report.path, data=report.body[first:last], headers=said)


def ask(client: FlaskClient, report: Sealed) -> TestResponse:
    """Ask how far an envelope has come."""
    said = {"Content-Range": f"bytes */{len(report.body)}", **report.headers}
    return client.put(report.path, data=b"", headers=said)


def test_a_report_arrives_in_parts_over_a_line_that_breaks(
    make_app: Callable[..., Flask], report: Sealed, store: Store
) -> None:
    """Every part is acknowledged with how far it has come; only the whole is an envelope; a retry changes nothing."""
    client = make_app().test_client()
    paid = worked(client, report.id)
    assert ask(client, report).json["received"] == 0
    assert put_part(client, report, 0, PART, **paid).json == {"id": report.id, "received": PART}
    assert put_part(client, report, PART, 2 * PART).json["received"] == 2 * PART
    assert put_part(client, report, 0, PART, **paid).json["received"] == 2 * PART
    assert ask(make_app().test_client(), report).json["received"] == 2 * PART  # another process, another day
    assert store.envelopes() == []
    done = put_part(client, report, 2 * PART, len(report.body))
    assert (done.status_code, done.json["state"]) == (201, "stored")
    assert store.envelope(report.id)[1] == report.body
    assert [ask(client, report).status_code, put_part(client, report, 0, PART).status_code] == [200, 200]


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("bytes 0-99/12345", 422, "length"),
        ("bytes 0-3999/999999999", 422, "length"),
        ("bytes 5-3/{total}", 400, "range"),
        ("bytes 0-98/{total}", 400, "range"),
        ("bytes */{total}", 400, "range"),
        ("octets 0-3999/{total}", 400, "range"),
        ("bytes 0-3999/*", 400, "range"),
    ],
)
def test_a_part_that_fits_no_envelope_is_refused(
    make_app: Callable[..., Flask], report: Sealed, said: str, status: int, code: str
) -> None:
    """Lengths that no envelope has, and ranges that do not match their bytes, keep nothing."""
    client = make_app().test_client()
    headers = {"Content-Range": said.format(total=len(report.body)), **worked(client, report.id), **report.headers}
    answer = client.put(report.path, data=report.body[:PART], headers=headers)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert ask(client, report).json["received"] == 0


def test_plaintext_does_not_reach_the_disk_in_parts_either(make_app: Callable[..., Flask], report: Sealed) -> None:
    """The first part already has to look like a sealed envelope, to the end of the header if that is in it."""
    client = make_app().test_client()
    paid = worked(client, report.id)
    header = report.body.index(b"\n", report.body.index(b"\n--- ") + 1)
    for at in (0, 60, header - 60):
        told = report.body[:at] + b"SUAR TERANG, di baris ini" + report.body[at + 25 :]
        plain = Sealed(report.id, told, report.headers)
        assert put_part(client, plain, 0, PART, **paid).status_code == 422
    assert ask(client, report).json["received"] == 0


def test_a_whole_that_is_none_after_all_is_forgotten(
    make_app: Callable[..., Flask], report: Sealed, store: Store
) -> None:
    """A key share that is not written the one right way is found when it is whole, and its parts do not stay."""
    client = make_app().test_client()
    end = report.body.index(b"\n", report.body.index(b"-> ")) - 1
    broken = Sealed(report.id, report.body[:end] + b"/" + report.body[end + 1 :], report.headers)
    assert put_part(client, broken, 0, PART, **worked(client, report.id)).status_code == 202
    assert put_part(client, broken, PART, len(broken.body)).status_code == 422
    assert ask(client, report).json["received"] == 0
    assert store.envelopes() == []


def test_an_envelope_without_its_work_is_not_taken(
    make_app: Callable[..., Flask], report: Sealed, store: Store
) -> None:
    """No work, work for another envelope, work of another server, and a made-up payload: 428, and nothing is kept."""
    client = make_app().test_client()
    foreign = solved(work.make_challenge(SECRET, report.id, 1, datetime.now(UTC)))
    for paid in ({}, worked(client, "f" * 32), foreign, {"Suluh-Work": "bukan"}, {"Suluh-Work": "e30="}):
        answer = client.put(report.path, data=report.body, headers={**report.headers, **paid})
        assert (answer.status_code, answer.json["code"]) == (428, "work")
    assert store.envelopes() == []


def test_work_is_for_one_subject_and_for_a_while() -> None:
    """A solution serves its own envelope as often as it is sent, no other, not after its time, and not as more work."""
    now = datetime.now(UTC)
    paid = solved(work.make_challenge(SECRET, "a" * 32, 2, now))["Suluh-Work"]
    assert [work.is_done(SECRET, one, paid, 2) for one in ("a" * 32, "a" * 32, "b" * 32)] == [True, True, False]
    assert not work.is_done(SECRET, "a" * 32, paid, 3)
    assert not work.is_done(b"t" * 32, "a" * 32, paid, 1)
    stale = solved(work.make_challenge(SECRET, "a" * 32, 1, now - 2 * work.GOOD_FOR))["Suluh-Work"]
    assert not work.is_done(SECRET, "a" * 32, stale, 1)


def test_a_closed_form_takes_nothing_new_but_acknowledges_what_it_has(
    make_app: Callable[..., Flask], report: Sealed, store: Store, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Who was acknowledged nothing yet can still learn that the envelope is here; the page shows the numbers."""
    client = make_app().test_client()
    client.put(report.path, data=report.body, headers={**report.headers, **worked(client, report.id)})
    store.close_form("laporan")
    assert client.put(report.path, data=report.body, headers=report.headers).status_code == 200
    spec = forms["laporan"]
    other = sealed(spec, spec.examples.valid[0].answers, [identity.recipient])
    answer = client.put(other.path, data=other.body, headers={**other.headers, **worked(client, other.id)})
    assert (answer.status_code, answer.json["code"]) == (503, "closed")
    page = client.get("/lapor")
    assert "<form" not in page.text
    assert "tel:110" in page.text
    store.reopen_form("laporan")
    assert "<form" in client.get("/lapor").text


def test_without_room_nothing_begins(make_app: Callable[..., Flask], report: Sealed, store: Store) -> None:
    """Before the disk is full the sender is told to come back, and when."""
    client = make_app(room=lambda: Room(10, 10)).test_client()
    answer = client.put(report.path, data=report.body, headers={**report.headers, **worked(client, report.id)})
    assert (answer.status_code, answer.json["code"]) == (503, "full")
    assert answer.headers["Retry-After"]
    assert store.envelopes() == []


def count_envelopes(pressure: Pressure, number: int, form: str = "laporan") -> None:
    """Let so many envelopes begin, each with a proof of its own."""
    for _ in range(number):
        assert pressure.take_envelope(form, secrets.token_hex(16))


def test_a_flood_is_refused_and_says_when_to_come_back(make_app: Callable[..., Flask], report: Sealed) -> None:
    """Behind what can be stored for one form everybody waits, also who has worked; another form is not touched."""
    pressure = Pressure()
    app = make_app(pressure=pressure)
    count_envelopes(pressure, MOST)
    paid = prepaid(app.extensions["suluh"].secret_key, report.id)
    answer = app.test_client().put(report.path, data=report.body, headers={**report.headers, **paid})
    assert (answer.status_code, answer.json["code"]) == (429, "busy")
    assert answer.headers["Retry-After"]
    count_envelopes(pressure, 1, "saran-forum")


def test_cheap_work_of_a_calm_minute_is_refused_in_a_flood(make_app: Callable[..., Flask], report: Sealed) -> None:
    """What was asked for long before the load grew is not enough; once it has begun, nothing is asked again."""
    pressure = Pressure()
    client = make_app(pressure=pressure).test_client()
    begun, saved = worked(client, report.id), worked(client, "e" * 32)
    assert put_part(client, report, 0, PART, **begun).status_code == 202
    count_envelopes(pressure, 3 * CALM_FORM)
    answer = client.put("/api/envelopes/" + "e" * 32, data=report.body, headers={**report.headers, **saved})
    assert (answer.status_code, answer.json["code"]) == (428, "work")
    assert put_part(client, report, 0, PART, **begun).status_code == 202
    assert put_part(client, report, PART, len(report.body)).status_code == 201


def test_an_honest_sender_is_asked_three_times_at_most() -> None:
    """However the load grows while a phone works: each refusal means four times the load, and that ends soon."""
    demands = [min(work.HEAVIEST, work.LIGHTEST << doubled) for doubled in range(9)]
    pressure, met = Pressure(), []
    for _ in range(10 * CALM_FORM):
        met.append((pressure.rounds(), pressure.least()))
        count_envelopes(pressure, 1)
    assert sorted({rounds for rounds, _ in met}) == demands
    asked, times = met[0][0], 1
    for rounds, least in met:
        if asked < least:
            asked, times = rounds, times + 1  # refused as early as can be, and asked anew at the lightest
    assert times == 3


def test_one_proof_counts_once(
    make_app: Callable[..., Flask], report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """A proof shown again, for a first part, a refused envelope or a mailbox, makes nobody else work more."""
    pressure = Pressure()
    client = make_app(pressure=pressure).test_client()
    paid, calm, spec = worked(client, report.id), pressure.rounds(), forms["laporan"]
    homeless = sealed(spec, spec.examples.valid[0].answers, [identity.recipient])
    lost = {**homeless.headers, **worked(client, homeless.id), "Suluh-Mailbox-Secret": "f" * 64}
    seen = {"Suluh-Mailbox-Secret": "f" * 64, **worked(client, "e" * 32)}
    for _ in range(2 * CALM_MAILBOX):
        assert put_part(client, report, 0, PART, **paid).status_code == 202
        assert client.put(homeless.path, data=homeless.body, headers=lost).status_code == 404
        assert client.get("/api/mailboxes/" + "e" * 32, headers=seen).status_code == 404
    assert pressure.rounds() == calm


def test_a_proof_is_remembered_as_long_as_it_is_good_and_no_longer() -> None:
    """What was counted is kept until its challenge has run out: less would count it twice, more would pile up."""
    clock = [0.0]
    pressure = Pressure(lambda: clock[0])
    pressure.take_look("a" * 32)
    clock[0] = work.GOOD_FOR.total_seconds() - 1
    pressure.take_look("b" * 32)
    assert len(pressure._seen) == 2  # noqa: SLF001  what it remembers is what is tried
    clock[0] += 1
    pressure.take_look("c" * 32)
    assert len(pressure._seen) == 2  # noqa: SLF001


def test_a_part_of_a_few_bytes_is_refused(make_app: Callable[..., Flask], report: Sealed) -> None:
    """A byte at a time would be a commit for each byte; only the last part may be short."""
    client = make_app().test_client()
    paid = worked(client, report.id)
    answer = put_part(client, report, 0, 1, **paid)
    assert (answer.status_code, answer.json["code"]) == (400, "range")
    assert ask(client, report).json["received"] == 0


def test_a_stored_envelope_is_acknowledged_whatever_has_changed(
    make_app: Callable[..., Flask], report: Sealed, identity: HybridIdentity
) -> None:
    """Who lost the last answer learns that it is stored, also after keys were added or taken away."""
    client = make_app().test_client()
    client.put(report.path, data=report.body, headers={**report.headers, **worked(client, report.id)})
    for recipients in ([], [identity.recipient] * 2):
        assert ask(make_app(recipients=recipients).test_client(), report).status_code == 200


def test_work_grows_with_the_load() -> None:
    """A calm day costs the least, and a flood makes everybody pay the most that is ever asked."""
    pressure = Pressure()
    assert pressure.rounds() == work.LIGHTEST
    count_envelopes(pressure, 2 * CALM_FORM)
    assert work.LIGHTEST < pressure.rounds() < work.HEAVIEST
    count_envelopes(pressure, 20 * CALM_FORM)
    assert pressure.rounds() == work.HEAVIEST


def test_asking_for_challenges_makes_nobody_work_more(make_app: Callable[..., Flask]) -> None:
    """A bot that only asks has paid nothing, so it moves nothing."""
    client = make_app().test_client()
    costs = {client.get(f"/api/work/{number:032x}").json["parameters"]["cost"] for number in range(5 * CALM_FORM)}
    assert costs == {work.LIGHTEST}
