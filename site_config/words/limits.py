"""The limits and the duties without an hour as rows of plain text: for the page, the book and the table to download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.words import wording as words
from sop.model import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Handbook, Mandate, Procedure, Step

PLAIN_HEADS = ["Batas", "Sejak", "Langkah", "Penanggung jawab", "Sifat", "Sumber", "Prosedur"]


def limit_rows(book: Handbook) -> list[list[str]]:
    """Return the limits as plain text in the columns of PLAIN_HEADS, in the order of the page."""
    ordered = sorted(pairs(book, "deadline"), key=urgency)
    return [row for procedure, step in ordered if (row := _plain(procedure, step, step.deadline, book))]


def mandate_rows(book: Handbook) -> list[list[str]]:
    """Return the duties without an hour in the same columns, the first two empty."""
    ordered = sorted(pairs(book, "mandate"), key=urgency)
    return [row for procedure, step in ordered if (row := _plain(procedure, step, step.mandate, book))]


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


def pairs(book: Handbook, key: str) -> Iterator[tuple[Procedure, Step]]:
    """Yield every step that has a `key`, "deadline" or "mandate", with its procedure."""
    for procedure in book.procedures.values():
        yield from ((procedure, step) for step in procedure.steps if getattr(step, key) is not None)


def urgency(pair: tuple[Procedure, Step]) -> tuple[int, int]:
    """Sort by length, then the law's duties before its powers before local ones; the handbook's order decides ties."""
    _, step = pair
    duty = step.deadline or step.mandate
    minutes = words.minutes(step.deadline.within) if step.deadline else 0
    return (minutes, words.FORCES.index(duty.force) if duty else 0)
