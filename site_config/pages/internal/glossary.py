"""The words of the handbook in plain Indonesian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.pages import html as parts
from site_config.words import wording as words

if TYPE_CHECKING:
    from sop.model import Handbook, Term


def glossary_page(book: Handbook) -> str:
    """Return the page with all words in the order of the alphabet, then the agencies and the laws."""
    terms = sorted(book.terms, key=lambda each: each.term.casefold())
    agencies = [
        f"<dt>{parts.text(agency.name)}</dt><dd>{parts.text(agency.full_name)}</dd>"
        for agency in book.agencies.values()
    ]
    laws = [
        [parts.text(law.name), parts.text(law.title), words.LAW_STATUS[law.status], parts.text(law.note or "–")]
        for law in book.laws.values()
    ]
    return parts.page(
        parts.front("Istilah", "sop/glossary.yml, sop/agencies.yml, dan sop/laws.yml"),
        "# Istilah",
        "Kata-kata buku ini dengan bahasa sehari-hari.",
        _list([_entry(term, book) for term in terms]) if terms else "Belum ada istilah.",
        "## Lembaga",
        _list(agencies),
        "## Peraturan",
        "Yang “dicabut” ditulis di sini supaya tidak dipakai lagi.",
        parts.table("Peraturan", ["Nama", "Judul", "Keadaan", "Catatan"], laws),
    )


def _entry(term: Term, book: Handbook) -> str:
    where = f' <span class="ground">Sumber: {parts.source(term.source, book)}</span>' if term.source else ""
    return f'<dt id="{parts.slug(term.term)}">{parts.text(term.term)}</dt><dd>{parts.text(term.meaning)}{where}</dd>'


def _list(entries: list[str]) -> str:
    return "\n".join(['<dl class="terms">', *entries, "</dl>"])
