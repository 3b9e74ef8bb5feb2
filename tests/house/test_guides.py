"""A newcomer's tasks, done as the guide says: its boxes are copied to the letter, and nothing else is touched."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from site_config.build.check import check_site
from site_config.build.generate import write_pages
from site_config.facts.menu import MENU
from tests.site.conftest import ROOT, copy_content

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "docs/internal/panduan-menambah.md"
PAGES = re.compile(r"^    pages:\n", re.MULTILINE)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of all content."""
    tree = copy_content(tmp_path / "tree")
    shutil.copytree(ROOT / "scripts/deploy/static", tree / "scripts/deploy/static")
    return tree


@pytest.fixture
def boxes() -> dict[str, str]:
    """File -> what the guide says to write there."""
    text = (ROOT / GUIDE).read_text(encoding="utf-8")
    return dict(re.findall(r"^`([^`]+)`:\n\n```[a-z]+\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))


def add(tree: Path, file: str, text: str) -> None:
    """Write a new file."""
    assert not (tree / file).exists()
    (tree / file).write_text(text, encoding="utf-8")


def add_to_menu(tree: Path, entry: str) -> None:
    """Put the entry under the first group's pages."""
    path = tree / MENU
    path.write_text(PAGES.sub(lambda found: found[0] + entry, path.read_text(encoding="utf-8"), count=1), "utf-8")


def test_a_procedure_is_one_file(tree: Path, boxes: dict[str, str]) -> None:
    """The guide's procedure alone gives its page, its drawing and a duty on the cards of those it names."""
    [(file, text)] = [(file, text) for file, text in boxes.items() if file.startswith("sop/")]
    add(tree, file, text)
    written = {path.relative_to(tree).as_posix() for path in write_pages(tree)}
    assert check_site(tree) == []
    name = yaml.safe_load(text)["id"]
    assert {f"docs/internal/sop/{name}.md", "docs/internal/kartu/desa.md", "docs/internal/kartu/dinas.md"} <= written
    assert any(each.startswith(f"docs/internal/sop/gambar/{name}-") for each in written)


def test_a_public_page_is_one_file_and_one_entry_in_the_menu(tree: Path, boxes: dict[str, str]) -> None:
    """The guide's page is complete with its entry, and without the entry it is refused."""
    [(file, text)] = [(file, text) for file, text in boxes.items() if file.startswith("docs/publik/")]
    add(tree, file, text)
    assert [error.what for error in check_site(tree)] == ["halaman 'teman.md' tidak terdaftar"]
    add_to_menu(tree, boxes[MENU])
    written = {path.relative_to(tree).as_posix() for path in write_pages(tree)}
    assert file in written
    assert check_site(tree) == []


def test_what_a_public_page_lacks_is_said_in_sentences(tree: Path, boxes: dict[str, str]) -> None:
    """The guide's page without a line of its head and without help numbers: each is named, and how to mend it."""
    file = next(file for file in boxes if file.startswith("docs/publik/"))
    add(tree, file, re.sub(r"checked: .*?\n|<!-- suluh:danger .*?/suluh -->\n", "", boxes[file], flags=re.DOTALL))
    add_to_menu(tree, boxes[MENU])
    said = {error.what: error.hint for error in check_site(tree) if error.path.as_posix() == file}
    assert {"kunci 'checked' belum ada", "halaman umum tanpa nomor pertolongan"} <= said.keys()
    assert all(said.values())
