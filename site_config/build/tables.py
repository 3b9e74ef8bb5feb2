"""The role matrix and the deadlines as CSV and XLSX files for those who count or filter.

The same tree gives the same bytes: the day in a workbook is the newest in the histories, never the clock's.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from site_config.words import downloads
from site_config.words.limits import PLAIN_HEADS, limit_rows, mandate_rows
from site_config.words.roles import matrix_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sop.model import Handbook

    Rows = Sequence[Sequence[str]]

_WIDE, _NARROW, _ROLE = 42, 16, 9


def write_tables(book: Handbook, site: Path) -> None:
    """Write the tables into the built internal site."""
    matrix = matrix_rows(book)
    files = {
        downloads.MATRIX_CSV: csv_file(matrix),
        downloads.MATRIX_XLSX: workbook("Matriks peran", matrix, newest_day(book)),
        downloads.DEADLINES_CSV: csv_file([PLAIN_HEADS, *limit_rows(book), *mandate_rows(book)]),
    }
    for name, data in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)


def newest_day(book: Handbook) -> str:
    """Return the newest day (ISO 8601) in the histories of all procedures."""
    return max(change.on for procedure in book.procedures.values() for change in procedure.history)


def csv_file(rows: Rows) -> bytes:
    """Return the rows as CSV. The mark at the start makes Excel read it as UTF-8 ("≤", "×")."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def workbook(title: str, rows: Rows, day: str) -> bytes:
    """Return the rows as XLSX: filters, the head and the first columns stay in sight, one page wide on paper."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime.fromisoformat(day)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(title)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, plain if number else bold)
    for column, head in enumerate(rows[0]):
        sheet.set_column(column, column, {"No.": 5, "Langkah": _WIDE, "Sifat": _ROLE}.get(head, _NARROW))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&P / &N")
    book.close()
    return data.getvalue()
