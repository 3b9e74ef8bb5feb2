"""The clocks of a case: which duties wait, run, are late or done. Pure: moments are handed in, none is read.

What counts, in five sentences. A clock starts with the first moment of its event (`since`) and stops with the first
moment of the event that its step marks; a repeated event changes nothing, so a second round of the same work is a
list of its own. What is dated after `now` has not happened yet. A step without a deadline has no clock and is not
listed; a step without `marks` can never be called done (the content rules refuse one that has a deadline). A limit of
`immediately` has no moment that could be passed: it is due at once, and neither overdue nor late. A step marked before
its clock started is done in time.

A list holds the events of one case, and the procedures given are those that the case is in: nothing here knows which
branch of a procedure was taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from base.days import month_days, span_parts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from sop.model import Deadline, Procedure, Step
    from sop.values import Force


class State(StrEnum):
    """Where a duty stands, most pressing first."""

    OVERDUE = "overdue"  # the due moment has passed, not done
    NOW = "now"  # to be done immediately, not done
    SOON = "soon"  # open, and due within the time the caller calls soon
    OPEN = "open"  # the clock runs
    WAITING = "waiting"  # the clock has not started
    DONE_LATE = "done-late"
    DONE = "done"


@dataclass(frozen=True)
class Happened:
    """An event of a case: its id as declared in the procedures, and when it happened."""

    event: str
    when: datetime


@dataclass(frozen=True)
class Duty:
    """One step with a deadline, as it stands at one moment.

    `started` is None while the clock waits; `due` also for a limit of `immediately`; `done` until it is done.
    `responsible` are the ids of the agencies that do it, `accountable` of the one that answers for it.
    """

    procedure: str
    step: str
    responsible: tuple[str, ...]
    accountable: str
    force: Force
    state: State
    started: datetime | None = None
    due: datetime | None = None
    done: datetime | None = None


def duties(
    procedures: Iterable[Procedure], events: Iterable[Happened], now: datetime, *, soon: timedelta | None = None
) -> list[Duty]:
    """Return every step with a deadline as it stands at `now`, most pressing first.

    All moments are aware, or all are naive and of one place; a mixture raises TypeError. `soon` is how long before its
    due moment an open duty is called soon; without it none is. The order of `events` does not matter.
    """
    first: dict[str, datetime] = {}
    for happened in events:
        if happened.when <= now and (happened.event not in first or happened.when < first[happened.event]):
            first[happened.event] = happened.when
    at = _At(first, now, soon)
    duties = [
        _duty(procedure, step, step.deadline, at)
        for procedure in procedures
        for step in procedure.steps
        if step.deadline
    ]
    return sorted(duties, key=lambda duty: (_RANK[duty.state], duty.due or duty.started or now))


def due_moment(started: datetime, within: str, *, working_days: bool = False) -> datetime | None:
    """Return the last moment of a limit (`within`: ISO 8601 duration), or None for `immediately`.

    Calendar months first: a month after 31 January is the last day of February. Days are 24 hours of the same clock;
    Indonesia has no summer time. Working days pass over Saturdays and Sundays only: no holidays are known here, so an
    alarm may come a day early, and never late.
    """
    if within == "immediately":
        return None
    months, weeks, days, hours, minutes = span_parts(within)
    # The module datetime holds a clock, so this room may not import it; a moment brings its own unit (a microsecond).
    minute = started.resolution * 60_000_000
    if working_days:
        return _after_working_days(started, days, minute * 24 * 60)
    year, month = divmod(started.year * 12 + started.month - 1 + months, 12)
    moved = started.replace(year=year, month=month + 1, day=min(started.day, month_days(year, month + 1)))
    return moved + minute * (((weeks * 7 + days) * 24 + hours) * 60 + minutes)


def _after_working_days(started: datetime, days: int, day: timedelta) -> datetime:
    moment = started
    while days:
        moment += day
        days -= moment.weekday() < _SATURDAY
    return moment


_SATURDAY = 5  # datetime.weekday: Monday is 0
_RANK = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True)
class _At:
    """What is known at one moment: event -> its first moment, the moment itself, and what is soon."""

    first: dict[str, datetime]
    now: datetime
    soon: timedelta | None


def _duty(procedure: Procedure, step: Step, limit: Deadline, at: _At) -> Duty:
    started = at.first.get(limit.since)
    due = due_moment(started, limit.within, working_days=limit.working_days) if started else None
    done = at.first.get(step.marks) if step.marks else None
    return Duty(
        procedure=procedure.id,
        step=step.id,
        responsible=tuple(step.responsible),
        accountable=step.accountable,
        force=limit.force,
        state=_state(started, due, done, at),
        started=started,
        due=due,
        done=done,
    )


def _state(started: datetime | None, due: datetime | None, done: datetime | None, at: _At) -> State:
    if done is not None:
        return State.DONE_LATE if due is not None and done > due else State.DONE
    if started is None:
        return State.WAITING
    if due is None:
        return State.NOW
    if at.now > due:
        return State.OVERDUE
    return State.SOON if at.soon is not None and due - at.now <= at.soon else State.OPEN
