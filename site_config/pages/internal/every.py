"""All generated pages of the internal site, and the blocks that hand-written pages may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import (
    BOOK,
    CARDS,
    LIMITS,
    MATRIX,
    SHEETS,
    SITUATIONS,
    TERMS,
    card_file,
    procedure_file,
    sheet_file,
    situation_file,
)
from site_config.pages.internal import card, deadlines, glossary, handbook, matrix, sheet, situation
from site_config.pages.internal.open_points import decisions, open_points, questions
from site_config.pages.internal.procedure import procedure_page
from site_config.words.duty import duty_card

if TYPE_CHECKING:
    from collections.abc import Callable

    from sop.model import Handbook

FOLDERS = ("sop", "kartu", "formulir", "keadaan")
BLOCKS: dict[str, Callable[[str, Handbook], str]] = {
    "situations": situation.situation_tiles,
    "agencies": card.agency_tiles,
    "open-points": open_points,
    "questions": questions,
    "decisions": decisions,
}


def internal_pages(book: Handbook, numbers: str) -> dict[str, str]:
    """Return path below docs/internal -> text. `numbers` is the HTML of whom to call when a child is in danger."""
    pages = {
        BOOK: handbook.handbook_page(book),
        MATRIX: matrix.matrix_page(book),
        LIMITS: deadlines.deadline_page(book),
        TERMS: glossary.glossary_page(book),
        CARDS: card.card_index(book),
        SHEETS: sheet.form_index(book),
        SITUATIONS: situation.situation_index(book, numbers),
    }
    pages |= {procedure_file(procedure.id): procedure_page(procedure, book) for procedure in book.procedures.values()}
    pages |= {card_file(agency): card.card_page(duty_card(agency, book), book, numbers) for agency in book.agencies}
    pages |= {sheet_file(form.id): sheet.form_page(form, book) for form in book.forms.values()}
    pages |= {situation_file(each.id): situation.situation_page(each, book) for each in book.situations.values()}
    return pages
