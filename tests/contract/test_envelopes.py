"""Envelopes, once whole, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import EnvelopeConflict, Waiting
from tests.contract.conftest import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.store import Store


def test_an_added_envelope_is_there_for_another_process(opened: Callable[[], Store]) -> None:
    """What add_envelope has acknowledged, a second connection reads back byte for byte."""
    assert opened().add_envelope(FIRST, b"\x00sealed\xff") == "stored"
    other = opened()
    found, sealed = other.envelope(FIRST.id) or pytest.fail("gone")
    assert sealed == b"\x00sealed\xff"
    assert found == replace(FIRST, size=8, position=found.position)
    assert other.envelopes() == [found]
    assert other.envelope("f" * 32) is None


def test_the_same_envelope_twice_is_kept_once(opened: Callable[[], Store]) -> None:
    """A retry on a bad line is the same envelope."""
    store = opened()
    assert [store.add_envelope(FIRST, b"x") for _ in range(3)] == ["stored", "known", "known"]
    assert len(store.envelopes()) == 1


def test_other_bytes_under_a_known_id_are_refused(opened: Callable[[], Store]) -> None:
    """Nobody can overwrite an envelope by knowing its id."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    with pytest.raises(EnvelopeConflict):
        store.add_envelope(FIRST, b"y")
    assert store.envelope(FIRST.id)[1] == b"x"


def test_pages_of_the_list_meet_without_gap_or_overlap(opened: Callable[[], Store]) -> None:
    """Walking the list page by page gives every envelope once, in order of arrival."""
    store = opened()
    ids = [f"{number:032x}" for number in range(7)]
    for one in ids:
        store.add_envelope(replace(FIRST, id=one, mailbox=one), one.encode())
    walked, after = [], 0
    while page := store.envelopes(after=after, limit=3):
        walked += [one.id for one in page]
        after = page[-1].position
    assert walked == ids


def test_writers_at_the_same_moment_lose_and_double_nothing(opened: Callable[[], Store]) -> None:
    """Eight threads on two stores send the same twenty envelopes: each is stored once, and acknowledged every time."""
    stores, outcomes = [opened(), opened()], []

    def send(store: Store) -> None:
        for number in range(20):
            new = replace(FIRST, id=f"{number:032x}", mailbox=f"{number:032x}")
            outcomes.append(store.add_envelope(new, b"%d" % number))

    threads = [threading.Thread(target=send, args=(stores[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 160
    assert outcomes.count("stored") == 20
    assert len(stores[0].envelopes()) == 20


def test_what_the_token_hashes_to_is_kept_with_its_envelope(opened: Callable[[], Store]) -> None:
    """The hash is that of this envelope, and there is none for an id that is not there."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    assert opened().token_hash(FIRST.id) == FIRST.token_hash
    assert store.token_hash("f" * 32) is None


def test_the_first_opening_counts(opened: Callable[[], Store]) -> None:
    """An envelope keeps the hour at which an officer first opened it; a foreign id opens nothing."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    assert [store.mark_opened(FIRST.id, hour) for hour in (490_005, 490_009)] == [True, True]
    assert store.envelope(FIRST.id)[0].opened_hour == 490_005
    assert not store.mark_opened("f" * 32, 490_005)


def test_what_waits_is_counted_by_hour_and_urgency_until_it_is_opened(opened: Callable[[], Store]) -> None:
    """The oldest first, with how many steps of the alarm were sent to each group, also for another process."""
    store = opened()
    for name, hour, urgency in (("1", 200, "now"), ("2", 100, "soon"), ("3", 200, "now"), ("4", 100, "now")):
        store.add_envelope(replace(FIRST, id=name * 32, mailbox=name * 32, received_hour=hour, urgency=urgency), b"x")
    store.mark_opened("4" * 32, 300)
    groups = [Waiting("laporan", "soon", 100, 0, 1), Waiting("laporan", "now", 200, 0, 2)]
    assert store.waiting() == groups
    store.mark_warned(groups[1], 2)
    store.add_envelope(replace(FIRST, id="5" * 32, mailbox="5" * 32, received_hour=200), b"x")
    assert opened().waiting() == [groups[0], replace(groups[1], number=1), replace(groups[1], warned=2)]
    assert store.newest(2) == ["5" * 32, "4" * 32]
    assert store.forms_held() == {"laporan"}
