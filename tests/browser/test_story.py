"""The main job, end to end: typed in a real browser, sealed there, stored, and read by its officers alone."""

from __future__ import annotations

import base64
import json
import re
import socket
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
import urllib3
from playwright.sync_api import expect

from base.resolve import load_district
from collector.upkeep.serving import DEMO_HOURS
from site_config.facts.load import Opening, Service
from site_config.facts.menu import load_menu
from site_config.pages.public.blocks import Shelf
from site_config.pages.public.blocks import service as block
from tests.browser.conftest import faults_in_both_schemes, public_pages, sign_in
from tests.browser.reporter import fill, put, send, sentinel_answers
from tests.machine import FLAGS, PATIENCE, PATIENCE_MS, PHONE, chromium
from tests.reporter.receipt import derive, parse_code

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright, Request, Response, Route

    from collector.forms.schema import FormSpec
    from tests.browser.conftest import Served


def disguises(text: str) -> set[bytes]:
    """A text as it could travel or lie about: plain, percent-encoded, base64 (all three alignments), UTF-16."""
    plain = text.encode()
    found = {plain, quote(text).encode(), quote(text, safe="").replace("%20", "+").encode(), text.encode("utf-16-le")}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        found.add(coded[4 if shift else 0 : len(coded) // 4 * 4 - 4])
    return found


def words_of(html: str) -> str:
    """What a reader sees of some HTML."""
    return " ".join(re.sub("<[^>]+>", "", html).split())


def test_everything_answers(served: Served, page: Page) -> None:
    """The demo is healthy; the home page, the report form and the staff login load, without an error in the console."""
    errors: list[str] = []
    page.on(
        "console",
        lambda message: errors.append(f"{message.text} {message.location}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    assert page.request.get(f"{served.origin}/healthz").status == 200
    for path in ("/", "/lapor", "/pendaftaran-pelatihan", "/internal/"):
        answer = page.goto(served.origin + path)
        assert answer.status == 200
        expect(page.locator("h1:visible").first).to_be_visible()
    assert page.url.startswith(f"{served.origin}/masuk")
    assert errors == []


def test_the_demo_is_open_and_says_demo_on_every_page(served: Served, root: Path) -> None:
    """Every public page bears the mark, and what the switch words is worded as open, by the switch's own block."""
    shelf = Shelf("x.md", {}, [], load_menu(root), Service(open=None), load_district(root))
    duty = Opening(hours=DEMO_HOURS, approved_by="DEMO", approved_on="2026-01-01")
    shut, opened = (words_of(block(each, [])) for each in (shelf, replace(shelf, service=Service(open=duty))))
    seen = [urllib3.request("GET", f"{served.origin}/{path}").data.decode() for path in public_pages(root)]
    assert all("demo-mark" in page for page in seen)
    assert not any(shut in words_of(page) for page in seen)
    assert any(opened in words_of(page) for page in seen)


@pytest.mark.parametrize("form", ["laporan", "pendaftaran-pelatihan", "saran-forum"])
def test_a_sealed_form_is_read_by_its_officers_and_by_nobody_else(
    served: Served, forms: dict[str, FormSpec], playwright: Playwright, tmp_path: Path, form: str
) -> None:
    """Sentinels typed into every field reach `suluh inbox show`, and no request, answer, file, log or profile."""
    spec, answers = forms[form], sentinel_answers(forms[form])
    bodies: list[bytes] = []
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium(), args=FLAGS, viewport=PHONE
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.pages[0]
    page.on("request", lambda request: bodies.append(outgoing(request)))
    page.on("response", lambda response: bodies.append(incoming(response)))
    page.goto(served.origin + spec.address)
    fill(page, spec, answers)
    code = send(page)
    page.locator("#copied").check()
    page.locator("#close").click()
    page.wait_for_url(f"{served.origin}/")
    kept = json.loads(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
    assert kept == [{}, {}, ""]
    assert context.cookies() == []
    context.close()

    receipt = derive(parse_code(code))
    (envelope,) = [kept for kept in served.envelopes() if kept.mailbox == receipt.mailbox]
    shown = served.suluh("inbox", "show", envelope.id)
    asked = [question for question in spec.questions if question.id in answers]
    assert [question.label for question in asked if question.label not in shown] == []
    texts = [str(answers[q.id]).split("\n")[0] for q in asked if q.kind in {"text", "longtext"}]
    assert texts
    assert [text for text in texts if text not in shown] == []
    codes = (code, code.replace(" ", ""), receipt.secret.hex(), receipt.identity_seed.hex())
    hidden = {disguise for text in texts for disguise in disguises(text)} | {secret.encode() for secret in codes}
    left = [*served.written_bytes(), *((file, file.read_bytes()) for file in files_in(tmp_path / "profile"))]
    for words in hidden:
        assert not any(words in body for body in bodies)
        assert [file for file, content in left if words in content] == []


def outgoing(request: Request) -> bytes:
    """Everything of a request that leaves the browser."""
    return f"{request.url}\n{request.headers}\n".encode() + (request.post_data_buffer or b"")


def incoming(response: Response) -> bytes:
    """Everything of an answer."""
    head = f"{response.url}\n{response.headers}\n".encode()
    return head if 300 <= response.status < 400 else head + response.body()


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_lost_answer_is_the_same_envelope_again(served: Served, page: Page, forms: dict[str, FormSpec]) -> None:
    """When the line breaks after the server has stored it, trying again shows the code and stores nothing twice."""
    before = len(served.envelopes())
    cut = [True]

    def break_once(route: Route) -> None:
        if cut.pop() if cut else False:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/envelopes/*", break_once)
    page.goto(f"{served.origin}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang"})
    page.locator("#next").click()
    page.locator("[data-state='waiting']").wait_for()
    expect(page.locator("#done")).to_be_hidden()
    page.locator("[data-page='sending'] [data-now]").click()
    page.locator("#done").wait_for()
    assert len(served.envelopes()) == before + 1


def test_without_script_there_are_numbers_and_no_form(served: Served, browser: Browser) -> None:
    """A browser that cannot seal shows whom to call, and nothing that could be typed into or sent."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{served.origin}/lapor")
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    expect(page.locator("#form")).to_be_hidden()
    context.close()


def test_danger_now_brings_the_numbers_into_sight(served: Served, browser: Browser) -> None:
    """On the smallest phone, whoever says "now" sees whom to call without scrolling."""
    context = browser.new_context(viewport={"width": 320, "height": 560})
    page = context.new_page()
    page.goto(f"{served.origin}/lapor")
    page.locator("input[value='sekarang']").check()
    expect(page.locator("[data-page='keselamatan'] a[href='tel:110']")).to_be_in_viewport()
    context.close()


def test_when_the_sealing_code_cannot_come_nothing_is_sent(
    served: Served, page: Page, forms: dict[str, FormSpec]
) -> None:
    """Broken half-way: the script that seals is missing, so no envelope request is made and the numbers are shown."""
    sent: list[str] = []
    page.route("**/static/worker.js", lambda route: route.abort())
    page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    page.goto(f"{served.origin}/lapor")
    fill(page, forms["laporan"], {"danger": "tidak_sekarang"})
    page.locator("#next").click()
    page.locator("[data-state='unready']").wait_for()
    expect(page.locator("a[href='tel:110']:visible").first).to_be_visible()
    assert sent == []


def test_the_internal_site_opens_with_the_demo_account(served: Served, page: Page) -> None:
    """Login by hand, then the handbook, DEMO mark included, with no script or style refused by the policy."""
    errors: list[str] = []
    page.on(
        "console",
        lambda message: errors.append(f"{message.text} {message.location}") if message.type == "error" else None,
    )
    page.goto(f"{served.origin}/internal/")
    name, password = served.account
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(f"{served.origin}/internal/")
    expect(page.locator(".demo-mark")).to_be_visible()
    page.goto(f"{served.origin}/internal/sop/penerimaan-laporan.html")
    expect(page.locator("h1").first).to_be_visible()
    assert errors == []


def test_the_desk_shows_the_report_on_its_own_port(
    served: Served, page: Page, desk: Page, forms: dict[str, FormSpec]
) -> None:
    """One-time link, passphrase, inbox, report: the officer's way in the browser."""
    page.goto(f"{served.origin}/lapor")
    spec = forms["laporan"]
    answers = sentinel_answers(spec)
    fill(page, spec, answers)
    send(page)
    desk.reload()
    for n in range(desk.locator(".item").count()):
        desk.locator(".item").nth(n).click()
        if desk.get_by_text(str(answers["code_word"])).count():
            break
    expect(desk.get_by_text(str(answers["code_word"]))).to_be_visible()


def test_a_broken_request_leaves_neither_address_nor_word_in_the_log(served: Served) -> None:
    """Malformed requests, sent raw as a hostile client does, are answered without an echo and logged by kind only."""
    port = int(served.origin.rsplit(":", 1)[1])
    for raw in (
        b"POST /lapor HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcSUAR-MENTAH nama HTTP\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nSUAR-MENTAH (1): 2\r\n\r\n",
        b"SUAR-MENTAH\r\n\r\n",
        b"GET /" + b"a" * 9000 + b"SUAR-MENTAH HTTP/1.1\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(partial(line.recv, 65536), b""))
        assert b"SUAR-MENTAH" not in answer
    log = served.log.read_text()
    assert "SUAR-MENTAH" not in log
    assert "ip=" not in log


def test_no_page_of_ours_has_an_accessibility_fault(
    served: Served, browser: Browser, forms: dict[str, FormSpec], root: Path
) -> None:
    """Axe finds nothing (WCAG, its best practices) on public pages, forms and login; on a phone, light and dark."""
    context = browser.new_context(viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    sign_in(page, served)
    addresses = [form.address for form in forms.values() if form.address]
    for path in (*(f"/{path}" for path in (*public_pages(root), "nowhere", "masuk", "kotak")), *addresses):
        page.goto(served.origin + path)
        assert faults_in_both_schemes(page, root) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{served.origin}/lapor")
    for part in forms["laporan"].pages:
        page.locator(f"[data-page='{part.id}']").wait_for()
        assert faults_in_both_schemes(page, root) == [], part.id
        if part.id == "keselamatan":
            page.locator("[data-q='danger'] input").last.check()
        if part.id == "pembaca":
            put(page, part.fields[0], "petugas")
            put(page, part.fields[1], ["tidak_tahu"])
            assert faults_in_both_schemes(page, root) == []
            page.locator("#next").click()
            page.locator("#outside").wait_for()
            assert faults_in_both_schemes(page, root) == []
            page.locator("#reconsider").click()
            put(page, part.fields[0], "tidak")
        if part.id == "kejadian":
            put(page, part.fields[1], "tiga_hari")
            assert faults_in_both_schemes(page, root) == []
        page.locator("#next").click()
    assert faults_in_both_schemes(page, root) == []
    context.close()
