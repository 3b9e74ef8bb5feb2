"""What goes on paper, as plain data for the templates beside it: the handbook and the forms. Pure: no file, no clock.

A template gets nothing but this data, so the words on paper are those of the pages (`site_config.words`). A target
("sop-…", "formulir-…") is where a reference finds its page number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from base.days import day
from site_config.words import flow
from site_config.words import wording as words
from site_config.words.limits import PLAIN_HEADS, limit_rows, mandate_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sop.model import Basis, FormField, Handbook, OfficialForm, Procedure, Situation, Step

    Data = dict[str, Any]

DRAFT = "Draf: belum disahkan. Untuk dibaca dan diperbaiki, belum untuk dijadikan dasar keputusan."
APPROVED = "Disahkan."
_CASE_CODE = "kode kasus"
_APART = ("lembar identitas",)  # a section that must come off the rest begins its own sheet


def book_paper(book: Handbook, drawn: dict[str, str]) -> Data:
    """Return the whole handbook; `drawn` is the SVG text of every drawing by its name."""
    procedures = list(book.procedures.values())
    return {
        **frame("Buku SOP bersama", f"Buku SOP{versions_text(procedures)}", procedures, book),
        "subtitle": f"Perlindungan anak dari kekerasan seksual, {book.place}",
        "forces": list(words.FORCE.items()),
        "versions": [_version(procedure, book) for procedure in procedures],
        "situations": [_situation(situation, book) for situation in book.situations.values()],
        "legend": flow.LEGEND,
        "procedures": [_procedure(procedure, drawn, book) for procedure in procedures],
        "heads": PLAIN_HEADS,
        "limits": limit_rows(book),
        "mandates": mandate_rows(book),
        "no_hour": words.NO_HOUR,
        "terms": [
            [term.term, term.meaning, words.source_text(term.source, book) if term.source else ""]
            for term in sorted(book.terms, key=lambda term: term.term.casefold())
        ],
        "agencies": [[agency.name, agency.full_name, agency.role] for agency in book.agencies.values()],
        "laws": [[law.name, law.title, words.LAW_STATUS[law.status], law.note or "–"] for law in book.laws.values()],
        "forms": [
            [
                f"formulir-{form.id}",
                form.title,
                form.purpose,
                words.names_text(form.filled_by, book),
                words.sent_text(form, book),
            ]
            for form in book.forms.values()
        ],
    }


def form_paper(form: OfficialForm, book: Handbook) -> Data:
    """Return one form. The case code stands in the box at the head of each sheet, so its own line is left out."""
    used = [
        procedure
        for procedure in book.procedures.values()
        if any(form.id in {*step.forms_in, *step.forms_out} for step in procedure.steps)
    ]
    code = next((field for field in form.sections[0].fields if _is_case_code(field)), None)
    return {
        **frame(form.title, f"Formulir {words.inside(form.title)}, versi {form.version}", used, book),
        "secrecy": form.secrecy,
        "purpose": form.purpose,
        "filled_by": words.names_text(form.filled_by, book),
        "goes_to": words.sent_text(form, book),
        "code_note": (code.note or "") if code else "",
        "sections": [
            {
                "title": section.title,
                "apart": section.title.lower().startswith(_APART),
                "fields": [_field(field) for field in section.fields if field is not code],
            }
            for section in form.sections
        ],
        "used": [procedure.title for procedure in used],
        "source": words.source_text(form.source, book),
        "local": form.confirm_locally,
    }


def frame(title: str, foot: str, procedures: Iterable[Procedure], book: Handbook) -> Data:
    """Return what every paper has: its title, state, and the newest day in the history of what it is made from.

    The day comes from the content and not from a clock, so that the same tree gives the same bytes.
    """
    made_from = list(procedures) or list(book.procedures.values())
    newest = max(change.on for procedure in made_from for change in procedure.history)
    approved = all(procedure.status == "approved" for procedure in made_from)
    return {
        "title": title,
        "place": book.place,
        "local_title": words.local_title(book),
        "owner": book.agencies[made_from[0].owner].full_name,
        "on": newest,
        "day": day(newest),
        "state": APPROVED if approved else DRAFT,
        "foot": f"{foot}, {words.STATUS['approved' if approved else 'draft']}, {day(newest)}",
    }


def versions_text(procedures: Iterable[Procedure]) -> str:
    """Return " versi 0.9 sampai 0.10": which versions a paper is made from; each single one stands inside it."""
    versions = sorted({procedure.version for procedure in procedures}, key=_numbers)
    return f" versi {' sampai '.join(dict.fromkeys((versions[0], versions[-1])))}" if versions else ""


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _version(procedure: Procedure, book: Handbook) -> Data:
    return {
        "target": f"sop-{procedure.id}",
        "title": procedure.title,
        "version": procedure.version,
        "status": words.STATUS[procedure.status],
        "owner": words.names_text([procedure.owner], book),
        "day": day(procedure.history[0].on),
    }


def _situation(situation: Situation, book: Handbook) -> Data:
    return {
        "title": situation.title,
        "lead": situation.lead,
        "first": situation.first,
        "never": situation.never,
        "go": [
            {"text": f"SOP {book.procedures[go.procedure].title}: {go.why}", "target": f"sop-{go.procedure}"}
            for go in situation.go
            if go.procedure in book.procedures
        ],
    }


def _procedure(procedure: Procedure, drawn: dict[str, str], book: Handbook) -> Data:
    approval = procedure.approved
    return {
        **_version(procedure, book),
        "approved": f"{approval.by}, {day(approval.on)}" if approval else "",
        "purpose": procedure.purpose,
        "entry": procedure.entry,
        "checklist": procedure.checklist,
        "flow": [{"text": drawing.text, "svg": drawn[drawing.name]} for drawing in flow.flow_drawings(procedure, book)],
        "steps": [_step(step, procedure, book) for step in procedure.steps],
        "basis": [_basis(basis, book) for basis in procedure.legal_basis],
        "history": [
            {"version": change.version, "day": day(change.on), "changes": change.changes}
            for change in procedure.history
        ],
    }


def _basis(basis: Basis, book: Handbook) -> str:
    law = book.laws[basis.law]
    return f"{law.name}, {basis.article}" + (f" ({words.LAW_STATUS[law.status]})" if law.status == "check" else "")


def _step(step: Step, procedure: Procedure, book: Handbook) -> Data:
    duties = [duty for duty in (step.deadline, step.mandate) if duty]
    return {
        "target": f"langkah-{procedure.id}-{step.id}",
        "action": step.action,
        "how": step.detail or "",
        "who": [[label, names] for label, names in words.parts_text(step, book)],
        "limit": words.limit_text(step.deadline, procedure) if step.deadline else "",
        "grounds": [*(words.ground_text(duty, step, book) for duty in duties), *map(words.settled_text, step.settled)],
        "never": step.safeguards,
        "read": [words.form_title(form, book) for form in step.forms_in],
        "filled": [words.form_title(form, book) for form in step.forms_out],
        "next": list(_next(step, procedure, book)),
        "local": step.confirm_locally,
    }


def _next(step: Step, procedure: Procedure, book: Handbook) -> Iterator[Data]:
    """Yield where the work goes on; a target is given where the reader must leaf to another page."""
    for following in step.next:
        lead = words.lead_text(following.when)
        if following.to:
            number, there = next((at, s) for at, s in enumerate(procedure.steps, start=1) if s.id == following.to)
            yield {"text": f"{lead} langkah {number}, {words.inside(there.action)}", "target": ""}
        elif following.procedure in book.procedures:
            other = book.procedures[following.procedure]
            yield {"text": f"{lead} SOP {other.title}", "target": f"sop-{other.id}"}
        elif following.procedure in book.planned:
            yield {"text": f"{lead} SOP {book.planned[following.procedure].title} ({words.NOT_WRITTEN})", "target": ""}
    if step.end:
        yield {"text": "Selesai.", "target": ""}


def _is_case_code(field: FormField) -> bool:
    return field.kind == "line" and field.label.lower() == _CASE_CODE


def _field(field: FormField) -> Data:
    return {
        "label": field.label,
        "kind": field.kind,
        "hint": words.FIELD_HINTS.get(field.kind, ""),
        "options": field.options,
        "must": field.minimum,
        "note": field.note or "",
    }
