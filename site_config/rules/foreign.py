"""Names of another district must not stay behind in a checkout: a child would call the office of the wrong place."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from pydantic import Field

from base.content import Content, Text
from base.district import FOLDER
from base.errors import ContentError
from base.source import parse, read_yaml
from site_config.facts.marks import BLOCKS, DRAWN, GENERATED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOREIGN = f"{FOLDER}/foreign.yml"
# All that pages, papers, forms, messages and commands are made of. What is built holds no other words.
_SOURCES = (
    "sop/**/*.yml", "sop/**/*.py", "base/**/*.py", "collector/**/*.py", "collector/forms/**/*.yml",
    "collector/*/templates/*.html", "collector/web/client/*.js", "site_config/**/*.yml", "site_config/**/*.py",
    "site_config/**/*.html", "site_config/**/*.js", "site_config/**/*.typ", "docs/**/*.md", "docs/**/*.html",
    "docs/**/*.svg",
)  # fmt: skip


class ForeignFile(Content):
    """The whole of site_config/district/foreign.yml."""

    foreign: list[Text] = Field(default=[], description="Nama daerah lain yang tidak boleh muncul, persis")


def load_foreign(root: Path) -> ForeignFile:
    """Read the names under `root`; none where their file is not there. Raise ContentError or ContentErrors."""
    return parse(ForeignFile, read_yaml(root / FOREIGN)) if (root / FOREIGN).exists() else ForeignFile()


def foreign_errors(root: Path, file: ForeignFile, *, generated: bool) -> Iterator[ContentError]:
    """Yield an error for each line with a foreign name; with `generated` also in pages made from others."""
    if not file.foreign:
        return
    name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, file.foreign))})(?!\w)")
    for path in sorted(set(chain(*(root.glob(pattern) for pattern in _SOURCES))) - {root / FOREIGN}):
        text = path.read_text(encoding="utf-8", errors="replace")
        if not generated:
            text = BLOCKS.sub(lambda block: re.sub(r"[^\n]", "", block[0]), text)
            if GENERATED in text or text.startswith(DRAWN):
                continue
        for number, line in enumerate(text.splitlines(), start=1):
            if found := name.search(line):
                hint = f"Pakai rujukan ({{tempat}}, {{layanan}}, …), atau pindahkan kalimatnya ke {FOLDER}"
                yield ContentError(path, number, f"nama daerah lain: '{found[0]}'", hint)
