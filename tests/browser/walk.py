"""A person with a phone who counts: taps, screens of 360x740, and words that were shown on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.machine import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# The words on the page from its top to the end of the screen that ends at so many CSS pixels, as far as they have not
# been counted before: what stays on the screen is not read again.
WORDS = """end => {
  const counted = window.counted ??= new WeakMap();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let count = 0;
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const read = counted.get(text) ?? new Set();
    counted.set(text, read);
    for (const { index, 0: word } of text.data.matchAll(/\\S+/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const box = range.getBoundingClientRect();
      const shown = box.width > 1 && box.bottom + scrollY > 0 && box.top + scrollY < end;
      if (shown && !read.has(index)) count++;
      if (shown) read.add(index);
    }
  }
  return count;
}"""
END = "it => it.getBoundingClientRect().bottom + scrollY"  # where something ends on its page, in CSS pixels


@dataclass
class Walk:
    """What a way through the pages costs so far. Typing is free; so are the digits of a code."""

    page: Page
    taps: int = 0
    words: int = 0

    def tap(self, target: Locator) -> None:
        """Tap something, having read the page as far down as the screen that shows it."""
        self.read_to(target)
        self.taps += 1
        target.click()

    def read_to(self, target: Locator) -> None:
        """Count the words from the top of the page to the end of the screen that shows this."""
        self.words += int(self.page.evaluate(WORDS, screens_to(target) * PHONE["height"]))


def screens_to(target: Locator) -> int:
    """How many screens a phone shows from the top of the page to the end of this."""
    target.wait_for()
    return math.ceil(float(target.evaluate(END)) / PHONE["height"])
