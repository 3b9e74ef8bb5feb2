"""The way back: answers for whoever shows the code's secret, and for nobody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from collector.core.age import fingerprint, seal
from collector.core.opening import open_bytes, open_envelope
from tests.builders import Sealed, receipt, sealed, submission, work
from tests.reporter.submission import pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

ANSWER = "1" * 32


@pytest.fixture
def report(forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A report whose mailbox is that of the shared receipt."""
    spec = forms["laporan"]
    return sealed(spec, spec.examples.valid[0].answers, [identity.recipient], mailbox=receipt().mailbox)


@pytest.fixture
def client(make_app: Callable[..., Flask], report: Sealed) -> FlaskClient:
    """A server that holds the report."""
    client = make_app().test_client()
    sent = client.put(report.path, data=report.body, headers={**report.headers, **work(client, report.id)})
    assert sent.status_code == 201
    return client


@pytest.fixture
def officer(client: FlaskClient, identity: HybridIdentity, report: Sealed) -> dict[str, str]:
    """The headers of an officer who has solved the challenge and opened the report."""
    key = fingerprint(identity.recipient).replace(" ", "")
    challenge = client.get(f"/api/challenge/{key}").data
    proof = json.loads(open_bytes([identity], challenge))["pass"]
    return {"Authorization": f"Bearer {proof}", "Suluh-Token": open_envelope([identity], report.body).token}


@pytest.fixture
def answer(forms: dict[str, FormSpec]) -> bytes:
    """An answer sealed to the reporter."""
    spec = forms["laporan"]
    return seal([receipt().recipient], pack(submission(spec, spec.examples.valid[0].answers)))


def path(*names: str) -> str:
    """Addresses below the mailbox."""
    return "/".join(["/api/mailboxes", receipt().mailbox, *names])


def mine(client: FlaskClient) -> dict[str, str]:
    """What the reporter's browser shows: the secret, and the work for one look."""
    return {"Suluh-Mailbox-Secret": receipt().secret.hex(), **work(client, receipt().mailbox)}


def put_answer(client: FlaskClient, to: Sealed, headers: dict[str, str], body: bytes, name: str = ANSWER) -> int:
    """An officer's answer."""
    sent = {"Content-Type": "application/octet-stream", **headers}
    return client.put(f"{to.path}/answers/{name}", data=body, headers=sent).status_code


def test_an_answer_reaches_whoever_has_the_code(
    client: FlaskClient, officer: dict[str, str], report: Sealed, answer: bytes
) -> None:
    """Officer to reporter: once, however often it is sent, byte for byte, with the hour and not the minute."""
    assert [put_answer(client, report, officer, answer) for _ in range(2)] == [201, 200]
    assert client.get(path(), headers=mine(client)).json == {
        "answers": [{"id": ANSWER, "hour": 490_000}],
        "letters": [490_000],
    }
    assert client.get(path("answers", ANSWER), headers=mine(client)).data == answer
    assert client.get(path("answers", "2" * 32), headers=mine(client)).status_code == 404


def test_only_an_officer_answers_and_only_sealed(
    client: FlaskClient, officer: dict[str, str], report: Sealed, answer: bytes
) -> None:
    """No pass, plaintext, several recipients' stanzas, other types: refused, and the mailbox stays empty."""
    assert put_answer(client, report, {}, answer) == 401
    assert put_answer(client, report, officer, b"SUAR-TERANG") == 422
    assert put_answer(client, report, {**officer, "Content-Type": "text/plain"}, answer) == 415
    assert put_answer(client, report, officer, answer, name="kotak") == 400
    assert client.get(path(), headers=mine(client)).json["answers"] == []


def test_a_wrong_secret_and_no_mailbox_look_the_same(
    client: FlaskClient, officer: dict[str, str], report: Sealed, answer: bytes
) -> None:
    """Who guesses learns nothing, not even that a mailbox is there; each look costs work."""
    put_answer(client, report, officer, answer)
    wrong = {**mine(client), "Suluh-Mailbox-Secret": "f" * 64}
    nobody = "f" * 32
    seen = [
        client.get(path(), headers=wrong),
        client.get(f"/api/mailboxes/{nobody}", headers={**wrong, **work(client, nobody)}),
        client.get(path("answers", ANSWER), headers=wrong),
        client.delete(path(), headers=wrong),
    ]
    assert {(each.status_code, each.text) for each in seen} == {(404, seen[0].text)}
    unpaid = client.get(path(), headers={"Suluh-Mailbox-Secret": receipt().secret.hex()})
    assert (unpaid.status_code, unpaid.json["code"]) == (428, "work")


def test_the_reporter_writes_again_with_the_secret_alone(
    client: FlaskClient, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """The secret writes into the mailbox; the key that the server keeps does not."""
    spec = forms["laporan"]
    for name, value, status in (
        ("Suluh-Mailbox-Key", receipt().secret_hash, 409),
        ("Suluh-Mailbox-Secret", "f" * 64, 404),
        ("Suluh-Mailbox-Secret", receipt().secret.hex(), 201),
    ):
        more = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], mailbox=receipt().mailbox)
        outside = {key: kept for key, kept in more.headers.items() if key != "Suluh-Mailbox-Key"}
        headers = {**outside, **work(client, more.id), name: value}
        assert client.put(more.path, data=more.body, headers=headers).status_code == status
    assert store.mailbox(receipt().mailbox, receipt().secret_hash).letters == [490_000, 490_000]


def test_deleting_leaves_nothing_to_read_or_write(
    client: FlaskClient, officer: dict[str, str], answer: bytes, report: Sealed, store: Store
) -> None:
    """After 'hapus kotak saya' an opened envelope is gone, the code opens nothing, and officers can answer nobody."""
    outside = store.envelopes()[0]
    store.mark_opened(outside.id, 490_001)
    assert client.delete(path(), headers=mine(client)).status_code == 204
    assert store.envelopes() == []
    assert client.get(path(), headers=mine(client)).status_code == 404
    assert put_answer(client, report, officer, answer) == 404
    again = {**report.headers, **work(client, report.id)}
    assert client.put(report.path, data=report.body, headers=again).status_code == 409


def test_an_opened_envelope_is_marked_once_by_an_officer(
    client: FlaskClient, officer: dict[str, str], report: Sealed, store: Store
) -> None:
    """Opening ends the alarm for an envelope; nobody else can end it."""
    assert client.post(f"{report.path}/opened").status_code == 401
    assert store.waiting() != []
    assert client.post(f"{report.path}/opened", headers=officer).status_code == 204
    assert store.waiting() == []
    assert client.post(f"/api/envelopes/{'f' * 32}/opened", headers=officer).status_code == 404
