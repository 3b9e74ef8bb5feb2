"""Envelopes in parts, what they cost, and when nothing more is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from collector.web import work
from collector.web.pressure import CALM_FORM, MOST_FORM, Pressure
from tests.builders import Sealed, sealed, solved
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
    """A proper report, sealed to P2TP2A."""
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
    """The first part already has to look like a sealed envelope."""
    client = make_app().test_client()
    paid = worked(client, report.id)
    plain = Sealed(report.id, b"SUAR-TERANG".ljust(len(report.body)), report.headers)
    assert put_part(client, plain, 0, PART, **paid).status_code == 422
    assert ask(client, report).json["received"] == 0


def test_a_whole_that_is_none_after_all_is_forgotten(
    make_app: Callable[..., Flask], report: Sealed, store: Store
) -> None:
    """A right start with a wrong key count is refused when it is whole, and its parts do not stay."""
    client = make_app().test_client()
    broken = Sealed(report.id, report.body.replace(b"--- ", b"-> X 1", 1)[: len(report.body)], report.headers)
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
    """A solution serves its own envelope as often as it is sent, no other, and not after its time."""
    now = datetime.now(UTC)
    paid = solved(work.make_challenge(SECRET, "a" * 32, 1, now))["Suluh-Work"]
    assert [work.is_done(SECRET, subject, paid) for subject in ("a" * 32, "a" * 32, "b" * 32)] == [True, True, False]
    assert not work.is_done(b"t" * 32, "a" * 32, paid)
    stale = solved(work.make_challenge(SECRET, "a" * 32, 1, now - 2 * work.GOOD_FOR))["Suluh-Work"]
    assert not work.is_done(SECRET, "a" * 32, stale)
    assert timedelta(minutes=30) < work.GOOD_FOR < timedelta(days=1)


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
    assert page.status_code == 503
    assert "tel:110" in page.text
    store.reopen_form("laporan")
    assert client.get("/lapor").status_code == 200


def test_without_room_nothing_begins(make_app: Callable[..., Flask], report: Sealed, store: Store) -> None:
    """Before the disk is full the sender is told to come back, and when."""
    client = make_app(has_room=lambda: False).test_client()
    answer = client.put(report.path, data=report.body, headers={**report.headers, **worked(client, report.id)})
    assert (answer.status_code, answer.json["code"]) == (503, "full")
    assert answer.headers["Retry-After"]
    assert store.envelopes() == []


def test_a_flood_is_refused_and_says_when_to_come_back(make_app: Callable[..., Flask], report: Sealed) -> None:
    """Behind the ceiling of a form everybody waits; another form is not touched by it."""
    pressure = Pressure()
    client = make_app(pressure=pressure).test_client()
    paid = worked(client, report.id)
    for _ in range(MOST_FORM):
        assert pressure.take_envelope("laporan")
    answer = client.put(report.path, data=report.body, headers={**report.headers, **paid})
    assert (answer.status_code, answer.json["code"]) == (429, "busy")
    assert answer.headers["Retry-After"]
    assert not pressure.take_envelope("laporan")
    assert pressure.take_envelope("saran-forum")


def test_one_proof_cannot_use_up_a_form(make_app: Callable[..., Flask], report: Sealed) -> None:
    """The first part again and again is one envelope: it counts once, and nobody else is refused because of it."""
    pressure = Pressure()
    client = make_app(pressure=pressure).test_client()
    paid = worked(client, report.id)
    calm = pressure.rounds()
    for _ in range(3 * CALM_FORM):
        assert put_part(client, report, 0, PART, **paid).status_code == 202
    assert pressure.rounds() == calm


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
    for _ in range(2 * CALM_FORM):
        pressure.take_envelope("laporan")
    assert work.LIGHTEST < pressure.rounds() < work.HEAVIEST
    for _ in range(20 * CALM_FORM):
        pressure.take_envelope("laporan")
    assert pressure.rounds() == work.HEAVIEST
