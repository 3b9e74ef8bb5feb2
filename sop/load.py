"""Reads the procedures, forms, agencies and laws of a tree, and checks them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from base.content import Content
from base.errors import ContentError, ContentErrors
from base.source import Located, parse, read_yaml
from base.unique import repeated
from sop.files import AgencyFile, GlossaryFile, LawFile, PlannedFile, SituationFile
from sop.model import Handbook, OfficialForm, Procedure
from sop.names import unusable_laws
from sop.rules import check_procedure
from sop.together import check_events, check_form, check_situations, check_terms

if TYPE_CHECKING:
    from pathlib import Path

C = TypeVar("C", bound=Content)
SEALED = "collector/forms/specs"


def load_handbook(root: Path) -> Handbook:
    """Read everything under `root`/sop.

    Raise ContentErrors with every mistake found, each with its line and a hint.
    """
    book, errors = read_handbook(root)
    if errors:
        raise ContentErrors(errors)
    return book


def read_handbook(root: Path) -> tuple[Handbook, list[ContentError]]:
    """Read everything under `root`/sop; return what could be read, and every mistake in the order of the files."""
    errors: list[ContentError] = []
    folder = root / "sop"
    agencies = _read(AgencyFile, folder / "agencies.yml", errors)
    laws = _read(LawFile, folder / "laws.yml", errors)
    planned = _read(PlannedFile, folder / "procedures" / "_planned.yml", errors, needed=False)
    situations = _read(SituationFile, folder / "situations.yml", errors, needed=False)
    glossary = _read(GlossaryFile, folder / "glossary.yml", errors, needed=False)
    procedures, unread = _read_all(Procedure, folder / "procedures", errors)
    forms, unread_forms = _read_all(OfficialForm, folder / "forms", errors)
    book = Handbook(
        agencies={each.id: each for each in agencies[0].agencies} if agencies else {},
        laws={each.id: each for each in laws[0].laws} if laws else {},
        procedures={each.id: each for each, _ in sorted(procedures, key=lambda pair: (pair[0].order, pair[0].title))},
        planned={each.id: each for each in planned[0].planned} if planned else {},
        forms={each.id: each for each, _ in forms},
        situations={each.id: each for each in situations[0].situations} if situations else {},
        terms=glossary[0].terms if glossary else [],
        sealed=_sealed(root / SEALED),
        unread=frozenset(unread + unread_forms),
    )
    for name, found in (("agencies", agencies), ("laws", laws), ("planned", planned), ("situations", situations)):
        if found:
            errors += repeated((each.id for each in getattr(found[0], name)), found[1], name)
    if agencies:
        places = enumerate(each.stands_for for each in agencies[0].agencies)
        named = ((("agencies", index, "stands_for", "law"), place.law) for index, place in places if place)
        errors += unusable_laws(named, agencies[1], book)
    errors += _ignored(folder / "procedures", "_planned.yml") + _ignored(folder / "forms")
    errors += [error for each, located in procedures for error in check_procedure(each, located, book)]
    errors += [error for each, located in forms for error in check_form(each, located, book)]
    errors += check_events(procedures, complete=not unread)
    if situations:
        errors += check_situations(situations[0].situations, situations[1], book)
    if glossary:
        errors += check_terms(glossary[0].terms, glossary[1], book)
    return book, sorted(errors, key=lambda error: (str(error.path), error.line))


def _read_all(model: type[C], folder: Path, errors: list[ContentError]) -> tuple[list[tuple[C, Located]], list[str]]:
    """Read a folder; return what could be read, and the ids of the files that could not."""
    found: list[tuple[C, Located]] = []
    unread: list[str] = []
    for path in sorted(folder.glob("[!_]*.yml")):
        if pair := _read(model, path, errors):
            found.append(pair)
        else:
            unread.append(path.stem)
    return found, unread


def _ignored(folder: Path, *known: str) -> list[ContentError]:
    """Return an error for each file that nobody reads: a procedure saved as .yaml must not vanish in silence."""
    read = {*folder.glob("[!_]*.yml"), *(folder / name for name in known)}
    left = [path for path in sorted(folder.glob("[!.]*")) if path not in read]
    hint = "Beri nama berakhiran .yml tanpa garis bawah di depan, atau keluarkan dari folder ini"
    return [ContentError(path, 1, "berkas ini tidak dibaca", hint) for path in left]


def _read(model: type[C], path: Path, errors: list[ContentError], *, needed: bool = True) -> tuple[C, Located] | None:
    """Read one file; on mistakes note them and return None, so that one bad file hides no other."""
    if not needed and not path.exists():
        return None
    try:
        located = read_yaml(path)
        return parse(model, located), located
    except (ContentError, ContentErrors) as mistake:
        errors += mistake.errors
        return None


def _sealed(folder: Path) -> dict[str, str]:
    """Return id -> title of the forms that a reporter seals; their own room checks what is in them."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            data = read_yaml(path).data
        except ContentError:
            data = None
        found[path.stem] = str(data.get("title", path.stem)) if isinstance(data, dict) else path.stem
    return found
