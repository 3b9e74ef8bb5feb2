"""Reads the procedures, agencies and laws of a tree, and checks them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sop.model import AgencyFile, Content, Handbook, LawFile, PlannedFile, Procedure
from sop.rules import check_procedure, repeated
from sop.source import ContentError, ContentErrors, Located, parse, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

C = TypeVar("C", bound=Content)


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
    planned_path = folder / "procedures" / "_planned.yml"
    planned = _read(PlannedFile, planned_path, errors) if planned_path.exists() else None
    found = [
        pair for path in sorted((folder / "procedures").glob("[!_]*.yml")) if (pair := _read(Procedure, path, errors))
    ]
    book = Handbook(
        agencies={each.id: each for each in agencies[0].agencies} if agencies else {},
        laws={each.id: each for each in laws[0].laws} if laws else {},
        planned={each.id: each for each in planned[0].planned} if planned else {},
        procedures={each.id: each for each, _ in sorted(found, key=lambda pair: pair[0].title)},
    )
    if agencies:
        errors += repeated((each.id for each in agencies[0].agencies), agencies[1], "agencies")
    if laws:
        errors += repeated((each.id for each in laws[0].laws), laws[1], "laws")
    for procedure, located in found:
        errors += check_procedure(procedure, located, book)
    return book, sorted(errors, key=lambda error: (str(error.path), error.line))


def _read(model: type[C], path: Path, errors: list[ContentError]) -> tuple[C, Located] | None:
    """Read one file; on mistakes note them and return None, so that one bad file hides no other."""
    try:
        located = read_yaml(path)
        return parse(model, located), located
    except (ContentError, ContentErrors) as mistake:
        errors += mistake.errors
        return None
