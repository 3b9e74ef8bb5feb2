"""The index of the handbook: every procedure with its steps, limits, sources, open points and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import (
    BOOK,
    CARDS,
    LIMITS,
    MATRIX,
    OPEN_POINTS,
    SHEETS,
    SITUATIONS,
    TERMS,
    href,
    procedure_file,
)
from site_config.pages import html as parts
from site_config.words import downloads
from site_config.words import wording as words

if TYPE_CHECKING:
    from sop.model import Handbook, Procedure

_INTRO = (
    "Setiap prosedur berisi daftar periksa, langkah, pelaksana, batas waktu beserta sumbernya, "
    "dan hal yang masih harus dipastikan di {}."
)
_HEADS = ["Prosedur", "Langkah", "Batas waktu", "Menurut hukum, tanpa jam", "Sumber", "Belum dipastikan", "Keadaan"]
_BESIDE = (
    (MATRIX, "Matriks peran", "Siapa melakukan apa, semua prosedur."),
    (LIMITS, "Batas waktu", "Semua jam dan hari di satu tempat."),
    (SHEETS, "Formulir", "Lembar untuk dicetak dan diisi."),
    (CARDS, "Lembaga Anda", "Kartu tugas setiap lembaga."),
    (SITUATIONS, "Apa yang terjadi?", "Mulai dari yang Anda hadapi."),
    (TERMS, "Istilah", "Arti kata-kata buku ini."),
)


def handbook_page(book: Handbook) -> str:
    """Return the page that lists all procedures and those planned, with what stands beside them."""
    procedures = book.procedures.values()
    listed = (f"{parts.link(BOOK, procedure_file(p.id), p.title)}<br>{parts.text(p.purpose)}" for p in procedures)
    planned = parts.items(parts.text(plan.title) for plan in book.planned.values())
    confirm = parts.link(BOOK, OPEN_POINTS, f"Yang harus dipastikan di {book.here}")
    return parts.page(
        parts.front("SOP", "sop/procedures/*.yml"),
        "# Buku SOP",
        _INTRO.format(parts.markdown(book.here)),
        "## Prosedur",
        parts.items(listed, "entries"),
        *(["## Belum ditulis", planned] if planned else []),
        "## Di samping prosedur",
        parts.tiles((href(BOOK, to), title, said) for to, title, said in _BESIDE),
        parts.items([parts.download(BOOK, downloads.HANDBOOK_PDF, "Unduh seluruh buku (PDF)")], "downloads"),
        "## Keadaan buku ini",
        f"Angka dihitung dari berkas prosedur. Titik yang belum dipastikan ada di {confirm}.",
        parts.table("Keadaan setiap prosedur", _HEADS, [*map(_counts, procedures), _sums(book)], kind="counts"),
    )


def _counts(procedure: Procedure) -> list[str]:
    state = f"{words.STATUS[procedure.status]}, versi {parts.text(procedure.version)}"
    return [parts.link(BOOK, procedure_file(procedure.id), procedure.title), *map(str, _numbers(procedure)), state]


def _sums(book: Handbook) -> list[str]:
    totals = [sum(column) for column in zip(*map(_numbers, book.procedures.values()), strict=True)] or [0] * 5
    approved = sum(procedure.status == "approved" for procedure in book.procedures.values())
    return ["Semua", *map(str, totals), f"{approved} dari {len(book.procedures)} disahkan"]


def _numbers(procedure: Procedure) -> tuple[int, int, int, int, int]:
    """Return how many steps, limits, duties without an hour, articles cited, and open points."""
    duties = [duty for step in procedure.steps for duty in (step.deadline, step.mandate) if duty and duty.source.law]
    cited = {(basis.law, basis.article) for basis in procedure.legal_basis}
    cited |= {(duty.source.law or "", duty.source.article or "") for duty in duties}
    mandates = sum(step.mandate is not None for step in procedure.steps)
    limits = words.deadline_count(procedure)
    return len(procedure.steps), limits, mandates, len(cited), words.local_count(procedure)
