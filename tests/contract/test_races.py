"""What two people do in the same moment: each of them gets an honest answer, and nothing is left half done."""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from collector.store import Answer, Envelope, Store, WrongMailbox

if TYPE_CHECKING:
    from collections.abc import Callable


ROUNDS = 40
LETTERS = 3
HOUR = 490_000


def new_envelope(mailbox: str) -> Envelope:
    """An envelope of an id that no other has."""
    return Envelope(secrets.token_hex(16), "laporan", 1, "normal", mailbox, "c" * 64, "d" * 64, received_hour=HOUR)


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Do all in the same moment; give what any of them raised."""
    start = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001  a thread's own failures would be lost
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def write_again(store: Store, mailbox: str) -> None:
    """Put letters and answers into a mailbox for as long as it is there."""
    with suppress(WrongMailbox):
        for _ in range(LETTERS):
            letter = new_envelope(mailbox)
            store.add_envelope(letter, b"again", again=True)
            store.add_answer(letter.id, Answer(secrets.token_hex(16), HOUR), b"answer")


def test_nothing_arrives_in_a_mailbox_that_is_deleted_in_that_moment(opened: Callable[[], Store]) -> None:
    """Whoever writes while the reporter deletes is too early, and buried with it, or too late, and is told."""
    one, other = opened(), opened()
    for _ in range(ROUNDS):
        first = new_envelope(secrets.token_hex(16))
        one.add_envelope(first, b"first")
        box, tombstone = first.mailbox, secrets.token_hex(16)
        assert (
            at_once(
                partial(write_again, one, box),
                partial(other.delete_mailbox, box, first.mailbox_key, tombstone, HOUR),
            )
            == []
        )
        assert {each.mailbox for each in one.envelopes()} == {tombstone}
        assert one.delete_buried(before_hour=HOUR + 1) > 0
        assert one.envelopes() == []


def test_the_daily_sweep_and_a_letter_in_the_same_moment_break_neither(opened: Callable[[], Store]) -> None:
    """The mailbox goes with its last envelope, or stays with its new one and its answers."""
    one, other = opened(), opened()
    for _ in range(ROUNDS):
        first = new_envelope(secrets.token_hex(16))
        one.add_envelope(replace(first, received_hour=100), b"old")
        one.mark_opened(first.id, 100)
        box = first.mailbox
        assert at_once(partial(write_again, one, box), partial(other.delete_opened, "laporan", before_hour=200)) == []
        letters = [each for each in one.envelopes() if each.mailbox == box]
        if letters:
            assert len(letters) == LETTERS
            assert len(one.mailbox(box, first.mailbox_key).answers) == LETTERS
        for each in letters:
            one.mark_opened(each.id, HOUR)
        one.delete_opened("laporan", before_hour=HOUR + 1)
