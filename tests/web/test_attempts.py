"""What a try at a password costs."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from collector.web.attempts import CALM, WINDOW_SECONDS, Attempts
from collector.web.work import GOOD_FOR, HEAVIEST, LIGHTEST

if TYPE_CHECKING:
    from collections.abc import Callable

INVENTED = 50_000
NAME = "dinsos-1"


@pytest.fixture
def clock() -> list[float]:
    """The time that the counter sees."""
    return [1000.0]


@pytest.fixture
def attempts(clock: list[float]) -> Attempts:
    """An empty counter."""
    return Attempts(lambda: clock[0])


def measured(work: Callable[[], None]) -> int:
    """How many bytes a piece of work leaves behind."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def test_each_wrong_password_doubles_the_work_for_its_name_alone(attempts: Attempts) -> None:
    """Guessing gets dearer with each guess and never impossible; who has another name pays nothing for it."""
    costs = []
    for _ in range(1000):
        costs.append(attempts.rounds(NAME))
        attempts.add(NAME)
    assert costs[:4] == [LIGHTEST, 2 * LIGHTEST, 4 * LIGHTEST, 8 * LIGHTEST]
    assert set(costs[20:]) == {HEAVIEST}
    assert attempts.rounds("dinkes-1") == LIGHTEST


def test_many_tries_make_all_of_them_dearer(attempts: Attempts) -> None:
    """A flood with ever new names pays more and more, so that the slow check behind it is never full for long."""
    for number in range(CALM * 3):
        assert attempts.spend(f"{number}")
    assert attempts.rounds("never tried") == LIGHTEST << 3


def test_a_proof_is_used_up(attempts: Attempts, clock: list[float]) -> None:
    """Shown again while it is good, in this window or the next, it buys nothing and counts nothing."""
    assert attempts.spend("one")
    assert not any(attempts.spend("one") for _ in range(CALM * 3))
    assert attempts.rounds(NAME) == LIGHTEST
    clock[0] += GOOD_FOR.total_seconds() - 1
    assert not attempts.spend("one")


def test_invented_names_take_no_memory_and_make_no_name_cheaper(attempts: Attempts) -> None:
    """Fifty thousand names later the counter is as small as before, and what was dear is dear still."""
    for _ in range(20):
        attempts.add(NAME)

    def invent() -> None:
        for number in range(INVENTED):
            attempts.add(f"nama-{number}")

    assert measured(invent) < INVENTED  # not one byte a name; other threads of this process take a little too
    assert attempts.rounds(NAME) == HEAVIEST


def test_a_window_ends_and_its_prices_with_it(attempts: Attempts, clock: list[float]) -> None:
    """What was dear costs the least again when the window is over, and not before."""
    for _ in range(20):
        attempts.add(NAME)
    clock[0] += WINDOW_SECONDS - 1
    assert attempts.rounds(NAME) == HEAVIEST
    clock[0] += 1
    assert attempts.rounds(NAME) == LIGHTEST
