"""The counter of wrong passwords."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from collector.web.attempts import MOST, WINDOW_SECONDS, Attempts

if TYPE_CHECKING:
    from collections.abc import Callable

INVENTED = 50_000


@pytest.fixture
def clock() -> list[float]:
    """The time that the counter sees."""
    return [1000.0]


@pytest.fixture
def attempts(clock: list[float]) -> Attempts:
    """An empty counter."""
    return Attempts(lambda: clock[0])


def lock(attempts: Attempts, name: str) -> None:
    """Get a name's password wrong until it is locked."""
    for _ in range(MOST):
        assert not attempts.too_many(name)
        attempts.add(name)
    assert attempts.too_many(name)


def measured(work: Callable[[], None]) -> int:
    """How many bytes a piece of work leaves behind."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def test_invented_names_take_no_memory_and_flush_nobody(attempts: Attempts) -> None:
    """Fifty thousand names later the counter is as small as before, and who was locked is locked still."""
    lock(attempts, "dinsos-1")

    def invent() -> None:
        for number in range(INVENTED):
            attempts.add(f"nama-{number}")

    assert measured(invent) < 1000
    assert attempts.too_many("dinsos-1")


def test_as_many_names_as_can_be_tried_lock_nobody_else(attempts: Attempts) -> None:
    """What argon2 lets through in one window, each name another: of twenty officers none is locked by it."""
    for number in range(12_000):
        attempts.add(f"nama-{number}")
    assert not any(attempts.too_many(f"petugas-{number}") for number in range(20))


def test_a_window_ends_and_a_lock_with_it(attempts: Attempts, clock: list[float]) -> None:
    """Who was locked may try again when the window is over, and not before."""
    lock(attempts, "dinsos-1")
    clock[0] += WINDOW_SECONDS - 1
    assert attempts.too_many("dinsos-1")
    clock[0] += 1
    lock(attempts, "dinsos-1")
