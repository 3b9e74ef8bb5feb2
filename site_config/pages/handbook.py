"""The index of the handbook: every procedure with its steps, limits, sources and open points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.pages import words

if TYPE_CHECKING:
    from sop.model import Agency, Handbook, Procedure


_INTRO = (
    "Setiap prosedur berisi daftar periksa, langkah, pelaksana, batas waktu beserta sumbernya, "
    "dan hal yang masih harus dipastikan di Batang."
)


def handbook_page(book: Handbook) -> str:
    """Return the Markdown page that lists all procedures, those planned, and the agencies' open points."""
    parts = [
        "---\ntitle: SOP\n---\n<!-- Dihasilkan dari sop/procedures/*.yml; jangan diubah di sini. -->",
        "# Buku SOP",
        _INTRO,
        "## Prosedur",
        *[_entry(procedure, book) for procedure in book.procedures.values()],
    ]
    if book.planned:
        planned = "\n".join(f"- {words.cell(each.title)}" for each in book.planned.values())
        parts += ["## Belum ditulis", planned]
    open_points = [_agency(each) for each in book.agencies.values() if each.confirm_locally]
    if open_points:
        parts += ["## Lembaga: yang harus dipastikan di Batang", *open_points]
    return "\n\n".join(parts) + "\n"


def _entry(procedure: Procedure, book: Handbook) -> str:
    local = sum(len(step.confirm_locally) for step in procedure.steps)
    chips = [
        words.chip(f"Versi {words.cell(procedure.version)} · {words.STATUS[procedure.status]}"),
        words.chip(f"{len(procedure.steps)} langkah"),
        words.chip(f"{words.deadline_count(procedure)} batas waktu", "due"),
        words.chip(f"{len(procedure.legal_basis)} dasar hukum"),
        words.chip(f"{local} hal dipastikan di Batang"),
    ]
    parts = [
        f"### [{words.cell(procedure.title)}]({procedure.id}.md)",
        words.cell(procedure.purpose),
        words.chips(chips),
    ]
    limits = [_limit_rows(procedure, book)] if words.deadline_count(procedure) else []
    return "\n\n".join([*parts, *limits])


def _limit_rows(procedure: Procedure, book: Handbook) -> str:
    rows = ["| Langkah | Batas waktu | Sifat | Sumber |", "|---|---|---|---|"]
    labels = {event.id: event.label for event in procedure.events}
    for step in procedure.steps:
        if step.deadline:
            limit = step.deadline
            event = labels[limit.since]
            since = words.cell(f"{words.span(limit.within)} sejak {event[:1].lower()}{event[1:]}")
            where = words.source(limit.source, book).replace("|", "&#124;")
            link = f"[{words.cell(step.action)}]({procedure.id}.md#{step.id})"
            rows.append(f"| {link} | {since} | {limit.force} | {where} |")
    return "\n".join(rows)


def _agency(agency: Agency) -> str:
    points = "\n".join(f"- {words.cell(point)}" for point in agency.confirm_locally)
    return f"### {words.cell(agency.name)}\n\n{words.cell(agency.full_name)}\n\n{points}"
