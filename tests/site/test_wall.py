"""The wall between the two sites: nothing that only officers read is anywhere in what the public site puts out."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from site_config.facts.addresses import INDEX as HOME
from site_config.facts.addresses import address
from site_config.facts.load import load_facts
from site_config.facts.menu import load_menu
from site_config.pages.public.blocks import PUBLIC, Shelf
from site_config.pages.public.helpcard import CARD, help_card
from tests.site.marks import GROUPS, found_below, marks_in, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.site.conftest import Built

    Seen = dict[tuple[str, str], dict[str, set[str]]]

GENERATORS = ("mkdocs", "zensical")
# Kinds of place that no built site shows; what stands there is searched for in the public one all the same.
UNSEEN = {"remark in YAML", "remark in a template", "hidden file", "trap", "contact's source", "contact's verified_by"}
# Everything that the public site consists of, beside a page for each line of the menu. Whoever adds a kind of file
# decides here that the world may have it.
FILES = {
    CARD, "cuaca.html", "404.html", "robots.txt", ".well-known/security.txt", "sitemap.xml", "sitemap.xml.gz",
    "assets/cari.js", "pagefind/pagefind.js", "pagefind/pagefind-worker.js",
    "pagefind/pagefind-entry.json", "pagefind/wasm.id.pagefind",
}  # fmt: skip
INDEX = re.compile(r"pagefind/(pagefind\.id_[0-9a-f]+\.pf_meta|(fragment|index)/id_[0-9a-f]+\.pf_\2)")
THIRD_PARTY = re.compile(r"pagefind/(pagefind(-worker)?\.js|wasm\..*)")
# What would tell where a page comes from, when it was changed and with what: each with an example that is found.
TRACES = {
    "edit link": (
        r"/(edit|blob|raw|tree|commits?)/|[\w-]{4,}\.md\b",
        "https://x.example/suluh/edit/main/docs/publik/index.md",
    ),
    "source map": (r"sourceMappingURL|sourcesContent", "//# sourceMappingURL=exit.js.map"),
    "generator": (r"\b(mkdocs|zensical)|name=.?generator", '<meta name="generator" content="mkdocs-1.6.1">'),
    "source file": (r"docs/(publik|internal)|site_config/|sop/", "<!-- Dihasilkan dari sop/agencies.yml -->"),
    "day of a change": (r"<time\b|git-revision|itemprop=.?date", '<time datetime="2026-11-24">'),
    "author's remark": (r"<!--(?! /?suluh\b)", "<!-- tanyakan dulu kepada dinas -->"),
}


@pytest.fixture(scope="module")
def seen(built: Built) -> Seen:
    """Mark -> the files that hold it, of every built site."""
    return {which: found_below(folder) for which, folder in built.html.items()}


@pytest.mark.parametrize("generator", GENERATORS)
def test_nothing_internal_reaches_the_public_site(built: Built, seen: Seen, generator: str) -> None:
    """No mark of any internal place is in a file of the public site, in its name, packed, escaped, large or small."""
    assert {built.marks[mark]: files for mark, files in seen[generator, "publik"].items()} == {}


@pytest.mark.parametrize("generator", GENERATORS)
def test_every_mark_is_found_where_officers_read(built: Built, seen: Seen, generator: str) -> None:
    """The search has eyes: each mark is in the tree, and all that the internal site shows is found in it."""
    assert set(found_below(built.root)) == set(built.marks)
    unseen = {place.partition(":")[0] for mark, place in built.marks.items() if mark not in seen[generator, "internal"]}
    # mkdocs leaves a page's tags to a plugin that we do not have; zensical puts them into its own search.
    assert unseen == (UNSEEN | {"tag"} if generator == "mkdocs" else UNSEEN)


def test_no_packing_hides_a_mark(seen: Seen) -> None:
    """What is compressed is read: Pagefind's fragments and index, archives, workbooks, documents, pictures."""
    files = {name for names in seen["mkdocs", "internal"].values() for name in names}
    packed = ("pagefind/fragment/", "pagefind/index/", ".xlsx", "a.zip", "a.pdf", "a.png", "a.txt.gz")
    assert [each for each in packed if not any(each in name for name in files)] == []


def test_a_leaked_contact_would_be_seen(built: Built) -> None:
    """Every fact of a contact for officers is found once a public block shows it, and none with public contacts."""
    facts, menu = load_facts(built.root), load_menu(built.root)
    shown = {}
    for audience in ("public", "internal"):
        groups = facts.by_group(audience=audience)
        shelf = Shelf(HOME, groups, [], menu, facts.service, facts.district)
        blocks = [PUBLIC[name](shelf, [*GROUPS]) for name in ("contacts", "sources", "hotline")]
        shown[audience] = marks_in("\n".join([*blocks, help_card(groups)]).encode())
    of_contacts = {mark for mark, place in built.marks.items() if place.startswith("contact's ")}
    assert shown == {"public": set(), "internal": of_contacts}


def test_no_public_page_has_a_number_for_officers_only(built: Built) -> None:
    """The real contacts too: neither a block nor a sentence that somebody wrote by hand gives such a number away."""
    contacts = load_facts(built.root).contacts
    numbers = {each for one in contacts if one.audience == "internal" for each in (one.number, one.display) if each}
    assert "171" in numbers  # one that no district changes
    looked_for = re.compile("|".join(rf"(?<!\w){re.escape(number)}(?!\w)" for number in numbers))
    assert {name: found for name, html in built.pages("publik").items() if (found := looked_for.findall(html))} == {}


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_public_site_is_only_what_is_allowed(built: Built, generator: str) -> None:
    """A page for each line of the menu and a short list of files: no tags, archive, map, attachment or other output."""
    pages = [HOME, *(page.page for group in load_menu(built.root).groups for page in group.pages)]
    allowed = FILES | {f"{address(page, folders=True)}index.html" for page in pages}
    allowed |= {"search.json"} if generator == "zensical" else set()  # its own search, which it cannot be told to leave
    folder = built.html[generator, "publik"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    assert {name for name in there - allowed if not INDEX.fullmatch(name)} == set()


@pytest.mark.parametrize("kind", TRACES)
def test_no_public_file_tells_how_it_was_made(built: Built, kind: str) -> None:
    """No link to edit, source map, generator, source file, day of a change or remark of an author."""
    pattern, example = TRACES[kind]
    trace = re.compile(pattern, re.IGNORECASE)
    assert trace.search(example)
    found = [(name, match[0]) for name, text in _own_files(built) for match in trace.finditer(text)]
    assert found == []


def test_no_public_file_names_a_folder_of_the_machine(built: Built, root: Path) -> None:
    """Neither the tree nor the programs: such a path holds the name of whoever built the site."""
    folders = (str(built.root.parent), str(root), sys.prefix)
    for generator in GENERATORS:
        for path in built.html[generator, "publik"].rglob("*"):
            text = b"".join(unpacked(path.read_bytes())).decode("utf-8", "replace") if path.is_file() else ""
            assert [each for each in folders if each in text] == [], path


def test_the_sitemap_tells_no_page_s_history(built: Built) -> None:
    """All its days are the day of the build: none says when somebody worked on a page."""
    text = (built.html["mkdocs", "publik"] / "sitemap.xml").read_text(encoding="utf-8")
    assert len(re.findall(r"<loc>", text)) > 3
    assert len(set(re.findall(r"<lastmod>.*?</lastmod>", text))) == 1


def _own_files(built: Built) -> Iterator[tuple[str, str]]:
    """Every public file that is ours, unpacked; not Pagefind's programs."""
    for generator in GENERATORS:
        folder = built.html[generator, "publik"]
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            name = path.relative_to(folder).as_posix()
            if not THIRD_PARTY.fullmatch(name):
                yield name, b"\n".join(unpacked(path.read_bytes())).decode("utf-8", "replace")
