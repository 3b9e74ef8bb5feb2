"""The clocks of one case, told as a story with real hours."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sop.clock import Duty, Happened, State, duties
from sop.model import Procedure

WIB = timezone(timedelta(hours=7))
REPORTED = datetime(2026, 11, 24, 9, 0, tzinfo=WIB)
HOUR = timedelta(hours=1)


def step(name: str, within: str | None, since: str, marks: str | None) -> dict[str, object]:
    limit = {"within": within, "since": since, "force": "wajib", "source": {"law": "uu", "article": "Pasal 41"}}
    who = {"responsible": ["layanan", "ppa"], "accountable": "layanan"}
    return {"id": name, "action": name, **who, "marks": marks, "end": True, "deadline": limit if within else None}


CASE = Procedure.model_validate(
    {
        "id": "p", "title": "P", "version": "1", "owner": "layanan", "purpose": "x", "entry": "x",
        "legal_basis": [{"law": "uu", "article": "Pasal 41"}], "checklist": ["x"],
        "events": [{"id": each, "label": each} for each in ("reported", "safe", "told", "answered", "noted")],
        "steps": [
            step("aman", "immediately", "reported", "safe"),
            step("polisi", "PT72H", "reported", "told"),
            step("jawab", "PT24H", "told", "answered"),
            step("catat", None, "reported", "noted"),
            step("tanpa-tanda", "PT6H", "reported", None),
        ],
        "history": [{"version": "1", "on": "2026-11-24", "changes": ["x"]}],
    }
)  # fmt: skip


def at(hours: float, *events: tuple[str, float]) -> dict[str, Duty]:
    """The duties so many hours after the report; each event with its own hour."""
    listed = [Happened("reported", REPORTED), *(Happened(event, REPORTED + when * HOUR) for event, when in events)]
    return {duty.step: duty for duty in duties([CASE], listed, REPORTED + hours * HOUR, soon=12 * HOUR)}


@pytest.mark.parametrize(
    ("hours", "events", "states"),
    [
        (0, [], {"aman": "now", "polisi": "open", "jawab": "waiting"}),
        (60, [("safe", 50)], {"aman": "done", "polisi": "soon", "jawab": "waiting"}),
        (72, [], {"aman": "now", "polisi": "soon", "jawab": "waiting"}),
        (72.01, [], {"aman": "now", "polisi": "overdue", "jawab": "waiting"}),
        (80, [("told", 72)], {"polisi": "done", "jawab": "open"}),
        (80, [("told", 73)], {"polisi": "done-late", "jawab": "open"}),
        (80, [("told", 73), ("told", 10)], {"polisi": "done", "jawab": "overdue"}),
        (9, [("told", 10)], {"polisi": "open", "jawab": "waiting"}),
        (9, [("answered", 8)], {"jawab": "done"}),
    ],
)
def test_each_hour_has_its_state(hours: float, events: list[tuple[str, float]], states: dict[str, str]) -> None:
    """Exactly at the due moment is in time; the first of two equal events counts; tomorrow's event does not yet."""
    found = at(hours, *events)
    assert {name: found[name].state for name in states} == states


def test_a_duty_says_for_whom_and_until_when() -> None:
    """The due moment keeps its time zone; agencies and the force of the law stand beside it."""
    duty = at(1)["polisi"]
    assert (duty.started, duty.due, duty.done) == (REPORTED, datetime(2026, 11, 27, 9, 0, tzinfo=WIB), None)
    assert (duty.responsible, duty.accountable, duty.force) == (("layanan", "ppa"), "layanan", "wajib")


def test_what_has_no_clock_and_what_has_no_mark() -> None:
    """A step without a deadline is not listed; one without a mark is never called done, whatever else happens."""
    everything = at(100, ("safe", 1), ("told", 1), ("answered", 1), ("noted", 1))
    assert "catat" not in everything
    assert everything["tanpa-tanda"].state is State.OVERDUE


def test_the_most_pressing_stands_first() -> None:
    """Overdue, then at once, soon, open, waiting, and what is done at the end."""
    listed = duties([CASE], [Happened("reported", REPORTED)], REPORTED + 65 * HOUR, soon=12 * HOUR)
    assert [duty.step for duty in listed] == ["tanpa-tanda", "aman", "polisi", "jawab"]


def test_moments_of_two_kinds_are_refused() -> None:
    """A moment without a time zone cannot be compared with one that has it."""
    with pytest.raises(TypeError):
        duties([CASE], [Happened("reported", REPORTED)], datetime(2026, 11, 24, 9, 0))  # noqa: DTZ001
