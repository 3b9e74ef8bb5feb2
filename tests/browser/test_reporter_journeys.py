"""What a child has to do and to read, counted: reporting, coming back, answering (design: journeys 3 to 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_way_back import SLOW, answer, envelope_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served

# Words to be seen on the screen as it stands: not what is for a screen reader alone, and not the mark of the demo.
WORDS = """() => {
  const aside = [...document.querySelectorAll(".unseen, .demo-mark")].map((one) => one.innerText).join(" ");
  const count = (text) => text.split(/\\s+/).filter(Boolean).length;
  return count(document.body.innerText) - count(aside);
}"""


class Journey:
    """A child with a thumb: every tap is counted; words are, on each screen once it is there."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.words = page, 0, 0

    def read(self, landmark: str) -> None:
        """Wait for a screen, and read it."""
        self.page.locator(landmark).first.wait_for(timeout=SLOW)
        self.words += self.page.evaluate(WORDS)

    def tap(self, target: str) -> None:
        """Tap once."""
        self.taps += 1
        self.page.locator(target).first.click()


def test_reporting_coming_back_and_answering_cost_few_taps(served: Served, page: Page) -> None:
    """Home to stored: 10 taps, and 900 words in the form; home to the answer: 3; from it to a sent reply: 2."""
    page.goto(f"{served.origin}/")
    child = Journey(page)
    child.tap("a.tile[href='sebelum/']")
    child.tap("main a[href='/lapor']")
    child.read("#form")
    child.tap("input[value='tidak_sekarang']")
    child.tap("#next")
    child.read("[data-page='penulis'] h1")
    child.tap("input[value='anak_sendiri']")
    child.tap("#next")
    child.read("[data-page='pembaca'] h1")
    child.tap("#next")
    child.read("[data-page='cerita'] h1")
    page.locator("[data-q='story'] textarea").fill("Ada yang ingin aku ceritakan.")
    child.tap("#rest")
    child.read("[data-page='review'] h1")
    child.tap("#next")
    child.read("#done h1")
    assert child.taps <= 10
    assert child.words <= 900

    code = " ".join(page.locator("#code").inner_text().split())
    page.locator("#copied").check()
    answer(served, envelope_of(served, code), "dibaca", "Apa kabar?")
    page.goto(f"{served.origin}/")
    back = Journey(page)
    back.tap("a.tile[href='/kotak']")
    page.locator("[data-group]").first.fill(code)
    back.tap("#entry .button")
    back.read("#newest dd")
    assert back.taps <= 3

    reply = Journey(page)
    reply.tap("[data-q='text'] textarea")
    page.keyboard.type("Baik.")
    reply.tap("#next")
    reply.read("#done h2")
    assert reply.taps <= 2
    expect(page.locator("#letters dt")).to_have_count(2)
