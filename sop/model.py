"""What a procedure is: steps with who, by when and on what ground. Pure: no I/O, no clock.

Dates are ISO 8601 strings and spans of time ISO 8601 durations, so that no clock is needed to read them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DURATION = re.compile(r"P(?=\d|T\d)(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?")


def _iso_date(text: str) -> str:
    match = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", text)
    if match:
        year, month, day = map(int, match.groups())
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] and (day, month, leap) != (29, 2, False):
            return text
    raise _mistake(f"'{text}' bukan tanggal", "Tulis sebagai tahun-bulan-hari, misalnya 2026-11-24")


def _span(text: str) -> str:
    if text != "immediately" and not _DURATION.fullmatch(text):
        hint = "Tulis lama waktu ISO 8601, misalnya PT72H (3×24 jam) atau P14D (14 hari), atau immediately"
        raise _mistake(f"'{text}' bukan lama waktu", hint)
    return text


def _mistake(what: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("content", "{what}", {"what": what, "hint": hint})


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
IsoDate = Annotated[str, AfterValidator(_iso_date)]
Span = Annotated[str, AfterValidator(_span)]
Force = Literal["wajib", "dapat", "setempat"]


class Content(BaseModel):
    """Base of everything written in YAML: unknown keys are mistakes, and what was read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Agency(Content):
    """An institution that takes part. `confirm_locally` lists what must be settled in the district first."""

    id: Id
    name: Text
    full_name: Text
    role: Text
    basis: Text | None = None
    confirm_locally: list[Text] = []


class Law(Content):
    """A law or regulation. `check` means: in force as far as known, to be read again before relying on it."""

    id: Id
    name: Text
    title: Text
    status: Literal["in-force", "revoked", "check"]
    note: str | None = None


class Source(Content):
    """Where a duty comes from: a law with its article, or a note (local agreement, practice)."""

    law: Id | None = None
    article: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.law is None and self.note is None:
            raise _mistake("sumber kosong", 'Tulis law dan article, atau note: "…" untuk kesepakatan setempat')
        if self.law is not None and self.article is None:
            raise _mistake("pasal belum disebut", 'Tambahkan article: "Pasal …"')
        return self


class Deadline(Content):
    """A limit: `within` since the event `since`, with the force of a duty, a power or a local agreement."""

    within: Span
    since: Id
    force: Force
    source: Source

    @model_validator(mode="after")
    def _law_behind_duty(self) -> Self:
        # facts.md 0.5: writing "wajib" where the law says "dapat" promises a protection nobody owes.
        if self.force != "setempat" and self.source.law is None:
            hint = "Sebut law dan article, atau ubah force menjadi setempat"
            raise _mistake(f"batas '{self.force}' tanpa dasar hukum", hint)
        return self


class Next(Content):
    """Where the work goes on: another step here (`to`) or another procedure; `when` says in which case."""

    to: Id | None = None
    procedure: Id | None = None
    when: Text | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.to is None) == (self.procedure is None):
            raise _mistake("lanjutan harus punya satu tujuan", "Tulis 'to: langkah' atau 'procedure: prosedur'")
        return self


class Step(Content):
    """One action. `responsible` does it, the one `accountable` answers for it; `marks` is the event it makes."""

    id: Id
    action: Text
    detail: Text | None = None
    responsible: Annotated[list[Id], Field(min_length=1)]
    accountable: Id
    consulted: list[Id] = []
    informed: list[Id] = []
    deadline: Deadline | None = None
    marks: Id | None = None
    safeguards: list[Text] = []
    forms_in: list[Id] = []
    forms_out: list[Id] = []
    confirm_locally: list[Text] = []
    next: list[Next] = []
    end: bool = False


class Event(Content):
    """Something that starts or stops a clock, for example the victim's report."""

    id: Id
    label: Text


class Basis(Content):
    """An article that a procedure rests on."""

    law: Id
    article: Text


class Approval(Content):
    """Who approved (a role, never a person's name) and on which day."""

    by: Text
    on: IsoDate


class Procedure(Content):
    """A standard operating procedure of several agencies."""

    id: Id
    title: Text
    version: Text
    status: Literal["draft", "approved"]
    owner: Id
    approved: Approval | None = None
    purpose: Text
    entry: Text
    legal_basis: Annotated[list[Basis], Field(min_length=1)]
    checklist: Annotated[list[Text], Field(min_length=1)]
    events: list[Event] = []
    steps: Annotated[list[Step], Field(min_length=1)]


class Planned(Content):
    """A procedure that others may hand over to although it is not written yet."""

    id: Id
    title: Text


class AgencyFile(Content):
    """The whole of sop/agencies.yml."""

    agencies: Annotated[list[Agency], Field(min_length=1)]


class LawFile(Content):
    """The whole of sop/laws.yml."""

    laws: Annotated[list[Law], Field(min_length=1)]


class PlannedFile(Content):
    """The whole of sop/procedures/_planned.yml."""

    planned: list[Planned]


@dataclass(frozen=True)
class Handbook:
    """All of it, by id, in the order of the files (procedures by title)."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    laws: dict[str, Law] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    planned: dict[str, Planned] = field(default_factory=dict)


def span_parts(span: str) -> tuple[int, int, int, int, int]:
    """Return (months, weeks, days, hours, minutes) of an ISO 8601 duration; all zero for `immediately`."""
    match = _DURATION.fullmatch(span)
    if match is None:
        return (0, 0, 0, 0, 0)
    months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    return (months, weeks, days, hours, minutes)
