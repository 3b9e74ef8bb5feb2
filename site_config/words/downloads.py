"""The files that the build makes beside the pages, by their address on the internal site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sop.model import Handbook

FOLDER = "unduh"
HANDBOOK_PDF = f"{FOLDER}/buku-sop.pdf"
MATRIX_CSV = f"{FOLDER}/matriks-peran.csv"
MATRIX_XLSX = f"{FOLDER}/matriks-peran.xlsx"
DEADLINES_CSV = f"{FOLDER}/batas-waktu.csv"


def card_pdf(agency: str) -> str:
    """Return where the duty card of an agency is."""
    return f"{FOLDER}/kartu-{agency}.pdf"


def form_pdf(form: str) -> str:
    """Return where the sheet of a form is."""
    return f"{FOLDER}/formulir-{form}.pdf"


def download_names(book: Handbook) -> frozenset[str]:
    """Return every file that pages link to and the build must make."""
    cards = [card_pdf(agency) for agency in book.agencies]
    forms = [form_pdf(form) for form in book.forms]
    return frozenset([HANDBOOK_PDF, MATRIX_CSV, MATRIX_XLSX, DEADLINES_CSV, *cards, *forms])
