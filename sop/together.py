"""Rules on sheets, situations and the glossary, and on the events that procedures share. Pure: no I/O, no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.hints import suggest
from base.unique import repeated_at
from sop.names import unknown_agencies, unknown_procedures, unusable_laws

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from base.errors import ContentError
    from base.source import Loc, Located
    from sop.model import FormField, Handbook, OfficialForm, Procedure, Situation, Term


def check_events(procedures: Sequence[tuple[Procedure, Located]], *, complete: bool) -> Iterator[ContentError]:
    """Yield an error where one event has two labels, or a limit waits for an event that never comes.

    `complete` is False where a procedure could not be read: it might have made the event, so the second rule is left
    out.
    """
    labels: dict[str, tuple[str, str]] = {}
    for procedure, located in procedures:
        for index, event in enumerate(procedure.events):
            here: Loc = ("events", index, "label")
            first, where = labels.setdefault(event.id, (event.label, f"{located.path.name}:{located.line(here)}"))
            if event.label != first:
                hint = f"Tulis “{first}” seperti di {where}, atau beri id lain"
                yield located.error(here, f"peristiwa '{event.id}' punya dua nama", hint)
    if complete:
        yield from _never_started(procedures)


def startable(procedures: Iterable[Procedure], assumed: Iterable[str] = ()) -> set[str]:
    """Return the events that can happen: those `assumed`, those from outside, those marked by a step that can start.

    A step can start when it has no deadline, or when the event that its deadline counts from can happen.
    """
    known = list(procedures)
    possible = {*assumed, *(event.id for procedure in known for event in procedure.events if event.external)}
    steps = [step for procedure in known for step in procedure.steps if step.marks]
    growing = True
    while growing:
        more = {step.marks for step in steps if step.marks and (not step.deadline or step.deadline.since in possible)}
        growing = not more <= possible
        possible |= more
    return possible


def check_form(form: OfficialForm, located: Located, book: Handbook) -> list[ContentError]:
    """Return every broken rule of one sheet of the agencies."""
    agencies: list[tuple[Loc, str | None]] = [(("owner",), form.owner)]
    for key in ("filled_by", "goes_to"):
        agencies += [((key, at), agency) for at, agency in enumerate(getattr(form, key))]
    fields = [
        (("sections", at, "fields", index), each)
        for at, section in enumerate(form.sections)
        for index, each in enumerate(section.fields)
    ]
    return [
        *_form_identity(form, located, book),
        *unknown_agencies(agencies, located, book),
        *unusable_laws([(("source", "law"), form.source.law)], located, book),
        *repeated_at((((*loc, "id"), each.id) for loc, each in fields), located),
        *(error for loc, each in fields for error in _options(each, loc, located)),
    ]


def check_situations(situations: Sequence[Situation], located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error where a situation leads to a procedure or a step that is not there."""
    for index, situation in enumerate(situations):
        for at, go in enumerate(situation.go):
            here: Loc = ("situations", index, "go", at)
            yield from unknown_procedures([((*here, "procedure"), go.procedure)], located, book)
            written = book.procedures.get(go.procedure)
            steps = [step.id for step in written.steps] if written else []
            if go.step is not None and go.step not in steps and go.procedure not in book.unread:
                hint = suggest(go.step, steps, f"Langkah di '{go.procedure}'")
                yield located.error((*here, "step"), f"langkah '{go.step}' tidak ada", hint)


def check_terms(terms: Sequence[Term], located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error where a word is explained twice, or its source is a law that is unknown or revoked."""
    words = [(("terms", index, "term"), each.term.casefold()) for index, each in enumerate(terms)]
    laws = [
        (("terms", index, "source", "law"), each.source.law if each.source else None)
        for index, each in enumerate(terms)
    ]
    yield from repeated_at(words, located)
    yield from unusable_laws(laws, located, book)


def _never_started(located_procedures: Sequence[tuple[Procedure, Located]]) -> Iterator[ContentError]:
    procedures = [procedure for procedure, _ in located_procedures]
    marked = {step.marks for procedure in procedures for step in procedure.steps}
    outside = {event.id for procedure in procedures for event in procedure.events if event.external}
    limits = [
        (step.deadline.since, ("steps", index, "deadline", "since"), located)
        for procedure, located in located_procedures
        for index, step in enumerate(procedure.steps)
        if step.deadline and any(event.id == step.deadline.since for event in procedure.events)
    ]
    lost = {since for since, _, _ in limits if since not in marked | outside}
    # An event that no step makes is reported where a limit waits for it. What waits further behind is not reported too.
    starting = startable(procedures, lost)
    for since, loc, located in limits:
        if since in lost:
            hint = (
                f"Tulis marks: {since} pada langkah yang membuatnya, "
                "atau external: true pada peristiwanya bila ia datang dari luar"
            )
            yield located.error(loc, f"batas waktu menunggu '{since}', yang tidak dibuat langkah mana pun", hint)
        elif since not in starting:
            hint = "Hitung salah satu batas waktu di lingkaran itu sejak peristiwa lain"
            yield located.error(loc, f"batas waktu menunggu '{since}', yang menunggu batas waktu ini", hint)


def _form_identity(form: OfficialForm, located: Located, book: Handbook) -> Iterator[ContentError]:
    if form.id != located.path.stem:
        hint = f"Samakan: ubah id menjadi '{located.path.stem}' atau ganti nama berkas"
        yield located.error(("id",), f"id '{form.id}' bukan nama berkasnya", hint)
    if form.id in book.sealed:
        hint = "Beri nama lain; id itu sudah dipakai formulir yang diisi pelapor"
        yield located.error(("id",), f"id '{form.id}' dipakai dua kali", hint)


def _options(field: FormField, loc: Loc, located: Located) -> Iterator[ContentError]:
    chosen = field.kind in {"choice", "choices"}
    if chosen and len(field.options) < 2:
        hint = 'Tambahkan options: ["…", "…"], atau ubah kind menjadi line'
        yield located.error((*loc, "kind"), f"pilihan '{field.id}' tanpa isi", hint)
    if not chosen and field.options:
        hint = "Hapus options, atau ubah kind menjadi choice atau choices"
        yield located.error((*loc, "options"), f"'{field.id}' bukan pilihan", hint)
    for at, option in enumerate(field.options):
        if option in field.options[:at]:
            yield located.error((*loc, "options", at), f"pilihan “{option}” tertulis dua kali", "Hapus salah satu")
