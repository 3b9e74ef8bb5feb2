"""Every rule on content in one go: procedures, facts, forms, pages; each mistake with its line and its mend."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from base import addresses
from base.errors import ContentError, ContentErrors
from base.hints import suggest
from base.resolve import load_district
from collector.forms.load import load_forms
from site_config.build.generate import stale_pages
from site_config.build.hosts import CALENDAR, FORMS
from site_config.facts.addresses import INDEX
from site_config.facts.load import load_facts, unready
from site_config.facts.marks import GENERATED
from site_config.facts.menu import load_menu
from site_config.rules.foreign import foreign_errors, load_foreign
from site_config.rules.heads import head_errors, public_errors
from site_config.rules.links import check_links, site_place
from site_config.rules.passages import line_of
from site_config.rules.register import load_words, register_errors
from site_config.rules.schemas import check_heads
from site_config.rules.traps import load_traps, trap_errors
from site_config.words.downloads import download_names
from sop.load import read_handbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from collector.forms.schema import FormSpec

T = TypeVar("T")


def check_site(root: Path, *, production: bool = False) -> list[ContentError]:
    """Return every mistake in the content below `root`, sorted by file and line; never raise for content.

    `production` also refuses what readers must not meet: untried contacts, no key, an address that is nobody's.
    Paths in the errors are relative to `root`.
    """
    errors: list[ContentError] = []
    district = _tried(lambda: load_district(root), errors)
    if not district:  # everything else names it
        return [_relative(root, error) for error in errors]
    book, handbook_errors = read_handbook(root)
    errors += handbook_errors
    errors += check_heads(root)
    facts = _tried(lambda: load_facts(root), errors)
    menu = _tried(lambda: load_menu(root), errors)
    forms = _tried(lambda: load_forms(district, root / FORMS, root / CALENDAR), errors)
    stale: list[tuple[Path, str]] = []
    if facts and menu and not handbook_errors:
        stale = _tried(lambda: stale_pages(root), errors) or []
        errors += _stale_error(stale)
    if foreign := _tried(lambda: load_foreign(root), errors):
        errors += foreign_errors(root, foreign, generated=not stale and not handbook_errors)
    if traps := _tried(lambda: load_traps(root), errors):
        errors += trap_errors(root, traps)
    if words := _tried(lambda: load_words(root), errors):
        errors += register_errors(root, words)
    if facts and production:
        errors += unready(root, facts)
    for site in ("publik", "internal"):
        readers = {"anyone"} if site == "publik" else {"anyone", "staff"}
        given = (form.address for form in (forms or {}).values() if form.address and form.audience in readers)
        routes = frozenset({addresses.HOME, addresses.MAILBOX, *given})
        made = download_names(book) if site == "internal" else frozenset[str]()
        wrong = _pages(root / "docs" / site, site, routes, made, links=forms is not None)
        # Pages made of content that has mistakes are of the day before: what they link to says nothing.
        errors += [error for error in wrong if not handbook_errors or not _generated(error.path)]
    errors += _form_links(root, forms or {})
    return sorted((_relative(root, error) for error in errors), key=lambda each: (str(each.path), each.line, each.what))


def _form_links(root: Path, forms: Mapping[str, FormSpec]) -> Iterator[ContentError]:
    """Yield an error for a page that a form sends a reader to and that is not there."""
    place = site_place(root / "docs/publik", frozenset(), folders=True)
    pages = {f"/{place.address(name)}" for name in place.files if name.endswith(".md")}
    for form in forms.values():
        path = root / FORMS / f"{form.id}.yml"
        for link in (hint.link for question in form.questions for hint in question.hints if hint.link):
            if link.to not in pages:
                line = line_of(path.read_text(encoding="utf-8"), link.to, 1)
                hint = suggest(link.to, sorted(pages), "Halaman yang ada")
                yield ContentError(path, line, f"halaman '{link.to}' tidak ada", hint)


def _generated(path: Path) -> bool:
    return path.exists() and GENERATED in path.read_text(encoding="utf-8")


def _tried(read: Callable[[], T], errors: list[ContentError]) -> T | None:
    """Return what `read` gives, or note its mistakes and return None."""
    try:
        return read()
    except (ContentError, ContentErrors) as mistake:
        errors += mistake.errors
        return None


def _pages(
    folder: Path, site: str, routes: frozenset[str], made: frozenset[str], *, links: bool
) -> Iterator[ContentError]:
    place = site_place(folder, routes, made, folders=site == "publik")
    if INDEX not in place.files:
        yield ContentError(folder / INDEX, 1, f"situs {site} tidak punya beranda", "Buat berkas ini")
    if site == "publik":
        yield from public_errors(folder)
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8-sig")
        if site == "internal":
            yield from head_errors(path, text, public=False)
        if links:
            yield from check_links(path, text, place)


def _stale_error(stale: list[tuple[Path, str]]) -> list[ContentError]:
    """Return one error for all stale files: it points at the first line that differs in the first of them."""
    if not stale:
        return []
    (path, diff), more = stale[0], len(stale) - 1
    lines = diff.splitlines()
    start = next((index for index, line in enumerate(lines) if line.startswith("@@")), None)
    common = sum(1 for _ in takewhile(lambda line: line.startswith(" "), lines[start + 1 :])) if start else 0
    line = int(re.sub(r"^@@ -(\d+).*", r"\1", lines[start])) + common if start else 1
    hint = "Jalankan: scripts/suluh site pages --write"
    others = f" (dan {more} berkas lain)" if more else ""
    return [ContentError(path, max(line, 1), f"isi yang dihasilkan tidak cocok dengan sumbernya{others}", hint)]


def _relative(root: Path, error: ContentError) -> ContentError:
    path = error.path.relative_to(root) if error.path.is_relative_to(root) else error.path
    return ContentError(path, error.line, error.what, error.hint)
