"""A flood of letters, or one hostile letter, that keeps an officer from seeing what matters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from flask import request

from collector.desk import Collector, Inbox, create_desk
from collector.desk.app import MOST_LISTED
from collector.desk.letter import DO_NOT, harmless
from collector.store import Envelope
from tests.builders import OFFICE, deliver, sealed
from tests.desk.officer import base, of_the_receipt, said_first, unlocked, written_again

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed

GETS = "officer.get_envelope"
ITEM = r'class="item" href="/amplop/([0-9a-f]{32})'


def test_a_flood_is_listed_page_by_page_and_hides_nothing(
    server: str, store: Store, forms: dict[str, FormSpec], identity: HybridIdentity, tmp_path: Path
) -> None:
    """No page holds more than a bounded number, and together they hold each envelope once, whatever page is asked."""
    ids = [f"{number:032x}" for number in range(2 * MOST_LISTED + 1)]
    for one in ids:
        store.add_envelope(Envelope(one, "laporan", 1, "normal", one, "c" * 64, "d" * 64, received_hour=490_000), b"x")
    app, here = create_desk(
        8001,
        lambda _: Inbox(Collector(server, identity), identity, forms),
        tmp_path,
        office=OFFICE,
        demo=True,
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


@pytest.fixture
def opened(served: Flask) -> list[str]:
    """The envelopes that were fetched from the server so far, by id."""
    fetched: list[str] = []

    def note() -> None:
        if request.endpoint == GETS:
            fetched.append(request.path.rpartition("/")[2])

    served.before_request(note)
    return fetched


def flood(forms: dict[str, FormSpec], identity: HybridIdentity, count: int) -> list[Sealed]:
    """Reports of nobody, each in a mailbox of its own."""
    spec = forms["laporan"]
    return [sealed(spec, spec.examples.valid[0].answers, [identity.recipient]) for _ in range(count)]


def test_a_flood_of_reports_does_not_hide_a_follow_up(
    server: str,
    opened: list[str],
    forms: dict[str, FormSpec],
    identity: HybridIdentity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each page opens a bounded number of reports, shows the letter with "do not call", and the next one goes on."""
    monkeypatch.setattr("collector.desk.inbox.MOST_LOOKED", 3)
    inbox = Inbox(Collector(server, identity), identity, forms)
    report = of_the_receipt(forms, identity, answers={"danger": "sekarang", "must_not_know": "SUAR"})
    deliver(server, *flood(forms, identity, 7), report)
    deliver(server, more := written_again(forms, identity))
    said, left, counts = [], [], []
    for _ in range(3):
        opened.clear()
        letter = inbox.letter(more.id)
        counts.append(len(opened))
        left.append(letter.unlooked)
        said.append([lines for _, rows in letter.contact for _, lines in rows])
        assert letter.answers
        assert (letter.searching in letter.cautions) is bool(letter.unlooked)
    assert counts == [4, 4, 3]
    assert left == [5, 2, 0]
    assert [DO_NOT] in said[0]
    assert ["SUAR"] in said[2]


def test_a_report_that_an_officer_has_read_is_looked_at_first(
    server: str, forms: dict[str, FormSpec], identity: HybridIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Junk that came before it does not delay the rules of a report that was opened at the desk."""
    monkeypatch.setattr("collector.desk.inbox.MOST_LOOKED", 1)
    report = of_the_receipt(forms, identity, answers={"danger": "sekarang", "must_not_know": "SUAR"})
    deliver(server, *flood(forms, identity, 3), report, more := written_again(forms, identity))
    Inbox(Collector(server, identity), identity, forms).letter(report.id)
    assert ["SUAR"] in said_first(Inbox(Collector(server, identity), identity, forms), more)


def test_one_report_that_the_server_keeps_back_hides_no_other(
    served: Flask, server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """An error for one of them ends the batch, is not told as "not found", and the next batch goes past it."""
    (junk,) = flood(forms, identity, 1)
    report = of_the_receipt(forms, identity, answers={"danger": "sekarang", "must_not_know": "SUAR"})
    served.before_request(lambda: ("", 500) if request.endpoint == GETS and request.path.endswith(junk.id) else None)
    deliver(server, junk, report, more := written_again(forms, identity))
    inbox = Inbox(Collector(server, identity), identity, forms)
    first = inbox.letter(more.id)
    assert (first.unlooked, bool(first.searching)) == (2, True)
    assert ["SUAR"] in said_first(inbox, more)
    assert inbox.letter(more.id).unlooked == 1


def test_the_story_of_a_report_is_not_kept_for_a_follow_up(
    server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """What is kept of a report to join letters to it is its mailbox, its key and its rules."""
    spec = forms["laporan"]
    story = next(each.id for each in spec.questions if each.kind == "longtext" and each.id not in spec.safe_contact)
    report = of_the_receipt(forms, identity, answers={"danger": "sekarang", "must_not_know": "ATURAN", story: "CERITA"})
    deliver(server, report, more := written_again(forms, identity))
    (kept,) = Inbox(Collector(server, identity), identity, forms).letter(more.id).reports
    assert "ATURAN" in repr(kept)
    assert "CERITA" not in repr(kept)


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
        8001,
        lambda _: Inbox(Collector(server, identity), identity, forms),
        tmp_path,
        office=OFFICE,
        demo=True,
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
