"""A line that breaks, crawls and goes away: the envelope arrives once, and the page never says more than is true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from collector.core.opening import HybridIdentity
from tests.browser.reporter import fill, send, sentinel_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Dialog, Page, Request, Route

    from collector.forms.schema import FormSpec
    from tests.browser.conftest import Served

SLOW = 60_000
NOW = "[data-page='sending'] [data-now]"
SAYS = "[data-page='sending'] [data-state='{}']"


@pytest.fixture
def filled(served: Served, page: Page, forms: dict[str, FormSpec]) -> Page:
    """A report of several parts, ready on its review page."""
    page.goto(f"{served.origin}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang", "story": "SUAR " * 790})
    return page


def ranges(page: Page) -> list[str | None]:
    """The ranges of every envelope request from now on, as a list that grows."""
    found: list[str | None] = []

    def note(request: Request) -> None:
        if request.method == "PUT":
            found.append(request.headers.get("content-range"))

    page.on("request", note)
    return found


def watch(page: Page) -> Callable[[], list[str]]:
    """What the sending page says from now on, line by line, to a reader who presses "Coba sekarang" at once.

    A press from here would come too late now and then: the page tries again by itself.
    """
    page.evaluate(
        """() => {
          const root = document.querySelector("[data-page='sending']");
          const now = root.querySelector("[data-now]");
          window.said = [];
          new MutationObserver(() => {
            const line = root.querySelector("[data-state]:not([hidden])");
            said.push(`${line.dataset.state}: ${line.textContent}`);
            if (!now.hidden) now.click();
          }).observe(root, {subtree: true, childList: true, attributes: true, characterData: true});
        }"""
    )
    return lambda: page.evaluate("[...new Set(said)]")


@pytest.mark.parametrize("arrived", [True, False], ids=["answer-lost", "part-lost"])
def test_a_line_cut_at_a_part_goes_on_from_there(served: Served, filled: Page, arrived: bool) -> None:
    """Cut as a whole and at the second part, after or before it was there: the server is asked, and stores it once."""
    before, asked, said = len(served.envelopes()), ranges(filled), watch(filled)
    left = [True]

    def cut(route: Route) -> None:
        said = route.request.headers.get("content-range")
        if said is None:
            route.abort()
        elif left and said.startswith("bytes 8192-"):
            left.pop()
            if arrived:
                route.fetch()
            route.abort()
        else:
            route.continue_()

    filled.route("**/api/envelopes/*", cut)
    filled.locator("#next").click()
    filled.locator("#done").wait_for(timeout=SLOW)
    assert any(line.startswith("waiting: Sambungan terputus. Mencoba lagi dalam") for line in said())
    whole, ask, first, second, again, *_ = asked
    assert whole is None
    assert (ask, again) == (f"bytes */{first.rpartition('/')[2]}",) * 2
    assert asked.count(first) == 1
    assert asked.count(second) == (1 if arrived else 2)
    assert len(served.envelopes()) == before + 1


def test_offline_at_the_end_waits_and_goes_on_by_itself(served: Served, filled: Page) -> None:
    """Without a network the page says so, warns before it is left, and sends by itself once the phone is back."""
    before = len(served.envelopes())
    filled.clock.install()

    def go_away(route: Route) -> None:
        filled.context.set_offline(True)
        route.abort()

    filled.route("**/api/envelopes/*", go_away)
    filled.locator("#next").click()
    filled.locator(SAYS.format("offline")).wait_for(timeout=SLOW)
    expect(filled.locator("#stay")).to_be_visible()
    expect(filled.locator("a[href='tel:110']:visible").first).to_be_visible()
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    filled.on("dialog", stay)
    filled.close(run_before_unload=True)
    filled.unroute("**/api/envelopes/*")
    filled.clock.pause_at(datetime.now(UTC) + timedelta(days=1))  # no countdown ends any more
    filled.context.set_offline(False)
    filled.locator("#done").wait_for(timeout=SLOW)
    assert warned == ["beforeunload"]
    assert len(served.envelopes()) == before + 1


def test_a_crawling_line_says_how_far_it_is(served: Served, filled: Page) -> None:
    """At 2G speed, once it broke, every part is counted aloud, and the code comes only after the last one."""
    said = watch(filled)
    filled.route("**/api/envelopes/*", lambda route: route.abort(), times=1)
    line = filled.context.new_cdp_session(filled)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 6000, "uploadThroughput": 6000}
    line.send("Network.emulateNetworkConditions", slow)
    code = send(filled)
    assert len(code.split()) == 5
    moving = [line for line in said() if line.startswith("moving: ") and " dari 1 bagian" not in line]
    parts = len({line for line in moving if "bagian terkirim. Belum selesai." in line})
    assert parts >= 3
    assert not any(f"{parts} dari {parts}" in line for line in moving)


def test_a_captive_portal_is_not_taken_for_the_server(served: Served, filled: Page) -> None:
    """A stranger's 200, as a page or as JSON, and a stranger's 403 neither show a code nor end the sending."""
    strangers = [(200, "<html>Login</html>", "text/html"), (200, "{}", "application/json"), (403, "no", "text/plain")]

    def stand_in(route: Route) -> None:
        if strangers:
            status, body, kind = strangers.pop()
            route.fulfill(status=status, body=body, content_type=kind)
        else:
            route.continue_()

    filled.route("**/api/envelopes/*", stand_in)
    said = watch(filled)
    filled.locator("#next").click()
    filled.locator("#done").wait_for(timeout=SLOW)
    assert strangers == []
    assert [line for line in said() if line.startswith("waiting: ")]


def test_a_busy_server_is_left_alone_as_long_as_it_asks(served: Served, filled: Page) -> None:
    """503 with its own words and Retry-After: the words and the numbers are shown, and a try can be made by hand."""
    busy = [True]

    def refuse(route: Route) -> None:
        if busy.pop() if busy else False:
            headers = {"Content-Type": "application/problem+json", "Retry-After": "47"}
            route.fulfill(status=503, body='{"code": "full", "detail": "Penyimpanan hampir penuh."}', headers=headers)
        else:
            route.continue_()

    filled.route("**/api/envelopes/*", refuse)
    filled.locator("#next").click()
    expect(filled.locator(SAYS.format("busy"))).to_contain_text("Penyimpanan hampir penuh.", timeout=SLOW)
    expect(filled.locator(SAYS.format("busy"))).to_contain_text("47 detik")
    filled.locator(NOW).click()
    filled.locator("#done").wait_for(timeout=SLOW)


def test_a_refusal_ends_the_sending_with_the_numbers(served: Served, filled: Page) -> None:
    """Our server's own no is final: its words, the numbers, and the way back to what was typed."""
    body = '{"status": 422, "code": "form", "detail": "Formulir ini sudah berganti."}'
    refusal = {"status": 422, "body": body, "headers": {"Content-Type": "application/problem+json"}}
    filled.route("**/api/envelopes/*", lambda route: route.fulfill(**refusal))
    filled.locator("#next").click()
    expect(filled.locator(SAYS.format("refused"))).to_contain_text("sudah berganti", timeout=SLOW)
    expect(filled.locator("a[href='tel:110']:visible").first).to_be_visible()
    filled.locator("#edit").click()
    filled.locator("[data-page='review']").wait_for()


def test_keys_that_the_page_does_not_name_close_it_before_a_word_is_typed(served: Served, page: Page) -> None:
    """A server that gives one reader other keys than its page names gets no form to be filled in."""
    other = [str(HybridIdentity.generate().recipient)]
    page.route("**/api/recipients", lambda route: route.fulfill(json={"recipients": other}))
    page.goto(f"{served.origin}/lapor")
    page.locator("#closed").wait_for()
    assert page.locator("#form").count() == 0
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()


def test_keys_that_change_under_an_open_page_lose_nothing(
    served: Served, page: Page, forms: dict[str, FormSpec]
) -> None:
    """Refused for keys of yesterday, what was typed stays to be copied, and a page with new ones opens."""
    before, answers = len(served.envelopes()), sentinel_answers(forms["laporan"])
    body = '{"status": 422, "code": "recipients", "detail": "Kunci petugas sudah berganti."}'
    refusal = {"status": 422, "body": body, "headers": {"Content-Type": "application/problem+json"}}
    page.route("**/api/envelopes/*", lambda route: route.fulfill(**refusal))
    page.goto(f"{served.origin}/lapor")
    fill(page, forms["laporan"], answers)
    page.locator("#next").click()
    renewed = page.locator(SAYS.format("renewed"))
    renewed.wait_for(timeout=SLOW)
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    with page.context.expect_page() as opened:
        renewed.locator("a").click()
    opened.value.locator("#next").wait_for()
    page.locator("#edit").click()
    expect(page.locator("#answers")).to_contain_text(answers["story"].split("\n")[0])
    assert len(served.envelopes()) == before


def test_a_phone_that_cannot_seal_says_so(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """Without the memory for a code it is not the line that is blamed; what was typed stays, and nothing is sent."""
    scarce = """{
      const All = Uint32Array;
      self.Uint32Array = class extends All {
        constructor(...given) {
          if (given[0] > 2 ** 20) throw new RangeError("Array buffer allocation failed");
          super(...given);
        }
      };
    }"""

    honest = (served.root / "build/client/worker.js").read_text()

    def starve(route: Route) -> None:
        route.fulfill(body=scarce + honest, content_type="text/javascript")

    page.route("**/static/worker.js", starve)
    page.goto(f"{served.origin}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang"})
    sent = ranges(page)
    page.locator("#next").click()
    expect(page.locator(SAYS.format("unable"))).to_contain_text("Tutup aplikasi lain", timeout=SLOW)
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    expect(page.locator("#again")).to_be_visible()
    page.locator("#edit").click()
    page.locator("[data-page='review']").wait_for()
    assert sent == []


def test_the_exit_works_while_sending(served: Served, filled: Page) -> None:
    """In the middle of a broken sending the way out leads out at once, and nothing more is sent."""
    filled.context.route("https://www.bmkg.go.id/**", lambda route: route.fulfill(body="<h1>Cuaca</h1>"))
    filled.route("**/api/envelopes/*", lambda route: route.abort())
    filled.locator("#next").click()
    filled.locator(SAYS.format("waiting")).wait_for(timeout=SLOW)
    asked = ranges(filled)
    filled.locator("[data-exit]").click()
    filled.wait_for_url("https://www.bmkg.go.id/**")
    assert asked == []


def test_a_reload_keeps_nothing(served: Served, filled: Page) -> None:
    """What was typed and what was half sent is gone with the page, and nothing is left in the browser."""
    filled.route("**/api/envelopes/*", lambda route: route.abort())
    filled.locator("#next").click()
    filled.locator(SAYS.format("waiting")).wait_for(timeout=SLOW)
    filled.on("dialog", lambda dialog: dialog.accept())
    filled.reload()
    filled.locator("#next").wait_for()
    left = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    assert filled.evaluate(left) == '[{},{},""]'
    assert filled.locator("textarea").evaluate("field => field.value") == ""
    assert filled.locator("input:checked").count() == 0
