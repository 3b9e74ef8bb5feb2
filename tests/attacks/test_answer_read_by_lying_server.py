"""A server that lies about the letter an officer answers, so that the answer would be sealed to a key of its own."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from werkzeug.wrappers import Response

from collector.core.errors import WrongKey
from collector.core.opening import HybridIdentity, open_bytes
from collector.desk import Collector, Inbox
from collector.desk.client import LineError
from collector.desk.inbox import CannotReply
from tests.builders import deliver, receipt, sealed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed

LIAR = HybridIdentity.generate()


class LyingServer:
    """The honest application, but for what it gives in the place of an envelope; it keeps what officers send."""

    def __init__(self, served: Flask) -> None:
        self.honest, self.fetched = served.wsgi_app, 0
        self.lies: dict[str, bytes] = {}
        self.outsides: dict[str, dict[str, object]] = {}
        self.taken: list[bytes] = []
        served.wsgi_app = self

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if "/answers/" in path:
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self.taken.append(body)
            environ["wsgi.input"] = io.BytesIO(body)
        answer = Response.from_app(self.honest, environ, buffered=True)
        if method == "GET" and path.startswith("/api/envelopes/"):
            self.fetched += 1
            if path in self.lies:
                answer.data = self.lies[path]
            outside = json.loads(answer.headers["Suluh-Outside"]) | self.outsides.get(path, {})
            answer.headers["Suluh-Outside"] = json.dumps(outside)
        return answer(environ, start_response)


@pytest.fixture
def liar(served: Flask) -> LyingServer:
    """The server's lies, none yet."""
    return LyingServer(served)


@pytest.fixture
def report(server: str, liar: LyingServer, forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A report of the shared receipt."""
    assert liar
    spec = forms["laporan"]
    made = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], mailbox=receipt().mailbox)
    deliver(server, made)
    return made


@pytest.fixture
def forged(forms: dict[str, FormSpec], identity: HybridIdentity, report: Sealed) -> Sealed:
    """What anybody can seal to the public key: the same number and mailbox, and the liar's key to answer to."""
    spec, changes = forms["laporan"], {"envelope_id": report.id, "mailbox": receipt().mailbox}
    answers = spec.examples.valid[0].answers
    return sealed(spec, answers, [identity.recipient], reply_to=str(LIAR.recipient), **changes)


@pytest.fixture
def inbox(server: str, identity: HybridIdentity, forms: dict[str, FormSpec]) -> Inbox:
    """The officer's inbox."""
    return Inbox(Collector(server, identity), identity, forms)


def test_the_letter_that_was_read_is_the_one_that_is_answered(
    inbox: Inbox, liar: LyingServer, report: Sealed, forged: Sealed
) -> None:
    """The letter is swapped after it was shown: it is not fetched again, and only the reporter opens the answer."""
    seen = inbox.letter(report.id).digest
    liar.lies[report.path] = forged.body
    liar.fetched = 0
    inbox.reply(report.id, seen, "dibaca", "SUAR")
    (answer,) = liar.taken
    assert liar.fetched == 0
    assert b"SUAR" in open_bytes([HybridIdentity(receipt().identity_seed)], answer)
    with pytest.raises(WrongKey):
        open_bytes([LIAR], answer)


def test_another_letter_under_the_same_number_is_not_shown(
    inbox: Inbox, liar: LyingServer, report: Sealed, forged: Sealed
) -> None:
    """Opened again after the swap, the letter is refused; the one that was read can still be answered."""
    seen = inbox.letter(report.id).digest
    liar.lies[report.path] = forged.body
    with pytest.raises(LineError, match="isi lain"):
        inbox.letter(report.id)
    inbox.reply(report.id, seen, "dibaca", "")
    assert len(liar.taken) == 1


def test_what_a_terminal_has_shown_is_what_the_next_command_answers(
    server: str, liar: LyingServer, report: Sealed, forged: Sealed, identity: HybridIdentity, forms: dict[str, FormSpec]
) -> None:
    """`inbox reply` starts anew and fetches the letter: another than that of `--seen` gets no answer."""
    shown = Inbox(Collector(server, identity), identity, forms).letter(report.id).digest
    liar.lies[report.path] = forged.body
    later = Inbox(Collector(server, identity), identity, forms)
    later.letter(report.id)
    with pytest.raises(CannotReply):
        later.reply(report.id, shown, "dibaca", "SUAR")
    assert liar.taken == []


def test_a_letter_that_was_not_read_is_not_answered(inbox: Inbox, liar: LyingServer, report: Sealed) -> None:
    """Nothing opened, or another digest than that of the letter that was shown: nothing is sent."""
    for seen in ("", "0" * 64):
        with pytest.raises(CannotReply):
            inbox.reply(report.id, seen, "dibaca", "SUAR")
        inbox.letter(report.id)
    assert liar.taken == []


def test_one_report_in_the_place_of_another_is_found_out(
    server: str,
    inbox: Inbox,
    liar: LyingServer,
    report: Sealed,
    store: Store,
    forms: dict[str, FormSpec],
    identity: HybridIdentity,
) -> None:
    """Another letter's name is an error; its bytes under the right name are shown with a warning, and end no alarm."""
    other = sealed(forms["laporan"], forms["laporan"].examples.valid[0].answers, [identity.recipient])
    deliver(server, other)
    liar.lies[report.path] = other.body
    liar.outsides[report.path] = {"id": other.id}
    with pytest.raises(LineError, match="lain daripada yang diminta"):
        inbox.letter(report.id)
    liar.outsides.clear()
    letter = inbox.letter(report.id)
    assert any("Nomor" in warning for warning in letter.warnings)
    with pytest.raises(CannotReply, match="nomor di dalam"):
        inbox.reply(report.id, letter.digest, "dibaca", "SUAR")
    assert liar.taken == []
    assert sum(group.number for group in store.waiting()) == 2
