"""An officer who read a report seals a follow-up, or another first report, that passes for the reporter's own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import urllib3

from collector.core.age import fingerprint
from collector.core.opening import open_bytes
from collector.desk import Collector, Inbox
from collector.desk.export import as_json
from collector.desk.letter import DO_NOT, NOT_VOUCHED, VOUCHED
from tests.builders import deliver, receipt, sealed
from tests.desk.officer import of_the_receipt, said_first, written_again

if TYPE_CHECKING:
    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed

BY_PHONE = {"danger": "sekarang", "way": "telepon", "number": "PALSU"}
REAL = {"danger": "sekarang", "must_not_know": "SUAR"}


@pytest.fixture
def report(server: str, forms: dict[str, FormSpec], identity: HybridIdentity) -> Sealed:
    """The true report: nobody may be called."""
    made = of_the_receipt(forms, identity, answers=REAL)
    deliver(server, made)
    return made


@pytest.fixture
def inbox(server: str, identity: HybridIdentity, forms: dict[str, FormSpec]) -> Inbox:
    """The inbox of the officer who is deceived."""
    return Inbox(Collector(server, identity), identity, forms)


def forged(forms: dict[str, FormSpec], identity: HybridIdentity, form: str, **changes: object) -> Sealed:
    """All that the inside of a report tells goes into it; the mailbox outside is the forger's own."""
    spec = forms[form]
    box = {"mailbox": receipt().mailbox}
    made = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], **box | changes)
    made.headers["Suluh-Mailbox"] = "f" * 32
    return made


def test_a_forged_follow_up_is_said_to_be_unproven(
    server: str, inbox: Inbox, report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """It lies in another mailbox than it names, and the desk says so; the reporter's own is vouched for."""
    assert report.id
    false, true = forged(forms, identity, "tambahan"), written_again(forms, identity)
    deliver(server, false, true)
    assert inbox.letter(false.id).doubts == (NOT_VOUCHED,)
    assert inbox.letter(true.id).doubts == (VOUCHED,)
    assert ["SUAR"] in said_first(inbox, false)


def test_a_forged_first_report_gives_no_rules(
    server: str, inbox: Inbox, report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """A false report that allows a call joins no follow-up; where it is the only one, nobody may be called."""
    more = written_again(forms, identity)
    deliver(server, forged(forms, identity, "laporan", answers=BY_PHONE), more)
    said = said_first(inbox, more)
    assert report.id
    assert ["SUAR"] in said
    assert ["PALSU"] not in said


def test_a_follow_up_without_a_report_proves_nothing(
    server: str, inbox: Inbox, report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """It lies in the mailbox that it names, since it opened that itself: no report beside it, so nothing vouches."""
    spec = forms["tambahan"]
    alone = sealed(spec, spec.examples.valid[0].answers, [identity.recipient])
    deliver(server, alone)
    assert report.id
    assert inbox.letter(alone.id).doubts == (NOT_VOUCHED,)


def test_a_forger_cannot_put_it_into_the_mailbox(
    server: str, report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """Without the code the true mailbox takes no letter, with the hash of a secret of one's own or with a guess."""
    guess = forged(forms, identity, "tambahan")
    guess.headers["Suluh-Mailbox"] = receipt().mailbox
    for headers in (guess.headers, {**guess.headers, "Suluh-Mailbox-Secret": "0" * 64}):
        with pytest.raises(AssertionError):
            deliver(server, sealed_with(guess, headers))
    assert [one.id for one in store.envelopes()] == [report.id]


def sealed_with(one: Sealed, headers: dict[str, str]) -> Sealed:
    """The same envelope with other words beside it."""
    return type(one)(one.id, one.body, headers)


def test_once_the_mailbox_is_deleted_nothing_is_vouched_for(
    server: str, inbox: Inbox, report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """The reporter closed the mailbox: its unread letters stay, nothing confirms them, and nobody is called."""
    more = written_again(forms, identity)
    deliver(server, more)
    assert report.id
    store.delete_mailbox(receipt().mailbox, receipt().secret_hash, "e" * 32, 1)
    assert inbox.letter(more.id).doubts == (NOT_VOUCHED,)
    assert [DO_NOT] in said_first(inbox, more)


def test_the_mailbox_is_confirmed_to_whoever_opened_the_envelope_alone(
    server: str, report: Sealed, identity: HybridIdentity
) -> None:
    """A key without the token, or no pass at all, cannot ask whose an envelope is."""
    key = fingerprint(identity.recipient).replace(" ", "")
    proof = json.loads(open_bytes([identity], urllib3.request("GET", f"{server}/api/challenge/{key}").data))
    asked = {"Suluh-Mailbox": receipt().mailbox}
    shown = {"Authorization": f"Bearer {proof['pass']}"}
    cases = [
        (asked | {"Suluh-Token": report.token}, 401),
        (asked | shown, 403),
        (asked | shown | {"Suluh-Token": "0" * 64}, 403),
        (shown | {"Suluh-Token": report.token, "Suluh-Mailbox": "f" * 32}, 404),
        (asked | shown | {"Suluh-Token": report.token}, 204),
    ]
    for headers, status in cases:
        assert urllib3.request("GET", f"{server}{report.path}/mailbox", headers=headers).status == status


def test_an_export_never_loses_the_rules_of_the_first_report(
    server: str, inbox: Inbox, report: Sealed, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """Who works from the JSON reads what the page shows: whom not to call, the report's rules, and what is unproven."""
    deliver(server, more := written_again(forms, identity), forged(forms, identity, "tambahan"))
    first, (true, false) = (json.loads(as_json(inbox.letters(name))) for name in ("laporan", "tambahan"))
    rules = [rule["lines"] for block in first[0]["before_contact"] for rule in block["rules"]]
    assert [forms["laporan"].unanswered["way"]] in rules
    assert ["SUAR"] in rules
    for one in (true, false):
        assert rules == [rule["lines"] for block in one["before_contact"] for rule in block["rules"]][-len(rules) :]
    assert (true["warnings"], NOT_VOUCHED in false["warnings"]) == ([VOUCHED], True)
    assert {one.id for one in store.envelopes() if one.opened_hour is not None}.isdisjoint({report.id, more.id})
