"""The officer whom a report is about, and whom it leaves out, tries to silence it with a key of the service."""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import urllib3

from collector.core.age import fingerprint, seal
from collector.core.errors import WrongKey
from collector.core.opening import HybridIdentity, open_bytes, open_envelope
from collector.desk import Collector, Inbox
from collector.store import MOST_ANSWERS
from tests.builders import deliver, receipt, replace_door, sealed, sealed_by_the_browser

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed

JUNK = seal([HybridIdentity.generate().recipient], bytes(8 * 1024))


@dataclass
class Silencer:
    """The officer who is left out: his key, and a pass that the server gave him for it."""

    server: str
    identity: HybridIdentity

    def ask(self, method: str, path: str, token: str = "", body: bytes | None = None) -> urllib3.BaseHTTPResponse:
        """Ask the server with the pass."""
        key = fingerprint(self.identity.recipient).replace(" ", "")
        challenge = urllib3.request("GET", f"{self.server}/api/challenge/{key}").data
        shown = {"Authorization": f"Bearer {json.loads(open_bytes([self.identity], challenge))['pass']}"}
        headers = {**shown, "Suluh-Token": token, "Content-Type": "application/octet-stream"}
        return urllib3.request(method, self.server + path, body=body, headers=headers)

    def tokens(self, about_him: Sealed) -> list[str]:
        """What he can show: nothing, no token, a guess, and what travelled outside."""
        return ["", "x", secrets.token_hex(32), about_him.headers["Suluh-Token"]]


@pytest.fixture
def silencer(served: Flask, server: str, identity: HybridIdentity) -> Silencer:
    """The officer who is left out, beside the one who reads: both hold an active key."""
    him = HybridIdentity.generate()
    replace_door(served, recipients=[him.recipient, identity.recipient])
    return Silencer(server, him)


@pytest.fixture
def reader(server: str, silencer: Silencer, identity: HybridIdentity, forms: dict[str, FormSpec]) -> Inbox:
    """The officer who may read."""
    assert silencer
    return Inbox(Collector(server, identity), identity, forms)


@pytest.fixture
def report(server: str, silencer: Silencer, forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A report about him, sealed by the browser's own code to everybody but him."""
    keys = [str(silencer.identity.recipient), str(identity.recipient)]
    answers = forms["laporan"].examples.valid[0].answers
    made = sealed_by_the_browser(forms["laporan"], answers, keys, left_out=keys[:1])
    with pytest.raises(WrongKey):
        open_envelope([silencer.identity], made.body)
    deliver(server, made)
    return made


def test_the_alarm_goes_on_until_somebody_has_opened_it(
    store: Store, silencer: Silencer, reader: Inbox, report: Sealed
) -> None:
    """A pass alone marks nothing as opened: the alarm goes on, and retention does not delete what nobody has read."""
    for token in silencer.tokens(report):
        assert silencer.ask("POST", f"{report.path}/opened", token).status == 403
    assert [group.number for group in store.waiting()] == [1]
    assert store.delete_opened("laporan", before_hour=10_000_000) == 0
    assert reader.letter(report.id).warnings == ()
    assert store.waiting() == []


def test_a_file_of_reports_that_nobody_has_read_ends_no_alarm(store: Store, reader: Inbox, report: Sealed) -> None:
    """Opened all at once into a file, a report goes on waiting; opened by itself it does not."""
    (letter,) = reader.letters("laporan")
    assert letter.answers
    assert len(store.waiting()) == 1
    reader.letter(report.id)
    assert store.waiting() == []


def test_no_answer_is_buried(store: Store, silencer: Silencer, reader: Inbox, report: Sealed) -> None:
    """He puts nothing into the mailbox, by the envelope or by its own name; the answer of the reader lies there."""
    box = report.headers["Suluh-Mailbox"]
    for token in silencer.tokens(report):
        for number in range(3):
            path = f"{report.path}/answers/{number:032x}"
            assert silencer.ask("PUT", path, token, JUNK).status == 403
    assert silencer.ask("PUT", f"/api/mailboxes/{box}/answers/{'1' * 32}", body=JUNK).status == 405
    reader.reply(report.id, reader.letter(report.id).digest, "dibaca", "halo")
    assert len(store.mailbox(box, report.headers["Suluh-Mailbox-Key"]).answers) == 1


def test_who_may_read_one_letter_does_not_take_the_room_of_the_next(
    server: str, store: Store, silencer: Silencer, reader: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """He may read a mailbox's first letter and is left out of the second: his junk ends, the answer stands first."""
    spec, nobody, box = forms["laporan"], HybridIdentity.generate(), {"mailbox": receipt().mailbox}
    both, good = [silencer.identity.recipient, identity.recipient], spec.examples.valid[0].answers
    first, second = sealed(spec, good, both, **box), sealed(spec, good, [nobody.recipient, identity.recipient], **box)
    second.headers["Suluh-Recipients"] = first.headers["Suluh-Recipients"]
    second.headers["Suluh-Mailbox-Secret"] = receipt().secret.hex()
    deliver(server, first, second)
    said = [
        silencer.ask("PUT", f"{first.path}/answers/{secrets.token_hex(16)}", first.token, JUNK).status
        for _ in range(MOST_ANSWERS + 1)
    ]
    assert said == [201] * MOST_ANSWERS + [409]
    assert silencer.ask("PUT", f"{second.path}/answers/{'1' * 32}", first.token, JUNK).status == 403
    reader.reply(second.id, reader.letter(second.id).digest, "dibaca", "halo")
    found = store.mailbox(receipt().mailbox, receipt().secret_hash).answers
    assert len(found) == MOST_ANSWERS + 1
    assert store.answer(receipt().mailbox, receipt().secret_hash, found[0].id) != JUNK


def test_he_does_not_learn_whose_report_it_is(silencer: Silencer, report: Sealed) -> None:
    """The list and the envelope he fetches hold neither its mailbox, nor a key of it, nor what the token hashes to."""
    answers = [silencer.ask("GET", path) for path in ("/api/envelopes", report.path)]
    told = "\n".join(f"{answer.headers} {answer.data!r}" for answer in answers)
    assert report.id in told
    for name in ("Suluh-Mailbox", "Suluh-Mailbox-Key", "Suluh-Token"):
        assert report.headers[name] not in told


def test_the_token_is_written_nowhere(
    reader: Inbox, report: Sealed, identity: HybridIdentity, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """After an officer has shown it twice, it stands in no file of the store, and the server logged nothing of it."""
    caplog.set_level(logging.DEBUG)
    token = open_envelope([identity], report.body).token
    reader.reply(report.id, reader.letter(report.id).digest, "dibaca", "halo")
    assert token not in caplog.text
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert any(report.id.encode() in one for one in files)
    assert not any(form in one for one in files for form in (token.encode(), bytes.fromhex(token)))
