"""Letters as JSON for programs and as a CSV roster for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import TYPE_CHECKING

from collector.desk.inbox import harmless, hour_in_words
from collector.forms.schema import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.desk.inbox import Letter
    from collector.forms.schema import FormSpec

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@")


def as_json(letters: Iterable[Letter]) -> str:
    """A list of objects: what the server knows, the answers by question id, and what to beware of."""
    return json.dumps([as_object(letter) for letter in letters], ensure_ascii=False, indent=2) + "\n"


def as_object(letter: Letter) -> dict[str, object]:
    """One letter, ready for JSON."""
    opened = letter.opened
    return {
        "id": letter.outside.id,
        "form": letter.outside.form,
        "form_version": letter.outside.form_version,
        "urgency": letter.outside.urgency,
        "received_hour": letter.outside.received_hour,
        "opened_hour": letter.outside.opened_hour,
        "answered": letter.outside.answered,
        "client_time": opened.client_time if opened else None,
        "mailbox": opened.mailbox if opened else None,
        "reply_to": opened.reply_to if opened else None,
        "answers": letter.answers,
        "warnings": list(letter.warnings),
    }


def as_roster(spec: FormSpec, letters: Iterable[Letter]) -> str:
    """A CSV table (RFC 4180, with the byte-order mark that Excel needs) of the columns that the form calls its roster.

    A letter that could not be opened or does not fit the form keeps its row, so that nobody is missing unnoticed.
    """
    questions = {question.id: question for question in spec.questions}
    table = io.StringIO()
    table.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)  # a list separator of another locale then splits no cell
    writer.writerow(["Nomor", "Tiba", *(questions[name].label for name in spec.roster), "Peringatan"])
    for letter in letters:
        answers = letter.answers
        cells = ["; ".join(words(questions[name], answers[name])) if name in answers else "" for name in spec.roster]
        which = [letter.outside.id, hour_in_words(letter.outside.received_hour)]
        writer.writerow([cell_safe(cell) for cell in [*which, *cells, " ".join(letter.warnings)]])
    return table.getvalue()


def cell_safe(text: str) -> str:
    """A cell that a spreadsheet shows as text."""
    text = harmless(text)
    # Some programs drop a leading blank, and some read the full-width signs as the plain ones.
    start = unicodedata.normalize("NFKC", text).lstrip()
    return f"'{text}" if start.startswith(FORMULA_STARTS) else text
