"""The way back: from the report to the answer, with nothing but twenty digits on paper."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import faults_in_both_schemes
from tests.browser.reporter import fill, put, send
from tests.browser.test_story import disguises, incoming, outgoing
from tests.machine import PHONE
from tests.reporter.receipt import derive, parse_code

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from collector.forms.schema import Answers, FormSpec
    from tests.browser.conftest import Served

FITS = "document.documentElement.scrollWidth <= innerWidth"
SLOW = 60_000  # milliseconds: scrypt and the work, on a machine that does other things too
LEFT = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href, history.length])"
# Whether the button that deletes is red as a danger is, and a thumb's breadth away from the one that does not.
APART = """() => {
  const [keeps, deletes] = ["#keep", "#delete"].map((id) => document.querySelector(id));
  const danger = getComputedStyle(document.querySelector("#sure").appendChild(
    Object.assign(document.createElement("i"), { style: "color: var(--red)" }))).color;
  const gap = deletes.getBoundingClientRect().top - keeps.getBoundingClientRect().bottom;
  return [getComputedStyle(deletes).backgroundColor === danger, gap >= 44];
}"""


def report(served: Served, page: Page, forms: dict[str, FormSpec]) -> str:
    """Send the shortest report and return its code."""
    page.goto(f"{served.origin}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang"})
    return send(page)


def envelope_of(served: Served, code: str) -> str:
    """The id of the newest envelope in the mailbox of a code."""
    mailbox = derive(parse_code(code)).mailbox
    return [kept.id for kept in served.envelopes() if kept.mailbox == mailbox][-1]


def answer(served: Served, envelope_id: str, status: str, text: str) -> None:
    """Answer as an officer does in a terminal."""
    words = served.data / "jawaban.txt"
    words.write_text(text)
    (seen,) = re.findall(r"\b[0-9a-f]{64}\b", served.suluh("inbox", "show", envelope_id))
    served.suluh("inbox", "reply", envelope_id, "--seen", seen, "--status", status, "--text", str(words))
    words.unlink()


def enter(page: Page, served: Served, code: str) -> None:
    """Open the mailbox's page and put the whole code into its first field, as a paste does."""
    page.goto(f"{served.origin}/kotak")
    page.locator("[data-group]").first.fill(code)
    page.locator("#entry .button").click()


def write_again(page: Page, spec: FormSpec, answers: Answers) -> None:
    """Fill the reply under the answer and send it."""
    for question in spec.questions:
        if question.id in answers:
            put(page, question, answers[question.id])
    page.locator("#next").click()
    page.locator("#done").wait_for(timeout=SLOW)


def test_the_whole_way(served: Served, browser: Browser, forms: dict[str, FormSpec]) -> None:
    """Report, answer, reading in a fresh browser, writing again, deletion; no word of it is anywhere in between."""
    spec, seen = forms["tambahan"], []
    first = browser.new_context(viewport=PHONE)
    code = report(served, first.new_page(), forms)
    first.close()
    said, added = (f"SUAR {what} {secrets.token_hex(6)}" for what in ("jawaban", "tambahan"))
    answer(served, envelope_of(served, code), "perlu_kabar", f"{said}\nbaris dua")

    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.on("request", lambda request: seen.append(outgoing(request)))
    page.on("response", lambda response: seen.append(incoming(response)))
    enter(page, served, code)
    page.locator("#box").wait_for(timeout=SLOW)
    expect(page.locator("#newest dd")).to_have_text(f"{said}\nbaris dua")
    expect(page.locator("#status")).to_contain_text("Kami perlu kabar")
    answers = {**spec.examples.valid[0].answers, "text": added}
    write_again(page, spec, answers)
    assert added in served.suluh("inbox", "show", envelope_of(served, code))
    kept = page.evaluate(LEFT)
    assert kept.startswith('[{},{},"",')
    page.locator("#leave").click()
    page.wait_for_url(f"{served.origin}/")

    enter(page, served, code)
    page.locator("#ask-delete").click()
    assert page.evaluate(APART) == [True, True]
    page.locator("#delete").click()
    page.locator("#gone").wait_for(timeout=SLOW)
    enter(page, served, code)
    page.locator("[data-state='unknown']").wait_for(timeout=SLOW)
    context.close()
    receipt = derive(parse_code(code))
    for secret in (said, added, code, code.replace(" ", ""), receipt.identity_seed.hex()):
        for disguise in disguises(secret):
            assert not any(disguise in one for one in seen)
            assert [file for file, content in served.written_bytes() if disguise in content] == []
        assert secret not in kept


def test_a_slip_is_told_offline(served: Served, page: Page) -> None:
    """A wrong digit, a missing one and a letter are told before anything is asked of anybody, and name the group."""
    page.goto(f"{served.origin}/kotak")
    page.locator("#entry").wait_for()
    asked: list[str] = []
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    fields, says = page.locator("[data-group]"), page.locator("#entry-says")
    fields.first.fill("4827-1093-5561-0274-9312")
    assert [field.input_value() for field in fields.all()] == ["4827", "1093", "5561", "0274", "9312"]
    expect(says).to_be_visible()
    fields.nth(4).fill("9311")
    expect(says).to_be_hidden()
    for group, typed in ((1, "109"), (3, "O274")):
        fields.nth(group).fill(typed)
        page.locator("#entry .button").click()
        expect(says).to_contain_text(f"elompok {group + 1}")
        expect(fields.nth(group)).to_be_focused()
        fields.nth(group).fill(["4827", "1093", "5561", "0274"][group])
    expect(says).to_be_hidden()
    assert asked == []


def test_digits_typed_one_by_one_go_from_group_to_group(served: Served, page: Page) -> None:
    """Twenty key presses fill the five groups; taking digits out stays where it is."""
    page.goto(f"{served.origin}/kotak")
    page.locator("[data-group]").first.focus()
    page.keyboard.type("48271093556102749311")
    values = [field.input_value() for field in page.locator("[data-group]").all()]
    assert values == ["4827", "1093", "5561", "0274", "9311"]
    page.locator("[data-group]").nth(1).press("Backspace")
    expect(page.locator("[data-group]").nth(1)).to_be_focused()


def test_a_wrong_code_and_an_unknown_mailbox_look_the_same(served: Served, page: Page) -> None:
    """A valid code that was never given out: plain words, a way to try again, and the numbers to call."""
    enter(page, served, "4827 1093 5561 0274 9311")
    page.locator("[data-state='unknown']").wait_for(timeout=SLOW)
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    page.locator("#reenter").click()
    expect(page.locator("[data-group]").first).to_be_focused()
    assert page.locator("[data-group]").first.input_value() == ""


def test_no_answer_yet_is_said(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """Right after the report the mailbox is there, empty, and says so with the numbers; a reload closes it again."""
    code = report(served, page, forms)
    page.locator("#copied").check()
    enter(page, served, code)
    page.locator("#box").wait_for(timeout=SLOW)
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    page.reload()
    expect(page.locator("#entry")).to_be_visible()
    expect(page.locator("#box")).to_be_hidden()
    assert [field.input_value() for field in page.locator("[data-group]").all()] == [""] * 5


def test_what_is_no_answer_is_not_shown(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """The newest answer is read first; its bytes were changed on the way, which is said, and the others are shown."""
    code = report(served, page, forms)
    page.locator("#copied").check()
    letter = envelope_of(served, code)
    answer(served, letter, "dibaca", "yang pertama")
    answer(served, letter, "ditangani", "yang kedua")
    spoilt: list[Route] = []

    def spoil_once(route: Route) -> None:
        if spoilt:
            route.continue_()
            return
        spoilt.append(route)
        found = route.fetch()
        route.fulfill(response=found, body=found.body()[:-1] + b"\0")

    page.route("**/answers/*", spoil_once)
    enter(page, served, code)
    page.locator("#box").wait_for(timeout=SLOW)
    expect(page.locator("#spoilt")).to_be_visible()
    assert page.locator("#newest dd").all_inner_texts() == ["yang pertama"]
    # It may have named somebody more to leave out: then the reporter is asked, and nothing is filled in.
    assert page.locator("[data-q='not_for'] input:checked, [data-q='concerns'] input:checked").count() == 0


def test_the_answer_at_the_desk_reaches_the_reporter(
    served: Served, page: Page, browser: Browser, forms: dict[str, FormSpec], desk: Page
) -> None:
    """The officer's form under a letter: words and status arrive as text, markup included, and once."""
    code = report(served, page, forms)
    desk.goto(f"{desk.url.rstrip('/')}/amplop/{envelope_of(served, code)}")
    desk.get_by_label("Keadaan, tampak bagi pelapor").select_option("ditangani")
    desk.get_by_label("Jawaban", exact=True).fill("<img src=x onerror=alert(1)>")
    desk.get_by_role("button", name="Segel dan kirim jawaban").click()
    expect(desk.get_by_role("status")).to_be_visible()
    page.locator("#copied").check()
    enter(page, served, code)
    page.locator("#box").wait_for(timeout=SLOW)
    expect(page.locator("#newest dd")).to_have_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#status b")).to_have_text("Sedang ditangani.")
    expect(page.locator("#letters dt")).to_have_count(1)  # the report; the answer stands above and nowhere else


def test_without_script_the_mailbox_shows_numbers_and_no_field(served: Served, browser: Browser) -> None:
    """A browser that cannot open it says so, and offers nothing to type a code into."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{served.origin}/kotak")
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    expect(page.locator("#closed")).to_be_visible()
    assert page.locator("input:visible").count() == 0
    context.close()


def test_no_stage_of_the_mailbox_has_an_accessibility_fault(
    served: Served, browser: Browser, forms: dict[str, FormSpec], root: Path
) -> None:
    """Axe finds nothing on the entry with a slip, the open box with the question before deletion, and the form."""
    context = browser.new_context(viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    code = report(served, page, forms)
    page.locator("#copied").check()
    page.goto(f"{served.origin}/kotak")
    page.locator("[data-group]").first.fill(code[:-1] + str((int(code[-1]) + 1) % 10))
    assert (faults_in_both_schemes(page, root), page.evaluate(FITS)) == ([], True)
    page.locator("[data-group]").first.fill(code)
    page.locator("#entry .button").click()
    page.locator("#box").wait_for(timeout=SLOW)
    page.locator("#ask-delete").click()
    assert (faults_in_both_schemes(page, root), page.evaluate(FITS)) == ([], True)
    page.locator("#keep").click()
    page.locator("#next").click()
    expect(page.locator("#problems")).to_be_focused()
    assert (faults_in_both_schemes(page, root), page.evaluate(FITS)) == ([], True)
    write_again(page, forms["tambahan"], forms["tambahan"].examples.valid[0].answers)
    assert (faults_in_both_schemes(page, root), page.evaluate(FITS)) == ([], True)
    context.close()


def test_the_code_comes_with_the_address_that_it_opens(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """Beside the digits stands the whole address; typed as it stands, it opens on the fields of the code."""
    report(served, page, forms)
    address = page.locator("#address").inner_text()
    page.locator("#copied").check()
    page.goto(f"http://{address}")
    expect(page.locator("[data-group]").first).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-group]").last).to_be_in_viewport(ratio=1)
