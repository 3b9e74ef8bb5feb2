"""The invented district of the tests, put in the place of the real one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from base.district import FOLDER
from site_config.build.generate import write_pages
from tests.site.conftest import ROOT, copy_content

# Names that only the first district has.
BATANG = re.compile(r"\b(?:Batang|(?i:DP3AP2KB|P2TP2A|Pelangi[ -]Nusa)|Wonotunggal|Gringsing)\b")
CEMARA = Path(__file__).parents[1] / "districts/cemara"


def settle(tree: Path, district: Path = CEMARA) -> Path:
    """Put `district` in the place of the district of `tree`, and write its pages."""
    shutil.rmtree(tree / FOLDER)
    shutil.copytree(district, tree / FOLDER)
    write_pages(tree)
    return tree


def program(to: Path) -> Path:
    """Copy the whole program to `to`, as the invented district's checkout."""
    return settle(clone(to))


def clone(to: Path) -> Path:
    """Copy the whole program to `to`, with the folder of the district that it is made in."""
    copy_content(to)
    for name in ("base", "collector", "scripts"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    shutil.copytree(ROOT / "build/client", to / "build/client")
    (to / "node_modules").symlink_to(ROOT / "node_modules")
    for name in (".gitattributes", ".gitignore"):
        shutil.copy(ROOT / name, to)
    return to


def cemara(to: Path) -> Path:
    """Copy the real tree to `to`, as the invented district's."""
    return settle(copy_content(to))
