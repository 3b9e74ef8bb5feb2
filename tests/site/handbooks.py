"""What the tests of the pages share: tables read back, all steps, and a handbook of texts that would be markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from sop.model import Agency, Handbook, Law, OfficialForm, Planned, Procedure, Situation, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Step

NASTY = 'a<b>&"| [c](d)'
NUMBERS = "<p>110</p>"


class Tables(HTMLParser):
    """The rows of each table as text, each with the label of the region or table around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.labels: list[str] = []
        self.rows: list[list[str]] = []
        self.heads: list[str] = []
        self.unreached: list[str] = []  # tables that a keyboard cannot scroll, and that are not two narrow columns
        self._region = ""
        self._cell: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "div":
            reached = (given.get("role"), given.get("tabindex")) == ("region", "0")
            self._region = given.get("aria-label", "") if reached else ""
        elif tag == "table":
            label = self._region or given.get("aria-label", "")
            self.labels.append(label)
            if not self._region and "facts" not in given.get("class", ""):
                self.unreached.append(label)
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._cell = ""

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._region = ""
        if tag in {"td", "th"} and self._cell is not None:
            self.rows[-1].append(self._cell.strip())
            self.heads += [self._cell.strip()] if tag == "th" else []
            self._cell = None


def steps_of(book: Handbook) -> Iterator[tuple[Procedure, Step]]:
    """Every step of every procedure."""
    for procedure in book.procedures.values():
        yield from ((procedure, step) for step in procedure.steps)


def nasty_book() -> Handbook:
    """A handbook whose every text would be markup if a page let it."""
    source = {"law": "uu", "article": NASTY, "note": NASTY}
    step = {
        "id": "satu", "action": NASTY, "detail": NASTY, "responsible": ["a", "b"], "accountable": "a",
        "consulted": ["c"], "informed": ["d"], "safeguards": [NASTY], "forms_in": ["f"], "forms_out": ["s"],
        "deadline": {"within": "PT1H", "since": "e", "force": "wajib", "source": source}, "marks": "m",
        "mandate": {"force": "dapat", "source": source}, "confirm_locally": [NASTY], "end": True,
        "next": [{"procedure": "p", "when": NASTY}, {"procedure": "q", "when": NASTY}, {"to": "satu", "when": NASTY}],
    }  # fmt: skip
    procedure = {
        "id": "p", "title": NASTY, "version": NASTY, "owner": "a", "purpose": NASTY,
        "approvals": [{"version": NASTY, "by": NASTY, "on": "2026-11-24"}],
        "entry": NASTY, "checklist": [NASTY], "steps": [step],
        "legal_basis": [{"law": "uu", "article": NASTY}],
        "events": [{"id": "e", "label": NASTY}, {"id": "m", "label": NASTY}],
        "history": [{"version": NASTY, "on": "2026-11-24", "changes": [NASTY]}],
    }  # fmt: skip
    kinds = ("line", "lines", "date", "time", "choice", "choices", "sign")
    fields = [{"id": kind, "label": NASTY, "kind": kind, "options": [NASTY], "note": NASTY} for kind in kinds]
    form = {
        "id": "f", "title": NASTY, "version": NASTY, "owner": "a", "purpose": NASTY, "filled_by": ["a"],
        "goes_to": ["b"], "secrecy": NASTY, "sections": [{"title": NASTY, "fields": fields}], "source": source,
        "confirm_locally": [NASTY],
    }  # fmt: skip
    situation = {
        "id": "x", "title": NASTY, "lead": NASTY, "first": [NASTY], "never": [NASTY],
        "go": [{"procedure": "p", "step": "satu", "why": NASTY}, {"procedure": "q", "why": NASTY}],
    }  # fmt: skip
    agency = {"name": NASTY, "full_name": NASTY, "role": NASTY, "basis": NASTY, "confirm_locally": [NASTY]}
    return Handbook(
        agencies={each: Agency.model_validate({"id": each, **agency}) for each in "abcd"},
        laws={"uu": Law(id="uu", name=NASTY, title=NASTY, status="check", note=NASTY)},
        procedures={"p": Procedure.model_validate(procedure)},
        planned={"q": Planned(id="q", title=NASTY)},
        forms={"f": OfficialForm.model_validate(form)},
        situations={"x": Situation.model_validate(situation)},
        terms=[Term.model_validate({"term": NASTY, "meaning": NASTY, "source": source})],
        sealed={"s": NASTY},
    )
