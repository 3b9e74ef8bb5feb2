"""Days and spans of time as content writes them, in ISO 8601, and the country's three clocks. Pure: none is read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DURATION = re.compile(r"P(?=\d|T\d)(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?")


def month_days(year: int, month: int) -> int:
    """Return how many days a month has (Gregorian)."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 if month == 2 and not leap else _MONTH_DAYS[month - 1]


def span_parts(span: str) -> tuple[int, int, int, int, int]:
    """Return (months, weeks, days, hours, minutes) of an ISO 8601 duration; all zero for `immediately`."""
    match = DURATION.fullmatch(span)
    if match is None:
        return (0, 0, 0, 0, 0)
    months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return (months, weeks, days, hours, minutes)


MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def day(iso: str) -> str:
    """Return 2026-11-24 as "24 November 2026"."""
    year, month, number = iso.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


@dataclass(frozen=True)
class Zone:
    """One of the country's clocks: `ahead` hours before UTC, with no summer time."""

    name: str
    ahead: int


# Presidential Decree (Keppres) 41/1987.
ZONES = {zone.name: zone for zone in (Zone("WIB", 7), Zone("WITA", 8), Zone("WIT", 9))}
