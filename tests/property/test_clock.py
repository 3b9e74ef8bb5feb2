"""The clocks of a case, over invented procedures and over the real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop.clock import Duty, Happened, State, due_moment, duties
from sop.load import read_handbook
from sop.model import Procedure

BOOK, _ = read_handbook(Path(__file__).parents[2])
EVENTS = ["a", "b", "c", "d"]
START = datetime(2026, 1, 31, 8, 30, tzinfo=UTC)
FINISHED = {State.DONE, State.DONE_LATE}
RUNNING = {State.OPEN, State.SOON, State.OVERDUE, State.NOW}

moments = st.integers(0, 200 * 24).map(lambda hours: START + timedelta(hours=hours))
spans = st.sampled_from(["immediately", "PT30M", "PT6H", "PT72H", "P1W", "P14D", "P1M", "P6M", "P1M2DT3H"])
happenings = st.lists(st.builds(Happened, event=st.sampled_from(EVENTS), when=moments), max_size=8)


@st.composite
def procedures(draw: st.DrawFn) -> list[Procedure]:
    """One or two small procedures whose steps share events."""
    found = []
    for name in draw(st.sampled_from([["p"], ["p", "q"]])):
        steps = []
        for index in range(draw(st.integers(1, 4))):
            limit = {"within": draw(spans), "since": draw(st.sampled_from(EVENTS)), "force": "setempat"}
            step = {"id": f"s{index}", "action": "x", "responsible": ["a", "b"], "accountable": "a", "end": True}
            if draw(st.integers(0, 3)):
                step |= {"deadline": {**limit, "source": {"note": "x"}}}
            if draw(st.integers(0, 3)):
                step |= {"marks": draw(st.sampled_from(EVENTS))}
            steps.append(step)
        found.append(
            Procedure.model_validate(
                {
                    "id": name, "title": name, "version": "1", "owner": "a", "purpose": "x",
                    "entry": "x", "legal_basis": [{"law": "uu", "article": "1"}], "checklist": ["x"],
                    "events": [{"id": each, "label": each} for each in EVENTS], "steps": steps,
                    "history": [{"version": "1", "on": "2026-01-01", "changes": ["x"]}],
                }
            )
        )  # fmt: skip
    return found


def by_step(found: list[Duty]) -> dict[tuple[str, str], Duty]:
    return {(duty.procedure, duty.step): duty for duty in found}


@given(procedures(), happenings, moments, moments)
def test_time_alone_only_presses(
    known: list[Procedure], events: list[Happened], one: datetime, other: datetime
) -> None:
    """Without a new event an open duty can only become overdue, and everything else stays as it is."""
    early, late = sorted((one, other))
    events = [each for each in events if each.when <= early]
    before, after = by_step(duties(known, events, early)), by_step(duties(known, events, late))
    assert before.keys() == after.keys()
    for name, duty in before.items():
        allowed = {duty.state} | ({State.OVERDUE} if duty.state is State.OPEN else set())
        assert after[name].state in allowed
        assert (after[name].started, after[name].due, after[name].done) == (duty.started, duty.due, duty.done)


@given(procedures(), happenings, happenings, moments)
def test_a_finished_step_never_reopens(
    known: list[Procedure], events: list[Happened], more: list[Happened], now: datetime
) -> None:
    """Neither later time nor any further event, even one dated back, takes a finished step out of its state of rest."""
    before = by_step(duties(known, events, now))
    after = by_step(duties(known, events + more, now + timedelta(days=400)))
    for name, duty in before.items():
        if duty.state in FINISHED:
            assert after[name].state in FINISHED
        if duty.state in RUNNING:
            assert after[name].state is not State.WAITING


@given(procedures(), happenings, happenings, moments)
def test_what_was_done_in_time_stays_so(
    known: list[Procedure], events: list[Happened], more: list[Happened], now: datetime
) -> None:
    """Events dated after those known cannot make a finished duty late, nor a late one timely."""
    events = [each for each in events if each.when <= now]
    later = [Happened(each.event, each.when + (now - START)) for each in more]
    before = by_step(duties(known, events, now))
    after = by_step(duties(known, events + later, now + timedelta(days=400)))
    for name, duty in before.items():
        if duty.state in FINISHED:
            assert after[name].state is duty.state


@given(procedures(), happenings.flatmap(lambda listed: st.tuples(st.just(listed), st.permutations(listed))), moments)
def test_the_order_of_events_does_not_matter(
    known: list[Procedure], listed: tuple[list[Happened], list[Happened]], now: datetime
) -> None:
    """Events are dated: how a list is kept, or that one is told twice, changes nothing."""
    one, other = listed
    assert duties(known, one, now) == duties(known, other, now) == duties(known, one + other, now)


@given(procedures(), happenings, moments, st.sampled_from([None, timedelta(hours=24)]))
def test_each_state_says_what_it_means(
    known: list[Procedure], events: list[Happened], now: datetime, soon: timedelta | None
) -> None:
    """Late is marked after due, overdue is past due and unmarked, waiting has no start: each if and only if."""
    found = duties(known, events, now, soon=soon)
    assert len(found) == sum(step.deadline is not None for each in known for step in each.steps)
    for duty in found:
        done, due, started, state = duty.done, duty.due, duty.started, duty.state
        assert (state is State.DONE_LATE) == (done is not None and due is not None and done > due)
        assert (state in FINISHED) == (done is not None)
        assert (state is State.OVERDUE) == (done is None and due is not None and now > due)
        assert (state is State.WAITING) == (done is None and started is None)
        assert (state is State.NOW) == (done is None and started is not None and due is None)
        if state in {State.SOON, State.OPEN}:
            assert due is not None
            assert (state is State.SOON) == (soon is not None and due - now <= soon)
    ranks = [list(State).index(duty.state) for duty in found]
    assert ranks == sorted(ranks)


@given(procedures(), happenings, moments)
def test_the_future_has_not_happened(known: list[Procedure], events: list[Happened], now: datetime) -> None:
    """What is dated after the moment asked for does not count, so any moment of the past can be looked at again."""
    past = [each for each in events if each.when <= now]
    assert duties(known, events, now) == duties(known, past, now)


@pytest.mark.parametrize(
    ("within", "due"),
    [
        ("PT72H", datetime(2026, 2, 3, 8, 30, tzinfo=UTC)),
        ("P14D", datetime(2026, 2, 14, 8, 30, tzinfo=UTC)),
        ("P1W", datetime(2026, 2, 7, 8, 30, tzinfo=UTC)),
        ("P1M", datetime(2026, 2, 28, 8, 30, tzinfo=UTC)),
        ("P13M", datetime(2027, 2, 28, 8, 30, tzinfo=UTC)),
        ("P25M", datetime(2028, 2, 29, 8, 30, tzinfo=UTC)),
        ("P1M1DT1H30M", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
        ("immediately", None),
    ],
)
def test_a_limit_ends_at_its_moment(within: str, due: datetime | None) -> None:
    """Hours, days and weeks are exact; a month ends on the same day or on the last day there is."""
    assert due_moment(START, within) == due


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (1, datetime(2026, 2, 2, tzinfo=UTC)),
        (5, datetime(2026, 2, 6, tzinfo=UTC)),
        (14, datetime(2026, 2, 19, tzinfo=UTC)),
    ],
)
def test_working_days_pass_over_the_weekend(days: int, due: datetime) -> None:
    """From a Saturday on, the first working day is Monday; a second weekend is passed over too."""
    assert due_moment(datetime(2026, 1, 31, tzinfo=UTC), f"P{days}D", working_days=True) == due


@given(moments, st.integers(1, 60))
def test_working_days_never_end_on_a_weekend_nor_before_as_many_days(started: datetime, days: int) -> None:
    """The due moment is a weekday, and at least as many calendar days away."""
    due = due_moment(started, f"P{days}D", working_days=True)
    assert due is not None
    assert due.weekday() < 5
    assert due - started >= timedelta(days=days)


@given(moments, spans.filter(lambda span: span != "immediately"))
def test_a_limit_is_never_over_before_it_began(started: datetime, within: str) -> None:
    """Every span of time leads forward."""
    due = due_moment(started, within)
    assert due is not None
    assert due > started


LIMITS = [
    (procedure.id, step.id) for procedure in BOOK.procedures.values() for step in procedure.steps if step.deadline
]


@pytest.mark.parametrize(("name", "step"), LIMITS, ids=["/".join(each) for each in LIMITS])
def test_every_real_deadline_can_start_and_can_be_met(name: str, step: str) -> None:
    """From events that come from outside alone, steps done in turn open each clock of the handbook, and close it."""
    everything = list(BOOK.procedures.values())
    stops = next(each.marks for each in BOOK.procedures[name].steps if each.id == step)
    assert stops is not None
    outside = {event.id for procedure in everything for event in procedure.events if event.external} - {stops}
    events = [Happened(event, START) for event in sorted(outside)]
    now = START
    while (found := by_step(duties(everything, events, now)))[name, step].state is State.WAITING:
        # Do every step that has no clock or whose clock runs, until the one asked for runs.
        running = {key for key, duty in found.items() if duty.state in RUNNING}
        fresh = {
            each.marks
            for procedure in everything
            for each in procedure.steps
            if each.marks and (each.deadline is None or (procedure.id, each.id) in running)
        } - {stops, *(each.event for each in events)}
        assert fresh, "no event that can happen starts this clock"
        now += timedelta(minutes=1)
        events += [Happened(event, now) for event in sorted(fresh)]
    assert found[name, step].state in RUNNING
    events.append(Happened(stops, now))
    assert by_step(duties(everything, events, now))[name, step].state is State.DONE


def test_safe_at_first_is_not_yet_in_the_shelter() -> None:
    """A child that an emergency made safe has still to be brought to the place agreed; only that starts its stay."""
    shelter = "penampungan-sementara"
    known = ["risk-rated", "child-safe", "place-agreed"]
    day = timedelta(days=1)
    before = by_step(duties(BOOK.procedures.values(), [Happened(event, START) for event in known], START + day))
    assert before[shelter, "antar-dan-terima"].state is State.NOW
    assert before[shelter, "tinjau-masa-tinggal"].state is State.WAITING
    entered = [*(Happened(event, START) for event in known), Happened("shelter-entered", START + day)]
    after = by_step(duties(BOOK.procedures.values(), entered, START + 2 * day))
    assert after[shelter, "antar-dan-terima"].state is State.DONE
    assert after[shelter, "tinjau-masa-tinggal"].due == START + 8 * day
