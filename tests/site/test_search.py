"""The search of both sites: Indonesian word forms, the pages' own words, the same from both generators."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_config.build.search import FOLDER, INTERNAL_SEARCH, Search
from site_config.build.sites import build_site
from site_config.errors import BuildFailed
from tests.node import run_node

if TYPE_CHECKING:
    from tests.site.conftest import Built

ASK = Path(__file__).parent / "search.mjs"


def ask(html: Path, *words: str) -> dict[str, list[str]]:
    """Ask the index of a built site with Pagefind's own code: word -> addresses, best first."""
    found: dict[str, list[str]] = run_node(ASK, {"index": str(html / FOLDER), "words": words})
    return found


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Three pages that share words beside their article, indexed as the internal site is."""
    bodies = {
        "a": "Laporan diterima.",
        "b": "Ia melaporkan kejadian.",
        "4c": "Rumah aman<a class='headerlink'>Tautan</a>",
    }
    (tmp_path / "sop").mkdir()
    for name, body in bodies.items():
        html = f"<!doctype html><html lang=id><div>Laporan kejadian</div><article><h1>Halaman</h1>{body}</article>"
        (tmp_path / "sop" / f"{name}.html").write_text(html, encoding="utf-8")
    (tmp_path / "404.html").write_text("<!doctype html><html lang=id><article>Laporan hilang</article>")
    subprocess.run(INTERNAL_SEARCH.command(tmp_path), check=True)
    return tmp_path


def test_forms_of_a_word_find_each_other(pages: Path) -> None:
    """The search takes "melaporkan", "pelaporan" and "laporan" for one word, as a reader does."""
    found = ask(pages, "melaporkan", "pelaporan", "laporan", "dilaporkan")
    both = ["/sop/a.html", "/sop/b.html"]
    assert {word: sorted(addresses) for word, addresses in found.items()} == dict.fromkeys(found, both)


def test_only_a_page_s_own_words_are_found(pages: Path) -> None:
    """Not the navigation, which stands on every page, nor the sign behind a heading, nor the page for no page."""
    assert ask(pages, "kejadian", "tautan", "hilang", "rumah") == {
        "kejadian": ["/sop/b.html"],
        "tautan": [],
        "hilang": [],
        "rumah": ["/sop/4c.html"],
    }


def test_both_generators_give_the_same_search(built: Built) -> None:
    """The same words find the same pages whichever generator built them; the first is about what was asked."""
    words = ("melaporkan", "rumah aman", "visum", "amplop tersegel")
    by_mkdocs, by_zensical = (ask(built.html[made, "internal"], *words) for made in ("mkdocs", "zensical"))
    assert {word: set(found) for word, found in by_mkdocs.items()} == {
        word: set(found) for word, found in by_zensical.items()
    }
    best = ("/sop/penerimaan-laporan", "/sop/penampungan-sementara", "/sop/layanan-kesehatan-visum")
    for word, page in zip(words, best, strict=False):
        assert by_mkdocs[word][0].startswith(page)


def test_every_page_leads_to_the_search_and_only_that_page_loads_it(built: Built) -> None:
    """The link is in the header of every page; the script is a file of ours on the search page alone."""
    for made in ("mkdocs", "zensical"):
        for name, html in built.pages("internal", made).items():
            assert 'class="to-search"' in html, name
            assert ('assets/search.js"' in html) is (name == "cari.html"), name
        assert (built.html[made, "internal"] / FOLDER / "pagefind.js").is_file()


def test_the_public_search_knows_public_pages_only(built: Built) -> None:
    """A word of a public page is found on it; what only officers' pages say is not there; nor are cards and errors."""
    for made in ("mkdocs", "zensical"):
        found = ask(built.html[made, "publik"], "sextortion", "menyadap", "halaman", "pengelola kasus", "DP3AP2KB")
        assert found["sextortion"] or found["menyadap"] or found["halaman"]
        assert all(address.endswith("/") for addresses in found.values() for address in addresses)


def test_a_site_that_cannot_be_indexed_is_not_published(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing Pagefind fails the build with its own words, and no site without a search takes the old one's place."""
    command = ["-c", "raise SystemExit('indeks rusak')"]
    monkeypatch.setattr(Search, "command", lambda *_: [sys.executable, *command])
    with pytest.raises(BuildFailed, match="indeks rusak"):
        build_site(built.root, tmp_path / "out")
    assert not (tmp_path / "out" / "internal").exists()
