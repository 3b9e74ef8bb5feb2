"""One page of the handbook from one procedure: what to do first, who does it, by when, on what ground."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from site_config.pages import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Deadline, Handbook, Next, Procedure, Step


def procedure_page(procedure: Procedure, book: Handbook) -> str:
    """Return the whole Markdown page of a procedure that keeps every rule of `sop.rules`."""
    parts = [
        _head(procedure, book),
        "## Daftar periksa",
        _list("checklist", procedure.checklist),
        "## Langkah",
        _steps(procedure, book),
        "## Peran",
        _roles(procedure, book),
        "## Dasar hukum",
        _grounds(procedure, book),
        *_local(procedure),
        "## Pengesahan",
        _approval(procedure, book),
    ]
    return "\n\n".join(parts) + "\n"


def _head(procedure: Procedure, book: Handbook) -> str:
    chips = [
        words.chip(f"Versi {escape(procedure.version)} · {words.STATUS[procedure.status]}"),
        words.chip(f"Pemilik: {words.names([procedure.owner], book)}"),
    ]
    if count := words.deadline_count(procedure):
        chips.append(words.chip(f"{count} batas waktu", "due"))
    return "\n".join(
        [
            "---",
            f"title: {_quoted(procedure.title)}",
            f"description: {_quoted(procedure.purpose)}",
            "---",
            f"<!-- Dihasilkan dari sop/procedures/{procedure.id}.yml; jangan diubah di sini. -->",
            "",
            f"# {escape(procedure.title, quote=False)}",
            "",
            words.chips(chips),
            "",
            f'<p class="lead">{escape(procedure.purpose, quote=False)}</p>',
            "",
            f'<p class="entry"><b>Mulai bila:</b> {escape(procedure.entry, quote=False)}</p>',
        ]
    )


def _steps(procedure: Procedure, book: Handbook) -> str:
    lines = ['<ol class="steps">']
    for step in procedure.steps:
        lines += [f'<li id="{step.id}">', *_step(step, procedure, book), "</li>"]
    return "\n".join([*lines, "</ol>"])


def _step(step: Step, procedure: Procedure, book: Handbook) -> Iterator[str]:
    yield f"<h3>{escape(step.action, quote=False)}</h3>"
    if step.detail:
        yield f"<p>{escape(step.detail, quote=False)}</p>"
    yield words.chips(_step_chips(step, procedure, book))
    if step.deadline:
        yield (
            f'<p class="ground"><b>{_force(step.deadline)}</b> Sumber: {words.source(step.deadline.source, book)}</p>'
        )
    for safeguard in step.safeguards:
        yield f'<div class="dont">{_forbidding(safeguard)}</div>'
    if step.forms_in or step.forms_out:
        yield f'<p class="forms">{_forms(step)}</p>'
    onward = [_onward(following, procedure, book) for following in step.next]
    if step.end:
        onward.append("Selesai.")
    yield '<ul class="onward">' + "".join(f"<li>{each}</li>" for each in onward) + "</ul>"


def _step_chips(step: Step, procedure: Procedure, book: Handbook) -> list[str]:
    chips = [words.chip(f"Pelaksana: {words.names(step.responsible, book)}")]
    if step.responsible != [step.accountable]:
        chips.append(words.chip(f"Penanggung jawab: {words.names([step.accountable], book)}"))
    if step.consulted:
        chips.append(words.chip(f"Dimintai pendapat: {words.names(step.consulted, book)}"))
    if step.informed:
        chips.append(words.chip(f"Diberi tahu: {words.names(step.informed, book)}"))
    if step.deadline:
        limit = step.deadline
        event = next(each.label for each in procedure.events if each.id == limit.since)
        since = escape(event[:1].lower() + event[1:])
        if limit.within == "immediately":
            chips.append(words.chip(f"segera sejak {since}", "late"))
        else:
            chips.append(words.chip(f"≤ {words.span(limit.within)} sejak {since}", "due"))
        chips.append(words.chip(limit.force, f"force-{limit.force}"))
    return chips


def _force(limit: Deadline) -> str:
    """Return the force in a full sentence: a reader must never take "may" for "must" (facts.md 0.5)."""
    return {
        "wajib": "Wajib menurut hukum.",
        "dapat": "Hukum membolehkan, tidak mengharuskan.",
        "setempat": "Kesepakatan setempat, bukan batas dari undang-undang.",
    }[limit.force]


def _onward(following: Next, procedure: Procedure, book: Handbook) -> str:
    case = f"Bila {escape(_lower(following.when), quote=False)}: " if following.when else "Lanjut: "
    if following.to:
        step = next(each for each in procedure.steps if each.id == following.to)
        return f'{case}<a href="#{step.id}">{escape(step.action, quote=False)}</a>'
    name = following.procedure or ""
    if name in book.procedures:
        title = escape(book.procedures[name].title, quote=False)
        # Raw HTML is not rewritten by either generator, so this is the built address next door.
        return f'{case}<a href="../{name}/">SOP {title}</a>'
    return f"{case}SOP {escape(book.planned[name].title, quote=False)} <i>(belum ditulis)</i>"


def _forms(step: Step) -> str:
    parts = []
    if step.forms_in:
        parts.append(f"Formulir masuk: {', '.join(step.forms_in)}")
    if step.forms_out:
        parts.append(f"Formulir keluar: {', '.join(step.forms_out)}")
    return " · ".join(parts)


def _roles(procedure: Procedure, book: Handbook) -> str:
    columns = [agency for agency in book.agencies if any(_letters(step, agency) for step in procedure.steps)]
    lines = [
        '<div class="matrix" role="region" aria-label="Tabel peran" tabindex="0"><table class="roles">',
        '<thead><tr><th scope="col">Langkah</th>',
        *(f'<th scope="col">{words.names([agency], book)}</th>' for agency in columns),
        "</tr></thead><tbody>",
    ]
    for step in procedure.steps:
        cells = "".join(f"<td>{_letters(step, agency) or '–'}</td>" for agency in columns)
        lines.append(f'<tr><th scope="row">{escape(step.action, quote=False)}</th>{cells}</tr>')
    lines.append("</tbody></table></div>")
    legend = "R: melaksanakan · A: bertanggung jawab, hanya satu · C: dimintai pendapat · I: diberi tahu"
    return "\n".join([*lines, f'<p class="legend">{legend}</p>'])


def _letters(step: Step, agency: str) -> str:
    held = [
        ("R", agency in step.responsible),
        ("A", agency == step.accountable),
        ("C", agency in step.consulted),
        ("I", agency in step.informed),
    ]
    return " ".join(letter for letter, holds in held if holds)


def _grounds(procedure: Procedure, book: Handbook) -> str:
    articles: dict[str, list[str]] = {}
    for basis in procedure.legal_basis:
        articles.setdefault(basis.law, []).append(basis.article)
    rows = ["| Hukum | Pasal | Keadaan |", "|---|---|---|"]
    for name, found in articles.items():
        law = book.laws[name]
        state = words.LAW_STATUS[law.status] + (f". {law.note}" if law.note else "")
        listed = "<br>".join(words.cell(article) for article in found)
        rows.append(f"| {words.cell(law.name)} | {listed} | {words.cell(state)} |")
    return "\n".join(rows)


def _local(procedure: Procedure) -> list[str]:
    """Return what Batang itself must settle: nothing of it may be read as agreed."""
    lines = [
        f'<li>{escape(point, quote=False)} <a href="#{step.id}">{escape(step.action, quote=False)}</a></li>'
        for step in procedure.steps
        for point in step.confirm_locally
    ]
    if not lines:
        return []
    return ["## Harus dipastikan di Batang", "\n".join(['<ul class="local">', *lines, "</ul>"])]


def _approval(procedure: Procedure, book: Handbook) -> str:
    owner = words.cell(book.agencies[procedure.owner].full_name)
    given = procedure.approved
    return "\n".join(
        [
            "| | |",
            "|---|---|",
            f"| Versi | {words.cell(procedure.version)} |",
            f"| Keadaan | {words.STATUS[procedure.status]} |",
            f"| Pemilik | {owner} |",
            f"| Disahkan oleh | {words.cell(given.by) if given else 'belum disahkan'} |",
            f"| Tanggal | {words.day(given.on) if given else '–'} |",
        ]
    )


def _list(name: str, items: list[str]) -> str:
    return "\n".join([f'<ul class="{name}">', *(f"<li>{escape(item, quote=False)}</li>" for item in items), "</ul>"])


def _forbidding(text: str) -> str:
    """Set the leading "Jangan" in bold, as the look has it."""
    safe = escape(text, quote=False)
    return f"<b>Jangan</b>{safe.removeprefix('Jangan')}" if safe.startswith("Jangan ") else safe


def _lower(text: str | None) -> str:
    return (text or "").removeprefix("bila ").removeprefix("Bila ")


def _quoted(text: str) -> str:
    """Return a YAML double-quoted scalar for the front matter."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
