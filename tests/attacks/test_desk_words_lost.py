"""What makes an officer lose a written answer: a desk locked from another tab, a slow hour, a long text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from collector.desk import Collector, Inbox, create_desk
from tests.builders import OFFICE, deliver, receipt
from tests.desk.officer import PASSPHRASE, away, base, of_the_receipt, token_of, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed


@pytest.fixture
def report(server: str, forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """A report of the shared code."""
    made = of_the_receipt(forms, identity)
    deliver(server, made)
    return made


@pytest.fixture
def desk(server: str, forms: dict[str, FormSpec], identity: HybridIdentity, tmp_path: Path) -> tuple[Flask, str]:
    """A desk that starts with an empty memory each time it is unlocked, and its link."""
    app, here = create_desk(
        8001,
        lambda _: Inbox(Collector(server, identity), identity, forms),
        tmp_path,
        office=OFFICE,
        demo=True,
    )
    return app, here.new_link()


def written(page: str, report: Sealed, text: str) -> dict[str, str]:
    """The answer's form as the browser sends it from this page."""
    seen = page.partition('name="seen" value="')[2][:64]
    assert report.id in page
    return {"seen": seen, "status": "dibaca", "text": text, "csrf_token": token_of(page)}


def test_a_desk_locked_from_another_tab_keeps_the_words(
    desk: tuple[Flask, str], report: Sealed, store: Store, served: Flask
) -> None:
    """They come back while it is locked, after it is unlocked too, and with the server away; then they are sent."""
    browser, address, root = unlocked(desk), f"/amplop/{report.id}", base(desk[1])
    filled = written(browser.get(address, base_url=root).text, report, "SUAR-KATA")
    browser.post("/tutup", data=filled, base_url=root)
    locked = browser.post(address, data=filled, base_url=root)
    assert (locked.status_code, "SUAR-KATA" in locked.text, filled["seen"] in locked.text) == (401, True, True)
    browser.post("/kunci", data={**filled, "passphrase": PASSPHRASE}, base_url=root)
    honest, served.wsgi_app = served.wsgi_app, away
    assert "SUAR-KATA" in browser.post(address, data=filled, base_url=root).text
    served.wsgi_app = honest
    again = browser.post(address, data=filled, base_url=root)
    assert (again.status_code, "SUAR-KATA" in again.text) == (400, True)
    assert browser.post(address, data=written(again.text, report, "SUAR-KATA"), base_url=root).status_code == 303
    assert len(store.mailbox(receipt().mailbox, receipt().secret_hash).answers) == 1


def test_nobody_without_the_link_gets_words_back(desk: tuple[Flask, str], report: Sealed) -> None:
    """While it is locked, too, a browser that did not come in through the link is refused."""
    stranger: FlaskClient = desk[0].test_client()
    answer = stranger.post(f"/amplop/{report.id}", data={"text": "SUAR"}, base_url=base(desk[1]))
    assert answer.status_code in {400, 403}
    assert "SUAR" not in answer.text


def test_a_page_that_was_open_for_long_still_sends(
    desk: tuple[Flask, str], report: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day after it was opened the page's token is still good, as long as its session is."""
    browser, address, root = unlocked(desk), f"/amplop/{report.id}", base(desk[1])
    filled = written(browser.get(address, base_url=root).text, report, "SUAR-KATA")
    tomorrow = time.time() + 24 * 3600
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert browser.post(address, data=filled, base_url=root).status_code == 303


def test_the_longest_answer_in_any_script_is_taken_or_comes_back(desk: tuple[Flask, str], report: Sealed) -> None:
    """Ten thousand letters of three bytes, as Javanese has them, go; one more comes back whole with the reason."""
    browser, address, root = unlocked(desk), f"/amplop/{report.id}", base(desk[1])
    page = browser.get(address, base_url=root).text
    long = "\N{JAVANESE LETTER HA}" * 10_001
    refused = browser.post(address, data=written(page, report, long), base_url=root)
    assert (refused.status_code, long in refused.text) == (400, True)
    assert browser.post(address, data=written(page, report, long[1:]), base_url=root).status_code == 303
