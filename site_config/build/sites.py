"""Builds both sites into HTML, strictly: a warning is a failure. An unchanged tree is not built again."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import base
import collector.forms
import site_config
import sop
from base.errors import ContentErrors
from site_config.build.alone import alone
from site_config.build.inline import ASSETS, MINIFIED, finish
from site_config.build.search import INTERNAL_SEARCH, PUBLIC_SEARCH, drop_unused
from site_config.build.tables import write_tables
from site_config.build.weigh import over_budget
from site_config.errors import BuildFailed
from site_config.paper.printing import drop_stale, papers
from site_config.rules.heads import public_errors
from site_config.words.downloads import FOLDER as DOWNLOADS
from sop.load import load_handbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from site_config.build.search import Search
    from site_config.paper.printing import Paper
    from sop.model import Handbook

# All that makes a site, and not only what it is called by: a site of yesterday's code must not pass for today's.
_ROOMS = (base, collector.forms, site_config, sop)
CODE = sorted([Path(collector.__file__), *(path for room in _ROOMS for path in Path(room.__path__[0]).rglob("*.py"))])
MADE_WITH = ("mkdocs", "mkdocs-material", "markdown", "jinja2")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Site:
    """One of the two sites: its name is its folder under docs/ and under the output."""

    name: str
    config: str
    inputs: tuple[str, ...]
    search: Search
    light: bool = False  # for a cheap phone on a slow line: above its budget it is not built
    handbook: bool = False  # it offers the handbook's files to download


PUBLIK = Site(
    "publik",
    "mkdocs.yml",
    ("mkdocs.yml", "site_config/district/mkdocs.yml", "docs/publik", "site_config/theme"),
    PUBLIC_SEARCH,
    light=True,
)
INTERNAL_INPUTS = (
    "site_config/internal.yml",
    "docs/internal",
    "site_config/theme_internal",
    "sop",
    "site_config/district",
)
INTERNAL = Site("internal", "site_config/internal.yml", INTERNAL_INPUTS, INTERNAL_SEARCH, handbook=True)
SITES = (PUBLIK, INTERNAL)


def build_site(
    root: Path, out: Path, *, sites: Sequence[Site] = SITES, say: Callable[[str], None] = lambda _: None
) -> list[Site]:
    """Build the sites of the tree `root` into `out`/publik and `out`/internal; return those that were built.

    Both run at once; another run that builds into `out` is waited for. Nothing is written outside `out`. Raise
    BuildFailed with what the generator says or ContentErrors, and keep both old sites. A printed paper that is not what
    the content says now is not served: `say` names it and how to print it.
    """
    with alone(out, say):
        return _build(root, out, sites, say)


def _build(root: Path, out: Path, sites: Sequence[Site], say: Callable[[str], None]) -> list[Site]:
    digests = {site: _digest(root, site) for site in sites}
    due = [site for site in sites if not _fresh(out, site, digests[site])]
    for site in sites:
        say(f"Situs {site.name}: {'dibangun' if site in due else 'tidak berubah'}")
    if PUBLIK in due and (errors := list(public_errors(root / "docs" / PUBLIK.name))):
        raise ContentErrors(errors)
    with ThreadPoolExecutor(len(SITES)) as pool:
        built = pool.map(lambda site: _mkdocs(root, out, site), due)
        # In the place of the first site that is done, while the other one goes on: it takes half as long as a site.
        reading = pool.submit(_read, root)
        failures = [failure for failure in built if failure]
    if failures:
        raise BuildFailed("\n".join(failures))
    book, wanted = reading.result()
    for site in due:
        if site.handbook:
            _downloads(book, out, site)
        _swap(out, site)
        _stamp(out, site).write_text(digests[site], encoding="ascii")
    if INTERNAL in sites and (missing := drop_stale(wanted, out)):
        say(f"BELUM DICETAK, tautannya kosong: {', '.join(missing)}. Jalankan: scripts/suluh site print")
    return due


def _read(root: Path) -> tuple[Handbook, list[Paper]]:
    """Return the handbook and everything that is printed from it. Raise ContentErrors or NotDrawn."""
    book = load_handbook(root)
    return book, papers(root, book)


def _mkdocs(root: Path, out: Path, site: Site) -> str:
    """Build one site beside the old one; return the failure's words, or nothing."""
    _stamp(out, site).unlink(missing_ok=True)
    fresh = _fresh_folder(out, site)
    # Not --quiet: it silences the warnings before --strict counts them.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return _run([*command, "-f", str(root / site.config), "-d", str(fresh)], root, site) or _finished(fresh, site)


def _downloads(book: Handbook, out: Path, site: Site) -> None:
    """Take the printed papers over from the old site, as they are printed by themselves, and make the tables new."""
    if (out / site.name / DOWNLOADS).is_dir():
        shutil.copytree(out / site.name / DOWNLOADS, _fresh_folder(out, site) / DOWNLOADS)
    write_tables(book, _fresh_folder(out, site))


def _swap(out: Path, site: Site) -> None:
    """Put the new site in the old one's place. A reader must not meet a half-built one: it is two renames."""
    old = out / f".{site.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if (out / site.name).exists():
        (out / site.name).rename(old)
    _fresh_folder(out, site).rename(out / site.name)
    shutil.rmtree(old, ignore_errors=True)


def _finished(html: Path, site: Site) -> str:
    """Make the search, and a public page complete in itself and light; return the failure's words, or nothing."""
    failure = _run(site.search.command(html), html, site)
    drop_unused(html)
    if not site.light or failure:
        return failure
    try:
        finish(html)
    except BuildFailed as error:
        return str(error)
    heavy = over_budget(html)
    return "\n".join([f"Situs {site.name} terlalu berat:", *heavy]) if heavy else ""


def _run(command: list[str], folder: Path, site: Site) -> str:
    done = subprocess.run(  # noqa: S603  (our own interpreter, fixed arguments, no shell)
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode == 0:
        return ""
    return f"Situs {site.name} gagal dibangun:\n{_ANSI.sub('', done.stdout + done.stderr).strip()}"


def _fresh(out: Path, site: Site, digest: str) -> bool:
    stamp = _stamp(out, site)
    return (out / site.name / "index.html").exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest


def _fresh_folder(out: Path, site: Site) -> Path:
    """Return where a site is built before it takes the old one's place."""
    return out / f".{site.name}.new"


def _stamp(out: Path, site: Site) -> Path:
    """Return where the digest of the inputs is kept: beside the site, so that it is never served."""
    return out / f".{site.name}.sha256"


def _digest(root: Path, site: Site) -> str:
    """Return the SHA-256 of everything a site is made of: its files, their names and what makes them."""
    made_with = f"{[(name, version(name)) for name in MADE_WITH]}, {site.search.recipe()}"
    sha = hashlib.sha256(made_with.encode())
    made = [MINIFIED / name for name in ASSETS] if site.light else []
    for path in [*CODE, *_files(root, site), *filter(Path.is_file, made)]:
        data = path.read_bytes()
        sha.update(f"{path.name} {len(data)}\n".encode())
        sha.update(data)
    return sha.hexdigest()


def _files(root: Path, site: Site) -> Iterator[Path]:
    for name in site.inputs:
        path = root / name
        yield from sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
