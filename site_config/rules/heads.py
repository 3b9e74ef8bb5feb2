"""What every page must say before its text: its head, and on a public page the numbers to call in danger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from base.content import Content, IsoDate, Text
from base.errors import ContentError, ContentErrors
from base.source import parse, read_text
from site_config.facts.marks import BLOCK, BLOCK_END

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# In any of their shapes: whoever opens a page may need them at once.
_HELP = re.compile(rf"^{BLOCK}(?:danger|contacts(?: [a-z-]+)* danger)\b", re.MULTILINE)


class PublicHead(Content):
    """The front matter of a public page. Title: what the browser's history may show to whoever holds the phone."""

    title: Text
    description: Text
    template: Literal["publik.html"]
    checked: IsoDate
    lang: Literal["jv"] | None = None
    words: Annotated[
        Text | None, Field(description="Kata pembaca yang tidak ada di halaman ini; hanya untuk pencarian")
    ] = None
    script: Literal["assets/cari.js"] | None = None


def public_errors(folder: Path) -> Iterator[ContentError]:
    """Yield what the pages below `folder` lack without which none of them may be published."""
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8-sig")
        yield from head_errors(path, text, public=True)
        if not _HELP.search(text):
            hint = f"Tulis di bawah judulnya: {BLOCK}danger line -->, lalu {BLOCK_END} di baris berikutnya"
            yield ContentError(path, 1, "halaman umum tanpa nomor pertolongan", hint)


def head_errors(path: Path, text: str, *, public: bool) -> list[ContentError]:
    """Check the front matter; a public page must name its template, or it would come out in foreign clothes."""
    block = _front_matter(text)
    if block is None and not public:
        return []
    if block is None:
        hint = "Mulai berkas dengan tiga baris: ---, 'template: publik.html', ---"
        return [ContentError(path, 1, "halaman publik tanpa kepala", hint)]
    try:
        located = read_text(block, path, first_line=2)
        if public:
            parse(PublicHead, located)
    except (ContentError, ContentErrors) as mistake:
        return mistake.errors
    return []


def _front_matter(text: str) -> str | None:
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return None
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "".join(lines[1:index])
    return None
