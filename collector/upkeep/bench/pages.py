"""What both sites cost to build, and what a first visit to a page costs a phone in bytes."""

from __future__ import annotations

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

from base.addresses import WRITING
from collector.upkeep.bench.line import KIB, Line, side_by_side, weight_line
from collector.upkeep.bench.serving import make_folder
from collector.upkeep.serving import make_app
from site_config.build.sites import PUBLIK, SITES, build_site
from site_config.build.weigh import HOME, HOME_BYTES, build_default, weigh_site

if TYPE_CHECKING:
    from pathlib import Path

BUILDS = 2  # of each kind; seconds each
OURS, PLAIN = "ours-", "default-"  # what their folders are called
FORM, FORM_BYTES = WRITING, 45 * KIB
_LOADED = re.compile(r"""(?:href|src|data-worker)="/static/([\w.-]+)"|["']\./([\w.-]+\.js)["']""")


def building(root: Path, room: Path) -> Line:
    """Both sites as they are published, beside default Material over the same Markdown; each builds its two at once.

    Ours makes Pagefind's index, the tables to download, and each public page whole and weighed; default Material makes
    its own index, and pages of ten times the weight.
    """
    ours, plain = (iter([room / f"{kind}{number}" for number in range(BUILDS)]) for kind in (OURS, PLAIN))
    taken, default = side_by_side(
        lambda: build_site(root, next(ours)), lambda: build_defaults(root, next(plain)), rounds=BUILDS
    )
    return Line(
        "Membangun kedua situs, dengan pencarian, unduhan, dan penimbangan",
        f"{taken:.1f} detik",
        f"{default:.1f} detik untuk mkdocs build dengan Material bawaan",
        taken / default,
        most=1.15,
    )


def build_defaults(root: Path, room: Path) -> None:
    """Build both sites with default Material."""
    room.mkdir()
    with ThreadPoolExecutor(len(SITES)) as pool:
        list(pool.map(lambda site: build_default(root, site.config, room / site.name), SITES))


def home(room: Path) -> Line:
    """The home page's first visit, by what `building` left in `room`.

    Bytes do not depend on the machine, so the ratio is to the budget itself.
    """
    ours, plain = (
        next(weight.packed for weight in weigh_site(folder) if weight.page == HOME)
        for folder in (room / f"{OURS}0" / PUBLIK.name, room / f"{PLAIN}0" / PUBLIK.name / "html")
    )
    return weight_line(
        "Halaman depan, kunjungan pertama", ours, f"{plain / KIB:.1f} KiB dengan Material bawaan", HOME_BYTES
    )


def form(client: Path, data: Path) -> Line:
    """The report form's first visit: the page, the keys, and every script and style that it ever loads."""
    app = make_app(make_folder(data))
    with closing(app.extensions["suluh"].store):
        page, listed = (app.test_client().get(path).data for path in (FORM, "/api/recipients"))
    files = [(client / name).read_bytes() for name in sorted(loaded(client, page.decode()))]
    alone, *rest = (len(gzip.compress(part, 6, mtime=0)) for part in (page, listed, *files))
    beside = f"{alone / KIB:.1f} KiB tanpa kunci, gaya, dan skrip"
    return weight_line("Formulir laporan dengan penyegelnya, kunjungan pertama", alone + sum(rest), beside, FORM_BYTES)


def loaded(client: Path, page: str) -> set[str]:
    """The names of all files of ours that a page loads, and that these import in turn, at once or later."""
    found: set[str] = set()
    texts = [page]
    while texts:
        names = {at_once or later for at_once, later in _LOADED.findall(texts.pop())} - found
        found |= names
        texts += [(client / name).read_text(encoding="utf-8") for name in names]
    return found
