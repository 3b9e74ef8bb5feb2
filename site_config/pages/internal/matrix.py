"""The role matrix: who does, answers for, is asked and is told, over all procedures; as a page and as plain rows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from site_config.facts.addresses import MATRIX, href, procedure_file
from site_config.pages import html as parts
from site_config.words import downloads
from site_config.words import wording as words

if TYPE_CHECKING:
    from sop.model import Handbook, Procedure, Step

_INTRO = (
    "Siapa melaksanakan, siapa bertanggung jawab, siapa dimintai pendapat, dan siapa diberi tahu, "
    "pada setiap langkah semua prosedur."
)


def matrix_page(book: Handbook) -> str:
    """Return the page: one table a procedure, which the script can filter and which is whole without it."""
    tables = [part for procedure in book.procedures.values() for part in _section(procedure, book)]
    script = href(MATRIX, "assets/matrix.js")
    return parts.page(
        parts.front("Matriks peran", "sop/procedures/*.yml", wide=True),
        "# Matriks peran",
        _INTRO,
        f'<p class="legend">{words.LEGEND}</p>',
        parts.items([*_downloads()], "downloads"),
        '<div id="saring"></div>',
        *tables,
        f'<script src="{script}" defer></script>',
    )


def role_table(procedure: Procedure, book: Handbook) -> str:
    """Return the roles of one procedure; an agency without a part in it has no column."""
    return _table(procedure, book, "", procedure_file(procedure.id))


def _downloads() -> list[str]:
    return [
        parts.download(MATRIX, downloads.MATRIX_CSV, "Unduh matriks (CSV)"),
        parts.download(MATRIX, downloads.MATRIX_XLSX, "Unduh matriks (Excel)"),
    ]


def _section(procedure: Procedure, book: Handbook) -> list[str]:
    title = escape(procedure.title)
    attrs = f' data-procedure="{procedure.id}" data-title="{title}"'
    return [
        f"## {parts.markdown(procedure.title)} {{ #{procedure.id} }}",
        _table(procedure, book, attrs, MATRIX),
    ]


def _table(procedure: Procedure, book: Handbook, attrs: str, here: str) -> str:
    columns = [agency for agency in book.agencies if any(words.letters(step, agency) for step in procedure.steps)]
    heads = [f'<span data-agency="{agency}">{parts.names([agency], book)}</span>' for agency in columns]
    rows = [[_action(step, procedure, here), *_cells(step, columns)] for step in procedure.steps]
    return parts.table(f"Peran: {procedure.title}", ["Langkah", *heads], rows, kind="roles", attrs=attrs)


def _action(step: Step, procedure: Procedure, here: str) -> str:
    if here != MATRIX:
        return parts.text(step.action)
    return parts.link(here, procedure_file(procedure.id), step.action, step.id)


def _cells(step: Step, columns: list[str]) -> list[str]:
    return [words.letters(step, agency) or "–" for agency in columns]
