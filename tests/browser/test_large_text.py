"""Twice the text size, as people who see badly set it in their phone: nothing is cut off, nothing scrolls sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import public_pages, sign_in
from tests.browser.reporter import fill, send
from tests.browser.text_size import NORMAL_PIXELS, sized
from tests.machine import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page, Playwright

    from collector.forms.schema import FormSpec
    from tests.browser.conftest import Served

# What is wider than the screen, and whether the whole way out can be seen.
FITS = """() => {
  const out = document.querySelector("[data-exit]"), box = out.getBoundingClientRect();
  const whole = box.left >= 0 && box.right <= innerWidth && box.top >= 0 && out.scrollWidth <= out.clientWidth + 1;
  return [document.documentElement.scrollWidth <= innerWidth, whole];
}"""

WIDER = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
HANDBOOK = (
    "",
    "sop/penerimaan-laporan.html",
    "sop/anak-berkonflik-hukum.html",
    "kartu/mui.html",
    "formulir/rujukan.html",
    "panduan-pengelola.html",
    "yang-harus-dipastikan.html",
)

# The words of headings, chips, calls, tiles and buttons that stand on more than one line.
BROKEN = """() => {
  const found = [], range = document.createRange();
  const whole = "h1, h2, h3, .chip, .call b, .danger a, .tile b, .button, .choice, legend";
  for (const box of document.querySelectorAll(whole)) {
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (box.checkVisibility() && texts.nextNode()) {
      for (const { index, 0: word } of texts.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        const lines = [...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top));
        if (new Set(lines).size > 1) found.push(word);
      }
    }
  }
  return found;
}"""


@pytest.fixture
def large_text(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[int], BrowserContext]]:
    """Give a phone whose browser is set to a text size in percent, the way its settings page does it."""
    opened = []

    def phone(percent: int) -> BrowserContext:
        opened.append(sized(playwright, tmp_path / str(percent), percent, viewport=PHONE))
        return opened[-1]

    yield phone
    for context in opened:
        context.close()


@pytest.mark.parametrize("percent", [175, 200])
def test_every_page_fits_at_large_text(
    served: Served, large_text: Callable[[int], BrowserContext], root: Path, percent: int
) -> None:
    """On every public page, the mailbox and the open forms the way out is whole, no word broken, nothing too wide."""
    page = large_text(percent).pages[0]
    for path in [*public_pages(root), "nowhere", "kotak", "lapor", "pendaftaran-pelatihan", "saran-forum"]:
        page.goto(f"{served.origin}/{path}")
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > NORMAL_PIXELS * 1.7
        assert page.evaluate(FITS) == [True, True], path
        assert page.evaluate(BROKEN) == [], path
    page.goto(f"{served.origin}/kartu-nomor.html")  # which is kept, and has no way out
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > NORMAL_PIXELS * 1.7
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('a')].length"
    )


def test_every_screen_of_the_report_fits_at_twice_the_text_size(
    served: Served, large_text: Callable[[int], BrowserContext], forms: dict[str, FormSpec]
) -> None:
    """From the first question to the code: each screen is as wide as the phone, no word broken, the code not cut."""
    page = large_text(200).pages[0]
    page.goto(f"{served.origin}/lapor")
    watch(page)
    fill(page, forms["laporan"], {"danger": "tidak_sekarang", "concerns": "petugas", "not_for": ["bukan_pemegang"]})
    send(page)
    screens = page.evaluate("screens")
    assert page.evaluate("document.querySelector('#code').scrollWidth <= document.querySelector('#code').clientWidth")
    assert len(screens) > len(forms["laporan"].pages)
    assert [screen for screen in screens if not all(screen)] == []


def test_the_handbook_and_the_desk_fit_at_twice_the_text_size(
    served: Served, at_the_desk: BrowserContext, large_text: Callable[[int], BrowserContext]
) -> None:
    """An officer who sees badly reads procedures, cards, guides, the list and a letter, and breaks no heading."""
    context = large_text(200)
    page = context.pages[0]
    sign_in(page, served)
    for path in HANDBOOK:
        page.goto(f"{served.origin}/internal/{path}")
        assert (page.evaluate(WIDER), page.evaluate(BROKEN)) == (0, []), path
    cookies: list[Any] = [*at_the_desk.cookies()]
    context.add_cookies(cookies)
    page.goto(at_the_desk.pages[0].url.partition("/amplop")[0])
    assert (page.evaluate(WIDER), page.evaluate(BROKEN)) == (0, [])
    page.locator("a.item").first.click()
    page.locator("#jawab").wait_for()
    assert (page.evaluate(WIDER), page.evaluate(BROKEN)) == (0, [])


def watch(page: Page) -> None:
    """Measure each screen as soon as it is shown, through what the page itself scrolls to: its top."""
    page.evaluate(f"""() => {{
      const goes = window.scrollTo.bind(window);
      window.screens = [];
      window.scrollTo = (...to) => {{
        goes(...to);
        screens.push([document.activeElement.textContent, ...({FITS})(), !({BROKEN})().length]);
      }};
    }}""")
