"""What an officer meets, what to do first, and where the handbook goes on; and the index of all that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import SITUATIONS, href, procedure_file, situation_file
from site_config.pages import html as parts

if TYPE_CHECKING:
    from sop.model import Go, Handbook, Situation


def situation_index(book: Handbook, numbers: str) -> str:
    """Return the page from which every situation is one tap away; `numbers` is the HTML of whom to call in danger."""
    return parts.page(
        parts.front("Apa yang terjadi?", "sop/situations.yml"),
        "# Apa yang terjadi?",
        "Anak dalam bahaya sekarang? Telepon dulu.",
        numbers,
        "Bila tidak, pilih yang paling mirip.",
        situation_tiles(SITUATIONS, book, lead=True),
    )


def situation_tiles(here: str, book: Handbook, *, lead: bool = False) -> str:
    """Return one tile a situation, in the order of the file."""
    entries = [
        (href(here, situation_file(situation.id)), situation.title, situation.lead if lead else "")
        for situation in book.situations.values()
    ]
    return parts.tiles(entries) or "<p>Belum ada keadaan yang ditulis.</p>"


def situation_page(situation: Situation, book: Handbook) -> str:
    """Return the page of one situation."""
    here = situation_file(situation.id)
    return parts.page(
        parts.front(situation.title, "sop/situations.yml", situation.lead),
        f"# {parts.markdown(situation.title)}",
        f'<p class="lead">{parts.text(situation.lead)}</p>',
        "## Lakukan dulu",
        parts.items((f"<p>{parts.text(line)}</p>" for line in situation.first), "steps", "ol"),
        *parts.donts(situation.never),
        "## Lanjutkan ke",
        parts.tiles(_go(go, here, book) for go in situation.go if go.procedure in book.procedures),
        *[
            f"<p>SOP {parts.text(book.planned[go.procedure].title)} belum ditulis.</p>"
            for go in _unwritten(situation, book)
        ],
        f"Bukan ini? {parts.link(here, SITUATIONS, 'Lihat keadaan lain')}.",
    )


def _go(go: Go, here: str, book: Handbook) -> tuple[str, str, str]:
    procedure = book.procedures[go.procedure]
    step = next((step for step in procedure.steps if step.id == go.step), None)
    where = f"SOP {procedure.title}" + (f", langkah “{step.action}”" if step else "")
    return href(here, procedure_file(procedure.id), step.id if step else ""), where, go.why[:1].upper() + go.why[1:]


def _unwritten(situation: Situation, book: Handbook) -> list[Go]:
    return [go for go in situation.go if go.procedure in book.planned]
