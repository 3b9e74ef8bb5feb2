"""Trees to check and built sites to look at; the real sites are built once for all tests of the room."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from site_config.build.generate import write_pages
from site_config.build.sites import INTERNAL, PUBLIK, Site, _finished, build_site
from site_config.build.weigh import read_config
from site_config.pages.internal.every import internal_pages
from site_config.paper.printing import papers
from sop.load import load_handbook
from tests.site.handbooks import NUMBERS
from tests.site.marks import Marks, plant

if TYPE_CHECKING:
    from site_config.paper.printing import Paper
    from sop.model import Handbook

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parent / "small"
CONTENT = ("mkdocs.yml", "docs", "sop", "site_config", "collector/forms/specs", "collector/forms/calendar.yml")


@dataclass(frozen=True)
class Built:
    """A copy of the real tree with a mark in everything internal, and both sites by both generators."""

    root: Path
    html: dict[tuple[str, str], Path]
    marks: Marks

    def pages(self, site: str, generator: str = "mkdocs") -> dict[str, str]:
        """Address below the site -> HTML."""
        folder = self.html[generator, site]
        return {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.html"))
        }


@pytest.fixture(scope="session")
def root() -> Path:
    """The real tree, to read only."""
    return ROOT


@pytest.fixture(scope="session")
def real_papers(book: Handbook) -> dict[str, Paper]:
    """The papers of the real tree, by name."""
    return {paper.name: paper for paper in papers(ROOT, book)}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small tree without a mistake, its pages written."""
    tree = tmp_path_factory.mktemp("small") / "tree"
    shutil.copytree(SMALL, tree)
    shutil.copytree(ROOT / "docs/internal/assets", tree / "docs/internal/assets")
    write_pages(tree)
    return tree


@pytest.fixture
def small(written: Path, tmp_path: Path) -> Path:
    """A copy of the small tree that a test may break."""
    return Path(shutil.copytree(written, tmp_path / "tree"))


@pytest.fixture
def small_site(small: Path, root: Path) -> Path:
    """The small tree with the real configuration and theme, so that it can be built."""
    for theme in ("theme", "theme_internal"):
        shutil.copytree(root / "site_config" / theme, small / "site_config" / theme)
    shutil.copy(root / "mkdocs.yml", small)
    config = (root / "site_config/internal.yml").read_text(encoding="utf-8")
    without_nav = re.sub(r"^nav:\n(?: .*\n)+", "", config, flags=re.MULTILINE)
    (small / "site_config/internal.yml").write_text(without_nav, encoding="utf-8")
    return small


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Both sites, by both generators, from a copy of the real tree with a mark in everything internal."""
    room = tmp_path_factory.mktemp("real")
    tree = copy_content(room / "tree")
    marks = plant(tree)
    build_site(tree, room / "out")
    html = {("mkdocs", site.name): room / "out" / site.name for site in (PUBLIK, INTERNAL)}
    for site in (PUBLIK, INTERNAL):
        (room / site.name).mkdir()
        html["zensical", site.name] = build_with_zensical(tree, site, room / site.name)
    return Built(tree, html, marks)


def build_with_zensical(root: Path, site: Site, room: Path) -> Path:
    """Build one site with mkdocs' successor in the new folder `room`, and return where its HTML is.

    Zensical wants docs and output below its config, so the tree is copied and the config's paths are rewritten;
    everything else of the config goes through unchanged.
    """
    shutil.copytree(root / "docs" / site.name, room / "docs")
    config = read_config(root / site.config)
    theme = config["theme"]["custom_dir"]
    shutil.copytree((root / site.config).parent / theme, room / theme)
    config |= {"docs_dir": "docs", "site_dir": "html"}
    (room / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", str(room / "mkdocs.yml")]
    done = subprocess.run(command, cwd=room, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _finished(room / "html", site) == ""
    return room / "html"


def copy_content(to: Path) -> Path:
    """Copy what the sites are made of."""
    for name in CONTENT:
        source = ROOT / name
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, to / name) if source.is_dir() else shutil.copy(source, to / name)
    return to


@pytest.fixture(scope="session")
def book(root: Path) -> Handbook:
    """The real handbook."""
    return load_handbook(root)


@pytest.fixture(scope="session")
def pages(book: Handbook) -> dict[str, str]:
    """Its generated pages, path below docs/internal -> text."""
    return internal_pages(book, NUMBERS)


@pytest.fixture
def small_book(small: Path) -> Handbook:
    """The handbook of the small tree."""
    return load_handbook(small)
