"""What a first visit to a page costs on the line, and which pages are above their budget (design.md section 9).

A page is weighed with everything that its HTML loads. What a script fetches later is not seen here: our pages fetch
nothing before a reader asks, and default Material, the yardstick, comes out lighter than it is.
"""

from __future__ import annotations

import gzip
import posixpath
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KIB = 1024
PAGE_BYTES, HOME_BYTES, REQUESTS = 10 * KIB, 7 * KIB, 3
HOME = "index.html"
_KEPT = ("site_name", "site_url", "use_directory_urls", "markdown_extensions", "exclude_docs", "nav")
_LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
_TEMPLATE = re.compile(r"^(template|script):.*\n", re.MULTILINE)


@dataclass(frozen=True)
class Weight:
    """One page: bytes as they are and as gzip sends them, requests in all, and those to other hosts."""

    page: str
    raw: int
    packed: int
    requests: int
    foreign: list[str]


def weigh_site(folder: Path) -> list[Weight]:
    """Return the weight of every page of a built site, by its path."""
    return [_weigh(folder, path) for path in sorted(folder.rglob("*.html"))]


def over_budget(folder: Path) -> list[str]:
    """Return a line for each page of the built public site that costs its reader too much."""
    return [line for weight in weigh_site(folder) for line in _faults(weight)]


def weigh_default(root: Path, room: Path) -> dict[str, Weight]:
    """Build the public pages with default Material in the new folder `room` and return page -> weight."""
    return {weight.page: weight for weight in weigh_site(build_default(root, "mkdocs.yml", room))}


def build_default(root: Path, config_name: str, room: Path) -> Path:
    """Build the pages of one config with default Material and its search in the new folder `room`; return the HTML.

    The same Markdown; only the lines that choose our template are left out.
    """
    file = root / config_name
    config = read_config(file)
    shutil.copytree(file.parent / config["docs_dir"], room / "docs")
    for path in (room / "docs").rglob("*.md"):
        path.write_text(_TEMPLATE.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    plain = {key: config[key] for key in _KEPT if key in config}
    plain |= {"docs_dir": "docs", "site_dir": "html", "theme": {"name": "material", "language": "id"}}
    (room / "mkdocs.yml").write_text(yaml.safe_dump(plain), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(room / "mkdocs.yml")]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  (our own interpreter, no shell)
    return room / "html"


def read_config(file: Path) -> dict[str, Any]:
    """Return a configuration of MkDocs with what it inherits."""
    config: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    above = config.pop("INHERIT", None)
    return read_config(file.parent / above) | config if above else config


def _weigh(folder: Path, path: Path) -> Weight:
    page = path.relative_to(folder).as_posix()
    html = path.read_bytes()
    loads = sorted({urljoin(f"https://x/{page}", address) for address in _Loads(html.decode()).addresses})
    foreign = [address for address in loads if urlsplit(address).netloc != "x"]
    files = [
        folder / posixpath.normpath(urlsplit(address).path.lstrip("/")) for address in loads if address not in foreign
    ]
    parts = [html, *(file.read_bytes() for file in files)]
    packed = sum(len(gzip.compress(part, 6, mtime=0)) for part in parts)
    return Weight(page, sum(map(len, parts)), packed, len(parts) + len(foreign), foreign)


def _faults(weight: Weight) -> Iterator[str]:
    most = HOME_BYTES if weight.page == HOME else PAGE_BYTES
    if weight.packed > most:
        yield f"{weight.page}: {weight.packed} byte gzip, paling banyak {most}. Pendekkan halaman ini atau bagi dua."
    if weight.requests > REQUESTS:
        yield f"{weight.page}: {weight.requests} permintaan, paling banyak {REQUESTS}. Kurangi yang dimuat."
    for address in weight.foreign:
        yield f"{weight.page}: memuat {address} dari tempat lain, yang lalu tahu siapa membaca di sini. Hapus."


class _Loads(HTMLParser):
    """What the HTML makes a browser fetch by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        loading = tag == "link" and _LOADING_LINKS & set(named.get("rel", "").split())
        wanted = [named.get("href", "")] if loading else [named.get(name, "") for name in ("src", "poster", "data")]
        self.addresses += [address for address in wanted if address and not address.startswith("data:")]
