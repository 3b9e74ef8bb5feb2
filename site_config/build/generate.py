"""Writes the generated pages, and says which of those on disk are stale: write, check, and a diff to read."""

from __future__ import annotations

import difflib
import re
from functools import partial
from typing import TYPE_CHECKING

from base.errors import ContentError, ContentErrors
from base.hints import suggest
from site_config.build.hosts import host_files
from site_config.facts.load import load_facts
from site_config.facts.marks import BLOCK, BLOCK_END, GENERATED
from site_config.facts.menu import load_menu
from site_config.pages.internal.every import BLOCKS, FOLDERS, internal_pages
from site_config.pages.public import robots
from site_config.pages.public.blocks import PUBLIC as PUBLIC_BLOCKS
from site_config.pages.public.blocks import SHARED, BlockFault, Shelf
from site_config.pages.public.contacts import danger_lines
from site_config.pages.public.helpcard import CARD, help_card
from site_config.paper.draw import stale_drawings, write_drawings
from site_config.rules.schemas import KINDS, head, schema_texts
from sop.approved import APPROVED, approved_text
from sop.load import load_handbook, read_approved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from site_config.facts.load import Contact, Facts
    from site_config.facts.menu import Menu
    from site_config.pages.public.blocks import Block
    from sop.model import Handbook

    Fill = Callable[[list[str]], str]

PUBLIC, INTERNAL, THEME = "docs/publik", "docs/internal", "site_config/theme"
_OPEN = re.compile(rf"^{BLOCK}(?P<kind>[a-z-]+)(?P<words>(?: [a-z-]+)*) -->$")


def generate(root: Path, book: Handbook) -> dict[Path, str]:
    """Return path -> text of every generated page and schema, and of every hand-written page with generated blocks.

    Raise ContentErrors when the content does not allow it.
    """
    facts, menu = load_facts(root), load_menu(root)
    errors = list[ContentError]()
    texts = {**_handbook_pages(root, book, facts.by_group(audience="internal")), **schema_texts(root)}
    texts |= {root / PUBLIC / name: text for name, text in _public_files(facts).items()}
    texts |= host_files(root)
    shape = head("site_config/schema/approved.json", APPROVED)
    texts[root / APPROVED] = approved_text(shape, read_approved(root), book)
    for path, blocks in _with_blocks(root, book, facts, menu):
        text = path.read_text(encoding="utf-8")
        if path not in texts and BLOCK in text:
            try:
                texts[path] = _refresh(path, text, blocks)
            except ContentError as error:
                errors.append(error)
    if errors:
        raise ContentErrors(errors)
    return texts


def write_pages(root: Path) -> list[Path]:
    """Write what is stale and remove generated files whose source is gone; return the paths touched.

    Raise NotDrawn, with nothing written, when a drawing is stale and Node is missing.
    """
    book = load_handbook(root)
    texts = generate(root, book)
    touched = write_drawings(root, book)
    for path, _ in _stale(root, texts):
        if texts.get(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts[path], encoding="utf-8")
        else:
            path.unlink()
        touched.append(path)
    return touched


def write_public(root: Path) -> None:
    """Write the generated part of the public site alone, which needs no drawing. Raise ContentErrors."""
    for path, text in generate(root, load_handbook(root)).items():
        if path.is_relative_to(root / PUBLIC) or path.is_relative_to(root / THEME):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def stale_pages(root: Path) -> list[tuple[Path, str]]:
    """Return (path, unified diff) of every file that `write_pages` would touch; of a drawing only its first line."""
    book = load_handbook(root)
    drawings = stale_drawings(root, book).items()
    return [*_stale(root, generate(root, book)), *((path, _diff(root, path, *lines)) for path, lines in drawings)]


def _handbook_pages(root: Path, book: Handbook, groups: dict[str, list[Contact]]) -> dict[Path, str]:
    return {root / INTERNAL / name: text for name, text in internal_pages(book, danger_lines(groups)).items()}


def _public_files(facts: Facts) -> dict[str, str]:
    """Return the files of the public site that are not pages, name -> text; an empty text means: delete the file."""
    return {
        CARD: help_card(facts.by_group()),
        robots.ROBOTS: robots.robots(facts.address),
        robots.SECURITY: robots.security(facts.address, facts.operator),
    }


def _with_blocks(root: Path, book: Handbook, facts: Facts, menu: Menu) -> Iterator[tuple[Path, dict[str, Fill]]]:
    """Yield every file that may hold blocks, with what fills them; only internal pages may show the handbook."""
    public, internal = root / PUBLIC, root / INTERNAL
    for path in sorted([*public.rglob("*.md"), *(root / THEME).glob("*.html")]):  # its 404 page shows numbers too
        page = path.relative_to(public).as_posix() if path.suffix == ".md" else path.name
        shelf = Shelf(page, facts.by_group(), facts.keys, menu, facts.service, facts.district)
        yield path, _filled(PUBLIC_BLOCKS, shelf)
    for path in sorted(internal.rglob("*.md")):
        page = path.relative_to(internal).as_posix()
        shelf = Shelf(page, facts.by_group(audience="internal"), facts.keys, menu, facts.service, facts.district)
        handbook: dict[str, Fill] = {kind: partial(_whole, block, page, book) for kind, block in BLOCKS.items()}
        yield path, handbook | _filled(SHARED, shelf)


def _filled(blocks: dict[str, Block], shelf: Shelf) -> dict[str, Fill]:
    return {kind: partial(block, shelf) for kind, block in blocks.items()}


def _whole(block: Callable[[str, Handbook], str], page: str, book: Handbook, _words: list[str]) -> str:
    return block(page, book)


def _refresh(path: Path, text: str, blocks: dict[str, Fill]) -> str:
    """Return a hand-written page with the inside of every block made new; an example of code is none."""
    lines: list[str] = []
    opened, code = 0, False
    for number, line in enumerate(text.splitlines(), start=1):
        code = code != line.startswith("```")
        if code:
            lines.append(line)
            continue
        mark = _OPEN.match(line)
        if mark and opened:
            raise ContentError(path, number, "blok di dalam blok", f"Tutup blok baris {opened} dengan {BLOCK_END}")
        if mark:
            opened = number
            lines += [line, _block(path, number, mark, blocks), BLOCK_END]
        elif line == BLOCK_END:
            if not opened:
                raise ContentError(path, number, "penutup tanpa blok", "Hapus baris ini, atau tulis pembukanya")
            opened = 0
        elif BLOCK in line:
            hint = f"Tulis sendiri di satu baris, misalnya {BLOCK}contacts danger -->"
            raise ContentError(path, number, "pembuka blok tidak terbaca", hint)
        elif not opened:
            lines.append(line)
    if opened:
        raise ContentError(path, opened, "blok tidak ditutup", f"Tambahkan {BLOCK_END} sesudahnya")
    return "\n".join(lines) + "\n"


def _block(path: Path, line: int, mark: re.Match[str], blocks: dict[str, Fill]) -> str:
    kind = mark["kind"]
    if kind not in blocks:
        raise ContentError(path, line, f"blok '{kind}' tidak dikenal", suggest(kind, blocks, "Blok yang ada"))
    try:
        return blocks[kind](mark["words"].split())
    except BlockFault as fault:
        raise ContentError(path, line, fault.what, fault.hint) from fault


def _stale(root: Path, texts: dict[Path, str]) -> Iterator[tuple[Path, str]]:
    for path, text in sorted(texts.items()):
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        if now != text:
            yield path, _diff(root, path, now, text)
    for path in sorted(path for folder in FOLDERS for path in (root / INTERNAL / folder).glob("*.md")):
        now = path.read_text(encoding="utf-8")
        if path not in texts and GENERATED in now:
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
