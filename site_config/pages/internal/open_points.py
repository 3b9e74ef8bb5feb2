"""Everything that the district must still settle, in one place: of laws, agencies, procedures and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import card_file, procedure_file, sheet_file
from site_config.pages import html as parts
from site_config.words import wording as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sop.model import Handbook


def open_points(here: str, book: Handbook) -> str:
    """Return the block for the page `here`; what has nothing open is left out."""
    return "\n\n".join(
        [*_laws(book), *_limits(here, book), *_agencies(here, book), *_procedures(here, book), *_forms(here, book)]
    )


def questions(_: str, book: Handbook) -> str:
    """Return the table of what somebody must answer in writing, all districts' first, then this one's."""
    rows = [
        [parts.text(question.what), parts.text(question.asked), parts.text(question.used)]
        for question in book.questions
    ]
    return parts.table("Hal pokok", ["Yang dipastikan", "Ditanyakan kepada", "Dipakai di"], rows)


def decisions(_: str, book: Handbook) -> str:
    """Return the list of what waits for a decision."""
    return parts.items(map(parts.text, book.decisions))


def _laws(book: Handbook) -> Iterator[str]:
    laws = [law for law in book.laws.values() if law.status == "check"]
    if laws:
        rows = [[parts.text(law.name), parts.text(law.title), parts.text(law.note or "–")] for law in laws]
        yield "### Peraturan yang harus dibaca dulu di JDIH"
        yield parts.table("Peraturan yang harus dibaca dulu", ["Nama", "Judul", "Catatan"], rows)


def _limits(here: str, book: Handbook) -> Iterator[str]:
    """Yield the limits that no law sets: proposals until the forum has agreed in writing."""
    rows = [
        [
            parts.link(here, procedure_file(procedure.id), step.action, step.id),
            parts.text(words.limit_text(step.deadline, procedure)),
            parts.names([step.accountable], book),
            parts.source(step.deadline.source, book),
        ]
        for procedure in book.procedures.values()
        for step in procedure.steps
        if step.deadline and step.deadline.force == "setempat"
    ]
    if rows:
        yield "### Batas waktu setempat"
        yield "Bukan dari undang-undang. Belum mengikat sampai ada kesepakatan tertulis; lihat asalnya."
        yield parts.table("Batas waktu setempat", ["Langkah", "Batas", "Penanggung jawab", "Asal"], rows)


def _agencies(here: str, book: Handbook) -> Iterator[str]:
    named = ((card_file(agency.id), agency.name, agency.confirm_locally) for agency in book.agencies.values())
    return _named(here, "Lembaga", named)


def _procedures(here: str, book: Handbook) -> Iterator[str]:
    procedures = [procedure for procedure in book.procedures.values() if words.local_count(procedure)]
    if procedures:
        yield "### Prosedur"
    for procedure in procedures:
        page = procedure_file(procedure.id)
        yield f"<h4>{parts.link(here, page, procedure.title)}</h4>"
        yield parts.items(
            (
                f"{parts.text(point)} {parts.link(here, page, step.action, step.id)} "
                f"({parts.names([step.accountable], book)})"
                for step in procedure.steps
                for point in step.confirm_locally
            ),
            "local",
        )


def _forms(here: str, book: Handbook) -> Iterator[str]:
    named = ((sheet_file(form.id), form.title, form.confirm_locally) for form in book.forms.values())
    return _named(here, "Formulir", named)


def _named(here: str, title: str, named: Iterable[tuple[str, str, list[str]]]) -> Iterator[str]:
    """Yield the open points (plain) under the name and page of what they belong to; what has none is left out."""
    open_ones = [row for row in named if row[2]]
    if open_ones:
        yield f"### {title}"
    for page, name, points in open_ones:
        yield f"<h4>{parts.link(here, page, name)}</h4>"
        yield parts.items(map(parts.text, points), "local")
