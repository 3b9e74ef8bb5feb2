"""How the handbook says a deadline, a force and a status: one place, so that every page says it alike."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sop.model import span_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sop.model import Handbook, Procedure, Source

STATUS = {"draft": "draf", "approved": "disahkan"}
LAW_STATUS = {"in-force": "berlaku", "check": "periksa dulu di JDIH", "revoked": "dicabut"}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


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


def day(iso: str) -> str:
    """Return 2026-11-24 as "24 November 2026"."""
    year, month, number = iso.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def names(ids: Iterable[str], book: Handbook) -> str:
    """Return the agencies' short names, escaped, with commas."""
    return ", ".join(escape(book.agencies[each].name) for each in ids)


def source(where: Source, book: Handbook) -> str:
    """Return a source as text, escaped: the law with its article, or the note."""
    if where.law is None:
        return escape(where.note or "")
    law = f"{escape(book.laws[where.law].name)}, {escape(where.article or '')}"
    return f"{law}. {escape(where.note)}" if where.note else law


def deadline_count(procedure: Procedure) -> int:
    """Return how many steps of a procedure have a limit."""
    return sum(step.deadline is not None for step in procedure.steps)


def cell(text: str) -> str:
    """Return text fit for a cell of a Markdown table: escaped, in one line, without a bare pipe."""
    return escape(text, quote=False).replace("|", "&#124;").replace("\n", " ")


def chip(text: str, kind: str = "") -> str:
    """Return one chip; `text` is escaped already. The kind colours it, the words say it: never colour alone."""
    return f'<span class="chip {kind}">{text}</span>' if kind else f'<span class="chip">{text}</span>'


def chips(found: Iterable[str]) -> str:
    """Return a line of chips."""
    return '<p class="chips">' + " ".join(found) + "</p>"
