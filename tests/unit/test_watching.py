"""Who is told when, as pure arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.store import Waiting
from collector.upkeep.watching import PLAUSIBLE_HOURS, Watch, find_late, is_missed, is_plausible, people_due, steps_sent

PEOPLE = ("satu@x.example", "dua@x.example", "tiga@x.example")


@given(
    people=st.integers(1, 3),
    every=st.integers(1, 5),
    limit=st.integers(1, 10),
    run_at=st.sets(st.integers(0, 60), min_size=1),
)
def test_whenever_the_watch_runs_each_step_is_taken_once_and_none_early(
    people: int, every: int, limit: int, run_at: set[int]
) -> None:
    """Over any hours at which it runs: nobody hears before the limit, and nobody twice for the same step."""
    watch = Watch(people=PEOPLE[:people], now=limit, next_after_hours=every)
    warned, heard = 0, 0
    for hour in sorted(run_at):
        late = find_late([Waiting("laporan", "now", 0, warned, 1)], watch, hour)
        assert bool(late) == (hour >= limit)
        for one in late:
            told = people_due([one], watch)
            assert len(told) == min(people, len(one.due))
            heard += len(told)
            warned = steps_sent(one, watch, failed=set())
            assert warned == (hour - limit) // every + 1
    assert heard <= warned


@given(st.sets(st.sampled_from(PEOPLE)), st.integers(0, 5), st.integers(1, 20))
def test_who_could_not_be_reached_is_due_again(failed: set[str], warned: int, hours: int) -> None:
    """After a failure the next pass tells at least all who were missed, and never counts a missed step as sent."""
    watch = Watch(people=PEOPLE, now=1, next_after_hours=1)
    late = find_late([Waiting("laporan", "now", 0, warned, 1)], watch, hours)
    missed = failed & set(people_due(late, watch))
    sent = steps_sent(late[0], watch, failed)
    again = find_late([Waiting("laporan", "now", 0, sent, 1)], watch, hours)
    assert missed <= set(people_due(again, watch))
    assert sent >= late[0].due.start
    if not missed:
        assert people_due(again, watch) == []


YEAR = 8760


@given(
    received=st.integers(-2 * YEAR, 2 * YEAR),
    limit=st.integers(1, 24),
    every=st.integers(1, 5),
    wrong=st.lists(st.integers(-2 * YEAR, 2 * YEAR), max_size=8),
)
def test_no_clock_that_was_ever_wrong_silences_alarms(received: int, limit: int, every: int, wrong: list[int]) -> None:
    """Whatever hour was noted at arrival and at earlier looks: once the clock is right, somebody always hears in time.

    Time 0 is when the clock was put right. The watch runs hourly, as its timer does.
    """
    watch = Watch(people=PEOPLE, normal=limit, next_after_hours=every)
    warned, heard = 0, 0

    def look(hour: int) -> bool:
        nonlocal warned
        found = find_late([Waiting("laporan", "normal", received, warned, 1)], watch, hour)
        if not found or not found[0].due:
            return False
        [late] = found
        assert people_due([late], watch)
        warned = steps_sent(late, watch, failed=set())
        return True

    for hour in wrong:
        look(hour)
    for hour in range(100):
        heard = hour if look(hour) else heard
        assert hour - heard <= limit + every


@given(st.integers(-YEAR, YEAR), st.integers(1, 100))
def test_a_duty_noted_in_the_future_is_a_missed_one(age: int, within: int) -> None:
    """Only what was done lately counts as done; never, long ago and an hour that has not come yet are all missed."""
    assert is_missed(490_000 - age, 490_000, within) == (not 0 <= age < within)
    assert is_missed(None, 490_000, within)


@given(st.integers(-YEAR, YEAR), st.integers(-YEAR, YEAR))
def test_what_deletes_believes_the_hour_only_near_its_own_last(age: int, watched: int) -> None:
    """Its own last time decides, whatever a watch has noted meanwhile; before the first time the watch does."""
    near = -1 <= age <= PLAUSIBLE_HOURS
    assert is_plausible({"sweep": 490_000 - age, "watch": 490_000 - watched}, "sweep", 490_000) == near
    assert is_plausible({"watch": 490_000 - age}, "sweep", 490_000) == near
    assert not is_plausible({}, "sweep", 490_000)
