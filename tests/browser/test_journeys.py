"""The journeys that decide whether anyone is helped (design section 14): counted in taps, screens and words."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_way_back import answer, envelope_of
from tests.browser.walk import Walk, screens_to
from tests.machine import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Served

NUMBER = "main a[href^='tel:']"
# To the form by the list of ways, by its own section further down, and by the page for a child who wants to tell.
WAYS = [
    ("a.tile[href='cara/']", "main li a[href='/lapor']"),
    ("a.tile[href='cara/']", "main a.button[href='/lapor']"),
    ("a.tile[href='sebelum/']", "main a[href='/lapor']"),
]


def tile(page: Page, path: str) -> Walk:
    """A walk that took one tile of the home page."""
    walk = Walk(page)
    walk.tap(page.locator(f"a.tile[href='{path}']"))
    page.wait_for_url(f"**/{path}")
    return walk


@pytest.fixture
def home(served: Served, page: Page) -> Page:
    """The home page on a phone."""
    page.goto(f"{served.origin}/")
    page.evaluate("document.querySelector('.demo-mark').remove()")  # a real server shows no such bar above the page
    return page


def to_the_code(walk: Walk, way: tuple[str, str]) -> str:
    """From the home page through the form with the shortest honest answers; return the code."""
    page = walk.page
    for link in way:
        walk.tap(page.locator(link))
    calm = page.locator("[data-page]:not([hidden]) label:has(input[value='tidak_sekarang'])")
    review = page.locator("[data-page='review']")
    page.locator("#next").wait_for()
    while not review.is_visible():
        if calm.is_visible():
            walk.tap(calm)
        rest = page.locator("#rest")
        walk.tap(rest if rest.is_visible() else page.locator("#next"))
    walk.tap(page.locator("#next"))
    walk.read_to(page.locator("#code"))
    return " ".join(page.locator("#code").inner_text().split())


def to_the_answer(walk: Walk, code: str) -> None:
    """From the home page to what an officer wrote."""
    page = walk.page
    walk.tap(page.locator("a.tile[href='/kotak']"))
    page.locator("[data-group]").first.fill(code)
    walk.tap(page.locator("#entry .button"))
    page.locator("#box dd").first.wait_for()


def report(served: Served, browser: Browser, way: tuple[str, str]) -> tuple[Walk, str]:
    """Send a report from the home page; return what it cost, and its code."""
    with browser.new_context(viewport=PHONE, locale="id-ID") as context:
        page = context.new_page()
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => document.querySelector('.demo-mark')?.remove())"
        )
        page.goto(f"{served.origin}/")
        walk = Walk(page)
        return walk, to_the_code(walk, way)


@pytest.fixture(scope="module")
def answered(served: Served, browser: Browser) -> tuple[str, str]:
    """The code of a report that an officer answered, and the answer."""
    _, code = report(served, browser, WAYS[0])
    words = f"SUAR {secrets.token_hex(6)}"
    answer(served, envelope_of(served, code), "perlu_kabar", words)
    return code, words


def test_1_a_child_in_danger_has_a_number_to_tap_at_once(served: Served, browser: Browser) -> None:
    """No tap: on the first screen of a small phone stands a number that dials."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(f"{served.origin}/")
    expect(page.locator(NUMBER).first).to_be_in_viewport(ratio=1)
    context.close()


def test_2_a_child_who_wants_to_tell_can_call_write_or_go(home: Page) -> None:
    """Two taps at most: the first page behind the tile has the ways to call, to write and to go, each as a link."""
    walk = tile(home, "sebelum/")
    for way in (NUMBER, "main a[href='/lapor']", "main a[href$='#datang']"):
        expect(home.locator(way).last).to_be_visible()
    assert walk.taps + 1 <= 2  # and the way itself


@pytest.mark.parametrize("way", WAYS)
def test_3_a_child_who_reports_is_through_in_ten_taps(served: Served, browser: Browser, way: tuple[str, str]) -> None:
    """From the home page to the code, by each way for a child: at most ten taps and 900 words."""
    walk, code = report(served, browser, way)
    assert re.fullmatch(r"\d{4}( \d{4}){4}", code)
    assert walk.taps <= 10
    assert walk.words <= 900


def test_4_a_child_who_comes_back_reads_the_answer_in_three_taps(home: Page, answered: tuple[str, str]) -> None:
    """From the home page with the code on paper to the officer's words: at most three taps."""
    code, words = answered
    walk = Walk(home)
    to_the_answer(walk, code)
    expect(home.locator("#box dd").first).to_have_text(words)
    assert walk.taps <= 3


def test_5_a_child_answers_the_answer_in_two_taps(home: Page, answered: tuple[str, str]) -> None:
    """From the answer to a reply that is stored: at most two taps, and nothing is asked that was asked before."""
    to_the_answer(Walk(home), answered[0])
    walk = Walk(home)
    home.locator("[data-q='text'] textarea").fill("aku baik-baik saja")
    nobody = home.locator("#form [data-q='concerns'] input[value='tidak']")
    if not nobody.is_checked():
        walk.tap(home.locator("label", has=nobody))
    walk.tap(home.locator("#next"))
    home.locator("#done").wait_for()
    assert walk.taps <= 2


@pytest.mark.parametrize("path", ["guru/", "orang-tua/", "warga/"])
def test_6_an_adult_learns_what_to_do_today(home: Page, path: str) -> None:
    """The tile's name stands within two screens, and one tap shows a first thing to do on the first screen."""
    assert screens_to(home.locator(f"a.tile[href='{path}'] b")) <= 2
    tile(home, path)
    expect(home.locator("main ol > li").first).to_be_in_viewport()


def test_7_a_village_officer_finds_a_first_step_with_a_number(home: Page) -> None:
    """Two taps at most: the page behind the tile has, on its first screen, a number to tap and a first step to take."""
    walk = tile(home, "warga/")
    expect(home.locator(NUMBER).first).to_be_in_viewport()
    expect(home.locator("main ol > li").first).to_be_in_viewport()
    assert walk.taps <= 2
