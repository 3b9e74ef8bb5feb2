"""A district takes a year of upstream changes with the commands of the guide, in real git."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from base.district import DISTRICT
from site_config.build.generate import stale_pages, write_pages
from sop.load import load_handbook
from tests.site.conftest import copy_content
from tests.site.districts import settle

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "docs/internal/panduan-naik-versi.md"
PROCEDURE = "sop/procedures/penerimaan-laporan.yml"
OVERLAY = "site_config/district/procedures/penerimaan-laporan.yml"
ALONE = "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null"
WHO = " ".join(f"GIT_{who}_{what}=uji@uji.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL"))


def run(tree: Path, command: str) -> str:
    """Run a command in `tree` with no settings but its own; return what it printed."""
    script = f"{ALONE} {WHO}\n{command}"
    return subprocess.run(["sh", "-c", script], cwd=tree, capture_output=True, text=True, check=False).stdout


def save(tree: Path) -> None:
    """Write the pages of `tree` and commit everything."""
    write_pages(tree)
    run(tree, "git add -A && git commit -qm x")


def change(file: Path, old: str, new: str) -> None:
    """Change the first `old` of a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def upstream(tmp_path: Path, root: Path) -> Path:
    """The shared text, as one district published it."""
    tree = copy_content(tmp_path / "hulu")
    (tree / "scripts").mkdir(exist_ok=True)
    shutil.copy(root / "scripts/merge-blocks", tree / "scripts")
    shutil.copy(root / ".gitattributes", tree)
    run(tree, "git init -qb main && git add -A && git commit -qm x")
    return tree


@pytest.fixture
def ours(tmp_path: Path, upstream: Path) -> Path:
    """The invented district's clone of it."""
    tree = tmp_path / "daerah"
    run(tmp_path, f"git clone -q {upstream} daerah && cd daerah && git remote rename origin hulu")
    run(tree, 'git config merge.generated.driver true; git config merge.blocks.driver "scripts/merge-blocks %O %A %B"')
    settle(tree)
    save(tree)
    return tree


def a_year_upstream(tree: Path) -> None:
    """What the shared text and the first district changed: a procedure, a role, a page, a page's block, a contact."""
    change(tree / PROCEDURE, "title: Penerimaan laporan", "title: Penerimaan laporan hari itu juga")
    save(tree)
    change(tree / DISTRICT, "name: Kabupaten Batang", "name: Kabupaten Batang Baru")
    (tree / OVERLAY).parent.mkdir(exist_ok=True)
    (tree / OVERLAY).write_text("approvals: []\n", encoding="utf-8")
    change(tree / "site_config/facts/contacts.yml", "name: ", "name: Baru ")
    change(tree / "docs/publik/nomor.md", "title: Daftar nomor", "title: Daftar semua nomor")
    save(tree)


def a_year_here(tree: Path) -> None:
    """What the district settled: a point, a local limit, its own contact."""
    step = next(step for step in load_handbook(tree).procedures["penerimaan-laporan"].steps if step.confirm_locally)
    said = f"{{point: {step.confirm_locally[0]!r}, answer: Ya., by: Forum, on: 2026-12-01}}"
    file = tree / OVERLAY
    settled = f"  {step.id}:\n    settled:\n      - {said}\n"
    file.write_text(file.read_text(encoding="utf-8") + settled, encoding="utf-8")
    change(tree / "site_config/district/contacts.yml", "source: uji", "source: surat baru")
    save(tree)


def upgrade(tree: Path, root: Path) -> list[str]:
    """Run the guide's commands up to the list of conflicts; return that list."""
    (commands,) = re.findall(r"```sh\n(.*?)```", (root / GUIDE).read_text(encoding="utf-8"), re.DOTALL)
    for command in commands.splitlines()[:-1]:
        run(tree, command)
    return run(tree, commands.splitlines()[-1]).split()


def test_a_year_on_both_sides_merges_without_a_conflict(upstream: Path, ours: Path, root: Path) -> None:
    """The district keeps its folder and what it settled, gets the new shared text, and its pages say both."""
    a_year_here(ours)
    a_year_upstream(upstream)
    folder = {path: path.read_bytes() for path in (ours / "site_config/district").rglob("*") if path.is_file()}
    assert upgrade(ours, root) == []
    save(ours)
    assert {path: path.read_bytes() for path in (ours / "site_config/district").rglob("*") if path.is_file()} == folder
    assert "<<<<<<<" not in run(ours, "git grep -l '^<<<<<<<' -- docs sop site_config")
    page = (ours / "docs/internal/sop/penerimaan-laporan.md").read_text(encoding="utf-8")
    assert "hari itu juga" in page
    assert "Ditetapkan setempat" in page
    assert "title: Daftar semua nomor" in (ours / "docs/publik/nomor.md").read_text(encoding="utf-8")
    assert "Kabupaten Batang" not in page
    assert stale_pages(ours) == []


def test_only_what_both_changed_is_a_conflict(upstream: Path, ours: Path, root: Path) -> None:
    """Where both sides wrote another title for the same page, git names that page and nothing else."""
    a_year_upstream(upstream)
    change(ours / "docs/publik/nomor.md", "title: Daftar nomor", "title: Nomor di sini")
    save(ours)
    assert upgrade(ours, root) == ["docs/publik/nomor.md"]
