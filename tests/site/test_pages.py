"""The generated pages as text: escaped, reachable, and whole whether much or little is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from base.days import day
from base.errors import ContentErrors
from site_config.build.generate import write_pages
from site_config.facts.addresses import href
from site_config.pages import html as parts
from site_config.pages.internal.every import FOLDERS, internal_pages
from site_config.words.downloads import download_names
from site_config.words.flow import flow_drawings
from sop.model import Handbook
from tests.site.handbooks import NUMBERS, Tables, nasty_book, steps_of

if TYPE_CHECKING:
    from pathlib import Path


def test_no_text_of_the_content_becomes_markup() -> None:
    """Tags, quotes and pipes of any field stay text on every page that the handbook makes."""
    for name, page in internal_pages(nasty_book(), NUMBERS).items():
        body = page.split("---\n", 2)[2]
        assert "a<b>" not in body, name
        assert '&"' not in body, name
        for line in body.splitlines():
            assert "[c](d)" not in line or line.startswith("<"), line
        assert "a&lt;b&gt;" in body, name


def test_an_empty_handbook_has_all_its_index_pages() -> None:
    """Nothing written yet is no error: the pages that the navigation names are there and say so."""
    pages = internal_pages(Handbook(), NUMBERS)
    assert {f"{folder}/index.md" for folder in FOLDERS} < set(pages)
    assert all(len(page) > 80 for page in pages.values())


def test_the_matrix_page_holds_the_whole_matrix_without_its_script(book: Handbook, pages: dict[str, str]) -> None:
    """Every step is a link there, and the only script is a file beside the page."""
    page = pages["sop/matriks.md"]
    for procedure, step in steps_of(book):
        assert f'<a href="{procedure.id}.html#{step.id}">' in page
    assert re.findall(r"<script.*", page) == ['<script src="../assets/matrix.js" defer></script>']


def test_a_procedure_page_shows_its_drawings_after_the_checklist(book: Handbook, pages: dict[str, str]) -> None:
    """Checklist, drawings with their alternatives, steps, forms, ground, approval, changes: in this order."""
    for procedure in book.procedures.values():
        page = pages[f"sop/{procedure.id}.md"]
        wanted = [
            "## Daftar periksa",
            "Langkah-langkah di bawah ini memuat isi yang sama",
            *(f"![{each.text}](gambar/{each.name}.svg)" for each in flow_drawings(procedure, book)),
        ]
        wanted += ["## Langkah", "## Dasar hukum", "## Pengesahan", "## Yang berubah"]
        places = [page.index(each) for each in wanted]
        assert places == sorted(places)
        for change in procedure.history:
            assert f"### Versi {change.version}, {day(change.on)}" in page
        for step in procedure.steps:
            for form in {*step.forms_in, *step.forms_out} & set(book.forms):
                assert f'href="../formulir/{form}.html"' in page


def test_a_sheet_begins_with_its_secrecy_and_has_a_place_for_every_answer(
    book: Handbook, pages: dict[str, str]
) -> None:
    """What must stay secret is read first; each field is there, and what must be filled carries a star."""
    for form in book.forms.values():
        page = pages[f"formulir/{form.id}.md"]
        assert page.index(parts.text(form.secrecy)) < page.index("\n# ")
        fields = [field for section in form.sections for field in section.fields]
        assert page.count('<div class="blank ') == len(fields)
        assert page.count('<b class="must"') == sum(field.minimum for field in fields)
        assert all(f"</span>{parts.text(option)}</li>" in page for field in fields for option in field.options)


def test_a_forbidden_thing_always_says_so_in_words(small_book: Handbook) -> None:
    """A safeguard without "Jangan" gets one: on paper and to the ear a red box forbids nothing."""
    page = internal_pages(small_book, NUMBERS)["keadaan/anak-datang.md"]
    assert '<div class="dont"><b>Jangan:</b> Menanyai ulang.</div>' in page
    assert parts.forbidding("Jangan menunggu.") == "<b>Jangan</b> menunggu."


def test_tables_are_reached_by_keyboard_and_have_names(pages: dict[str, str]) -> None:
    """Each wide table scrolls in a region with a label of its own, and no head of a table is empty."""
    for name, page in pages.items():
        tables = Tables(page)
        assert tables.unreached == [], name
        assert "" not in tables.labels, name
        assert len(tables.labels) == len(set(tables.labels)), name
        assert "" not in tables.heads, name


def test_each_download_is_linked_and_each_link_is_a_download(book: Handbook, pages: dict[str, str]) -> None:
    """The files that the build makes and the files that pages offer are the same."""
    linked = {f"unduh/{found}" for page in pages.values() for found in re.findall(r'href="[./]*unduh/([^"]+)"', page)}
    assert linked == download_names(book)


@pytest.mark.parametrize(
    ("here", "target", "found", "in_folders"),
    [
        ("sop/a.md", "sop/b.md", "b.html", "../b/"),
        ("sop/index.md", "sop/b.md", "b.html", "b/"),
        ("index.md", "kartu/index.md", "kartu/index.html", "kartu/"),
        ("kartu/a.md", "index.md", "../index.html", "../../"),
        ("sop/a.md", "unduh/x.pdf", "../unduh/x.pdf", "../../unduh/x.pdf"),
    ],
)
def test_addresses_in_raw_html_are_those_of_the_built_site(here: str, target: str, found: str, in_folders: str) -> None:
    """Beside its file is where a page is served; a page in a folder of its own is one level deeper."""
    assert href(here, target) == found
    assert href(here, target, folders=True) == in_folders


def test_public_pages_hold_no_block_of_the_handbook(small: Path) -> None:
    """The wall holds for blocks too: agencies and situations are for internal pages."""
    home = small / "docs/publik/index.md"
    home.write_text(home.read_text(encoding="utf-8") + "\n<!-- suluh:agencies -->\n<!-- /suluh -->\n", encoding="utf-8")
    with pytest.raises(ContentErrors, match="blok 'agencies' tidak dikenal"):
        write_pages(small)


@pytest.mark.parametrize("kind", ["situations", "agencies", "open-points"])
def test_internal_pages_may_hold_blocks_of_the_handbook(small: Path, kind: str) -> None:
    """A block is filled from the content and stays a fixed point."""
    home = small / "docs/internal/index.md"
    home.write_text(f"# Buku kerja\n\n<!-- suluh:{kind} -->\n<!-- /suluh -->\n", encoding="utf-8")
    assert write_pages(small) == [home]
    assert "<a " in home.read_text(encoding="utf-8")
    assert write_pages(small) == []


def test_the_folders_of_generated_pages_are_all_known(pages: dict[str, str]) -> None:
    """What is written into a folder is also cleared away there."""
    assert {name.partition("/")[0] for name in pages} == set(FOLDERS)


@pytest.mark.parametrize("folder", ["sop", "kartu", "formulir", "keadaan"])
def test_a_page_whose_source_is_gone_goes_too(small: Path, folder: str) -> None:
    """Deleting a form, a situation, an agency or a procedure leaves no page behind."""
    left = small / "docs/internal" / folder / "lama.md"
    left.write_text(parts.front("Lama", "sop/lama.yml"), encoding="utf-8")
    assert write_pages(small) == [left]
    assert not left.exists()
