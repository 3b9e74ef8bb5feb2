"""An invented district with other names, no voluntary agency and a UPTD: everything is made from its folder alone."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from base.district import DISTRICT, FOLDER
from base.errors import ContentErrors
from base.resolve import load_district
from collector.forms.load import load_forms
from site_config.build.check import check_site
from site_config.build.new_district import new_district
from site_config.build.sites import build_site
from site_config.pages.internal.every import internal_pages
from site_config.paper.printing import papers
from site_config.rules.foreign import load_foreign
from sop.load import load_handbook
from tests.site.districts import BATANG, cemara
from tests.site.handbooks import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


MANY = 200  # files of both sites


def texts_of(path: Path) -> Iterator[str]:
    """What a file says, by name too; each part of a spreadsheet, which is a ZIP. Of papers see `papers`."""
    yield path.name
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            yield from (parts.read(name).decode() for name in parts.namelist())
    else:
        yield path.read_bytes().decode(errors="replace")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real tree as the invented district's."""
    return cemara(tmp_path_factory.mktemp("cemara") / "tree")


def test_another_district_is_ready_for_production(tree: Path) -> None:
    """The production check finds nothing to mend: no text is left that tells of the first district."""
    assert check_site(tree, production=True) == []


def test_nothing_made_for_another_district_names_the_first(tree: Path) -> None:
    """No page, paper or form that is made from data holds a name of Batang; the absent agency is nowhere asked."""
    book = load_handbook(tree)
    forms = load_forms(load_district(tree), tree / "collector/forms/specs")
    made = {
        **internal_pages(book, NUMBERS),
        **{paper.name: json.dumps(paper.measures, ensure_ascii=False) for paper in papers(tree, book)},
        **{name: form.model_dump_json() for name, form in forms.items()},
    }
    assert [name for name, text in made.items() if BATANG.search(text)] == []
    assert [name for name, text in made.items() if re.search(r"\bLSM\b", text)] == []
    assert "lsm" not in book.agencies
    assert not any(option.id == "lsm" for form in forms.values() for each in form.questions for option in each.options)


def test_both_sites_of_another_district_are_built(tree: Path, tmp_path: Path) -> None:
    """Both sites come out of the same code with the district's name in them, and no file holds a name of the first."""
    build_site(tree, tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > MANY
    assert [path for path in files if BATANG.search("\n".join(texts_of(path)))] == []
    assert "Cemara" in (tmp_path / "publik/nomor/index.html").read_text(encoding="utf-8")
    assert "Cemara" in (tmp_path / "internal/kartu/layanan.html").read_text(encoding="utf-8")


def test_a_foreign_name_is_refused_with_its_line(tree: Path, tmp_path: Path) -> None:
    """A name of the district that a text came from is an error at its line: page, form, script, command, template."""
    copy = shutil.copytree(tree, tmp_path / "tree")
    names = ("docs/publik/nomor.md", "collector/forms/specs/saran-forum.yml", "collector/web/client/x.js")
    files = [copy / name for name in (*names, "collector/cli/x.py", "collector/web/templates/x.html")]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(text + "\n# Hubungi Wonotunggal\n", encoding="utf-8")
    found = [error for error in check_site(copy) if "'Wonotunggal'" in error.what]
    lines = {file.relative_to(copy): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {error.path: error.line for error in found} == lines


def test_a_new_districts_folder_has_every_field_and_says_what_is_open(tree: Path, tmp_path: Path) -> None:
    """Each role is in it, each name of the old district is foreign, and each thing not filled in is named by line."""
    copy = shutil.copytree(tree, tmp_path / "tree")
    folder = tmp_path / "baru"
    new_district(copy, "Kabupaten Contoh", folder)
    shutil.rmtree(copy / FOLDER)
    shutil.copytree(folder, copy / FOLDER)
    assert "Cemara" in load_foreign(copy).foreign
    text = (copy / DISTRICT).read_text(encoding="utf-8")
    for role in ("layanan", "lsm", "puspaga"):
        assert f"\n  {role}:\n" in text
    with pytest.raises(ContentErrors) as raised:
        load_district(copy)
    named = {error.line for error in raised.value.errors}
    lines = text.splitlines()
    opened = [number for number, line in enumerate(lines, 1) if ": null" in line and "#" in line and "name" not in line]
    assert {error.path for error in check_site(copy)} == {(copy / DISTRICT).relative_to(copy)}
    assert set(opened) - {2} <= named


def test_a_folder_is_made_where_there_is_none(tree: Path, tmp_path: Path) -> None:
    """A checkout without a district gets the same files, only that no name is foreign to it."""
    copy = shutil.copytree(tree, tmp_path / "tree")
    before = {path.name for path in new_district(copy, "Kabupaten Contoh", tmp_path / "beside")}
    shutil.rmtree(copy / FOLDER)
    made = new_district(copy, "Kabupaten Contoh", copy / FOLDER)
    assert {path.name for path in made} == before
    assert load_foreign(copy).foreign == []
