"""The invented district of the tests, put in the place of the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

from base.district import FOLDER
from site_config.build.generate import write_pages
from tests.site.conftest import copy_content

CEMARA = Path(__file__).parents[1] / "districts/cemara"


def settle(tree: Path, district: Path = CEMARA) -> Path:
    """Put `district` in the place of the district of `tree`, and write its pages."""
    shutil.rmtree(tree / FOLDER)
    shutil.copytree(district, tree / FOLDER)
    write_pages(tree)
    return tree


def cemara(to: Path) -> Path:
    """Copy the real tree to `to`, as the invented district's."""
    return settle(copy_content(to))
