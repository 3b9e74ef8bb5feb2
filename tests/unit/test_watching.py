"""Who is told when, as pure arithmetic."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.store import Waiting
from collector.web.watching import Watch, find_late, people_due, steps_sent

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
    assert sent >= warned
    if not missed:
        assert people_due(again, watch) == []
