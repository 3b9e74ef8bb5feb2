"""Reads the procedures, forms, agencies and laws of a tree as its district says them, and checks them together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from base.content import Content
from base.district import DISTRICT, FOLDER, District
from base.errors import ContentError, ContentErrors
from base.hints import suggest
from base.resolve import load_district, resolve
from base.source import Located, parse, read_yaml
from base.unique import repeated
from sop.approved import APPROVED, ApprovedFile, check_approved
from sop.files import GlossaryFile, LawFile, PlannedFile, QuestionFile, RoleFile, SituationFile
from sop.local import check_agencies, check_names, local_agencies, without_absent
from sop.model import Handbook, OfficialForm, Procedure
from sop.overlay import OVERLAYS, LocalProcedure, check_overlay, check_shared, laid_over
from sop.rules import check_procedure
from sop.together import check_events, check_form, check_situations, check_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

C = TypeVar("C", bound=Content)
PROCEDURES, FORMS = "sop/procedures", "sop/forms"
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
    try:
        reader = _Reader(root, load_district(root))
    except (ContentError, ContentErrors) as mistake:  # without names nothing can be read
        return Handbook(), mistake.errors
    book = _gathered(reader)
    return book, sorted(reader.errors, key=lambda error: (str(error.path), error.line))


def _gathered(reader: _Reader) -> Handbook:
    """Read all files and check them together; the mistakes are the reader's."""
    files = _read_files(reader)
    book = _handbook(reader, files)
    reader.errors.extend(_mistakes_in_lists(files))
    if files.roles:
        roles, located = files.roles
        reader.errors.extend(check_agencies(roles.agencies, located, reader.district))
        reader.errors.extend(check_names(read_yaml(reader.root / DISTRICT), reader.district, roles.agencies, book))
    reader.errors.extend(_left_overlays(reader.root, [*book.procedures, *book.unread]))
    reader.errors.extend(_ignored(reader.root / PROCEDURES, "_planned.yml") + _ignored(reader.root / FORMS))
    reader.errors.extend(_mistakes_against(book, files))
    reader.errors.extend(_changed_since_approved(reader, book))
    return book


@dataclass(frozen=True)
class _Files:
    """What could be read of each file, with where its words stand; `unread` are the ids of those that could not."""

    roles: tuple[RoleFile, Located] | None
    planned: tuple[PlannedFile, Located] | None
    situations: tuple[SituationFile, Located] | None
    laws: list[tuple[LawFile, Located]]
    glossary: list[tuple[GlossaryFile, Located]]
    questions: list[tuple[QuestionFile, Located]]
    procedures: list[tuple[Procedure, Located]]
    forms: list[tuple[OfficialForm, Located]]
    unread_procedures: list[str]
    unread_forms: list[str]


def _read_files(reader: _Reader) -> _Files:
    """Read each file by itself."""
    folder = reader.root / "sop"
    roles = reader.one(RoleFile, folder / "agencies.yml")
    laws = reader.both(LawFile, folder / "laws.yml")
    planned = reader.one(PlannedFile, reader.root / PROCEDURES / "_planned.yml", needed=False)
    situations = reader.one(SituationFile, folder / "situations.yml", needed=False)
    lists = reader.both(GlossaryFile, folder / "glossary.yml"), reader.both(QuestionFile, folder / "questions.yml")
    procedures, unread_procedures = reader.procedures(reader.root / PROCEDURES)
    forms, unread_forms = reader.every(OfficialForm, reader.root / FORMS)
    return _Files(roles, planned, situations, laws, *lists, procedures, forms, unread_procedures, unread_forms)


def _handbook(reader: _Reader, files: _Files) -> Handbook:
    """Put what could be read into one book, procedures in their order."""
    ordered = sorted((procedure for procedure, _ in files.procedures), key=lambda one: (one.order, one.title))
    return Handbook(
        agencies=local_agencies(files.roles[0].agencies, reader.district) if files.roles else {},
        laws={law.id: law for file, _ in files.laws for law in file.laws},
        procedures={procedure.id: procedure for procedure in ordered},
        planned={planned.id: planned for planned in files.planned[0].planned} if files.planned else {},
        forms={form.id: form for form, _ in files.forms},
        situations={situation.id: situation for situation in files.situations[0].situations}
        if files.situations
        else {},
        terms=[term for file, _ in files.glossary for term in file.terms],
        questions=[question for file, _ in files.questions for question in file.questions],
        decisions=[decision for file, _ in files.questions for decision in file.decisions],
        sealed=_sealed(reader),
        unread=frozenset(files.unread_procedures + files.unread_forms),
        place=reader.district.place.name,
        here=reader.district.place.short,
    )


def _mistakes_in_lists(files: _Files) -> Iterator[ContentError]:
    """Yield an error for each id that stands twice in a list."""
    lists = [("agencies", files.roles), ("planned", files.planned), ("situations", files.situations)]
    for name, read in [*lists, *(("laws", law) for law in files.laws)]:
        if read:
            content, located = read
            yield from repeated((entry.id for entry in getattr(content, name)), located, name)


def _mistakes_against(book: Handbook, files: _Files) -> Iterator[ContentError]:
    """Yield what each file gets wrong about the rest of the book."""
    for procedure, located in files.procedures:
        yield from check_procedure(procedure, located, book)
    for form, located in files.forms:
        yield from check_form(form, located, book)
    yield from check_events(files.procedures, complete=not files.unread_procedures)
    if files.situations:
        yield from check_situations(files.situations[0].situations, files.situations[1], book)
    for glossary, located in files.glossary:
        yield from check_terms(glossary.terms, located, book)


@dataclass(frozen=True)
class _Reader:
    """Reads files as the district says them, and notes every mistake, so that one bad file hides no other."""

    root: Path
    district: District
    errors: list[ContentError] = field(default_factory=list)

    def one(self, model: type[C], path: Path, *, needed: bool = True) -> tuple[C, Located] | None:
        """Read one file; None where it has mistakes, or is not there and need not be."""
        if not needed and not path.exists():
            return None
        try:
            located = without_absent(resolve(read_yaml(path), self.district), self.district.absent)
            return parse(model, located), located
        except (ContentError, ContentErrors) as mistake:
            self.errors.extend(mistake.errors)
            return None

    def procedures(self, folder: Path) -> tuple[list[tuple[Procedure, Located]], list[str]]:
        """Read the procedures, each with what the district lays over it; errors as `every`."""
        found: list[tuple[Procedure, Located]] = []
        unread: list[str] = []
        for path in sorted(folder.glob("[!_]*.yml")):
            if pair := self._procedure(path):
                found.append(pair)
            else:
                unread.append(path.stem)
        return found, unread

    def _procedure(self, path: Path) -> tuple[Procedure, Located] | None:
        file = self.root / OVERLAYS / path.name
        over = self.one(LocalProcedure, file) if file.exists() else None
        try:
            shared = resolve(read_yaml(path), self.district)
            self.errors.extend(check_shared(shared))
            if over is None:
                located = without_absent(shared, self.district.absent)
                return parse(Procedure, located), located
            before = parse(Procedure, shared)
            located = without_absent(laid_over(shared, over[0]), self.district.absent)
            procedure = parse(Procedure, located)
        except (ContentError, ContentErrors) as mistake:
            self.errors.extend(mistake.errors)
            return None
        self.errors.extend(check_overlay(*over, before, procedure))
        return procedure, located

    def every(self, model: type[C], folder: Path) -> tuple[list[tuple[C, Located]], list[str]]:
        """Read a folder; return what could be read, and the ids of the files that could not."""
        found: list[tuple[C, Located]] = []
        unread: list[str] = []
        for path in sorted(folder.glob("[!_]*.yml")):
            if pair := self.one(model, path):
                found.append(pair)
            else:
                unread.append(path.stem)
        return found, unread

    def both(self, model: type[C], path: Path) -> list[tuple[C, Located]]:
        """Read a list that all districts share, and what the district adds to it in its own folder."""
        shared = self.one(model, path)
        local = self.one(model, self.root / FOLDER / path.name, needed=False)
        return [read for read in (shared, local) if read] if shared else []


def _ignored(folder: Path, *known: str) -> list[ContentError]:
    """Return an error for each file that nobody reads: a procedure saved as .yaml must not vanish in silence."""
    read = {*folder.glob("[!_]*.yml"), *(folder / name for name in known)}
    left = [path for path in sorted(folder.glob("[!.]*")) if path not in read]
    hint = "Beri nama berakhiran .yml tanpa garis bawah di depan, atau keluarkan dari folder ini"
    return [ContentError(path, 1, "berkas ini tidak dibaca", hint) for path in left]


def _left_overlays(root: Path, known: Iterable[str]) -> list[ContentError]:
    """Return an error for each file of the district that belongs to no procedure: its decisions would be lost."""
    names = sorted(known)
    left = [path for path in sorted((root / OVERLAYS).glob("*")) if path.suffix != ".yml" or path.stem not in names]
    return [
        ContentError(path, 1, "tidak ada prosedur untuk berkas ini", suggest(path.stem, names, "Prosedur"))
        for path in left
    ]


def read_approved(root: Path) -> ApprovedFile:
    """Read what is remembered of approvals under `root`; nothing before the first. Raise ContentError(s)."""
    path = root / APPROVED
    return parse(ApprovedFile, read_yaml(path)) if path.exists() else ApprovedFile()


def _changed_since_approved(reader: _Reader, book: Handbook) -> Iterator[ContentError]:
    remembered = reader.one(ApprovedFile, reader.root / APPROVED, needed=False)
    for name, marks in remembered[0].approved.items() if remembered else ():
        file = reader.root / OVERLAYS / f"{name}.yml"
        if name in book.procedures:
            yield from check_approved(
                book.procedures[name], marks, read_yaml(file) if file.exists() else Located({}, file)
            )


def _sealed(reader: _Reader) -> dict[str, str]:
    """Return id -> title of the forms that a reporter seals; their own room checks what is in them."""
    found: dict[str, str] = {}
    for path in sorted((reader.root / SEALED).glob("*.yml")):
        try:
            data = resolve(read_yaml(path), reader.district).data
        except (ContentError, ContentErrors):
            data = None
        found[path.stem] = str(data.get("title", path.stem)) if isinstance(data, dict) else path.stem
    return found
