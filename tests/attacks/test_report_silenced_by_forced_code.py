"""Whoever forces the code out of a child, or finds it later, must neither silence the report nor prove it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import Sealed, receipt, sealed, work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

BOX = f"/api/mailboxes/{receipt().mailbox}"


def letter(forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A letter into the shared receipt's mailbox."""
    spec = forms["laporan"]
    return sealed(spec, spec.examples.valid[0].answers, [identity.recipient], mailbox=receipt().mailbox)


@pytest.fixture
def report(forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """The child's report."""
    return letter(forms, identity)


@pytest.fixture
def client(make_app: Callable[..., Flask], report: Sealed) -> FlaskClient:
    """A server that holds the report, whose mailbox is then deleted by somebody with the code."""
    client = make_app().test_client()
    client.put(report.path, data=report.body, headers={**report.headers, **work(client, report.id)})
    shown = {"Suluh-Mailbox-Secret": receipt().secret.hex(), **work(client, receipt().mailbox)}
    assert client.delete(BOX, headers=shown).status_code == 204
    return client


def test_a_coerced_deletion_leaves_the_unread_letter_to_officers(
    client: FlaskClient, report: Sealed, store: Store
) -> None:
    """The mailbox is shut at once, and yet the report waits to be read, with its alarm, byte for byte."""
    shown = {"Suluh-Mailbox-Secret": receipt().secret.hex(), **work(client, receipt().mailbox)}
    assert client.get(BOX, headers=shown).status_code == 404
    assert sum(group.number for group in store.waiting()) == 1
    found = store.envelope(report.id)
    assert found is not None
    assert found[1] == report.body


def test_a_found_code_proves_nothing_from_a_stolen_database(client: FlaskClient, tmp_path: Path, store: Store) -> None:
    """Nothing that the code gives, neither mailbox nor hash of its secret, stands in any file of the database."""
    assert client
    stolen = b"".join(file.read_bytes() for file in tmp_path.glob("store.sqlite3*"))
    assert store.envelopes()[0].id.encode() in stolen
    for trace in (receipt().mailbox, receipt().secret_hash, receipt().secret.hex()):
        assert trace.encode() not in stolen


def test_a_retry_or_a_late_letter_does_not_open_the_mailbox_again(
    client: FlaskClient, report: Sealed, store: Store, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The phone that sends once more, another first letter, and a follow-up under way: none makes a mailbox again."""
    retry = client.put(report.path, data=report.body, headers={**report.headers, **work(client, report.id)})
    assert (retry.status_code, retry.json["state"]) == (200, "known")
    for kept, status in ((), 409), ((("Suluh-Mailbox-Secret", receipt().secret.hex()),), 404):
        late = letter(forms, identity)
        outside = dict(late.headers)
        if kept:
            outside.pop("Suluh-Mailbox-Key")
        headers = {**outside, **dict(kept), **work(client, late.id)}
        assert client.put(late.path, data=late.body, headers=headers).status_code == status
    assert [one.id for one in store.envelopes()] == [report.id]
