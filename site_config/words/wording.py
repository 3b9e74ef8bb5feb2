"""How the handbook says a limit, a duty and a status: one place, so that every page and print says it alike.

What ends in `_text` is plain, for paper and tables of data; everything else is escaped for HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.days import day, span_parts
from sop.model import Mandate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sop.model import Deadline, Handbook, OfficialForm, Procedure, Source, Step
    from sop.values import Settled

STATUS = {"draft": "draf", "approved": "disahkan"}
LAW_STATUS = {"in-force": "berlaku", "check": "periksa dulu di JDIH", "revoked": "dicabut"}
# A full sentence each: a reader must never take "may" for "must" (facts.md 0.5), nor a local wish for law.
FORCE = {
    "wajib": "Wajib menurut hukum.",
    "batas": "Batas dari undang-undang; pasalnya tidak memakai kata “wajib” bagi pelaksana langkah ini.",
    "dapat": "Hukum membolehkan, tidak mengharuskan.",
    "setempat": "Kesepakatan atau usulan setempat, bukan batas dari undang-undang.",
}
NO_HOUR = "Hukum tidak menyebut jamnya."
FORCES = tuple(FORCE)
ASKED, TOLD = "dimintai pendapat", "diberi tahu"
LEGEND = f"R: melaksanakan · A: bertanggung jawab, hanya satu · C: {ASKED} · I: {TOLD}"
FIELD_HINTS = {"choice": "pilih satu", "choices": "boleh lebih dari satu"}
NOT_WRITTEN = "belum ditulis"  # of a procedure that is planned


def span(text: str) -> str:
    """Return an ISO 8601 duration as people here say it: PT72H is "3×24 jam", P14D "14 hari"."""
    if text == "immediately":
        return "segera"
    months, weeks, days, hours, minutes = span_parts(text)
    # The laws count in full days of hours ("3×24 jam"), not in office days: the words must not soften that.
    hour_words = f"{hours // 24}×24 jam" if hours and hours % 24 == 0 else f"{hours} jam"
    parts = [
        f"{months} bulan" if months else "",
        f"{weeks} minggu" if weeks else "",
        f"{days} hari" if days else "",
        hour_words if hours else "",
        f"{minutes} menit" if minutes else "",
    ]
    return " ".join(part for part in parts if part)


def within_text(limit: Deadline) -> str:
    """Return the span of a limit, in "hari kerja" where the law counts so: a calendar day would be stricter than it."""
    return f"{span(limit.within)} kerja" if limit.working_days else span(limit.within)


def limit_text(limit: Deadline, procedure: Procedure) -> str:
    """Return "≤ 3×24 jam sejak korban melapor", or "segera sejak …"."""
    at_most = "" if limit.within == "immediately" else "≤ "
    return f"{at_most}{within_text(limit)} {since_text(limit, procedure)}"


def since_text(limit: Deadline, procedure: Procedure) -> str:
    """Return "sejak korban melapor"."""
    label = next(event.label for event in procedure.events if event.id == limit.since)
    return f"sejak {inside(label)}"


def inside(text: str) -> str:
    """Return a text as it stands inside a sentence: the first letter small, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def minutes(span_text: str) -> int:
    """Return the length of a span for sorting; a month counts 30 days."""
    months, weeks, days, hours, rest = span_parts(span_text)
    return (((months * 30 + weeks * 7 + days) * 24) + hours) * 60 + rest


def force_text(duty: Deadline | Mandate, step: Step, book: Handbook) -> str:
    """Return the force, and whom the law names where that is not everyone in the step: "wajib bagi UPTD PPA"."""
    named, _ = _bound(duty, step, book)
    return f"{duty.force} bagi {', '.join(named)}" if named else duty.force


def ground_text(duty: Deadline | Mandate, step: Step, book: Handbook) -> str:
    """Return the force in a full sentence and the source behind it."""
    named, unnamed = _bound(duty, step, book)
    bound, mine = ", ".join(named), ", ".join(unnamed)
    agreed = f"Pasalnya menyebut {bound}, bukan {mine}. Usulan: {mine} berbuat sama, sampai statusnya dipastikan."
    said = [
        FORCE[duty.force],
        agreed if unnamed else f"Hanya mengikat {bound}." if named else "",
        NO_HOUR if isinstance(duty, Mandate) else "",
        f"Sumber: {source_text(duty.source, book)}",
    ]
    return " ".join(filter(None, said))


def _bound(duty: Deadline | Mandate, step: Step, book: Handbook) -> tuple[list[str], list[str]]:
    """Return whom the law names, where that is not everyone who does the step, and who only stands in for one of them.

    The law on sexual violence binds UPTD PPA and never names what stands in for it (facts.md 10.2).
    """
    binds = duty.binds if isinstance(duty, Mandate) else []
    named, unnamed = [], []
    for agency in (book.agencies[name] for name in binds or step.responsible):
        place = agency.stands_for
        if place and place.law == duty.source.law and duty.force == "wajib":
            named.append(place.name)
            unnamed.append(agency.name)
        else:
            named.append(agency.name)
    return (named, unnamed) if binds or unnamed else ([], [])


def source_text(where: Source, book: Handbook) -> str:
    """Return a source: the law with its article, and the note."""
    if where.law is None:
        return where.note or ""
    law = f"{book.laws[where.law].name}, {where.article}"
    return f"{law}. {where.note}" if where.note else law


def settled_text(point: Settled) -> str:
    """Return what the district has settled: the point, the answer, who settled it and when."""
    return f"Ditetapkan setempat: {point.point} {point.answer} ({point.by}, {day(point.on)})"


def names_text(ids: Iterable[str], book: Handbook) -> str:
    """Return the agencies' short names with commas."""
    return ", ".join(book.agencies[name].name for name in ids)


def parts_text(step: Step, book: Handbook) -> list[tuple[str, str]]:
    """Return the parts that somebody has in a step, each with the agencies' names."""
    held = [
        ("Pelaksana", step.responsible),
        ("Penanggung jawab", [step.accountable]),
        (ASKED.capitalize(), step.consulted),
        (TOLD.capitalize(), step.informed),
    ]
    return [(label, names_text(ids, book)) for label, ids in held if ids]


def sent_text(form: OfficialForm, book: Handbook) -> str:
    """Return where a filled sheet goes."""
    return names_text(form.goes_to, book) or "tidak dikirim; disimpan oleh yang mengisi"


def local_title(book: Handbook) -> str:
    """Return the heading over what the district must still settle."""
    return f"Harus dipastikan di {book.here}"


def letters(step: Step, agency: str) -> str:
    """Return an agency's part in a step: R, A, C and I with spaces, or nothing."""
    held = [
        ("R", agency in step.responsible),
        ("A", agency == step.accountable),
        ("C", agency in step.consulted),
        ("I", agency in step.informed),
    ]
    return " ".join(letter for letter, holds in held if holds)


def form_title(form: str, book: Handbook) -> str:
    """Return the title of a sheet of the agencies or of a form that a reporter seals."""
    return book.forms[form].title if form in book.forms else book.sealed.get(form, form)


def deadline_count(procedure: Procedure) -> int:
    """Return how many steps of a procedure have a limit."""
    return sum(step.deadline is not None for step in procedure.steps)


def local_count(procedure: Procedure) -> int:
    """Return how many points of a procedure the district must still settle."""
    return sum(len(step.confirm_locally) for step in procedure.steps)


def lead_text(when: str | None) -> str:
    """Return what stands before the next step: the condition, or that it always follows."""
    return f"Bila {case_text(when)}:" if when else "Lanjut:"


def case_text(when: str) -> str:
    """Return a condition as it reads after "Bila"."""
    return when.removeprefix("bila ").removeprefix("Bila ")
