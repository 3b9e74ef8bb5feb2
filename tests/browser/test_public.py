"""The public site as a frightened person meets it: the way out, no trace, no stranger, paper, a narrow screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import public_pages
from tests.machine import PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.conftest import Served

WEATHER = "https://www.bmkg.go.id/"
CHAT = "https://wa.me/"
# What a page could leave in the browser, in the browser's own words.
LEFT = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie, name: window.name,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "cookies": "", "databases": 0, "caches": 0, "workers": 0, "name": ""}
# Which element has the focus, whether its ring is drawn, and whether the bar at the top covers it.
FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect();
  const bar = document.querySelector(".top").getBoundingClientRect().bottom;
  const within = it.closest(".top, .skip");
  return [it.textContent.trim(), getComputedStyle(it).outlineStyle !== "none", Boolean(within) || box.top >= bar - 1];
}"""


def elsewhere(context: BrowserContext) -> None:
    """Answer for the weather page and the chat here: nothing outside this machine is asked."""
    for address in (WEATHER, CHAT):
        context.route(f"{address}**", lambda route: route.fulfill(body="<h1>Situs lain</h1>", content_type="text/html"))


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab of a phone."""
    elsewhere(context)
    return context.new_page()


@pytest.fixture
def no_script(browser: Browser) -> Iterator[Page]:
    """One tab where no script runs."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    elsewhere(context)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["", "sekarang/", "lapor", "nowhere"])
def test_the_exit_leaves_and_back_leads_past_the_page(served: Served, page: Page, path: str) -> None:
    """Keluar cepat replaces the page, with no dialog in the way, and what the site left in the browser is cleared."""
    page.goto("about:blank#before")
    page.goto(f"{served.origin}/{path}")
    page.evaluate("localStorage.setItem('left', 'by a fault')")
    if path == "lapor":
        page.locator("input[value='sekarang']").check()
    page.locator("[data-exit]").click()
    page.wait_for_url(f"{WEATHER}**")
    page.go_back()
    assert page.url == "about:blank#before"
    page.goto(f"{served.origin}/")
    page.wait_for_function("localStorage.length === 0")


def test_shift_three_times_leaves_and_is_announced(served: Served, page: Page) -> None:
    """The keyboard's way out says how far it is; a capital letter is not a step on it, and Escape is nothing."""
    page.goto(f"{served.origin}/cerita/")
    says = page.locator("#exit-says")
    for key in ("Shift", "Shift", "Shift+A", "Escape", "Shift"):
        page.keyboard.press(key)
    assert says.get_attribute("role") == "status"
    expect(says).to_have_text("Tekan Shift 2 kali lagi untuk keluar.")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(f"{WEATHER}**")


def test_the_page_is_covered_before_it_leaves(served: Served, page: Page) -> None:
    """Before the next page is even asked for, nothing of this one is left to be seen, not even its title."""
    page.goto(f"{served.origin}/sekarang/")
    left = "document.querySelector('[data-exit]').click(), [document.body.checkVisibility(), document.title]"
    assert page.evaluate(left) == [False, "Cuaca"]
    page.wait_for_url(f"{WEATHER}**")


def test_back_after_the_exit_shows_no_page_that_was_open_before(served: Served, page: Page) -> None:
    """Two pages and the exit: the first one is still behind Back, and leaves again by itself."""
    page.goto("about:blank#before")
    page.goto(f"{served.origin}/")
    page.get_by_role("link", name="Aku butuh bantuan sekarang").click()
    page.wait_for_url("**/sekarang/")
    leave_and_go_back(page)
    page.go_back()
    assert page.url == "about:blank#before"


def test_back_from_a_link_of_ours_shows_the_page_once_more(served: Served, page: Page) -> None:
    """Who looked at the chat comes back to the page; after an exit that way is closed as well."""
    page.goto(f"{served.origin}/")
    page.locator(f"a[href^='{CHAT}']").click()
    page.wait_for_url(f"{CHAT}**")
    page.go_back()
    expect(page.locator("h1")).to_be_visible()
    page.get_by_role("link", name="Aku butuh bantuan sekarang").click()
    page.wait_for_url("**/sekarang/")
    leave_and_go_back(page)


def test_a_chat_that_opened_as_a_program_leaves_no_way_back(
    served: Served, page: Page, context: BrowserContext
) -> None:
    """The link to the chat led nowhere in this tab: after a later exit Back shows nothing either."""
    context.unroute(f"{CHAT}**")
    context.route(f"{CHAT}**", lambda route: route.fulfill(status=204))
    page.goto(f"{served.origin}/")
    with page.expect_response(f"{CHAT}**"):
        page.locator(f"a[href^='{CHAT}']").click()
    page.get_by_role("link", name="Aku butuh bantuan sekarang").click()
    page.wait_for_url("**/sekarang/")
    leave_and_go_back(page)


def leave_and_go_back(page: Page) -> None:
    """Take the exit; Back then ends at the weather again, whatever was open before."""
    page.locator("[data-exit]").click()
    page.wait_for_url(f"{WEATHER}**")
    with page.expect_navigation(url=f"{WEATHER}**"):
        page.evaluate("setTimeout(() => history.back())")  # or the page is gone before it has answered
    assert page.inner_text("body") == "Situs lain"


def test_back_while_the_exit_is_under_way_shows_nothing(served: Served, page: Page) -> None:
    """On a line that does not answer somebody presses Back: the page before learns that it was left, and leaves too."""
    page.goto(f"{served.origin}/")
    page.get_by_role("link", name="Aku butuh bantuan sekarang").click()
    page.wait_for_url("**/sekarang/")
    # What the exit notes before it goes; the going itself is what a slow line has not done yet.
    page.evaluate("navigation.updateCurrentEntry({ state: { left: true } })")
    with page.expect_navigation(url=f"{WEATHER}**"):
        page.evaluate("setTimeout(() => history.back())")


def test_a_tab_that_comes_back_shows_the_page(served: Served, page: Page) -> None:
    """Reloading, and Back and Forward among our own pages, throw nobody out."""
    page.goto(f"{served.origin}/")
    page.get_by_role("link", name="Aku butuh bantuan sekarang").click()
    page.wait_for_url("**/sekarang/")
    for go in (page.reload, page.go_back, page.reload, page.go_forward):
        go()
        expect(page.locator("h1")).to_be_visible()
        assert page.url.startswith(served.origin)


def test_without_a_network_the_exit_shows_an_empty_page(served: Served, context: BrowserContext, page: Page) -> None:
    """The browser's own error page would name this site."""
    page.goto(f"{served.origin}/sekarang/")
    context.set_offline(offline=True)
    page.locator("[data-exit]").click()
    page.wait_for_url("about:blank")


def test_without_script_the_exit_is_a_link_through_the_same_stop(served: Served, no_script: Page) -> None:
    """It leads out by itself; what then stays behind Back is said on the privacy page."""
    stops: list[str | None] = []
    no_script.on("response", lambda answer: stops.append(answer.header_value("clear-site-data")))
    no_script.goto(f"{served.origin}/sekarang/")
    no_script.locator("[data-exit]").click()
    no_script.wait_for_url(f"{WEATHER}**")
    assert '"storage"' in stops


def test_a_full_visit_asks_no_other_host_and_leaves_nothing(
    served: Served, page: Page, context: BrowserContext, root: Path
) -> None:
    """Every page, the search and a form: no request to a stranger, no fault, and nothing kept in the browser."""
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    for path in [*public_pages(root), "kartu-nomor.html", "lapor"]:
        answer = page.goto(f"{served.origin}/{path}")
        assert answer is not None
        assert answer.header_value("cache-control") == "no-store"
        assert answer.header_value("set-cookie") is None
        assert page.evaluate(LEFT) == NOTHING, path
    page.goto(f"{served.origin}/cari/")
    page.get_by_label("Kata yang dicari").fill("melaporkan")
    page.locator(".found a").first.wait_for()
    assert page.evaluate(LEFT) == NOTHING
    assert context.cookies() == []
    assert [address for address in asked if not address.startswith((f"{served.origin}/", "data:"))] == []
    assert [address for address in asked if "melaporkan" in address] == []
    assert faults == []


def test_the_search_is_fetched_when_it_is_asked(served: Served, page: Page) -> None:
    """The page comes without Pagefind; a word typed finds pages in all its forms, Back does not bring it back."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.origin}/cari/")
    assert [address for address in asked if "pagefind" in address] == []
    field = page.get_by_label("Kata yang dicari")
    field.fill("melaporkan")
    page.locator(".found a").first.wait_for()
    # Not an excerpt: that would show the hidden words by which a page is found, on a screen that others may see.
    assert set(page.locator(".found p").all_inner_texts()) <= set(page.locator("a.tile small").all_inner_texts())
    page.locator(".found a").first.click()
    page.wait_for_url(lambda address: "/cari/" not in address)
    page.go_back()
    expect(field).to_have_value("")
    field.fill("zzqqxx")
    expect(page.locator(".search [role=status]")).to_contain_text("zzqqxx")


def test_a_code_leads_back_to_the_answer(served: Served, page: Page) -> None:
    """Whoever has a code finds the mailbox on the home page, at the foot of another page, and by searching for it."""
    page.goto(f"{served.origin}/")
    expect(page.locator('main a.tile[href="/kotak"]')).to_be_visible()
    page.goto(f"{served.origin}/guru/")
    expect(page.locator('footer a[href="/kotak"]')).to_be_visible()
    page.goto(f"{served.origin}/cari/")
    page.get_by_label("Kata yang dicari").fill("kode")
    expect(page.locator(".found a").first).to_have_attribute("href", "/kotak")


def test_every_page_fits_two_sheets(served: Served, page: Page, root: Path) -> None:
    """A page that is handed on as paper is one sheet of A4, printed on both sides."""
    long = {}
    for path in public_pages(root):
        page.goto(f"{served.origin}/{path}")
        pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
        if not 1 <= pages <= 2:
            long[path] = pages
    assert long == {}


def test_nothing_is_cut_at_320_pixels(served: Served, browser: Browser, root: Path) -> None:
    """320 CSS pixels are a small phone, and 400 % zoom on a screen of 1280 (WCAG 1.4.10): no sideways scrolling."""
    context = browser.new_context(viewport={"width": 320, "height": 560})
    page = context.new_page()
    for path in [*public_pages(root), "nowhere", "kartu-nomor.html"]:
        page.goto(f"{served.origin}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_the_keyboard_alone_reaches_everything_in_order(served: Served, page: Page) -> None:
    """Skip link, brand, exit, then the numbers; every stop is drawn, and none hides below the bar."""
    page.goto(f"{served.origin}/")
    stops = []
    for _ in range(page.locator("a[href]").count()):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    assert [text for text, _, _ in stops[:2]] == ["Langsung ke isi", "Suluh"]
    assert stops[2][0].startswith("Keluar cepat")
    assert "110" in stops[3][0]
    assert [stop for stop in stops if not (stop[1] and stop[2])] == []


def test_the_skip_link_leads_past_the_bar(served: Served, page: Page) -> None:
    """Enter on the first stop, and the next one is the first number."""
    page.goto(f"{served.origin}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "110" in page.evaluate("document.activeElement.textContent")


def test_the_help_card_works_alone(served: Served, page: Page, browser: Browser, tmp_path: Path) -> None:
    """Downloaded, passed on and opened as a file with no network: styled, with numbers that dial, asking nobody."""
    page.goto(f"{served.origin}/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Kartu nomor penting").click()
    card = tmp_path / coming.value.suggested_filename
    coming.value.save_as(card)
    context = browser.new_context(viewport=PHONE, offline=True)
    alone = context.new_page()
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(card.as_uri())
    assert asked == [card.as_uri()]
    expect(alone.locator("a[href='tel:110']")).to_be_visible()
    assert alone.locator(".call").first.evaluate("it => getComputedStyle(it).display") == "flex"
    context.close()
    page.goto(f"{served.origin}/kartu-nomor.html")  # and under the server's policy
    assert page.locator(".call").first.evaluate("it => getComputedStyle(it).display") == "flex"
