"""Search on the internal site: Pagefind reads the built HTML, whichever generator made it, and leaves its index beside.

The index is made of a build and never committed. docs/internal/cari.md is the page that asks it.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "pagefind"
_OPTIONS = {
    "--output-subdir": FOLDER,
    "--force-language": "id",  # its stemmer: "melaporkan", "pelaporan" and "laporan" find each other
    "--root-selector": "article",  # the page's own words, without the navigation that stands on every page
    "--exclude-selectors": ".headerlink, .search",  # the sign behind a heading; the search page's own form
    "--glob": "{[!4]*.html,*/**/*.html}",  # not 404.html at the top, which is no page to find
}


def index_command(html: Path) -> list[str]:
    """Return the command that indexes the built site in the folder `html`."""
    options = [word for option in _OPTIONS.items() for word in option]
    return [sys.executable, "-m", "pagefind", "--site", str(html), "--quiet", *options]


def index_recipe() -> str:
    """Return what an index depends on besides the pages, for the stamp of a build."""
    return f"pagefind {version('pagefind')} {_OPTIONS}"
