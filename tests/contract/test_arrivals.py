"""Envelopes that come part by part, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

import pytest

from collector.store import EnvelopeConflict, Part, Progress
from tests.contract.conftest import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.store import Store


def test_parts_become_the_envelope_wherever_the_line_broke(opened: Callable[[], Store]) -> None:
    """Parts sent twice, out of order, overlapping, by two connections: the store says how far, and the whole comes."""
    first, second = opened(), opened()
    sealed = bytes(range(10))

    def send(store: Store, start: int, end: int) -> Progress:
        return store.add_part(Part(FIRST.id, start, sealed[start:end], len(sealed), "d" * 64, "laporan"), 490_000)

    assert send(first, 4, 8) == Progress(0)
    assert [send(store, 0, 4) for store in (first, second)] == [Progress(4), Progress(4)]
    assert send(second, 6, 9) == Progress(4)
    assert send(first, 2, 7) == Progress(7)
    assert first.envelopes() == []
    assert send(second, 7, 10) == Progress(7, sealed)
    assert send(first, 0, 0) == Progress(7)  # cut off before it was stored: the last part is sent again
    assert send(first, 7, 10) == Progress(7, sealed)
    assert first.add_envelope(FIRST, sealed, in_parts=True) == "stored"
    assert send(second, 0, 4).known
    assert first.drop_arrivals(before_hour=10**6) == 0  # its parts went with it


def test_another_envelope_on_the_way_is_refused(opened: Callable[[], Store]) -> None:
    """Two envelopes cannot mix under one id, neither of other lengths nor of the same, nor as two forms."""
    store = opened()
    store.add_part(Part(FIRST.id, 0, b"abc", 10, "d" * 64, "laporan"), 490_000)
    for total, digest, form in ((11, "d" * 64, "laporan"), (10, "e" * 64, "laporan"), (10, "d" * 64, "tambahan")):
        with pytest.raises(EnvelopeConflict):
            store.add_part(Part(FIRST.id, 3, b"def", total, digest, form), 490_000)


def test_what_never_became_whole_is_forgotten(opened: Callable[[], Store]) -> None:
    """Parts older than the hour given go, younger ones stay."""
    store = opened()
    store.add_part(Part("1" * 32, 0, b"abc", 10, "d" * 64, "laporan"), 100)
    store.add_part(Part("2" * 32, 0, b"abc", 10, "d" * 64, "laporan"), 200)
    assert store.drop_arrivals(before_hour=200) == 1
    assert [store.add_part(Part(each * 32, 3, b"", 10, "d" * 64, "laporan"), 200).received for each in "12"] == [0, 3]


def part_of(name: str, first: int, size: int, total: int = 100) -> Part:
    """Some bytes of the envelope whose id is this letter."""
    return Part(name * 32, first, bytes(size), total, "d" * 64, "laporan")


def test_the_one_that_is_idle_for_longest_gives_way_and_nobody_is_refused(
    opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room for three of a length: a fourth takes the place of the one that did not move, which can begin again."""
    monkeypatch.setattr("collector.store.arrivals.ROOM", 300)
    store = opened()
    for name in "123":
        store.add_part(part_of(name, 0, 10), 100)
    store.add_part(part_of("1", 10, 10), 100)
    assert store.displaced_hour() is None
    assert store.add_part(part_of("4", 0, 10), 101) == Progress(10)
    assert [store.add_part(part_of(name, 10, 0), 101).received for name in "1234"] == [20, 0, 10, 10]
    assert opened().displaced_hour() == 101
    assert store.add_part(part_of("2", 0, 10), 102) == Progress(10)
    assert store.displaced_hour() == 102


def test_a_flood_of_one_length_displaces_no_other(opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch) -> None:
    """Long envelopes have room of their own, so that they never push out a short one."""
    monkeypatch.setattr("collector.store.arrivals.ROOM", 300)
    store = opened()
    store.add_part(part_of("1", 0, 10), 100)
    for name in "abcdef":
        store.add_part(part_of(name, 0, 10, total=150), 100)
    assert store.add_part(part_of("1", 10, 0), 100).received == 10


def test_many_small_parts_do_not_keep_an_arrival_fresh(
    opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an eighth of the whole moves an arrival back in the queue, a byte does not."""
    monkeypatch.setattr("collector.store.arrivals.ROOM", 200)
    store = opened()
    for name in "12":
        store.add_part(part_of(name, 0, 13), 100)
    store.add_part(part_of("1", 13, 1), 100)
    store.add_part(part_of("3", 0, 10), 100)
    assert [store.add_part(part_of(name, 14, 0), 100).received for name in "12"] == [0, 13]


def test_two_senders_of_one_envelope_at_the_same_moment_mix_nothing(opened: Callable[[], Store]) -> None:
    """Four threads on two stores send the same parts: each byte is kept once and in its place."""
    sealed = secrets.token_bytes(400)
    stores, wholes = [opened(), opened()], []

    def send(store: Store) -> None:
        progress = Progress(0)
        while progress.sealed is None:
            at = progress.received
            progress = store.add_part(
                Part(FIRST.id, at, sealed[at : at + 7], len(sealed), "d" * 64, "laporan"), 490_000
            )
        wholes.append(progress.sealed)

    threads = [threading.Thread(target=send, args=(stores[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wholes == [sealed] * 4
