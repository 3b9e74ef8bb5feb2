"""All generated pages of the internal site, and the blocks that hand-written pages may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        handbook.PAGE: handbook.handbook_page(book),
        matrix.PAGE: matrix.matrix_page(book),
        deadlines.PAGE: deadlines.deadline_page(book),
        "sop/istilah.md": glossary.glossary_page(book),
        card.INDEX: card.card_index(book),
        sheet.INDEX: sheet.form_index(book),
        situation.INDEX: situation.situation_index(book, numbers),
    }
    pages |= {f"sop/{each.id}.md": procedure_page(each, book) for each in book.procedures.values()}
    pages |= {f"kartu/{each}.md": card.card_page(duty_card(each, book), book, numbers) for each in book.agencies}
    pages |= {f"formulir/{each.id}.md": sheet.form_page(each, book) for each in book.forms.values()}
    pages |= {f"keadaan/{each.id}.md": situation.situation_page(each, book) for each in book.situations.values()}
    return pages
