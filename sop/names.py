"""Rules on names: an agency, a law, a form or a procedure that a file names must exist. Pure: no I/O, no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.hints import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from base.errors import ContentError
    from base.source import Loc, Located
    from sop.model import Handbook, Law

    Named = Iterable[tuple[Loc, str | None]]


def unknown_agencies(named: Named, located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error for every agency that is not in sop/agencies.yml."""
    if not book.agencies:  # its file has mistakes of its own: one report is enough
        return
    for loc, agency in named:
        if agency is not None and agency not in book.agencies:
            hint = suggest(agency, book.agencies, "Lembaga di sop/agencies.yml")
            yield located.error(loc, f"lembaga '{agency}' tidak dikenal", hint)


def unusable_laws(named: Named, located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error for every law that is not in sop/laws.yml, or is there as revoked (facts.md section 0)."""
    if not book.laws:  # its file has mistakes of its own: one report is enough
        return
    for loc, name in named:
        law = book.laws.get(name or "")
        if name is not None and law is None:
            hint = suggest(name, book.laws, "Hukum di sop/laws.yml")
            yield located.error(loc, f"hukum '{name}' tidak dikenal", hint)
        elif law is not None and law.status == "revoked":
            yield located.error(loc, f"hukum '{name}' sudah dicabut", _instead(law, book))


def unknown_forms(named: Named, located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error for every form that is neither a sheet of the agencies nor one that a reporter seals."""
    known = [*book.forms, *book.sealed]
    for loc, form in named:
        if form is not None and form not in known and form not in book.unread:
            hint = f"{suggest(form, known, 'Formulir yang ada')}. Atau buat sop/forms/{form}.yml"
            yield located.error(loc, f"formulir '{form}' tidak dikenal", hint)


def unknown_procedures(named: Named, located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error for every procedure that is neither written nor planned."""
    known = [*book.procedures, *book.planned]
    for loc, name in named:
        if name is not None and name not in known and name not in book.unread:
            hint = f"{suggest(name, known, 'Prosedur yang ada')}. Bila direncanakan, catat di _planned.yml"
            yield located.error(loc, f"prosedur '{name}' tidak ada", hint)


def _instead(law: Law, book: Handbook) -> str:
    living = ", ".join(law.id for law in book.laws.values() if law.status != "revoked")
    note = f"{law.note.rstrip('.')}. " if law.note else ""
    return f"{note}Pakai hukum yang berlaku: {living}"
