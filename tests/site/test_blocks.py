"""What blocks put into public pages: the ways to reach somebody, danger on one line, where choices lead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from base.district import LocalAgency, StandIn
from site_config.facts.load import Opening, Service, load_facts
from site_config.facts.menu import load_menu
from site_config.pages.public.blocks import Shelf, all_pages, danger, numbers_tried, safe_house, service_name, ways

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def shelf(root: Path) -> Shelf:
    """A page below the real facts and the real menu."""
    facts = load_facts(root)
    return Shelf("guru.md", facts.by_group(), facts.keys, load_menu(root), facts.service, facts.district)


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


def test_a_reader_learns_what_the_service_is_called_here(shelf: Shelf) -> None:
    """Both names stand there while the one in the law is not settled, one name afterwards, and none is made up."""
    here = shelf.district
    service = here.agencies["layanan"].model_copy(update={"name": "Unit Uji", "stands_for": None})
    for agency, wanted in (
        (service.model_copy(update={"stands_for": StandIn(name="UPTD Uji", law="uu")}), {"Unit Uji", "UPTD Uji"}),
        (service, {"Unit Uji"}),
        (LocalAgency(absent=True), set()),
    ):
        there = here.model_copy(update={"agencies": here.agencies | {"layanan": agency}})
        said = service_name(replace(shelf, district=there), [])
        assert here.place.name in said
        assert set(re.findall("<strong>([^<]+)</strong>", said)) == wanted


def test_the_page_about_the_site_says_whether_the_numbers_were_tried(shelf: Shelf) -> None:
    """None, some and all of the country's numbers tried are three different sentences, made from the facts."""
    trial = {"verified_on": "2026-11-24", "verified_by": "petugas piket"}
    said = []
    for count in (0, 1, 99):
        groups = {
            name: [
                each.model_copy(update=trial if at < count else {"verified_on": None}) for at, each in enumerate(group)
            ]
            for name, group in shelf.groups.items()
        }
        said.append(numbers_tried(replace(shelf, groups=groups), []))
    assert len(set(said)) == 3


def test_a_safe_house_is_never_announced(shelf: Shelf) -> None:
    """Where there is one the page says nothing of it: whoever looks for the child would ask for its address."""
    with_one, without = (shelf.district.model_copy(update={"safe_house": there}) for there in (True, False))
    assert not safe_house(replace(shelf, district=with_one), [])
    assert without.place.name in safe_house(replace(shelf, district=without), [])
