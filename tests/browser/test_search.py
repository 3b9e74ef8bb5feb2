"""The search page in a real Chromium, behind the real login and under the real policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Served


@pytest.fixture
def inside(page: Page, served: Served) -> Page:
    """An officer's browser that has just signed in."""
    sign_in(page, served)
    return page


def test_an_officer_searches_with_the_keyboard_alone(inside: Page, served: Served) -> None:
    """From the header to a page that says "laporan" by typing "melaporkan"; nothing leaves, the words stay here."""
    asked: list[str] = []
    faults: list[str] = []
    inside.on("request", lambda request: asked.append(request.url))
    inside.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    inside.locator(".to-search a").focus()
    inside.keyboard.press("Enter")
    inside.wait_for_url(re.compile("/internal/cari"))
    inside.wait_for_selector(".search form:not([hidden])")
    assert inside.evaluate("document.activeElement.labels[0].textContent") == "Kata yang dicari"
    inside.keyboard.type("melaporkan")
    inside.wait_for_selector(".found a")
    status = inside.locator(".search [role=status]")
    assert status.inner_text().endswith("halaman ditemukan untuk “melaporkan”.")
    inside.keyboard.press("Tab")
    inside.keyboard.press("Enter")
    inside.wait_for_url(re.compile("/internal/sop/penerimaan-laporan"))
    assert [address for address in asked if not address.startswith(f"{served.origin}/")] == []
    assert [address for address in asked if "melaporkan" in address] == []
    inside.go_back()
    inside.wait_for_selector(".found a")
    assert inside.input_value(".search input") == "melaporkan"
    assert faults == []


def test_more_results_and_none_are_said(inside: Page) -> None:
    """The button goes on at the first new result; a word that no page has gets an answer in words."""
    inside.click(".to-search a")
    inside.wait_for_selector(".search form:not([hidden])")
    inside.fill(".search input", "anak")
    inside.wait_for_selector(".found > li:nth-child(10)")
    inside.click("text=Tampilkan lagi")
    inside.wait_for_selector(".found > li:nth-child(11)")
    focused = "[...document.querySelectorAll('.found > li')].findIndex(item => item.contains(document.activeElement))"
    inside.wait_for_function(f"{focused} === 10")
    inside.fill(".search input", "zzqqxx")
    inside.wait_for_selector("text=Tidak ada halaman untuk “zzqqxx”")
    assert inside.locator(".found > li").count() == 0
    assert inside.evaluate("document.documentElement.scrollWidth") <= 360
