"""The slot for envelopes: what is taken, what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from collector.core.age import armor, hybrid_recipient, seal
from collector.core.opening import HybridIdentity, X25519Identity
from tests.builders import Sealed, sealed, submission, work
from tests.reporter.submission import pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from collector.forms.schema import FormSpec
    from collector.store import Store

SENTINEL = "SUAR-9f3c-RAHASIA"


@pytest.fixture
def spec(forms: dict[str, FormSpec]) -> FormSpec:
    """The report form."""
    return forms["laporan"]


@pytest.fixture
def report(spec: FormSpec, identity: HybridIdentity) -> Sealed:
    """A proper report, sealed to the officers."""
    return sealed(spec, spec.examples.valid[0].answers, [identity.recipient])


@pytest.fixture
def put(make_app: Callable[..., Flask]) -> Callable[..., TestResponse]:
    """Sends an envelope; keyword arguments replace headers."""
    client = make_app().test_client()

    def send(envelope: Sealed, body: bytes | None = None, path: str | None = None, **headers: str) -> TestResponse:
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        data = envelope.body if body is None else body
        worked = work(client, envelope.id)
        return client.put(path or envelope.path, data=data, headers={**envelope.headers, **worked, **changed})

    return send


def test_a_sealed_report_is_stored_and_acknowledged(
    put: Callable[..., TestResponse], report: Sealed, store: Store
) -> None:
    """201 for a new envelope, its bytes in the store as they came, and the hour but not the minute beside them."""
    answer = put(report)
    assert (answer.status_code, answer.json["id"]) == (201, report.id)
    assert store.envelope(report.id)[1] == report.body
    assert store.envelopes()[0].received_hour == 490_000


def test_a_retry_is_acknowledged_again_and_stored_once(
    put: Callable[..., TestResponse], report: Sealed, store: Store
) -> None:
    """The same bytes under the same id answer 200, however often they come."""
    assert [put(report).status_code for _ in range(3)] == [201, 200, 200]
    assert len(store.envelopes()) == 1


def test_another_envelope_under_a_known_id_is_refused(
    put: Callable[..., TestResponse], report: Sealed, spec: FormSpec, identity: HybridIdentity
) -> None:
    """409 for the second writer of an id."""
    put(report)
    other = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], envelope_id=report.id)
    assert put(other).status_code == 409


def refused_bodies(report: Sealed, spec: FormSpec, identity: HybridIdentity) -> dict[str, tuple[bytes, str]]:
    """Every kind of body that is no envelope for us, with the reason expected."""
    inside = pack(submission(spec, spec.examples.valid[0].answers))
    other = HybridIdentity.generate().recipient
    return {
        "plain text": (SENTINEL.encode(), "not-age"),
        "json": (json.dumps({"cerita": SENTINEL}).encode(), "not-age"),
        "plain zip": (inside, "not-age"),
        "armored": (armor(report.body).encode(), "not-age"),
        "next version": (report.body.replace(b"/v1", b"/v2", 1), "unknown-version"),
        "two keys": (seal([identity.recipient, other], inside), "recipients"),
        "classic key": (seal([X25519Identity.generate().recipient], inside), "recipients"),
        "cut by one": (report.body[:-1], "length"),
        "one more": (report.body + b"\0", "length"),
        "cut to half": (report.body[: len(report.body) // 2], "length"),
        "odd size": (seal([identity.recipient], inside[:-100]), "length"),
        "header only": (report.body[:1000], "header"),
    }


def test_what_is_no_envelope_is_refused_and_leaves_nothing(
    put: Callable[..., TestResponse],
    report: Sealed,
    spec: FormSpec,
    identity: HybridIdentity,
    store: Store,
) -> None:
    """Plaintext, JSON, other keys, cut or odd sizes: 4xx with the right reason in words, and an empty store."""
    for name, (body, code) in refused_bodies(report, spec, identity).items():
        answer = put(report, body)
        assert (name, answer.status_code, answer.json["code"]) == (name, 422, code)
        assert answer.json["detail"]
        assert SENTINEL not in answer.text
    assert store.envelopes() == []


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content_Type": "application/json"}, 415, "type"),
        ({"Content_Type": "multipart/form-data; boundary=x"}, 415, "type"),
        ({"Content_Type": "text/plain"}, 415, "type"),
        ({"Suluh_Form": "laporan/999"}, 422, "form"),
        ({"Suluh_Form": "tidak-ada/1"}, 422, "form"),
        ({"Suluh_Recipients": ""}, 422, "recipients"),
        ({"Suluh_Recipients": "a" * 32}, 422, "recipients"),
        ({"Suluh_Urgency": "very"}, 400, "urgency"),
        ({"Suluh_Mailbox": "B" * 32}, 400, "names"),
        ({"Suluh_Mailbox_Key": "short"}, 400, "names"),
        ({"Sec_Fetch_Site": "cross-site"}, 403, "foreign"),
        ({"Origin": "https://evil.example"}, 403, "foreign"),
    ],
)
def test_wrong_words_beside_an_envelope_are_refused(
    put: Callable[..., TestResponse], report: Sealed, store: Store, headers: dict[str, str], status: int, code: str
) -> None:
    """A wrong type, form, mark or origin is refused by its own reason, and nothing is stored."""
    answer = put(report, **headers)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert store.envelopes() == []


def test_a_wrong_id_is_refused(put: Callable[..., TestResponse], report: Sealed, store: Store) -> None:
    """An id is 32 lower-case hex digits and nothing else."""
    for wrong in ("abc", "Z" * 32, "a" * 33):
        assert put(report, path=f"/api/envelopes/{wrong}").status_code == 400
    assert store.envelopes() == []


def test_too_large_is_refused_before_it_is_read(put: Callable[..., TestResponse], report: Sealed, store: Store) -> None:
    """More bytes than the form's largest envelope: 413, judged by the announced length."""
    assert put(report, b"\0" * 2_000_000).status_code == 413
    assert store.envelopes() == []


def test_a_plain_form_post_is_refused_with_words(make_app: Callable[..., Flask], store: Store, tmp_path: Path) -> None:
    """A form posted without sealing, in any encoding, gets 405 and is written nowhere."""
    client = make_app().test_client()
    for sent in ({"data": {"cerita": SENTINEL}}, {"json": {"cerita": SENTINEL}}):
        answer = client.post("/lapor", **sent)
        assert answer.status_code == 405
        assert SENTINEL not in answer.text
    assert store.envelopes() == []
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and SENTINEL.encode() in file.read_bytes()]


def test_without_a_key_the_door_is_closed(make_app: Callable[..., Flask], report: Sealed, store: Store) -> None:
    """With no recipient the slot answers 503 and the page shows the numbers and no form; nothing is weaker."""
    client = make_app(recipients=[]).test_client()
    page = client.get("/lapor")
    assert "<form" not in page.text
    assert "tel:110" in page.text
    assert client.put(report.path, data=report.body, headers=report.headers).status_code == 503
    assert store.envelopes() == []


def test_a_report_that_nobody_would_read_is_refused(
    make_app: Callable[..., Flask], report: Sealed, store: Store
) -> None:
    """While no officer is on duty a report's envelope is turned away, also from a page that somebody kept open."""
    client = make_app(staffed=None).test_client()
    headers = {**report.headers, **work(client, report.id)}
    answer = client.put(report.path, data=report.body, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (503, "closed")
    assert store.envelopes() == []


def test_a_failing_store_is_503_and_says_when_to_come_back(
    make_app: Callable[..., Flask], report: Sealed, store: Store
) -> None:
    """A database that is gone gives 503 with Retry-After, and no acknowledgement."""
    client = make_app().test_client()
    with store._write() as connection:  # noqa: SLF001  the table vanishes, as on a damaged disk
        connection.exec_driver_sql("DROP TABLE envelopes")
    answer = client.put(report.path, data=report.body, headers=report.headers)
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]


def test_after_a_rotation_an_old_page_is_told_so(
    make_app: Callable[..., Flask], report: Sealed, store: Store, identity: HybridIdentity
) -> None:
    """Other keys, as many or more: whole or in parts it is refused, with words that help, and the new list is there."""
    fresh = HybridIdentity.generate().recipient
    worked = work(make_app().test_client(), report.id)
    for recipients in ([fresh], [identity.recipient, fresh]):
        client = make_app(recipients=recipients).test_client()
        total = len(report.body)
        for first, last, said in ((0, total, None), (0, 5000, "0-4999"), (5000, 10000, "5000-9999"), (0, 0, "*")):
            headers = {**report.headers, **worked} | ({"Content-Range": f"bytes {said}/{total}"} if said else {})
            answer = client.put(report.path, data=report.body[first:last], headers=headers)
            assert (answer.status_code, answer.json["code"]) == (422, "recipients")
            assert "Kunci petugas sudah berganti" in answer.json["detail"]
        assert client.get("/api/recipients").json == {"recipients": [str(key) for key in recipients]}
    assert store.envelopes() == []


def test_a_liar_about_the_keys_cannot_be_told_apart_here(
    put: Callable[..., TestResponse], spec: FormSpec, report: Sealed
) -> None:
    """The server has no key, so an envelope that only claims to be for the officers is stored; the desk shows it."""
    stranger = sealed(spec, spec.examples.valid[0].answers, [hybrid_recipient(bytes(32))])
    assert put(stranger, Suluh_Recipients=report.headers["Suluh-Recipients"]).status_code == 201
