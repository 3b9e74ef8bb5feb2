"""Envelopes in parts, what they cost, and when nothing more is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from collector.web import work
from collector.web.pressure import CALM_FORM, CALM_SOURCE, MOST_FORM, Pressure
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
    pressure = Pressure(lambda: 1)
    client = make_app(pressure=pressure).test_client()
    paid = worked(client, report.id)
    for number in range(MOST_FORM):
        assert pressure.take_envelope("laporan", f"source {number}")
    answer = client.put(report.path, data=report.body, headers={**report.headers, **paid})
    assert (answer.status_code, answer.json["code"]) == (429, "busy")
    assert answer.headers["Retry-After"]
    assert not pressure.take_envelope("laporan", "source")
    assert pressure.take_envelope("saran-forum", "source")


def test_work_grows_with_the_load_and_with_a_busy_source() -> None:
    """A calm day costs the least; whoever sends much pays more, and a flood of many sources makes all pay."""
    calm = Pressure(lambda: 1)
    assert calm.rounds("a") == work.LIGHTEST
    for _ in range(2 * CALM_SOURCE):
        calm.take_envelope("laporan", "a")
    assert calm.rounds("a") > calm.rounds("b") == work.LIGHTEST
    for number in range(20 * CALM_FORM):
        calm.take_envelope("laporan", f"source {number}")
    assert calm.rounds("b") == work.HEAVIEST


def test_a_source_has_another_name_each_hour_and_in_each_process() -> None:
    """Nobody can say later which address a counter was of."""
    hour = [1]
    one, other = Pressure(lambda: hour[0]), Pressure(lambda: hour[0])
    names = {one.source("10.0.0.1"), other.source("10.0.0.1")}
    assert one.source("10.0.0.1") in names
    hour[0] = 2
    assert len(names | {one.source("10.0.0.1")}) == 3
    assert not any("10.0.0.1" in name for name in names)
