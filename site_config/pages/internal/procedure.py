"""One page of the handbook from one procedure: what to do first, who does it, by when, on what ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.days import day
from site_config.facts.addresses import procedure_file
from site_config.pages import html as parts
from site_config.pages.internal.matrix import role_table
from site_config.pages.internal.steps import form_links, steps_list
from site_config.words import flow
from site_config.words import wording as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Handbook, Procedure


def procedure_page(procedure: Procedure, book: Handbook) -> str:
    """Return the whole Markdown page of a procedure that keeps every rule of `sop.rules`."""
    return parts.page(
        *_head(procedure, book),
        "## Daftar periksa",
        parts.items(map(parts.text, procedure.checklist), "checklist"),
        "## Alur",
        _flow(procedure, book),
        "## Langkah",
        steps_list(procedure, book),
        *_forms(procedure, book),
        "## Peran",
        role_table(procedure, book),
        f'<p class="legend">{words.LEGEND}</p>',
        "## Dasar hukum",
        _grounds(procedure, book),
        *_local(procedure, book),
        "## Pengesahan",
        _approval(procedure, book),
        "## Yang berubah",
        *_changes(procedure),
    )


def _head(procedure: Procedure, book: Handbook) -> list[str]:
    chips = [
        parts.chip(f"Versi {parts.text(procedure.version)} · {words.STATUS[procedure.status]}"),
        parts.chip(f"Pemilik: {parts.names([procedure.owner], book)}"),
    ]
    if count := words.deadline_count(procedure):
        chips.append(parts.chip(f"{count} batas waktu", "due"))
    return [
        parts.front(procedure.title, f"sop/procedures/{procedure.id}.yml", procedure.purpose),
        f"# {parts.markdown(procedure.title)}",
        parts.chips(chips),
        f'<p class="lead">{parts.text(procedure.purpose)}</p>',
        f'<p class="entry"><b>Mulai bila:</b> {parts.text(procedure.entry)}</p>',
    ]


def _flow(procedure: Procedure, book: Handbook) -> str:
    """Return the drawings with their words: who cannot see them loses nothing."""
    same = "Langkah-langkah di bawah ini memuat isi yang sama: [langsung ke langkah](#langkah)."
    drawings = "\n".join(map(_drawing, flow.flow_drawings(procedure, book)))
    return f"{flow.LEGEND} {same}\n\n{drawings}"


def _drawing(each: flow.Drawing) -> str:
    alt = each.text.replace("[", "(").replace("]", ")")
    return f"![{parts.text(alt)}](gambar/{each.name}.svg){{ .flow }}"


def _forms(procedure: Procedure, book: Handbook) -> list[str]:
    named = [form for step in procedure.steps for form in (*step.forms_in, *step.forms_out)]
    forms = list(dict.fromkeys(named))
    here = procedure_file(procedure.id)
    return ["## Formulir", parts.items(form_links(here, [form], book) for form in forms)] if forms else []


def _grounds(procedure: Procedure, book: Handbook) -> str:
    articles: dict[str, list[str]] = {}
    for basis in procedure.legal_basis:
        articles.setdefault(basis.law, []).append(basis.article)
    rows = []
    for name, cited in articles.items():
        law = book.laws[name]
        state = words.LAW_STATUS[law.status] + (f". {law.note}" if law.note else "")
        rows.append([parts.text(law.name), "<br>".join(map(parts.text, cited)), parts.text(state)])
    return parts.table("Dasar hukum", ["Hukum", "Pasal", "Keadaan"], rows)


def _local(procedure: Procedure, book: Handbook) -> list[str]:
    """Return what the district itself must settle: nothing of it may be read as agreed."""
    lines = [
        f'{parts.text(point)} <a href="#{step.id}">{parts.text(step.action)}</a>'
        for step in procedure.steps
        for point in step.confirm_locally
    ]
    return [f"## {parts.markdown(words.local_title(book))}", parts.items(lines, "local")] if lines else []


def _approval(procedure: Procedure, book: Handbook) -> str:
    given = procedure.approved
    return parts.facts(
        "Pengesahan",
        [
            ("Versi", parts.text(procedure.version)),
            ("Keadaan", words.STATUS[procedure.status]),
            ("Pemilik", parts.text(book.agencies[procedure.owner].full_name)),
            ("Disahkan oleh", parts.text(given.by) if given else "belum disahkan"),
            ("Tanggal", day(given.on) if given else "–"),
        ],
    )


def _changes(procedure: Procedure) -> Iterator[str]:
    for change in procedure.history:
        yield f"### Versi {parts.markdown(change.version)}, {day(change.on)}"
        yield parts.items(map(parts.text, change.changes))
        for given in procedure.approvals:
            if given.version == change.version:
                version = parts.text(change.version)
                yield f'<p class="ground">Versi {version} disahkan dengan sidik isi <code>{given.content}</code>.</p>'
