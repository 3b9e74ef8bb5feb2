"""Internal links of the pages as written: Markdown links point at files, raw HTML at built addresses."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from base.errors import ContentError
from base.hints import suggest
from site_config.facts.addresses import address, href

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MARKDOWN = re.compile(r"""(?P<image>!?)\[[^\]]*\]\(\s*<?(?P<target>[^)\s>]+)>?(?:\s+["'][^)]*)?\)""")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(?P<target>[^\s>]+)")
_HTML = re.compile(r"""\b(?P<kind>href|src)\s*=\s*["'](?P<target>[^"']*)["']""")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_FOLLOWED = ("https:", "http:", "tel:", "mailto:", "sms:")


@dataclass(frozen=True)
class Place:
    """One site as its pages may link to it: `files` in it, written or made by the build; `routes` of the collector.

    `folders`: its pages are served as folders (use_directory_urls of its configuration).
    """

    folder: Path
    files: frozenset[str]
    routes: frozenset[str]
    folders: bool

    def address(self, name: str) -> str:
        """Return where a file is served."""
        return address(name, folders=self.folders)

    def addresses(self) -> set[str]:
        """Return where all files are served."""
        return {self.address(name) for name in self.files}


@dataclass(frozen=True)
class _Link:
    line: int
    target: str
    raw: bool  # written as HTML, so mkdocs does not change it
    loaded: bool  # an image or script: the browser fetches it without a click


def site_place(folder: Path, routes: frozenset[str], made: frozenset[str] = frozenset(), *, folders: bool) -> Place:
    """Look at what lies below `folder`; `made` are the files that the build puts beside it."""
    files = frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return Place(folder, files | made, routes, folders)


def check_links(path: Path, text: str, place: Place) -> list[ContentError]:
    """Return an error for every link of one page that leads nowhere or loads something from another host."""
    name = path.relative_to(place.folder).as_posix()
    return [ContentError(path, link.line, *fault) for link in _links(text) if (fault := _fault(link, name, place))]


def _links(text: str) -> Iterator[_Link]:
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        if _FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        for found in _MARKDOWN.finditer(line):
            yield _Link(number, found["target"], raw=False, loaded=found["image"] == "!")
        for found in _REFERENCE.finditer(line):
            yield _Link(number, found["target"], raw=False, loaded=False)
        for found in _HTML.finditer(line):
            yield _Link(number, found["target"], raw=True, loaded=found["kind"] == "src")


def _fault(link: _Link, page: str, place: Place) -> tuple[str, str] | None:
    """Return (what, hint) for a link that is wrong, else None."""
    target = link.target.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
    if _SCHEME.match(link.target):
        return _foreign(link)
    if not target:
        return None
    if target.startswith("/"):
        known = {*place.routes, *(f"/{address}" for address in place.addresses())}
        if target in known or target.removesuffix("/") in place.routes:
            return None
        return f"alamat '{target}' tidak ada", suggest(target, sorted(known), "Alamat yang ada")
    return _raw_fault(target, page, place) if link.raw else _file_fault(target, page, place)


def _foreign(link: _Link) -> tuple[str, str] | None:
    if link.loaded:
        hint = "Simpan berkasnya di samping halaman ini: situs lain tidak boleh tahu siapa yang membaca"
        return f"'{link.target}' dimuat dari situs lain", hint
    if not link.target.lower().startswith(_FOLLOWED):
        return f"tautan '{link.target}' tidak dapat diikuti", f"Pakai salah satu: {', '.join(_FOLLOWED)}"
    return None


def _file_fault(target: str, page: str, place: Place) -> tuple[str, str] | None:
    folder = posixpath.dirname(page)
    if posixpath.normpath(posixpath.join(folder, target)) in place.files:
        return None
    known = [posixpath.relpath(name, folder or ".") for name in sorted(place.files) if name.endswith(".md")]
    return f"berkas '{target}' tidak ada di situs ini", suggest(target, known, "Halaman yang ada")


def _raw_fault(target: str, page: str, place: Place) -> tuple[str, str] | None:
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(place.address(page)), target))
    if {joined, f"{joined}/".removeprefix("./")} & place.addresses():
        return None
    known = sorted(href(page, name, folders=place.folders) for name in place.files)
    if target.endswith(".md"):
        return f"'{target}' di HTML mentah tidak diubah menjadi alamat", suggest(
            place.address(target), known, "Tulis alamat jadinya"
        )
    return f"alamat '{target}' tidak ada di situs ini", suggest(target, known, "Alamat yang ada dari halaman ini")
