"""The guide's first part, followed to the letter: from another district's checkout to both sites of a new one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from base.district import FOLDER
from tests.site.districts import BATANG, CEMARA, clone

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "docs/internal/panduan-naik-versi.md"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What somebody has who cloned the first district's project."""
    tree = clone(tmp_path / "program")
    follow(tree, "git init -qb main\ngit add -A\ngit commit -qm x")
    return tree


def follow(tree: Path, box: str) -> str:
    """Type the commands of one box; give what they print, and stop at the first that fails."""
    who = {f"GIT_{who}_{what}": "uji@uji.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PYTHONPATH": str(tree)}
    words = box.replace("scripts/suluh", f"{sys.executable} -m collector.cli")
    env = {**os.environ, **who, **alone}  # noqa: TID251  a child process inherits ours
    done = subprocess.run(["bash", "-ec", words], cwd=tree, env=env, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}\n{done.returncode}"


def test_the_guide_leads_to_both_sites_of_a_new_district(root: Path, checkout: Path) -> None:
    """Its boxes make an open folder, name what is open in it, and build nothing but the new district once filled."""
    part = (root / GUIDE).read_text(encoding="utf-8").split("\n## ")[1]
    make, keep = re.findall(r"```text\n(.*?)```", part, re.DOTALL)
    said = follow(checkout, make)
    assert said.endswith("\n1")  # the check, the last command, found what is open
    assert f"{FOLDER}/district.yml:" in said
    made = {path.name for path in (checkout / FOLDER).iterdir()}
    assert made <= {path.name for path in CEMARA.iterdir()}
    shutil.copytree(CEMARA, checkout / FOLDER, dirs_exist_ok=True)  # what a filled folder is
    said = follow(checkout, f"{keep}\nscripts/suluh site build")
    assert said.endswith("\n0"), said
    for page in ("publik/nomor/index.html", "internal/kartu/layanan.html"):
        text = (checkout / "build" / page).read_text(encoding="utf-8")
        assert "Cemara" in text
        assert not BATANG.search(text)
    assert follow(checkout, "git status --porcelain").strip() == "0"
