"""What an officer answers: sealed to the reporter, once, or not called sent."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
import urllib3

from collector.core.opening import HybridIdentity, open_bytes
from collector.desk.inbox import CannotReply
from tests.builders import deliver, receipt, sealed, solved
from tests.desk.officer import of_the_receipt

if TYPE_CHECKING:
    from collector.desk import Inbox
    from collector.forms.schema import FormSpec
    from collector.store import Store


def test_an_answer_lies_in_the_mailbox_sealed_to_the_reporter(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """What the officer says opens with the reporter's identity, in the mailbox that the letter names inside."""
    envelope = of_the_receipt(forms, identity)
    deliver(server, envelope)
    inbox.reply(envelope.id, inbox.letter(envelope.id).digest, "ditangani", "SUAR\r\nbaris dua")
    proof = solved(urllib3.request("GET", f"{server}/api/work/{receipt().mailbox}").json())
    shown = {"Suluh-Mailbox-Secret": receipt().secret.hex()}
    mailbox = f"{server}/api/mailboxes/{receipt().mailbox}"
    (answer,) = urllib3.request("GET", mailbox, headers=shown | proof).json()["answers"]
    sealed_answer = urllib3.request("GET", f"{mailbox}/answers/{answer['id']}", headers=shown | proof).data
    plain = open_bytes([HybridIdentity(receipt().identity_seed)], sealed_answer)
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        fields = json.loads(archive.read("jawaban.json"))
    assert (fields["text"], fields["status"]) == ("SUAR\nbaris dua", "ditangani")
    assert (fields["answer"], fields["mailbox"]) == (answer["id"], receipt().mailbox)


def test_an_answer_says_whom_the_report_left_out(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """The names are the report's own; nobody is an empty list, and null stands where the report does not say it."""
    good, box = forms["laporan"].examples.valid[0].answers, {"mailbox": receipt().mailbox}
    named = {**good, "concerns": "petugas", "not_for": ["petugas 2", "petugas 1"]}
    unlisted = {**good, "concerns": "petugas", "not_for": ["bukan_pemegang"]}
    cases = [
        (named, {}, ["petugas 1", "petugas 2"]),
        (unlisted, {}, []),
        (good, {}, []),
        (named, {"form_version": 99}, None),
    ]
    for answers, changes, left_out in cases:
        envelope = sealed(forms["laporan"], answers, [identity.recipient], **box, **changes)
        envelope.headers["Suluh-Mailbox-Secret"] = receipt().secret.hex()
        if store.envelopes() == []:
            del envelope.headers["Suluh-Mailbox-Secret"]
        deliver(server, envelope)
        inbox.reply(envelope.id, inbox.letter(envelope.id).digest, "dibaca", "")
        newest = store.mailbox(receipt().mailbox, receipt().secret_hash).answers[0]
        answer = store.answer(receipt().mailbox, receipt().secret_hash, newest.id)
        opened = open_bytes([HybridIdentity(receipt().identity_seed)], answer or b"")
        with zipfile.ZipFile(io.BytesIO(opened)) as archive:
            assert json.loads(archive.read("jawaban.json"))["left_out"] == left_out


def test_an_answer_that_cannot_arrive_is_not_called_sent(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """Nothing said, a reply key that is none, and a mailbox that its reporter deleted: each is an error in words."""
    broken = sealed(forms["laporan"], {"danger": "sekarang"}, [identity.recipient], reply_to="age1pq1" + "q" * 1952)
    envelope = of_the_receipt(forms, identity)
    deliver(server, broken, envelope)
    for letter, words in ((broken.id, "halo"), (envelope.id, "  ")):
        with pytest.raises(CannotReply):
            inbox.reply(letter, inbox.letter(letter).digest, None, words)
    seen = inbox.letter(envelope.id).digest
    store.delete_mailbox(receipt().mailbox, receipt().secret_hash, "e" * 32, 1)
    with pytest.raises(CannotReply, match="menghapusnya"):
        inbox.reply(envelope.id, seen, "dibaca", "")
