"""Writes the generated pages, and says which of those on disk are stale: write, check, and a diff to read."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_config.draw import stale_drawings, write_drawings
from site_config.load import load_facts
from site_config.pages.contacts import contact_lines, danger_lines
from site_config.pages.every import BLOCKS, FOLDERS, internal_pages
from site_config.schemas import KINDS, schema_texts
from sop.hints import suggest
from sop.load import load_handbook
from sop.source import ContentError, ContentErrors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from site_config.load import Contact
    from sop.model import Handbook

SITES = {"publik": "public", "internal": "internal"}
INTERNAL = "docs/internal"
_MARK = "<!-- Dihasilkan dari "
_OPEN = re.compile(r"^<!-- suluh:(?P<kind>[a-z-]+)(?P<words>(?: [a-z-]+)*) -->$")
_CLOSE = "<!-- /suluh -->"


@dataclass(frozen=True)
class _Shelf:
    """What the blocks of one site are filled from; only internal pages may hold blocks of the handbook."""

    folder: Path
    groups: dict[str, list[Contact]]
    book: Handbook
    blocks: dict[str, Callable[[str, Handbook], str]]


def generate(root: Path, book: Handbook) -> dict[Path, str]:
    """Return path -> text of every generated page and schema, and of every hand-written page with generated blocks.

    Raise ContentErrors when the content does not allow it.
    """
    facts = load_facts(root)
    found = {**_handbook_pages(root, book, facts.by_group(audience="internal")), **schema_texts(root)}
    errors: list[ContentError] = []
    for site, audience in SITES.items():
        blocks = BLOCKS if audience == "internal" else {}
        shelf = _Shelf(root / "docs" / site, facts.by_group(audience=audience), book, blocks)
        for path in sorted((root / "docs" / site).rglob("*.md")):
            text = path.read_text(encoding="utf-8")
            if path not in found and "<!-- suluh:" in text:
                try:
                    found[path] = _refresh(path, text, shelf)
                except ContentError as error:
                    errors.append(error)
    if errors:
        raise ContentErrors(errors)
    return found


def write_pages(root: Path) -> list[Path]:
    """Write what is stale and remove generated files whose source is gone; return the paths touched.

    Raise NotDrawn, with nothing written, when a drawing is stale and Node is missing.
    """
    book = load_handbook(root)
    texts = generate(root, book)
    touched = write_drawings(root, book)
    for path, _ in _stale(root, texts):
        if path in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts[path], encoding="utf-8")
        else:
            path.unlink()
        touched.append(path)
    return touched


def stale_pages(root: Path) -> list[tuple[Path, str]]:
    """Return (path, unified diff) of every file that `write_pages` would touch; of a drawing only its first line."""
    book = load_handbook(root)
    drawings = stale_drawings(root, book).items()
    return [*_stale(root, generate(root, book)), *((path, _diff(root, path, *lines)) for path, lines in drawings)]


def _handbook_pages(root: Path, book: Handbook, groups: dict[str, list[Contact]]) -> dict[Path, str]:
    return {root / INTERNAL / name: text for name, text in internal_pages(book, danger_lines(groups)).items()}


def _refresh(path: Path, text: str, shelf: _Shelf) -> str:
    """Return a hand-written page with the inside of every block made new."""
    lines: list[str] = []
    opened = 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark = _OPEN.match(line)
        if mark and opened:
            raise ContentError(path, number, "blok di dalam blok", f"Tutup blok baris {opened} dengan {_CLOSE}")
        if mark:
            opened = number
            lines += [line, _block(path, number, mark, shelf), _CLOSE]
        elif line == _CLOSE:
            if not opened:
                raise ContentError(path, number, "penutup tanpa blok", "Hapus baris ini, atau tulis pembukanya")
            opened = 0
        elif "<!-- suluh:" in line:
            hint = "Tulis sendiri di satu baris, misalnya <!-- suluh:contacts danger -->"
            raise ContentError(path, number, "pembuka blok tidak terbaca", hint)
        elif not opened:
            lines.append(line)
    if opened:
        raise ContentError(path, opened, "blok tidak ditutup", f"Tambahkan {_CLOSE} sesudahnya")
    return "\n".join(lines) + "\n"


def _block(path: Path, line: int, mark: re.Match[str], shelf: _Shelf) -> str:
    kind, wanted = mark["kind"], mark["words"].split()
    if kind in shelf.blocks:
        return shelf.blocks[kind](path.relative_to(shelf.folder).as_posix(), shelf.book)
    if kind != "contacts":
        hint = suggest(kind, ["contacts", *shelf.blocks], "Blok yang ada")
        raise ContentError(path, line, f"blok '{kind}' tidak dikenal", hint)
    if not wanted:
        hint = f"Sebut kelompoknya, misalnya contacts {next(iter(shelf.groups), 'danger')}"
        raise ContentError(path, line, "blok contacts tanpa kelompok", hint)
    for group in wanted:
        if group not in shelf.groups:
            hint = suggest(group, shelf.groups, "Kelompok yang punya kontak di sini")
            raise ContentError(path, line, f"kelompok kontak '{group}' tidak ada", hint)
    return contact_lines(contact for group in wanted for contact in shelf.groups[group])


def _stale(root: Path, texts: dict[Path, str]) -> Iterator[tuple[Path, str]]:
    for path, text in sorted(texts.items()):
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        if now != text:
            yield path, _diff(root, path, now, text)
    for path in sorted(path for folder in FOLDERS for path in (root / INTERNAL / folder).glob("*.md")):
        now = path.read_text(encoding="utf-8")
        if path not in texts and _MARK in now:
            yield path, _diff(root, path, now, "")
    for folder in sorted({(root / kind.schema).parent for kind in KINDS}):
        for path in sorted(folder.glob("*.json")):
            if path not in texts:
                yield path, _diff(root, path, path.read_text(encoding="utf-8"), "")


def _diff(root: Path, path: Path, old: str, new: str) -> str:
    name = path.relative_to(root).as_posix()
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"{name} (di berkas)", f"{name} (seharusnya)", lineterm="", n=1
    )
    return "\n".join(lines)
