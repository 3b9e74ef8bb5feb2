"""The rules that pydantic cannot see: names that must exist elsewhere, and the shape of the walk through the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sop.hints import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sop.model import Handbook, Law, Procedure, Step
    from sop.source import ContentError, Loc, Located


def check_procedure(procedure: Procedure, located: Located, book: Handbook) -> list[ContentError]:
    """Return every broken rule of one procedure, in no order.

    `book` holds what could be read of the rest.
    """
    return [
        *_identity(procedure, located, book),
        *_agencies(procedure, located, book),
        *_laws(procedure, located, book),
        *_events(procedure, located),
        *_walk(procedure, located, book),
    ]


def repeated(ids: Iterable[str], located: Located, key: str) -> Iterator[ContentError]:
    """Yield an error for every id under the list `key` that stood there before."""
    seen: dict[str, int] = {}
    for index, each in enumerate(ids):
        if each in seen:
            hint = f"Beri id lain; yang pertama di baris {seen[each]}"
            yield located.error((key, index, "id"), f"id '{each}' dipakai dua kali", hint)
        seen.setdefault(each, located.line((key, index, "id")))


def _identity(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    if procedure.id != located.path.stem:
        hint = f"Samakan: ubah id menjadi '{located.path.stem}' atau ganti nama berkas"
        yield located.error(("id",), f"id '{procedure.id}' bukan nama berkasnya", hint)
    if procedure.status == "approved" and procedure.approved is None:
        hint = "Isi approved: {by: jabatan, on: tanggal}, atau kembalikan status: draft"
        yield located.error(("status",), "prosedur disahkan tanpa pengesahan", hint)
    if procedure.id in book.planned:
        hint = f"Hapus '{procedure.id}' dari _planned.yml"
        yield located.error(("id",), f"prosedur '{procedure.id}' masih tercatat sebagai rencana", hint)
    yield from repeated((step.id for step in procedure.steps), located, "steps")
    yield from repeated((event.id for event in procedure.events), located, "events")


def _agencies(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    if not book.agencies:  # its file has mistakes of its own: one report is enough
        return
    named: list[tuple[Loc, str]] = [(("owner",), procedure.owner)]
    for index, step in enumerate(procedure.steps):
        named.append((("steps", index, "accountable"), step.accountable))
        for key in ("responsible", "consulted", "informed"):
            named += [(("steps", index, key, at), agency) for at, agency in enumerate(getattr(step, key))]
    for loc, agency in named:
        if agency not in book.agencies:
            hint = suggest(agency, book.agencies, "Lembaga di sop/agencies.yml")
            yield located.error(loc, f"lembaga '{agency}' tidak dikenal", hint)


def _laws(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    if not book.laws:  # as above
        return
    named: list[tuple[Loc, str]] = [
        (("legal_basis", index, "law"), basis.law) for index, basis in enumerate(procedure.legal_basis)
    ]
    for index, step in enumerate(procedure.steps):
        if step.deadline and step.deadline.source.law:
            named.append((("steps", index, "deadline", "source", "law"), step.deadline.source.law))
    for loc, name in named:
        law = book.laws.get(name)
        if law is None:
            hint = suggest(name, book.laws, "Hukum di sop/laws.yml")
            yield located.error(loc, f"hukum '{name}' tidak dikenal", hint)
        elif law.status == "revoked":
            yield located.error(loc, f"hukum '{name}' sudah dicabut", _instead(law, book))


def _instead(law: Law, book: Handbook) -> str:
    living = ", ".join(each.id for each in book.laws.values() if each.status != "revoked")
    note = f"{law.note.rstrip('.')}. " if law.note else ""
    return f"{note}Pakai hukum yang berlaku: {living}"


def _events(procedure: Procedure, located: Located) -> Iterator[ContentError]:
    known = [event.id for event in procedure.events]
    for index, step in enumerate(procedure.steps):
        named: list[tuple[Loc, str | None]] = [
            (("steps", index, "deadline", "since"), step.deadline.since if step.deadline else None),
            (("steps", index, "marks"), step.marks),
        ]
        for loc, event in named:
            if event is not None and event not in known:
                hint = suggest(event, known, "Peristiwa di bawah events")
                yield located.error(loc, f"peristiwa '{event}' tidak dikenal", hint)


def _walk(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    steps = {step.id: step for step in procedure.steps}
    elsewhere = [*book.procedures, *book.planned]
    reached = _reached(procedure.steps[0].id, steps)
    for index, step in enumerate(procedure.steps):
        here: Loc = ("steps", index)
        for at, following in enumerate(step.next):
            if following.to is not None and following.to not in steps:
                hint = suggest(following.to, steps, "Langkah di prosedur ini")
                yield located.error((*here, "next", at, "to"), f"langkah '{following.to}' tidak ada", hint)
            target = following.procedure
            if target is not None and target not in elsewhere:
                hint = f"{suggest(target, elsewhere, 'Prosedur yang ada')}. Bila direncanakan, catat di _planned.yml"
                yield located.error((*here, "next", at, "procedure"), f"prosedur '{target}' tidak ada", hint)
        if not step.next and not step.end:
            hint = "Tambahkan next: [{to: …}], atau end: true bila pekerjaan selesai di sini"
            yield located.error((*here, "id"), f"langkah '{step.id}' buntu", hint)
        if step.id not in reached:
            hint = f"Tambahkan '{{to: {step.id}}}' pada next langkah sebelumnya, atau hapus langkah ini"
            yield located.error((*here, "id"), f"langkah '{step.id}' tidak dapat dicapai", hint)
        if sum(following.when is None for following in step.next) > 1:
            hint = "Tambahkan when: … pada setiap cabang, kecuali paling banyak satu"
            yield located.error((*here, "next"), f"langkah '{step.id}' bercabang tanpa syarat", hint)


def _reached(start: str, steps: dict[str, Step]) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        current = waiting.pop()
        if current in steps and current not in found:
            found.add(current)
            waiting += [following.to for following in steps[current].next if following.to]
    return found
