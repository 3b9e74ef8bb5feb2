"""The handbook as built: near for whoever opens it, and linked from where it is needed."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

if TYPE_CHECKING:
    from tests.site.conftest import Built

CLICKS = 3
FAR = {"404.html"}


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_every_page_is_three_clicks_from_the_home_page(built: Built, generator: str) -> None:
    """An officer in a hurry never digs: procedures, cards, sheets and situations are all near, by links alone."""
    pages = built.pages("internal", generator)
    reached = {"index.html"}
    for _ in range(CLICKS):
        reached |= {there for here in reached for there in _links(here, pages[here]) if there in pages}
    assert set(pages) - reached - FAR == set()


def test_the_drawing_of_each_procedure_is_served_with_its_alternative(built: Built) -> None:
    """Both generators keep the picture, its address and its words."""
    for generator in ("mkdocs", "zensical"):
        folder = built.html[generator, "internal"]
        for name, html in built.pages("internal", generator).items():
            for tag in re.findall(r"<img[^>]*gambar/[^>]*>", html):
                source = re.search(r'src="([^"]*)"', tag)
                assert source
                assert (folder / _below(name, source[1])).is_file(), (generator, name)
                assert re.search(r'alt="[^"]{40,}"', tag), (generator, name)


def _links(page: str, html: str) -> set[str]:
    return {_below(page, found) for found in re.findall(r'<a\b[^>]*\bhref="([^"#]+)', html)}


def _below(page: str, link: str) -> str:
    path = urlsplit(urljoin(f"https://x/{page}", link)).path.lstrip("/")
    return posixpath.join(path, "index.html") if not path or path.endswith("/") else path
