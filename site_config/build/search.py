"""Search: Pagefind reads the built HTML, whichever generator made it, and leaves its index beside.

The index is made of a build and never committed. cari.md of each site is the page that asks it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "pagefind"
# What the search pages load, by its name in FOLDER. The rest, two thirds of what Pagefind writes, are ready-made search
# boxes that no page of ours shows: weight on the server, and code that nobody here has looked at.
LOADED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "pagefind.id_*.pf_meta", "wasm.id.pagefind")


@dataclass(frozen=True)
class Search:
    """What of a built site is to be found: the pages, and the element that holds a page's own words."""

    pages: str
    words: str

    def command(self, html: Path) -> list[str]:
        """Return the command that indexes the built site in the folder `html`."""
        options = [word for option in self._options().items() for word in option]
        return [sys.executable, "-m", "pagefind", "--site", str(html), "--quiet", *options]

    def recipe(self) -> str:
        """Return what an index depends on besides the pages, for the stamp of a build."""
        return f"pagefind {version('pagefind')} {self._options()} {LOADED}"

    def _options(self) -> dict[str, str]:
        return {
            "--output-subdir": FOLDER,
            "--force-language": "id",  # its stemmer: "melaporkan", "pelaporan" and "laporan" find each other
            "--root-selector": self.words,
            "--exclude-selectors": ".headerlink, .search",  # the sign behind a heading; the search page's own field
            "--glob": self.pages,
        }


def drop_unused(html: Path) -> None:
    """Delete what Pagefind wrote beside the index and no page loads."""
    for path in (html / FOLDER).glob("*.*"):
        if not any(path.match(name) for name in LOADED):
            path.unlink()


# Not 404.html at the top, which is no page to find.
INTERNAL_SEARCH = Search(pages="{[!4]*.html,*/**/*.html}", words="article")
PUBLIC_SEARCH = Search(pages="**/index.html", words="main")
