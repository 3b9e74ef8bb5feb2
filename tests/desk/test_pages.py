"""The desk's pages: who is let in, what is shown, and what is never lost."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from tests.builders import deliver, sealed
from tests.desk.officer import PASSPHRASE, away, base, of_the_receipt, token_of, unlocked

if TYPE_CHECKING:
    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec


def test_the_desk_denies_everything_to_a_browser_without_the_link(desk: tuple[Flask, str]) -> None:
    """Every route but the link itself is 403 for a stranger, and the link works once."""
    app, link = desk
    stranger = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "desk.stylesheet":
            continue  # the same file as on the public pages
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        assert stranger.get(path, base_url=base(link)).status_code in {403, 405}
    assert app.test_client().get(link).status_code == 303
    assert app.test_client().get(link).status_code == 403


def test_a_new_link_ends_the_session_of_the_old_one(desk: tuple[Flask, str]) -> None:
    """Where a link was lost, or used by somebody else, the next one shuts that browser out and forgets the key."""
    app, link = desk
    first, second = app.test_client(), app.test_client()
    first.get(link)
    token = token_of(first.get("/kunci", base_url=base(link)).text)
    first.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link))
    new = app.extensions["desk"].new_link()
    assert app.extensions["desk"].inbox is None
    assert first.get("/kunci", base_url=base(link)).status_code == 403
    assert second.get(link).status_code == 403
    assert second.get(new).status_code == 303
    assert second.get("/kunci", base_url=base(link)).status_code == 200


def test_every_refusal_of_the_desk_is_a_page_with_its_style(desk: tuple[Flask, str]) -> None:
    """Before the link and under another name as well the page and its stylesheet come; no other file does."""
    app, link = desk
    stranger = app.test_client()
    for host in (base(link), "http://127.0.0.1:8001"):
        for path, status in (("/", 403), ("/gaya/desk.css", 200), ("/gaya/form.js", 403), ("/tidak-ada", 403)):
            answer = stranger.get(path, base_url=host, buffered=True)
            assert answer.status_code == status
            assert status == 200 or 'href="/gaya/desk.css"' in answer.text
    stranger.get(link)
    answer = stranger.post("/kunci", base_url=base(link))
    assert answer.status_code == 400
    assert 'href="/gaya/desk.css"' in answer.text


def test_an_officers_words_outlive_a_server_that_is_gone(
    desk: tuple[Flask, str], served: Flask, server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The server fails while an answer is written: the page comes again with letter, list and words, and its digest."""
    envelope = of_the_receipt(forms, identity)
    deliver(server, envelope)
    app, link = desk
    browser = app.test_client()
    browser.get(link)
    token = token_of(browser.get("/kunci", base_url=base(link)).text)
    browser.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link))
    page = browser.get(f"/amplop/{envelope.id}", base_url=base(link)).text
    seen = f'name="seen" value="{hashlib.sha256(envelope.body).hexdigest()}"'
    assert seen in page
    served.wsgi_app = away
    written = {"text": "SUAR-KATA", "seen": seen.split('"')[3], "csrf_token": token_of(page)}
    failed = browser.post(f"/amplop/{envelope.id}", data={**written, "status": "dibaca"}, base_url=base(link))
    assert failed.status_code == 400
    assert all(part in failed.text for part in ("SUAR-KATA", seen, f'href="/amplop/{envelope.id}#surat"'))


def test_the_desk_answers_to_its_own_name_only(desk: tuple[Flask, str]) -> None:
    """Under another Host (DNS rebinding), port or site even the right link is refused, and not used up."""
    app, link = desk
    path = link.removeprefix(base(link))
    for host in ("evil.example:8001", "127.0.0.1:8001", "localhost:8001", base(link)[7:-1]):
        assert app.test_client().get(path, base_url=f"http://{host}").status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert app.test_client().get(link, headers=foreign).status_code == 403
    assert app.test_client().get(link).status_code == 303


def test_the_desk_shows_a_report_after_unlocking_and_forgets_it_when_locked(
    desk: tuple[Flask, str], server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Link, passphrase, list, report; a wrong passphrase opens nothing; locking closes all of it."""
    spec = forms["laporan"]
    envelope = sealed(spec, {**spec.examples.valid[0].answers}, [identity.recipient])
    deliver(server, envelope)
    app, link = desk
    browser = app.test_client()
    browser.get(link)
    assert browser.get("/", base_url=base(link)).headers["Location"] == "/kunci"
    token = token_of(browser.get("/kunci", base_url=base(link)).text)
    wrong = browser.post("/kunci", data={"passphrase": "salah", "csrf_token": token}, base_url=base(link))
    assert wrong.status_code == 401
    assert (
        browser.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link)).status_code
        == 303
    )
    page = browser.get(f"/amplop/{envelope.id}", base_url=base(link))
    assert page.status_code == 200
    assert spec.questions[0].label in page.text
    assert browser.get("/amplop/unknown", base_url=base(link)).status_code == 404
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page.text).group(1)
    reply = {"status": "", "text": "", "seen": seen, "csrf_token": token_of(page.text)}
    empty = browser.post(f"/amplop/{envelope.id}", data=reply, base_url=base(link))
    assert empty.status_code == 400
    kept = browser.post(f"/amplop/{envelope.id}", data={**reply, "text": "x" * 10_001}, base_url=base(link))
    assert "x" * 10_001 in kept.text  # the officer's words stay where they were not sent
    sent = browser.post(f"/amplop/{envelope.id}", data={**reply, "status": "dibaca"}, base_url=base(link))
    assert sent.status_code == 303
    assert browser.post(f"/amplop/{envelope.id}", data={"text": "x"}, base_url=base(link)).status_code == 400
    browser.post("/tutup", data={"csrf_token": token_of(page.text)}, base_url=base(link))
    assert browser.get(f"/amplop/{envelope.id}", base_url=base(link)).status_code == 303


def test_no_script_runs_at_the_desk(desk: tuple[Flask, str]) -> None:
    """What a report holds is shown where no script can run at all."""
    app, link = desk
    policy = app.test_client().get(link).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_a_file_in_an_envelope_is_never_passed_over_in_silence(
    desk: tuple[Flask, str], server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Its name stands in the letter, whether the form asked for files or not, and no page gives its content."""
    for name in ("pembaruan-kasus", "laporan"):
        spec = forms[name]
        files = (("surat-1.pdf", b"ISI-BERKAS"),)
        envelope = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], attachments=files)
        deliver(server, envelope)
        page = unlocked((desk[0], desk[0].extensions["desk"].new_link()))
        shown = page.get(f"/amplop/{envelope.id}", base_url=f"http://{desk[0].extensions['desk'].host}").text
        assert "surat-1.pdf" in shown
        assert "ISI-BERKAS" not in shown
