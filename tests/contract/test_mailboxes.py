"""Mailboxes, their answers and their end, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import MOST_ANSWERS, Answer, EnvelopeConflict, Mailbox, TooManyAnswers, Waiting, WrongMailbox
from tests.contract.conftest import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.store import Store


def test_a_stolen_mailbox_key_writes_nothing(opened: Callable[[], Store]) -> None:
    """Whoever has read mailbox id and key in the database can neither take the mailbox over nor write into it."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    for key in (FIRST.mailbox_key, "e" * 64):
        with pytest.raises(EnvelopeConflict):
            store.add_envelope(replace(FIRST, id="d" * 32, mailbox_key=key), b"y")
    assert [one.id for one in store.envelopes()] == [FIRST.id]


def test_the_secret_writes_again_and_nothing_else_does(opened: Callable[[], Store]) -> None:
    """A second envelope goes into a mailbox that is there with the same key, and into no other."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    store.add_envelope(replace(FIRST, id="d" * 32), b"y", again=True)
    for wrong in (replace(FIRST, id="e" * 32, mailbox_key="f" * 64), replace(FIRST, id="e" * 32, mailbox="f" * 32)):
        with pytest.raises(WrongMailbox):
            store.add_envelope(wrong, b"z", again=True)
    assert store.mailbox(FIRST.mailbox, FIRST.mailbox_key).letters == [FIRST.received_hour] * 2


def test_answers_are_read_with_the_key_alone(opened: Callable[[], Store]) -> None:
    """An answer is durable once, the newest stands first, and only the mailbox's own key shows it."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    answers = [Answer("1" * 32, 490_001), Answer("2" * 32, 490_002)]
    for outcome in ("stored", "known"):
        assert [store.add_answer(FIRST.id, each, each.id.encode()) for each in answers] == [outcome] * 2
    found = opened().mailbox(FIRST.mailbox, FIRST.mailbox_key)
    assert found == Mailbox(answers[::-1], letters=[FIRST.received_hour])
    assert store.answer(FIRST.mailbox, FIRST.mailbox_key, "2" * 32) == b"2" * 32
    assert store.answer(FIRST.mailbox, FIRST.mailbox_key, "3" * 32) is None
    with pytest.raises(EnvelopeConflict):
        store.add_answer(FIRST.id, answers[0], b"other")
    for wrong in ((FIRST.mailbox, "f" * 64), ("f" * 32, FIRST.mailbox_key)):
        with pytest.raises(WrongMailbox):
            store.mailbox(*wrong)
        with pytest.raises(WrongMailbox):
            store.answer(*wrong, "2" * 32)
    with pytest.raises(WrongMailbox):
        store.add_answer("f" * 32, Answer("4" * 32, 490_003), b"x")


def test_one_letter_is_not_answered_without_end(opened: Callable[[], Store]) -> None:
    """Two connections fill one letter's answers to the limit; the other letter of the same mailbox keeps its room."""
    stores = [opened(), opened()]
    second = replace(FIRST, id="e" * 32)
    stores[0].add_envelope(FIRST, b"x")
    stores[0].add_envelope(second, b"y", again=True)
    refused = []

    def answer(store: Store) -> None:
        for _ in range(MOST_ANSWERS):
            try:
                store.add_answer(FIRST.id, Answer(secrets.token_hex(16), 490_001), b"junk")
            except TooManyAnswers:
                refused.append(store)

    threads = [threading.Thread(target=answer, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == MOST_ANSWERS
    assert stores[1].add_answer(second.id, Answer("1" * 32, 490_002), b"x") == "stored"
    assert stores[1].add_answer(second.id, Answer("1" * 32, 490_002), b"x") == "known"
    found = stores[0].mailbox(FIRST.mailbox, FIRST.mailbox_key).answers
    assert (len(found), found[0].id) == (MOST_ANSWERS + 1, "1" * 32)


def test_an_envelope_lies_in_one_mailbox_until_that_is_deleted(opened: Callable[[], Store]) -> None:
    """Its own mailbox and no other, no envelope that is not there, and none any more behind a tombstone."""
    store, tombstone = opened(), "e" * 32
    store.add_envelope(replace(FIRST, tombstone=tombstone), b"x")
    boxes = ((FIRST.id, FIRST.mailbox), (FIRST.id, "f" * 32), (FIRST.id, ""), ("f" * 32, FIRST.mailbox))
    assert [opened().lies_in(*one) for one in boxes] == [True, False, False, False]
    store.delete_mailbox(FIRST.mailbox, FIRST.mailbox_key, tombstone, 490_002)
    assert [store.lies_in(FIRST.id, box) for box in (FIRST.mailbox, tombstone)] == [False, False]


def test_a_deleted_mailbox_is_gone_for_good(opened: Callable[[], Store]) -> None:
    """What was opened goes with answers, id and key; what nobody has read waits without them, and then goes too."""
    store, tombstone = opened(), "e" * 32
    opened_one, unread = replace(FIRST, tombstone=tombstone), replace(FIRST, id="d" * 32)
    store.add_envelope(opened_one, b"x")
    store.add_envelope(unread, b"z", again=True)
    store.mark_opened(FIRST.id, 490_001)
    store.add_answer(FIRST.id, Answer("1" * 32, 490_001), b"y")
    with pytest.raises(WrongMailbox):
        store.delete_mailbox(FIRST.mailbox, "f" * 64, tombstone, 490_002)
    store.delete_mailbox(FIRST.mailbox, FIRST.mailbox_key, tombstone, 490_002)
    assert [(one.id, one.mailbox) for one in store.envelopes()] == [(unread.id, tombstone)]
    for mailbox in (FIRST.mailbox, tombstone):
        for key in (FIRST.mailbox_key, ""):
            with pytest.raises(WrongMailbox):
                store.mailbox(mailbox, key)
    with pytest.raises(EnvelopeConflict):
        store.add_envelope(opened_one, b"x")  # a retry that is late
    with pytest.raises(WrongMailbox):
        store.add_envelope(replace(FIRST, id="7" * 32), b"late", again=True)
    with pytest.raises(WrongMailbox):
        store.add_answer(unread.id, Answer("2" * 32, 490_003), b"z")
    assert [store.delete_buried(before_hour=hour) for hour in (490_002, 490_003)] == [0, 1]
    assert store.envelopes() == []


@pytest.mark.parametrize("seen", ["duty", "letter"])
def test_a_clock_that_is_behind_does_not_shorten_the_time_of_what_nobody_has_read(
    opened: Callable[[], Store], seen: str
) -> None:
    """Deleted at an hour long past, an unread letter stays as long as from the latest hour that was ever noted."""
    store = opened()
    store.add_envelope(replace(FIRST, received_hour=490_000 if seen == "letter" else 100), b"x")
    if seen == "duty":
        store.note_done("watch", 490_000)
    store.delete_mailbox(FIRST.mailbox, FIRST.mailbox_key, "e" * 32, 200)
    assert [store.delete_buried(before_hour=hour) for hour in (490_000, 490_001)] == [0, 1]


def test_a_retry_in_the_moment_of_a_deletion_does_not_open_the_mailbox_again(opened: Callable[[], Store]) -> None:
    """The first envelope comes once more while its mailbox is deleted: told that it is known, or refused, never new."""
    one, other = opened(), opened()
    for number in range(20):
        tombstone = f"e{number:031x}"
        new = replace(FIRST, id=f"{number:032x}", mailbox=f"f{number:031x}", tombstone=tombstone)
        one.add_envelope(new, b"x")
        one.mark_opened(new.id, 490_001)
        gone = threading.Thread(target=other.delete_mailbox, args=(new.mailbox, new.mailbox_key, tombstone, 490_002))
        gone.start()
        with suppress(EnvelopeConflict):
            assert one.add_envelope(new, b"x") == "known"
        gone.join()
        assert one.envelopes() == []


def test_retention_never_takes_what_nobody_has_opened(opened: Callable[[], Store]) -> None:
    """Old and opened goes, with the answers of a mailbox that is then empty; all else stays, the just opened too."""
    store = opened()
    cases = {
        "1": ("laporan", 100, 100),
        "2": ("laporan", 100, None),
        "3": ("laporan", 300, 300),
        "4": ("saran", 100, 100),
        "5": ("laporan", 100, 300),
    }
    for name, (form, hour, opened_hour) in cases.items():
        one = replace(FIRST, id=name * 32, mailbox=name * 32, form=form, received_hour=hour)
        store.add_envelope(one, b"x")
        store.add_answer(one.id, Answer(name * 32, hour), b"y")
        if opened_hour is not None:
            assert store.mark_opened(one.id, opened_hour)
    assert store.delete_opened("laporan", before_hour=200) == 1
    assert [one.id[0] for one in store.envelopes()] == ["2", "3", "4", "5"]
    assert store.waiting() == [Waiting("laporan", FIRST.urgency, 100, warned=0, number=1)]
    with pytest.raises(WrongMailbox):
        store.mailbox("1" * 32, FIRST.mailbox_key)
