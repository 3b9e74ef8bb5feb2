"""How a form leads whoever writes: hints, faults, the review and the ending, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.reporter import fill, fill_pages, put, send, sentinel_answers

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from collector.forms.schema import FormSpec
    from tests.browser.conftest import Served


def test_three_days_leads_to_the_doctor_and_loses_nothing(
    served: Served, page: Page, forms: dict[str, FormSpec]
) -> None:
    """The hint comes with its answer, its page opens beside the form, and what was written is still there."""
    page.goto(f"{served.origin}/lapor")
    spec = forms["laporan"]
    for part in spec.pages:
        if part.id == "kejadian":
            break
        if part.id == "keselamatan":
            put(page, part.fields[0], "tidak_sekarang")
        page.locator("#next").click()
    link = page.locator("a[href='/tiga-hari/']")
    expect(link).to_be_hidden()
    put(page, part.fields[1], "tiga_hari")
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator("h1")).to_be_visible()
    expect(page.locator("[data-q='happened'] input[value='tiga_hari']")).to_be_checked()
    put(page, part.fields[1], "lebih_lama")
    expect(link).to_be_hidden()


def test_an_agency_tells_of_a_case_by_its_code(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """Signed in: a name in the place of the code is refused in plain words; the code seals, and the desk reads it."""
    spec = forms["pembaruan-kasus"]
    sign_in(page, served)
    page.goto(served.origin + spec.address)
    code, agency = spec.pages[0].fields
    put(page, code, "Nama Contoh")
    put(page, agency, "dinsos")
    page.locator("#next").click()
    problems = page.locator("#problems")
    expect(problems).to_be_focused()
    expect(page.locator(f"[data-q='{code.id}'] .wrong")).to_have_text(code.pattern.says)
    expect(page.locator(f"[data-q='{code.id}'] input")).to_have_attribute("aria-invalid", "true")
    problems.get_by_role("link").click()
    expect(page.locator(f"[data-q='{code.id}'] input")).to_be_focused()
    answers = sentinel_answers(spec)
    fill_pages(page, spec, answers)
    expect(problems).to_be_hidden()
    send(page)
    newest = [kept.id for kept in served.envelopes() if kept.form == spec.id][-1]
    assert str(answers["next_step"]) in served.suluh("inbox", "show", newest)
    page.locator("#copied").check()
    page.locator("#close").click()
    page.wait_for_url(f"{served.origin}/internal/")


def test_a_change_from_the_review_leads_straight_back(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """One page opened by "Ubah", one answer changed, one tap: the review again, with the new answer in it."""
    spec = forms["laporan"]
    first = spec.pages[0]
    page.goto(f"{served.origin}/lapor")
    fill(page, spec, {"danger": "tidak_sekarang"})
    page.get_by_role("button", name=f"Ubah: {first.title}").click()
    put(page, first.fields[0], "tidak_tahu")
    page.locator("#next").click()
    expect(page.locator("[data-page='review'] h1")).to_be_focused()
    expect(page.locator("#answers")).to_contain_text("Tidak tahu")


def test_the_numbers_in_the_form_can_be_hit_with_a_thumb(
    served: Served, page: Page, forms: dict[str, FormSpec]
) -> None:
    """On a page of questions each emergency number is a target of at least 44 by 44 CSS pixels."""
    page.goto(f"{served.origin}/lapor")
    put(page, forms["laporan"].pages[0].fields[0], "tidak_sekarang")
    page.locator("#next").click()
    links = page.locator("#aid a[href^='tel:']").all()
    assert links
    sizes = [link.bounding_box() for link in links]
    assert [size for size in sizes if min(size["width"], size["height"]) < 44] == []


@pytest.mark.parametrize(
    ("writer", "never", "later"),
    [("guru", r"\b(?:[Kk]amu|\w{3,}mu)\b", r"\b[Aa]ku\b"), ("anak_sendiri", r"\bAnda\b", r"\banak itu\b")],
)
def test_the_form_speaks_to_whoever_writes(
    served: Served, page: Page, forms: dict[str, FormSpec], writer: str, never: str, later: str
) -> None:
    """From the answer on, nothing that the page ever shows speaks to a child as to an adult, or the reverse."""
    spec = forms["laporan"]
    page.goto(f"{served.origin}/lapor")
    put(page, spec.pages[0].fields[0], "tidak_sekarang")
    page.locator("#next").click()
    put(page, spec.pages[1].fields[0], writer)
    assert re.findall(never, page.locator("body").text_content() or "") == []
    texts = {part.id: page.locator(f"[data-page='{part.id}']").text_content() or "" for part in spec.pages[2:]}
    assert {name: found for name, text in texts.items() if (found := re.findall(later, text))} == {}
    while not page.locator("#rest").is_visible():
        page.locator("#next").click()
    page.locator("#rest").click()
    send(page)
    assert re.findall(never, page.locator("body").text_content() or "") == []


def test_a_registration_ends_as_one_and_is_taken_back(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """From the first question to the ending nothing speaks of a report; the code that is shown closes the mailbox."""
    spec = forms["pendaftaran-pelatihan"]
    page.goto(served.origin + spec.address)
    fill(page, spec, spec.examples.valid[0].answers)
    code = send(page)
    expect(page.locator("#done h1")).to_be_focused()
    assert re.findall(r"\b(?:[Ll]apor\w*|[Kk]amu|\w{3,}mu)\b", page.locator("main").text_content() or "") == []
    address = page.locator("#address").inner_text()
    page.locator("#copied").check()
    page.locator("#close").click()
    page.goto(f"http://{address}")
    page.locator("[data-group]").first.fill(code)
    page.locator("#entry .button").click()
    expect(page.locator("#box")).to_be_visible()
    assert re.findall(r"\b(?:[Kk]amu|\w{3,}mu)\b", page.locator("#box").inner_text()) == []
    page.locator("#ask-delete").click()
    page.locator("#delete").click()
    expect(page.locator("#gone")).to_be_visible()
