"""Letters as JSON for programs and as a CSV roster for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from typing import TYPE_CHECKING

from collector.desk.letter import BEFORE_CONTACT, harmless, hour_in_words
from collector.forms.schema import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from base.days import Zone
    from collector.desk.letter import Letter
    from collector.forms.schema import FormSpec

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@")


def as_json(letters: Iterable[Letter]) -> str:
    """A list of objects: what the server says, the rules before any contact, the answers, and what to beware of."""
    return json.dumps([as_object(letter) for letter in letters], ensure_ascii=False, indent=2) + "\n"


def as_object(letter: Letter) -> dict[str, object]:
    """One letter, ready for JSON."""
    opened = letter.opened
    return {
        "untrusted_outside": letter.untrusted_outside.model_dump(),
        "before_contact": [
            {"heading": heading, "rules": [{"question": asked, "lines": lines} for asked, lines in rows]}
            for heading, rows in letter.contact
        ],
        "client_time": opened.client_time if opened else None,
        "mailbox": opened.mailbox if opened else None,
        "reply_to": opened.reply_to if opened else None,
        "answers": letter.answers,
        "warnings": letter.cautions,
    }


def as_roster(spec: FormSpec, letters: Iterable[Letter], zone: Zone) -> str:
    """A CSV table (RFC 4180, with the byte-order mark that Excel needs) of the columns that the form calls its roster.

    The rules before any contact stand in each row as they do at the desk: who works from the table sees no page. A
    letter that could not be opened or does not fit the form keeps its row, so that nobody is missing unnoticed.
    """
    questions = {question.id: question for question in spec.questions}
    table = io.StringIO()
    table.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)  # a list separator of another locale then splits no cell
    writer.writerow(["Nomor", "Tiba", *(questions[name].label for name in spec.roster), BEFORE_CONTACT, "Peringatan"])
    for letter in letters:
        answers = letter.answers
        cells = ["; ".join(words(questions[name], answers[name])) if name in answers else "" for name in spec.roster]
        which = [letter.untrusted_outside.id, hour_in_words(letter.untrusted_outside.received_hour, zone)]
        rules = [f"{asked}: {'; '.join(lines)}" for _, rows in letter.contact for asked, lines in rows]
        beware = " ".join(letter.cautions)
        writer.writerow([cell_safe(cell) for cell in [*which, *cells, ". ".join(rules), beware]])
    return table.getvalue()


def cell_safe(text: str) -> str:
    """A cell that a spreadsheet shows as text."""
    text = harmless(text)
    # Some programs drop a leading blank, and some read the full-width signs as the plain ones.
    start = unicodedata.normalize("NFKC", text).lstrip()
    return f"'{text}" if start.startswith(FORMULA_STARTS) else text
