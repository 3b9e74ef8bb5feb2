"""What blocks put into public pages: the ways to reach somebody, danger on one line, where choices lead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_config.facts.load import Opening, Service, load_facts
from site_config.facts.menu import load_menu
from site_config.pages.public.blocks import Shelf, all_pages, danger, ways

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def shelf(root: Path) -> Shelf:
    """A page below the real facts and the real menu."""
    facts = load_facts(root)
    return Shelf("guru.md", facts.by_group(), facts.keys, load_menu(root), facts.service)


def test_a_page_that_asks_to_act_ends_with_three_ways(shelf: Shelf) -> None:
    """Call, write and go are all there; nobody is sent to write without reading whether somebody reads."""
    shut = ways(replace(shelf, service=Service(open=None)), [])
    duty = Opening(hours="hari kerja", approved_by="jabatan", approved_on="2026-12-01")
    opened = ways(replace(shelf, service=Service(open=duty)), [])
    for text in (shut, opened):
        assert {"tel:129", "/lapor", "/cara/#datang"} <= set(re.findall(r'href="([^"]+)"', text))
    assert "hari kerja" in opened
    assert "hari kerja" not in shut


def test_danger_on_one_line_has_every_number_of_the_box(shelf: Shelf) -> None:
    """The compact box offers what the full one offers, and leads to the page that has the full one."""
    numbers = set(re.findall(r'href="(tel:\d+)"', danger(shelf, [])))
    line = danger(shelf, ["line"])
    assert len(numbers) == 3
    assert set(re.findall(r'href="(tel:\d+)"', line)) == numbers
    assert 'href="/sekarang/"' in line


def test_the_mailbox_is_in_the_list_of_pages_with_words_to_find_it(shelf: Shelf) -> None:
    """An address of the form server is no file: its choice carries the words that the search looks for."""
    assert re.search(r'href="/kotak" data-words="[^"]*\bkode\b', all_pages(shelf, []))
