"""Who does what in every step, as rows of plain text: for the table to download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.words import wording as words

if TYPE_CHECKING:
    from sop.model import Handbook


def matrix_rows(book: Handbook) -> list[list[str]]:
    """Return the matrix as plain text, its head first: one row a step, one column an agency."""
    head = ["Prosedur", "No.", "Langkah", "Batas waktu", "Sifat", *(agency.name for agency in book.agencies.values())]
    rows = [head]
    for procedure in book.procedures.values():
        for number, step in enumerate(procedure.steps, start=1):
            limit = words.limit_text(step.deadline, procedure) if step.deadline else ""
            duty = step.deadline or step.mandate
            roles = [words.letters(step, agency) for agency in book.agencies]
            action = [procedure.title, str(number), step.action]
            rows.append([*action, limit, words.force_text(duty, step, book) if duty else "", *roles])
    return rows
