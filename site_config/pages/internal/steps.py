"""The steps of a procedure page: each with who, by when, on what ground, what not to do, and where it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import procedure_file, sheet_file
from site_config.pages import html as parts
from site_config.words import wording as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Handbook, Next, Procedure, Step


def steps_list(procedure: Procedure, book: Handbook) -> str:
    """Return the numbered steps as HTML; each step's id is its anchor."""
    lines = ['<ol class="steps">']
    for step in procedure.steps:
        lines += [f'<li id="{step.id}">', *_step(step, procedure, book), "</li>"]
    return "\n".join([*lines, "</ol>"])


def form_links(here: str, forms: list[str], book: Handbook) -> str:
    """Return the forms with commas: sheets of the agencies as links, a reporter's own form by its title."""
    links = []
    for form in forms:
        title = words.form_title(form, book)
        linked = form in book.forms
        links.append(parts.link(here, sheet_file(form), title) if linked else _sealed(title))
    return ", ".join(links)


def _sealed(title: str) -> str:
    return f"{parts.text(title)} (diisi lewat situs)"


def _step(step: Step, procedure: Procedure, book: Handbook) -> Iterator[str]:
    yield f"<h3>{parts.text(step.action)}</h3>"
    if step.detail:
        yield f"<p>{parts.text(step.detail)}</p>"
    yield parts.chips(_chips(step, procedure, book))
    if step.deadline:
        yield _ground(
            f"Batas {words.limit_text(step.deadline, procedure)}.", words.ground_text(step.deadline, step, book)
        )
    if step.mandate:
        yield _ground("Langkah ini.", words.ground_text(step.mandate, step, book))
    yield from (f'<p class="ground">{parts.text(words.settled_text(point))}</p>' for point in step.settled)
    yield from parts.donts(step.safeguards)
    if step.forms_in or step.forms_out:
        yield f'<p class="forms">{_forms(step, procedure, book)}</p>'
    onward = [_onward(following, procedure, book) for following in step.next]
    if step.end:
        onward.append("Selesai.")
    yield parts.items(onward, "onward").replace("\n", "")


def _chips(step: Step, procedure: Procedure, book: Handbook) -> list[str]:
    does, answers, *heard = words.parts_text(step, book)
    shown = [does, *([] if step.responsible == [step.accountable] else [answers]), *heard]
    chips = [parts.chip(parts.text(f"{label}: {names}")) for label, names in shown]
    if step.deadline:
        limit = step.deadline
        kind = "late" if limit.within == "immediately" else "due"
        chips.append(parts.chip(parts.text(words.limit_text(limit, procedure)), kind))
        chips.append(parts.chip(parts.text(words.force_text(limit, step, book)), f"force-{limit.force}"))
    if step.mandate:
        chips.append(
            parts.chip(
                f"{parts.text(words.force_text(step.mandate, step, book))}, jamnya tidak disebut",
                f"force-{step.mandate.force}",
            )
        )
    return chips


def _ground(lead: str, ground: str) -> str:
    force, _, rest = ground.partition(". ")
    return f'<p class="ground">{parts.text(lead)} <b>{parts.text(force)}.</b> {parts.text(rest)}</p>'


def _forms(step: Step, procedure: Procedure, book: Handbook) -> str:
    here = procedure_file(procedure.id)
    lines = []
    if step.forms_in:
        lines.append(f"Formulir yang dibaca: {form_links(here, step.forms_in, book)}")
    if step.forms_out:
        lines.append(f"Formulir yang diisi: {form_links(here, step.forms_out, book)}")
    return " · ".join(lines)


def _onward(following: Next, procedure: Procedure, book: Handbook) -> str:
    case = parts.text(words.lead_text(following.when))
    if following.to:
        step = next(step for step in procedure.steps if step.id == following.to)
        return f'{case} <a href="#{step.id}">{parts.text(step.action)}</a>'
    name = following.procedure or ""
    if name in book.procedures:
        title = f"SOP {book.procedures[name].title}"
        return f"{case} " + parts.link(procedure_file(procedure.id), procedure_file(name), title)
    return f"{case} SOP {parts.text(book.planned[name].title)} <i>({words.NOT_WRITTEN})</i>"
