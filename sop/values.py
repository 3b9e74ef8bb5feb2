"""The small values that content is made of: ids, texts, days and spans of time. Pure: no I/O, no clock.

Days are ISO 8601 strings and spans of time ISO 8601 durations, so that no clock is needed to read them.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DURATION = re.compile(r"P(?=\d|T\d)(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?")
# The same for editors, whose regular expressions are JavaScript's.
_DAY_SHAPE = {"type": "string", "pattern": r"^20\d\d-\d\d-\d\d$"}
_SPAN_SHAPE = {"type": "string", "pattern": rf"^(immediately|{_DURATION.pattern})$"}


def mistake(what: str, hint: str) -> PydanticCustomError:
    """Make an error that `sop.hints.explain` passes on as it is."""
    return PydanticCustomError("content", "{what}", {"what": what, "hint": hint})


def month_days(year: int, month: int) -> int:
    """Return how many days a month has (Gregorian)."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 28 if month == 2 and not leap else _MONTH_DAYS[month - 1]


def span_parts(span: str) -> tuple[int, int, int, int, int]:
    """Return (months, weeks, days, hours, minutes) of an ISO 8601 duration; all zero for `immediately`."""
    match = _DURATION.fullmatch(span)
    if match is None:
        return (0, 0, 0, 0, 0)
    months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return (months, weeks, days, hours, minutes)


def _iso_date(text: str) -> str:
    match = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", text)
    if match:
        year, month, day = map(int, match.groups())
        if 1 <= month <= 12 and 1 <= day <= month_days(year, month):
            return text
    raise mistake(f"'{text}' bukan tanggal", "Tulis sebagai tahun-bulan-hari, misalnya 2026-11-24")


def _span(text: str) -> str:
    if text == "immediately":
        return text
    if not _DURATION.fullmatch(text):
        hint = "Tulis lama waktu ISO 8601, misalnya PT72H (3×24 jam) atau P14D (14 hari), atau immediately"
        raise mistake(f"'{text}' bukan lama waktu", hint)
    if not any(span_parts(text)):
        raise mistake(f"'{text}' tidak memberi waktu", "Tulis immediately bila tidak boleh menunggu")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise mistake(f"pola '{text}' tidak terbaca", f"Betulkan pola regex ini: {error}") from None
    return text


def _one(value: object) -> object:
    if value is None or isinstance(value, list):
        hint = "Tulis tepat satu, misalnya accountable: p2tp2a; yang lain masuk responsible, consulted, atau informed"
        raise mistake("penanggung jawab harus tepat satu lembaga", hint)
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
OneId = Annotated[Id, BeforeValidator(_one)]
Mark = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
IsoDate = Annotated[str, AfterValidator(_iso_date), WithJsonSchema(_DAY_SHAPE)]
Span = Annotated[str, AfterValidator(_span), WithJsonSchema(_SPAN_SHAPE)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Force = Literal["wajib", "batas", "dapat", "setempat"]
