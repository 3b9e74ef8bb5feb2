"""What a form does with an answer, in a real browser: whom it seals to, what it refuses, what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from base.days import ZONES
from base.district import Office
from collector.core.age import WrongKey, parse_recipient, seal
from collector.core.answer import Answer, pack_answer
from collector.core.opening import HybridIdentity, open_envelope
from collector.forms.load import load_forms
from collector.store import Answer as StoredAnswer
from collector.upkeep.here import our_district
from tests.browser.reporter import fill, put, send
from tests.reporter.receipt import derive, parse_code
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page

    from collector.forms.schema import Answers, FormSpec
    from collector.store import Store
    from tests.browser.conftest import Served


@pytest.fixture
def officers() -> dict[str, HybridIdentity]:
    """Two holders of keys, by public name."""
    return {name: HybridIdentity.generate() for name in ("petugas 1", 'Kepala "A" seksi')}


@pytest.fixture
def two_keys(make_app: Callable[..., Flask], officers: dict[str, HybridIdentity], root: Path) -> Iterator[str]:
    """A server whose envelopes are for two officers; gives its origin."""
    keys = [officer.recipient for officer in officers.values()]
    names = {str(key): name for key, name in zip(keys, officers, strict=True)}
    with serving(make_app(client=root / "build/client", recipients=keys, names=names)) as origin:
        yield origin


@pytest.mark.parametrize("zone", ["WIB", "WIT"])
def test_a_training_is_offered_up_to_midnight_of_the_district(
    make_app: Callable[..., Flask], page: Page, root: Path, tmp_path: Path, zone: str
) -> None:
    """The page is the same every day: the phone offers a training to the end of its day there, then the kinds."""
    calendar = tmp_path / "calendar.yml"
    line = "{id: satu, date: 2027-03-05, title: Pengenalan, place: null, seats: null, source: Surat contoh}"
    calendar.write_text(f"trainings:\n  - {line}\n")
    forms = load_forms(our_district(), calendar=calendar)
    options = page.locator("[data-q=workshop] input")
    kinds = len(forms["pendaftaran-pelatihan"].questions[0].options) - 1
    office, midnight = Office("Layanan", ZONES[zone]), 24 - ZONES[zone].ahead
    with serving(make_app(client=root / "build/client", forms=forms, office=office)) as origin:
        for moment, offered in ((f"2027-03-05T{midnight - 1}:59:00Z", 1), (f"2027-03-05T{midnight}:00:00Z", kinds)):
            page.clock.set_fixed_time(moment)
            page.goto(f"{origin}/pendaftaran-pelatihan")
            page.locator("#next").wait_for()
            assert options.count() == offered


def test_what_repaints_a_terminal_or_breaks_a_print_is_not_sealed(
    two_keys: str, page: Page, forms: dict[str, FormSpec], officers: dict[str, HybridIdentity], store: Store
) -> None:
    """Control characters in what was typed become blanks before the envelope is made; the words stay."""
    answers: Answers = {"danger": "tidak_sekarang", "story": "satu\x07dua\x1b[31mtiga\x85empat\tlima"}
    page.goto(f"{two_keys}/lapor")
    fill(page, forms["laporan"], answers)
    send(page)
    [envelope] = store.newest(1)
    found = store.envelope(envelope)
    assert found is not None
    opened = open_envelope([officers["petugas 1"]], found[1])
    assert opened.untrusted_answers["story"] == "satu dua [31mtiga empat\tlima".replace("\t", " ")


def test_the_code_leaves_with_the_page(two_keys: str, page: Page, forms: dict[str, FormSpec]) -> None:
    """When the page goes away the code goes from it, so that whoever comes back to it by Back does not find it."""
    page.goto(f"{two_keys}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang"})
    send(page)
    expect(page.locator("#code")).not_to_be_empty()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    expect(page.locator("#code")).to_be_empty()
    assert page.locator("#code").get_attribute("aria-label") is None


@pytest.mark.parametrize("left_out", [0, 1])
def test_the_officer_whom_a_report_concerns_cannot_open_it(
    two_keys: str,
    page: Page,
    forms: dict[str, FormSpec],
    officers: dict[str, HybridIdentity],
    store: Store,
    left_out: int,
) -> None:
    """The holder picked by name gets no key; the other opens the report and reads who must not be shown it."""
    name, other = list(officers)[left_out], list(officers)[1 - left_out]
    answers: Answers = {"danger": "tidak_sekarang", "concerns": "petugas", "not_for": [name]}
    page.goto(f"{two_keys}/lapor")
    fill(page, forms["laporan"], answers)
    expect(page.locator("#answers")).to_contain_text(name)
    send(page)
    (outside,) = store.envelopes()
    _, sealed = store.envelope(outside.id) or pytest.fail("gone")
    assert open_envelope([officers[other]], sealed).untrusted_answers == answers
    with pytest.raises(WrongKey):
        open_envelope([officers[name]], sealed)


def test_a_reply_leaves_out_whom_the_report_left_out(
    two_keys: str, page: Page, forms: dict[str, FormSpec], officers: dict[str, HybridIdentity], store: Store
) -> None:
    """The first choice comes back sealed in the answer: writing and one tap send what that officer cannot open."""
    name, other = officers
    page.goto(f"{two_keys}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang", "concerns": "petugas", "not_for": [name]})
    code = send(page)
    page.locator("#copied").check()
    mailbox = derive(parse_code(code)).mailbox
    (outside,) = store.envelopes()
    letter = open_envelope([officers[other]], store.envelope(outside.id)[1])
    said = Answer("a" * 32, mailbox, "dibaca", "Apa kabar?", "2026-11-24T03:00Z", left_out=(name,))
    sealed = seal([parse_recipient(letter.reply_to)], pack_answer(said))
    store.add_answer(outside.id, StoredAnswer("a" * 32, outside.received_hour + 1), sealed)
    page.goto(f"{two_keys}/kotak")
    page.locator("[data-group]").first.fill(code)
    page.locator("#entry .button").click()
    page.locator("#box").wait_for(timeout=60_000)
    expect(page.locator("#letters dt")).to_have_count(1)
    page.locator("[data-q='text'] textarea").fill("Aku di rumah bibi.")
    page.locator("#next").click()
    page.locator("#done").wait_for(timeout=60_000)
    expect(page.locator("#letters dt")).to_have_count(2)
    _, reply = store.envelopes()
    assert reply.urgency == "normal"
    _, kept = store.envelope(reply.id) or pytest.fail("gone")
    opened = open_envelope([officers[other]], kept).untrusted_answers
    assert opened == {"concerns": "petugas", "not_for": [name], "text": "Aku di rumah bibi."}
    with pytest.raises(WrongKey):
        open_envelope([officers[name]], kept)


@pytest.mark.parametrize(
    ("concerns", "not_for"), [("layanan", []), ("petugas", ["tidak_tahu"]), ("petugas", ["petugas 1 (DEMO)"])]
)
def test_what_nobody_here_may_read_is_not_sent(
    served: Served, page: Page, forms: dict[str, FormSpec], concerns: str, not_for: list[str]
) -> None:
    """The whole office, an officer not known, or the only holder: the ways outside are shown and nothing leaves."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    page.goto(f"{served.origin}/lapor")
    danger, help_wanted, reading = forms["laporan"].pages[:3]
    put(page, danger.fields[0], "tidak_sekarang")
    page.locator("#next").click()
    page.locator(f"[data-page='{help_wanted.id}']").wait_for()
    page.locator("#next").click()
    put(page, reading.fields[0], concerns)
    if not_for:
        put(page, reading.fields[1], not_for)
    page.locator("#next").click()
    for number in ("110", "129", "02131901556"):
        expect(page.locator(f"#outside a[href='tel:{number}']")).to_be_visible()
    expect(page.locator("#outside h1")).to_be_focused()
    expect(page.locator("#next")).to_be_hidden()
    page.locator("#reconsider").click()
    expect(page.locator(f"[data-page='{reading.id}']")).to_be_visible()
    page.locator("#next").click()
    page.locator("#quit").click()
    page.wait_for_url(f"{served.origin}/")
    assert sent == []


def test_an_answer_changed_on_the_way_back_is_judged_again(
    served: Served, page: Page, forms: dict[str, FormSpec]
) -> None:
    """Naming the office after the review, and going back from there, still keeps the envelope from being made."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    page.goto(f"{served.origin}/lapor")
    spec = forms["laporan"]
    fill(page, spec, {"danger": "tidak_sekarang"})
    page.get_by_role("button", name=f"Ubah: {spec.pages[2].title}").click()
    put(page, spec.pages[2].fields[0], "layanan")
    page.locator("#back").click()
    page.locator("#next").click()
    expect(page.locator("#outside")).to_be_visible()
    assert sent == []
