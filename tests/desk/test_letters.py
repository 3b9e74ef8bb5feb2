"""What an officer is shown of an envelope, against a real server, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import request

from collector.core.age import hybrid_recipient
from collector.desk import Collector, Inbox
from collector.desk.inbox import NotFound
from collector.desk.letter import DO_NOT
from tests.builders import deliver, replace_door, sealed
from tests.desk.officer import DO_NOT_CONTACT, of_the_receipt, said_first, written_again

if TYPE_CHECKING:
    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import Answers, FormSpec


def test_a_delivered_report_is_read_as_it_was_written(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Every valid example goes in sealed and comes out with the same answers and no warning."""
    for spec in forms.values():
        for example in spec.examples.valid:
            envelope = sealed(spec, example.answers, [identity.recipient])
            deliver(server, envelope)
            letter = inbox.letter(envelope.id)
            assert letter.answers == example.answers
            assert letter.warnings == ()


def test_urgent_envelopes_stand_first(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The list is ordered by urgency, then by age."""
    spec = forms["laporan"]
    envelopes = [sealed(spec, example.answers, [identity.recipient]) for example in spec.examples.valid]
    deliver(server, *envelopes)
    marks = [one.urgency for one in inbox.untrusted_outsides()]
    assert marks == sorted(marks, key=["now", "soon", "normal"].index)


def test_what_cannot_be_trusted_is_said_and_shown_raw(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """An envelope for another key, an unknown version, and answers that do not fit each come with a warning."""
    spec = forms["laporan"]
    good = spec.examples.valid[0].answers
    newer = sealed(spec, good, [identity.recipient], form_version=99)
    foreign = sealed(spec, good, [hybrid_recipient(bytes(32))])
    foreign.headers["Suluh-Recipients"] = newer.headers["Suluh-Recipients"]  # a lie that nobody without a key finds out
    broken = sealed(spec, good, [identity.recipient], answers={"danger": "bukan-pilihan"}, readable="a\x1b[31mb")
    laden = sealed(spec, good, [identity.recipient], attachments=(("foto.jpg", b"x"),))
    ours = sealed(spec, {**good, "concerns": "layanan"}, [identity.recipient])
    deliver(server, foreign, newer, broken, laden, ours)
    assert inbox.letter(foreign.id).opened is None
    for one in (foreign, newer, broken, laden, ours):
        assert inbox.letter(one.id).warnings
    assert inbox.letter(broken.id).answers == {}
    assert not any("\x1b" in line for line in inbox.letter(broken.id).raw_lines)
    with pytest.raises(NotFound):
        inbox.letter("0" * 32)


def test_files_are_taken_as_far_as_the_form_asks(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """As many and as large as the spec says pass without a warning; one more, or one byte more, does not."""
    spec = forms["pembaruan-kasus"]
    most, size = spec.files.most, spec.files.kib * 1024
    for count, length, warned in ((most, size, False), (most + 1, 1, True), (1, size + 1, True)):
        files = tuple((f"surat-{n}.pdf", bytes(length)) for n in range(count))
        envelope = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], attachments=files)
        deliver(server, envelope)
        assert bool(inbox.letter(envelope.id).warnings) is warned


def test_who_must_not_read_stands_before_the_story(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """An officer sees first whom the reporter left out, so that nobody shows the report to that colleague."""
    for name in ("laporan", "tambahan"):
        spec = forms[name]
        answers = next(example.answers for example in spec.examples.valid if "not_for" in example.answers)
        envelope = sealed(spec, answers, [identity.recipient])
        deliver(server, envelope)
        assert ["petugas 1"] in said_first(inbox, envelope)


def test_an_opened_letter_is_told_to_the_server_once_and_shown_anyway(
    served: Flask, server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Opening ends the alarm for an envelope; where the server cannot be told, the letter is shown with a warning."""
    envelope = of_the_receipt(forms, identity)
    deliver(server, envelope)
    clock = served.extensions["suluh"].now_hour
    replace_door(served, now_hour=lambda: 1 // 0)
    letter = inbox.letter(envelope.id)
    assert letter.answers
    assert len(letter.warnings) == 1
    assert inbox.untrusted_outsides()[0].opened_hour is None
    replace_door(served, now_hour=clock)
    inbox.letter(envelope.id)
    assert inbox.untrusted_outsides()[0].opened_hour is not None
    replace_door(served, now_hour=lambda: 1 // 0)
    assert inbox.letter(envelope.id).warnings == ()


def test_the_next_day_opens_only_what_is_new(
    served: Flask, server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The list opens nothing, and the server says what was read, to a program that was started anew as well."""
    fetched: list[str] = []

    @served.before_request
    def note() -> None:
        if request.endpoint == "officer.get_envelope":
            fetched.append(request.path.rpartition("/")[2])

    old, new = (
        [
            sealed(forms["laporan"], forms["laporan"].examples.valid[0].answers, [identity.recipient])
            for _ in range(many)
        ]
        for many in (3, 1)
    )
    deliver(server, *old)
    for one in (first := Inbox(Collector(server, identity), identity, forms)).untrusted_outsides():
        first.letter(one.id)
    assert sorted(fetched) == sorted(one.id for one in old)
    fetched.clear()
    deliver(server, *new)
    second = Inbox(Collector(server, identity), identity, forms)
    for one in second.untrusted_outsides():
        if one.opened_hour is None:
            second.letter(one.id)
    assert fetched == [one.id for one in new]


def test_the_safe_contact_rule_is_never_silent(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Where the reporter skipped the way, who must never know, or all of it, the officer is told not to reach out."""
    spec = forms["laporan"]
    filled: tuple[Answers, Answers] = (
        {"danger": "sekarang"},
        {"danger": "sekarang", "way": "telepon", "number": "nomor"},
    )
    nothing, by_phone = (sealed(spec, answers, [identity.recipient]) for answers in filled)
    newer = sealed(spec, filled[0], [identity.recipient], form_version=99)
    deliver(server, nothing, by_phone, newer)
    assert said_first(inbox, nothing) == [[DO_NOT_CONTACT], [spec.unanswered["must_not_know"]]]
    assert [spec.unanswered["must_not_know"]] in said_first(inbox, by_phone)
    assert [DO_NOT_CONTACT] not in said_first(inbox, by_phone)
    assert said_first(inbox, newer) == [[DO_NOT]]


def test_a_follow_up_carries_the_rules_of_its_first_report(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Joined by mailbox and key inside and by the code; the report itself stays unopened."""
    again: Answers = {"danger": "tidak_sekarang", "concerns": "tidak", "text": "lagi"}
    first = of_the_receipt(forms, identity, answers={"danger": "sekarang", "must_not_know": "SUAR"})
    more = written_again(forms, identity, answers=again)
    other_key = {
        "answers": {"danger": "sekarang", "must_not_know": "ASING"},
        "reply_to": str(hybrid_recipient(bytes(32))),
    }
    stranger = written_again(forms, identity, "laporan", **other_key)
    lone = sealed(forms["tambahan"], again, [identity.recipient])
    deliver(server, first, stranger, more, lone)
    assert ["SUAR"] in said_first(inbox, more)
    assert ["ASING"] not in said_first(inbox, more)
    assert said_first(inbox, lone)[-1] == [DO_NOT]
    assert {one.id for one in inbox.untrusted_outsides() if one.opened_hour is not None} == {more.id, lone.id}
