"""Writes the generated pages, and says which of those on disk are stale: write, check, and a diff to read."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from site_config.load import load_facts
from site_config.pages.contacts import contact_lines
from site_config.pages.handbook import handbook_page
from site_config.pages.procedure import procedure_page
from sop.hints import suggest
from sop.load import load_handbook
from sop.source import ContentError, ContentErrors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_config.load import Contact
    from sop.model import Handbook

SITES = {"publik": "public", "internal": "internal"}
GENERATED = "docs/internal/sop"
_MARK = "<!-- Dihasilkan dari "
_OPEN = re.compile(r"^<!-- suluh:(?P<kind>[a-z-]+)(?P<words>(?: [a-z-]+)*) -->$")
_CLOSE = "<!-- /suluh -->"


def generate(root: Path) -> dict[Path, str]:
    """Return path -> text of every generated page, and of every hand-written page that has generated blocks.

    Raise ContentErrors when the content does not allow it.
    """
    book, facts = load_handbook(root), load_facts(root)
    found = _handbook_pages(root, book)
    errors: list[ContentError] = []
    for site, audience in SITES.items():
        groups = facts.by_group(audience=audience)
        for path in sorted((root / "docs" / site).rglob("*.md")):
            text = path.read_text(encoding="utf-8")
            if path not in found and "<!-- suluh:" in text:
                try:
                    found[path] = _refresh(path, text, groups)
                except ContentError as error:
                    errors.append(error)
    if errors:
        raise ContentErrors(errors)
    return found


def write_pages(root: Path) -> list[Path]:
    """Write what is stale and remove generated pages whose source is gone; return the paths touched."""
    texts = generate(root)
    touched = []
    for path, _ in _stale(root, texts):
        if path in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts[path], encoding="utf-8")
        else:
            path.unlink()
        touched.append(path)
    return touched


def stale_pages(root: Path) -> list[tuple[Path, str]]:
    """Return (path, unified diff) of every page that `write_pages` would touch."""
    return list(_stale(root, generate(root)))


def _handbook_pages(root: Path, book: Handbook) -> dict[Path, str]:
    folder = root / GENERATED
    pages = {folder / f"{each.id}.md": procedure_page(each, book) for each in book.procedures.values()}
    return {folder / "index.md": handbook_page(book), **pages}


def _refresh(path: Path, text: str, groups: dict[str, list[Contact]]) -> str:
    """Return a hand-written page with the inside of every block made new."""
    lines: list[str] = []
    opened = 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark = _OPEN.match(line)
        if mark and opened:
            raise ContentError(path, number, "blok di dalam blok", f"Tutup blok baris {opened} dengan {_CLOSE}")
        if mark:
            opened = number
            lines += [line, _block(path, number, mark, groups), _CLOSE]
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


def _block(path: Path, line: int, mark: re.Match[str], groups: dict[str, list[Contact]]) -> str:
    kind, wanted = mark["kind"], mark["words"].split()
    if kind != "contacts":
        raise ContentError(path, line, f"blok '{kind}' tidak dikenal", suggest(kind, ["contacts"], "Blok yang ada"))
    if not wanted:
        hint = f"Sebut kelompoknya, misalnya contacts {next(iter(groups), 'danger')}"
        raise ContentError(path, line, "blok contacts tanpa kelompok", hint)
    for group in wanted:
        if group not in groups:
            hint = suggest(group, groups, "Kelompok yang punya kontak di sini")
            raise ContentError(path, line, f"kelompok kontak '{group}' tidak ada", hint)
    return contact_lines(contact for group in wanted for contact in groups[group])


def _stale(root: Path, texts: dict[Path, str]) -> Iterator[tuple[Path, str]]:
    for path, text in sorted(texts.items()):
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        if now != text:
            yield path, _diff(root, path, now, text)
    for path in sorted((root / GENERATED).glob("*.md")):
        now = path.read_text(encoding="utf-8")
        if path not in texts and _MARK in now:
            yield path, _diff(root, path, now, "")


def _diff(root: Path, path: Path, old: str, new: str) -> str:
    name = path.relative_to(root).as_posix()
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"{name} (di berkas)", f"{name} (seharusnya)", lineterm="", n=1
    )
    return "\n".join(lines)
