"""Every clock of the handbook in one place, the shortest first; then the duties for which the law names no hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import LIMITS, procedure_file
from site_config.pages import html as parts
from site_config.words import downloads
from site_config.words import wording as words
from site_config.words.limits import PLAIN_HEADS, pairs, urgency

if TYPE_CHECKING:
    from sop.model import Deadline, Handbook, Mandate, Procedure, Step

_INTRO = (
    "Semua batas waktu dari semua prosedur, yang paling pendek lebih dulu. Hitungan jam berjalan terus, malam dan hari "
    "libur ikut dihitung. “Hari kerja” hanya bila sumbernya berkata begitu; tanggal akhirnya belum pasti, karena hari "
    "libur nasional dan cuti bersama belum dicatat di sini."
)


def deadline_page(book: Handbook) -> str:
    """Return the page with the table of limits and the table of duties without one."""
    limits = sorted(pairs(book, "deadline"), key=urgency)
    mandates = sorted(pairs(book, "mandate"), key=urgency)
    return parts.page(
        parts.front("Batas waktu", "sop/procedures/*.yml", wide=True),
        "# Batas waktu",
        _INTRO,
        parts.items(f"<b>{force}</b>: {parts.text(said)}" for force, said in words.FORCE.items()),
        parts.items([parts.download(LIMITS, downloads.DEADLINES_CSV, "Unduh semua batas waktu (CSV)")], "downloads"),
        "## Yang berbatas waktu",
        parts.table("Batas waktu", PLAIN_HEADS, (_limit(*pair, book) for pair in limits), kind="limits"),
        "## Menurut hukum, tanpa jam",
        f"{words.NO_HOUR} Kerjakan secepatnya; buku ini tidak menambah jam sendiri.",
        parts.table(
            "Kewajiban dan kewenangan tanpa jam", PLAIN_HEADS[2:], (_mandate(*pair, book) for pair in mandates)
        ),
    )


def _limit(procedure: Procedure, step: Step, book: Handbook) -> list[str]:
    limit = step.deadline
    if limit is None:
        return []
    since = words.since_text(limit, procedure).removeprefix("sejak ")
    rest = _shared(procedure, step, limit, book)
    return [f"<b>{parts.text(words.within_text(limit))}</b>", parts.text(since), *rest]


def _mandate(procedure: Procedure, step: Step, book: Handbook) -> list[str]:
    return _shared(procedure, step, step.mandate, book) if step.mandate else []


def _shared(procedure: Procedure, step: Step, duty: Deadline | Mandate, book: Handbook) -> list[str]:
    page = procedure_file(procedure.id)
    return [
        parts.link(LIMITS, page, step.action, step.id),
        parts.names([step.accountable], book),
        parts.chip(parts.text(words.force_text(duty, step, book)), f"force-{duty.force}"),
        parts.source(duty.source, book),
        parts.link(LIMITS, page, procedure.title),
    ]
