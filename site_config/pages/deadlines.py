"""Every clock of the handbook in one place, the shortest first; then the duties for which the law names no hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.pages import downloads, parts, words
from sop.model import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Handbook, Mandate, Procedure, Step

PAGE = "sop/batas-waktu.md"
PLAIN_HEADS = ["Batas", "Sejak", "Langkah", "Penanggung jawab", "Sifat", "Sumber", "Prosedur"]
_INTRO = (
    "Semua batas waktu dari semua prosedur, yang paling pendek lebih dulu. Hitungan jam berjalan terus, malam dan hari "
    "libur ikut dihitung. “Hari kerja” hanya bila sumbernya berkata begitu; tanggal akhirnya belum pasti, karena hari "
    "libur nasional dan cuti bersama belum dicatat di sini."
)


def deadline_page(book: Handbook) -> str:
    """Return the page with the table of limits and the table of duties without one."""
    limits = sorted(_pairs(book, "deadline"), key=_urgency)
    mandates = sorted(_pairs(book, "mandate"), key=_urgency)
    return parts.page(
        parts.front("Batas waktu", "sop/procedures/*.yml", wide=True),
        "# Batas waktu",
        _INTRO,
        parts.items(f"<b>{force}</b>: {parts.text(said)}" for force, said in words.FORCE.items()),
        parts.items([parts.download(PAGE, downloads.DEADLINES_CSV, "Unduh semua batas waktu (CSV)")], "downloads"),
        "## Yang berbatas waktu",
        parts.table("Batas waktu", PLAIN_HEADS, (_limit(*pair, book) for pair in limits), kind="limits"),
        "## Menurut hukum, tanpa jam",
        f"{words.NO_HOUR} Kerjakan secepatnya; buku ini tidak menambah jam sendiri.",
        parts.table(
            "Kewajiban dan kewenangan tanpa jam", PLAIN_HEADS[2:], (_mandate(*pair, book) for pair in mandates)
        ),
    )


def limit_rows(book: Handbook) -> list[list[str]]:
    """Return the limits as plain text in the columns of PLAIN_HEADS, in the order of the page."""
    pairs = sorted(_pairs(book, "deadline"), key=_urgency)
    return [row for procedure, step in pairs if (row := _plain(procedure, step, step.deadline, book))]


def mandate_rows(book: Handbook) -> list[list[str]]:
    """Return the duties without an hour in the same columns, the first two empty."""
    pairs = sorted(_pairs(book, "mandate"), key=_urgency)
    return [row for procedure, step in pairs if (row := _plain(procedure, step, step.mandate, book))]


def _plain(procedure: Procedure, step: Step, duty: Deadline | Mandate | None, book: Handbook) -> list[str]:
    if duty is None:
        return []
    since = words.since_text(duty, procedure).removeprefix("sejak ") if isinstance(duty, Deadline) else ""
    within = words.within_text(duty) if isinstance(duty, Deadline) else ""
    owner = words.names_text([step.accountable], book)
    return [
        within,
        since,
        step.action,
        owner,
        words.force_text(duty, step, book),
        words.source_text(duty.source, book),
        procedure.title,
    ]


def _pairs(book: Handbook, key: str) -> Iterator[tuple[Procedure, Step]]:
    for procedure in book.procedures.values():
        yield from ((procedure, step) for step in procedure.steps if getattr(step, key) is not None)


def _urgency(pair: tuple[Procedure, Step]) -> tuple[int, int]:
    """Sort by length, then the law's duties before its powers before local ones; the handbook's order decides ties."""
    _, step = pair
    duty = step.deadline or step.mandate
    minutes = words.minutes(step.deadline.within) if step.deadline else 0
    return (minutes, words.FORCES.index(duty.force) if duty else 0)


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
    page = f"sop/{procedure.id}.md"
    return [
        parts.link(PAGE, page, step.action, step.id),
        words.names([step.accountable], book),
        words.chip(parts.text(words.force_text(duty, step, book)), f"force-{duty.force}"),
        words.source(duty.source, book),
        parts.link(PAGE, page, procedure.title),
    ]
