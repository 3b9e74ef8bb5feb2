"""A line that loses acknowledgements, so that an officer says a thing again and the reporter finds it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.core.answer import answer_id
from collector.core.opening import HybridIdentity
from collector.desk import Collector, Inbox, create_desk
from collector.desk.client import LineError
from collector.desk.keyfile import new_key_text
from tests.builders import OFFICE, deliver, receipt, replace_door
from tests.desk.officer import PASSPHRASE, base, of_the_receipt, token_of, unlocked
from tests.house.terminal import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed


@pytest.fixture
def lose(served: Flask) -> Callable[[int], None]:
    """Let the server keep the next so many answers and lose each acknowledgement."""
    honest, left = served.wsgi_app, [0]

    def lossy(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not (environ["REQUEST_METHOD"] == "PUT" and left[0]):
            return honest(environ, start_response)
        left[0] -= 1
        b"".join(honest(environ, lambda *_: lambda _: None))
        start_response("502 Bad Gateway", [])
        return [b""]

    served.wsgi_app = lossy
    return lambda number: left.__setitem__(0, number)


@pytest.fixture
def report(server: str, forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A report of the shared code."""
    made = of_the_receipt(forms, identity)
    deliver(server, made)
    return made


def answers(store: Store) -> int:
    """How many answers the reporter finds."""
    return len(store.mailbox(receipt().mailbox, receipt().secret_hash).answers)


def test_the_same_words_from_another_program_are_the_same_answer(
    server: str,
    report: Sealed,
    lose: Callable[[int], None],
    forms: dict[str, FormSpec],
    identity: HybridIdentity,
    store: Store,
) -> None:
    """A program started anew knows nothing of the lost try: its words arrive once; other words are another answer."""
    for number in range(3):
        lose(0 if number else 1)
        inbox = Inbox(Collector(server, identity), identity, forms)
        seen = inbox.letter(report.id).digest
        if number:
            assert inbox.reply(report.id, seen, "dibaca", "halo") is False
        else:
            with pytest.raises(LineError):
                inbox.reply(report.id, seen, "dibaca", "halo")
        assert answers(store) == 1
    assert inbox.reply(report.id, seen, "dibaca", "halo lagi") is True
    assert inbox.reply(report.id, seen, "ditangani", "halo") is True
    assert answers(store) == 3


def test_a_command_run_again_by_hand_doubles_nothing(
    served: Flask,
    server: str,
    lose: Callable[[int], None],
    forms: dict[str, FormSpec],
    store: Store,
    tmp_path: Path,
) -> None:
    """`suluh inbox reply` fails for want of an acknowledgement, and is typed once more: one answer, and it says so."""
    text, made = new_key_text("petugas 1", PASSPHRASE)
    replace_door(served, recipients=[made.recipient])
    deliver(server, report := of_the_receipt(forms, made))
    (key := tmp_path / "petugas.kunci.age").write_text(text)
    (given := tmp_path / "kata").write_text(PASSPHRASE)
    (said := tmp_path / "jawaban.txt").write_text("halo")
    officer = ("--server", server, "--key", key, "--passphrase-file", given)
    seen = Inbox(Collector(server, made), made, forms).letter(report.id).digest
    command = ("inbox", "reply", report.id, "--seen", seen, "--text", said, *officer)
    lose(1)
    assert [run(*command).exit_code for _ in range(3)] == [1, 0, 0]
    assert answers(store) == 1


def test_a_form_sent_twice_or_after_going_back_is_one_answer(
    report: Sealed, server: str, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store, tmp_path: Path
) -> None:
    """A double click, and the same page once more after the key was locked and unlocked: one answer, called known."""
    desk = create_desk(
        8001,
        lambda _: Inbox(Collector(server, identity), identity, forms),
        tmp_path,
        office=OFFICE,
        demo=True,
    )
    app, link = desk[0], desk[1].new_link()
    browser, address = unlocked((app, link)), f"/amplop/{report.id}"
    shown = []
    for relocked in (False, False, True):
        page = browser.get(address, base_url=base(link)).text
        if relocked:
            browser.post("/tutup", data={"csrf_token": token_of(page)}, base_url=base(link))
            unlock = {"passphrase": PASSPHRASE, "csrf_token": token_of(page)}
            browser.post("/kunci", data=unlock, base_url=base(link))
            browser.get(address, base_url=base(link))
        seen = Inbox(Collector(server, identity), identity, forms).letter(report.id).digest
        filled = {"seen": seen, "status": "dibaca", "text": "halo", "csrf_token": token_of(page)}
        shown.append(browser.post(address, data=filled, base_url=base(link)).headers["Location"].rpartition("=")[2])
    assert answers(store) == 1
    assert shown == ["baru", "lama", "lama"]


def test_the_id_of_an_answer_tells_its_words_to_nobody() -> None:
    """Under another officer's key, for another letter, or for other words the id is another one."""
    mine, theirs = (str(HybridIdentity.generate()) for _ in range(2))
    said = [
        (mine, "a" * 64, "dibaca", ""),
        (theirs, "a" * 64, "dibaca", ""),
        (mine, "b" * 64, "dibaca", ""),
        (mine, "a" * 64, None, "dibaca"),
        (mine, "a" * 64, None, ""),
    ]
    assert len({answer_id(*one) for one in said}) == len(said)
