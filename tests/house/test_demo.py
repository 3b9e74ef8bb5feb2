"""The demo: its invented letters, and how it waits for its programs."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from collector.core.opening import HybridIdentity, open_bytes, open_envelope
from collector.desk.keyfile import open_key
from collector.desk.letter import judge
from collector.upkeep.demo import DEMO_CODE, DEMO_KEY, DEMO_PASSPHRASE, prepare_letters
from collector.upkeep.demo_letters import CODE, TOLD
from collector.upkeep.programs import NotRunning, start, wait_until_up
from collector.upkeep.settings import read_folder
from tests.builders import outside_of
from tests.reporter.receipt import derive, parse_code

if TYPE_CHECKING:
    from pathlib import Path

    from collector.forms.schema import FormSpec


def test_a_demo_has_five_letters_and_an_answer_that_its_code_opens(demo: Path, forms: dict[str, FormSpec]) -> None:
    """Every invented letter opens without a warning, the printed code opens the one answer, and once is enough."""
    prepare_letters(demo)
    code = (demo / DEMO_CODE).read_text()
    prepare_letters(demo)
    assert (demo / DEMO_CODE).read_text() == code
    made = derive(parse_code(CODE))
    assert (made.mailbox, made.secret_hash, made.recipient) == TOLD
    identity, told = open_key(demo / DEMO_KEY, DEMO_PASSPHRASE), derive(parse_code(code))
    with closing(read_folder(demo).open_store()) as store:
        listed = store.envelopes()
        for one in listed:
            _, sealed = store.envelope(one.id) or pytest.fail("gone")
            assert judge(outside_of(one), "", open_envelope([identity], sealed), forms).warnings == ()
        assert len(listed) == 5
        assert len({one.mailbox for one in listed}) == 4
        (answer,) = store.mailbox(told.mailbox, told.secret_hash).answers
        body = store.answer(told.mailbox, told.secret_hash, answer.id) or b""
        assert open_bytes([HybridIdentity(told.identity_seed)], body)


def test_a_program_that_ends_at_its_start_is_told_at_once(demo: Path) -> None:
    """It alone holds the handed socket, so what waits there breaks off with it; one that runs answers in the end."""
    door = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{door.getsockname()[1]}/"
    with start("no-such-command", doors=[door]), pytest.raises(NotRunning, match="berhenti saat mulai"):
        wait_until_up(address, 403)
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]
    with start("desk", "--key", str(demo / DEMO_KEY), "--port", str(port), "--sockets", doors=[door]) as desk:
        wait_until_up(f"http://127.0.0.1:{port}/", 403)
        desk.terminate()
