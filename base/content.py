"""What every YAML file of ours is made of: the strict model, and the small values that content writes. Pure."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from base.days import DURATION, month_days, span_parts

# The same for editors, whose regular expressions are JavaScript's.
_DAY_SHAPE = {"type": "string", "pattern": r"^20\d\d-\d\d-\d\d$"}
_SPAN_SHAPE = {"type": "string", "pattern": rf"^(immediately|{DURATION.pattern})$"}


class Content(BaseModel):
    """Base of everything written in YAML: unknown keys are mistakes, and what was read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def mistake(what: str, hint: str) -> PydanticCustomError:
    """Make an error that `base.hints.explain` passes on as it is."""
    return PydanticCustomError("content", "{what}", {"what": what, "hint": hint})


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
    if not DURATION.fullmatch(text):
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


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
IsoDate = Annotated[str, AfterValidator(_iso_date), WithJsonSchema(_DAY_SHAPE)]
Span = Annotated[str, AfterValidator(_span), WithJsonSchema(_SPAN_SHAPE)]
Pattern = Annotated[str, AfterValidator(_pattern)]
