"""A flood of letters, or one hostile letter, that keeps an officer from seeing what matters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from collector.desk import Collector, Inbox, create_desk
from collector.desk.app import MOST_LISTED
from collector.desk.letter import harmless
from collector.store import Envelope
from tests.builders import deliver, sealed
from tests.desk.officer import base, of_the_receipt, unlocked

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

ITEM = r'class="item" href="/amplop/([0-9a-f]{32})'


def test_a_flood_is_listed_page_by_page_and_hides_nothing(
    server: str, store: Store, forms: dict[str, FormSpec], identity: HybridIdentity, tmp_path: Path
) -> None:
    """No page holds more than a bounded number, and together they hold each envelope once, whatever page is asked."""
    ids = [f"{number:032x}" for number in range(2 * MOST_LISTED + 1)]
    for one in ids:
        store.add_envelope(Envelope(one, "laporan", 1, "normal", one, "c" * 64, "d" * 64, received_hour=490_000), b"x")
    app, here = create_desk(
        8001, lambda _: Inbox(Collector(server, identity), identity, forms), tmp_path, service="Layanan", demo=True
    )
    link = here.new_link()
    browser = unlocked((app, link))
    pages = [
        re.findall(ITEM, browser.get(f"/?mulai={start}", base_url=base(link)).text)
        for start in (0, MOST_LISTED, 2 * MOST_LISTED)
    ]
    assert [len(page) for page in pages] == [MOST_LISTED, MOST_LISTED, 1]
    assert sorted(one for page in pages for one in page) == ids
    for odd in ("-5", "x", "99999999999999999999"):
        assert browser.get(f"/?mulai={odd}", base_url=base(link)).status_code == 200


def test_what_was_answered_does_not_stand_above_what_waits(
    server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Of two letters that are as urgent, the one without an answer comes first, though it is the younger one."""
    inbox = Inbox(Collector(server, identity), identity, forms)
    first = of_the_receipt(forms, identity)
    spec = forms["laporan"]
    second = sealed(spec, spec.examples.valid[0].answers, [identity.recipient])
    deliver(server, first, second)
    inbox.reply(first.id, inbox.letter(first.id).digest, "dibaca", "")
    assert [one.id for one in inbox.untrusted_outsides()] == [second.id, first.id]


def test_a_typed_address_asks_the_server_for_no_other_path(
    served: Flask, server: str, forms: dict[str, FormSpec], identity: HybridIdentity, tmp_path: Path
) -> None:
    """Dots, questions and slashes in the place of a number are no envelope, and never reach the server."""
    app, here = create_desk(
        8001, lambda _: Inbox(Collector(server, identity), identity, forms), tmp_path, service="Layanan", demo=True
    )
    link, asked = here.new_link(), []
    served.before_request(lambda: asked.append(request.full_path))
    browser = unlocked((app, link))
    asked.clear()
    for odd in ("..", "%2e%2e", "..%3Fafter=0", "a" * 31, "A" * 32, "0" * 32 + "%0a"):
        assert browser.get(f"/amplop/{odd}", base_url=base(link)).status_code == 404
    assert asked == []


def test_no_character_breaks_a_line_that_it_was_not_given() -> None:
    """Line and paragraph separators are shown as marks: they could forge a line of the program's own."""
    assert not {"\u2028", "\u2029"} & set(harmless("a\u2028PERHATIKAN\u2029b"))
