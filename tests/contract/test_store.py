"""What every store must do, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import (
    MOST_ANSWERS,
    Account,
    AccountExists,
    Answer,
    Envelope,
    EnvelopeConflict,
    Mailbox,
    NoSuchAccount,
    Part,
    Progress,
    Store,
    StoreUnavailable,
    TooManyAnswers,
    Waiting,
    WrongMailbox,
    WrongStore,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIRST = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, "d" * 64, received_hour=490_000)


def test_an_added_envelope_is_there_for_another_process(opened: Callable[[], Store]) -> None:
    """What add_envelope has acknowledged, a second connection reads back byte for byte."""
    assert opened().add_envelope(FIRST, b"\x00sealed\xff") == "stored"
    other = opened()
    found, sealed = other.envelope(FIRST.id)
    assert sealed == b"\x00sealed\xff"
    assert found == replace(FIRST, size=8, position=found.position)
    assert other.envelopes() == [found]
    assert other.envelope("f" * 32) is None


def test_the_same_envelope_twice_is_kept_once(opened: Callable[[], Store]) -> None:
    """A retry on a bad line is the same envelope."""
    store = opened()
    assert [store.add_envelope(FIRST, b"x") for _ in range(3)] == ["stored", "known", "known"]
    assert len(store.envelopes()) == 1


def test_other_bytes_under_a_known_id_are_refused(opened: Callable[[], Store]) -> None:
    """Nobody can overwrite an envelope by knowing its id."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    with pytest.raises(EnvelopeConflict):
        store.add_envelope(FIRST, b"y")
    assert store.envelope(FIRST.id)[1] == b"x"


def test_a_stolen_mailbox_key_writes_nothing(opened: Callable[[], Store]) -> None:
    """Whoever has read mailbox id and key in the database can neither take the mailbox over nor write into it."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    for key in (FIRST.mailbox_key, "e" * 64):
        with pytest.raises(EnvelopeConflict):
            store.add_envelope(replace(FIRST, id="d" * 32, mailbox_key=key), b"y")
    assert [one.id for one in store.envelopes()] == [FIRST.id]


def test_pages_of_the_list_meet_without_gap_or_overlap(opened: Callable[[], Store]) -> None:
    """Walking the list page by page gives every envelope once, in order of arrival."""
    store = opened()
    ids = [f"{number:032x}" for number in range(7)]
    for one in ids:
        store.add_envelope(replace(FIRST, id=one, mailbox=one), one.encode())
    walked, after = [], 0
    while page := store.envelopes(after=after, limit=3):
        walked += [one.id for one in page]
        after = page[-1].position
    assert walked == ids


def test_writers_at_the_same_moment_lose_and_double_nothing(opened: Callable[[], Store]) -> None:
    """Eight threads on two stores send the same twenty envelopes: each is stored once, and acknowledged every time."""
    stores, outcomes = [opened(), opened()], []

    def send(store: Store) -> None:
        for number in range(20):
            new = replace(FIRST, id=f"{number:032x}", mailbox=f"{number:032x}")
            outcomes.append(store.add_envelope(new, b"%d" % number))

    threads = [threading.Thread(target=send, args=(stores[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 160
    assert outcomes.count("stored") == 20
    assert len(stores[0].envelopes()) == 20


def test_a_demo_database_never_opens_for_production(opened: Callable[[], Store], url: str) -> None:
    """Demo data cannot become production data by a changed setting."""
    opened()
    with pytest.raises(WrongStore):
        Store.open(url, "production")


def test_an_account_changes_and_goes_by_its_name(opened: Callable[[], Store]) -> None:
    """A new hash takes the old one's place, a removed account is gone, and a name that is not there is an error."""
    store = opened()
    store.add_account(Account("demo", "hash"))
    store.add_account(Account("other", "hash"))
    store.change_password(Account("demo", "new"))
    assert store.account("demo") == Account("demo", "new")
    store.remove_account("demo")
    assert store.account("demo") is None
    assert store.account("other") == Account("other", "hash")
    with pytest.raises(NoSuchAccount):
        store.remove_account("demo")
    with pytest.raises(NoSuchAccount):
        store.change_password(Account("demo", "new"))


def test_an_account_name_is_taken_once(opened: Callable[[], Store]) -> None:
    """A second account of the same name is refused and the first keeps its password."""
    store = opened()
    store.add_account(Account("demo", "hash"))
    with pytest.raises(AccountExists):
        store.add_account(Account("demo", "other"))
    assert store.account("demo") == Account("demo", "hash")
    assert store.account("nobody") is None


def test_ending_sessions_is_counted(opened: Callable[[], Store]) -> None:
    """Signing out changes the account for every process, so that a copied cookie ends too."""
    store = opened()
    store.add_account(Account("demo", "hash"))
    store.end_sessions("demo")
    assert opened().account("demo") == Account("demo", "hash", signed_out=1)


def test_an_unreachable_database_says_so_without_its_url(tmp_path: Path) -> None:
    """A failing database gives StoreUnavailable, and the message holds neither path, user nor password."""
    for url in (f"sqlite:///{tmp_path}/missing/x.sqlite3", "postgresql://user:rahasia@127.0.0.1:1/none", "rubbish"):
        with pytest.raises(StoreUnavailable) as found:
            Store.open(url, "demo")
        assert "rahasia" not in repr(found.value)
        assert str(tmp_path) not in str(found.value)


def test_parts_become_the_envelope_wherever_the_line_broke(opened: Callable[[], Store]) -> None:
    """Parts sent twice, out of order, overlapping, by two connections: the store says how far, and the whole comes."""
    first, second = opened(), opened()
    sealed = bytes(range(10))

    def send(store: Store, start: int, end: int) -> Progress:
        return store.add_part(Part(FIRST.id, start, sealed[start:end], len(sealed), "d" * 64), 490_000)

    assert send(first, 4, 8) == Progress(0)
    assert [send(store, 0, 4) for store in (first, second)] == [Progress(4), Progress(4)]
    assert send(second, 6, 9) == Progress(4)
    assert send(first, 2, 7) == Progress(7)
    assert first.envelopes() == []
    assert send(second, 7, 10) == Progress(7, sealed)
    assert send(first, 0, 0) == Progress(7)  # cut off before it was stored: the last part is sent again
    assert send(first, 7, 10) == Progress(7, sealed)
    assert first.add_envelope(FIRST, sealed) == "stored"
    assert send(second, 0, 4).known


def test_another_envelope_on_the_way_is_refused(opened: Callable[[], Store]) -> None:
    """Two envelopes cannot mix under one id, neither of other lengths nor of the same."""
    store = opened()
    store.add_part(Part(FIRST.id, 0, b"abc", 10, "d" * 64), 490_000)
    for total, digest in ((11, "d" * 64), (10, "e" * 64)):
        with pytest.raises(EnvelopeConflict):
            store.add_part(Part(FIRST.id, 3, b"def", total, digest), 490_000)


def test_what_never_became_whole_is_forgotten(opened: Callable[[], Store]) -> None:
    """Parts older than the hour given go, younger ones stay."""
    store = opened()
    store.add_part(Part("1" * 32, 0, b"abc", 10, "d" * 64), 100)
    store.add_part(Part("2" * 32, 0, b"abc", 10, "d" * 64), 200)
    assert store.drop_arrivals(before_hour=200) == 1
    assert [store.add_part(Part(each * 32, 3, b"", 10, "d" * 64), 200).received for each in "12"] == [0, 3]


def part_of(name: str, first: int, size: int, total: int = 100) -> Part:
    """Some bytes of the envelope whose id is this letter."""
    return Part(name * 32, first, bytes(size), total, "d" * 64)


def test_the_one_that_is_idle_for_longest_gives_way_and_nobody_is_refused(
    opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room for three of a length: a fourth takes the place of the one that did not move, which can begin again."""
    monkeypatch.setattr("collector.store.arrivals.ROOM", 300)
    store = opened()
    for name in "123":
        store.add_part(part_of(name, 0, 10), 100)
    store.add_part(part_of("1", 10, 10), 100)
    assert store.displaced_hour() is None
    assert store.add_part(part_of("4", 0, 10), 101) == Progress(10)
    assert [store.add_part(part_of(name, 10, 0), 101).received for name in "1234"] == [20, 0, 10, 10]
    assert opened().displaced_hour() == 101
    assert store.add_part(part_of("2", 0, 10), 102) == Progress(10)
    assert store.displaced_hour() == 102


def test_a_flood_of_one_length_displaces_no_other(opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch) -> None:
    """Long envelopes have room of their own, so that they never push out a short one."""
    monkeypatch.setattr("collector.store.arrivals.ROOM", 300)
    store = opened()
    store.add_part(part_of("1", 0, 10), 100)
    for name in "abcdef":
        store.add_part(part_of(name, 0, 10, total=150), 100)
    assert store.add_part(part_of("1", 10, 0), 100).received == 10


def test_many_small_parts_do_not_keep_an_arrival_fresh(
    opened: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only an eighth of the whole moves an arrival back in the queue, a byte does not."""
    monkeypatch.setattr("collector.store.arrivals.ROOM", 200)
    store = opened()
    for name in "12":
        store.add_part(part_of(name, 0, 13), 100)
    store.add_part(part_of("1", 13, 1), 100)
    store.add_part(part_of("3", 0, 10), 100)
    assert [store.add_part(part_of(name, 14, 0), 100).received for name in "12"] == [0, 13]


def test_two_senders_of_one_envelope_at_the_same_moment_mix_nothing(opened: Callable[[], Store]) -> None:
    """Four threads on two stores send the same parts: each byte is kept once and in its place."""
    sealed = secrets.token_bytes(400)
    stores, wholes = [opened(), opened()], []

    def send(store: Store) -> None:
        progress = Progress(0)
        while progress.sealed is None:
            at = progress.received
            progress = store.add_part(Part(FIRST.id, at, sealed[at : at + 7], len(sealed), "d" * 64), 490_000)
        wholes.append(progress.sealed)

    threads = [threading.Thread(target=send, args=(stores[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wholes == [sealed] * 4


def test_the_secret_writes_again_and_nothing_else_does(opened: Callable[[], Store]) -> None:
    """A second envelope goes into a mailbox that is there with the same key, and into no other."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    store.add_envelope(replace(FIRST, id="d" * 32), b"y", again=True)
    for wrong in (replace(FIRST, id="e" * 32, mailbox_key="f" * 64), replace(FIRST, id="e" * 32, mailbox="f" * 32)):
        with pytest.raises(WrongMailbox):
            store.add_envelope(wrong, b"z", again=True)
    assert store.mailbox(FIRST.mailbox, FIRST.mailbox_key).letters == [FIRST.received_hour] * 2


def test_answers_are_read_with_the_key_alone(opened: Callable[[], Store]) -> None:
    """An answer is durable once, the newest stands first, and only the mailbox's own key shows it."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    answers = [Answer("1" * 32, 490_001), Answer("2" * 32, 490_002)]
    for outcome in ("stored", "known"):
        assert [store.add_answer(FIRST.id, each, each.id.encode()) for each in answers] == [outcome] * 2
    found = opened().mailbox(FIRST.mailbox, FIRST.mailbox_key)
    assert found == Mailbox(answers[::-1], letters=[FIRST.received_hour])
    assert store.answer(FIRST.mailbox, FIRST.mailbox_key, "2" * 32) == b"2" * 32
    assert store.answer(FIRST.mailbox, FIRST.mailbox_key, "3" * 32) is None
    with pytest.raises(EnvelopeConflict):
        store.add_answer(FIRST.id, answers[0], b"other")
    for wrong in ((FIRST.mailbox, "f" * 64), ("f" * 32, FIRST.mailbox_key)):
        with pytest.raises(WrongMailbox):
            store.mailbox(*wrong)
        with pytest.raises(WrongMailbox):
            store.answer(*wrong, "2" * 32)
    with pytest.raises(WrongMailbox):
        store.add_answer("f" * 32, Answer("4" * 32, 490_003), b"x")


def test_one_letter_is_not_answered_without_end(opened: Callable[[], Store]) -> None:
    """Two connections fill one letter's answers to the limit; the other letter of the same mailbox keeps its room."""
    stores = [opened(), opened()]
    second = replace(FIRST, id="e" * 32)
    stores[0].add_envelope(FIRST, b"x")
    stores[0].add_envelope(second, b"y", again=True)
    refused = []

    def answer(store: Store) -> None:
        for _ in range(MOST_ANSWERS):
            try:
                store.add_answer(FIRST.id, Answer(secrets.token_hex(16), 490_001), b"junk")
            except TooManyAnswers:
                refused.append(store)

    threads = [threading.Thread(target=answer, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == MOST_ANSWERS
    assert stores[1].add_answer(second.id, Answer("1" * 32, 490_002), b"x") == "stored"
    assert stores[1].add_answer(second.id, Answer("1" * 32, 490_002), b"x") == "known"
    found = stores[0].mailbox(FIRST.mailbox, FIRST.mailbox_key).answers
    assert (len(found), found[0].id) == (MOST_ANSWERS + 1, "1" * 32)


def test_what_the_token_hashes_to_is_kept_with_its_envelope(opened: Callable[[], Store]) -> None:
    """The hash is that of this envelope, and there is none for an id that is not there."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    assert opened().token_hash(FIRST.id) == FIRST.token_hash
    assert store.token_hash("f" * 32) is None


def test_an_envelope_lies_in_one_mailbox_until_that_is_deleted(opened: Callable[[], Store]) -> None:
    """Its own mailbox and no other, no envelope that is not there, and none any more behind a tombstone."""
    store, tombstone = opened(), "e" * 32
    store.add_envelope(replace(FIRST, tombstone=tombstone), b"x")
    boxes = ((FIRST.id, FIRST.mailbox), (FIRST.id, "f" * 32), (FIRST.id, ""), ("f" * 32, FIRST.mailbox))
    assert [opened().lies_in(*one) for one in boxes] == [True, False, False, False]
    store.delete_mailbox(FIRST.mailbox, FIRST.mailbox_key, tombstone, 490_002)
    assert [store.lies_in(FIRST.id, box) for box in (FIRST.mailbox, tombstone)] == [False, False]


def test_a_deleted_mailbox_is_gone_for_good(opened: Callable[[], Store]) -> None:
    """What was opened goes with answers, id and key; what nobody has read waits without them, and then goes too."""
    store, tombstone = opened(), "e" * 32
    opened_one, unread = replace(FIRST, tombstone=tombstone), replace(FIRST, id="d" * 32)
    store.add_envelope(opened_one, b"x")
    store.add_envelope(unread, b"z", again=True)
    store.mark_opened(FIRST.id, 490_001)
    store.add_answer(FIRST.id, Answer("1" * 32, 490_001), b"y")
    with pytest.raises(WrongMailbox):
        store.delete_mailbox(FIRST.mailbox, "f" * 64, tombstone, 490_002)
    store.delete_mailbox(FIRST.mailbox, FIRST.mailbox_key, tombstone, 490_002)
    assert [(one.id, one.mailbox) for one in store.envelopes()] == [(unread.id, tombstone)]
    for mailbox in (FIRST.mailbox, tombstone):
        for key in (FIRST.mailbox_key, ""):
            with pytest.raises(WrongMailbox):
                store.mailbox(mailbox, key)
    with pytest.raises(EnvelopeConflict):
        store.add_envelope(opened_one, b"x")  # a retry that is late
    with pytest.raises(WrongMailbox):
        store.add_envelope(replace(FIRST, id="7" * 32), b"late", again=True)
    with pytest.raises(WrongMailbox):
        store.add_answer(unread.id, Answer("2" * 32, 490_003), b"z")
    assert [store.delete_buried(before_hour=hour) for hour in (490_002, 490_003)] == [0, 1]
    assert store.envelopes() == []


@pytest.mark.parametrize("seen", ["duty", "letter"])
def test_a_clock_that_is_behind_does_not_shorten_the_time_of_what_nobody_has_read(
    opened: Callable[[], Store], seen: str
) -> None:
    """Deleted at an hour long past, an unread letter stays as long as from the latest hour that was ever noted."""
    store = opened()
    store.add_envelope(replace(FIRST, received_hour=490_000 if seen == "letter" else 100), b"x")
    if seen == "duty":
        store.note_done("watch", 490_000)
    store.delete_mailbox(FIRST.mailbox, FIRST.mailbox_key, "e" * 32, 200)
    assert [store.delete_buried(before_hour=hour) for hour in (490_000, 490_001)] == [0, 1]


def test_a_retry_in_the_moment_of_a_deletion_does_not_open_the_mailbox_again(opened: Callable[[], Store]) -> None:
    """The first envelope comes once more while its mailbox is deleted: told that it is known, or refused, never new."""
    one, other = opened(), opened()
    for number in range(20):
        tombstone = f"e{number:031x}"
        new = replace(FIRST, id=f"{number:032x}", mailbox=f"f{number:031x}", tombstone=tombstone)
        one.add_envelope(new, b"x")
        one.mark_opened(new.id, 490_001)
        gone = threading.Thread(target=other.delete_mailbox, args=(new.mailbox, new.mailbox_key, tombstone, 490_002))
        gone.start()
        with suppress(EnvelopeConflict):
            assert one.add_envelope(new, b"x") == "known"
        gone.join()
        assert one.envelopes() == []


def test_retention_never_takes_what_nobody_has_opened(opened: Callable[[], Store]) -> None:
    """Old and opened goes, with the answers of a mailbox that is then empty; all else stays, the just opened too."""
    store = opened()
    cases = {
        "1": ("laporan", 100, 100),
        "2": ("laporan", 100, None),
        "3": ("laporan", 300, 300),
        "4": ("saran", 100, 100),
        "5": ("laporan", 100, 300),
    }
    for name, (form, hour, opened_hour) in cases.items():
        one = replace(FIRST, id=name * 32, mailbox=name * 32, form=form, received_hour=hour)
        store.add_envelope(one, b"x")
        store.add_answer(one.id, Answer(name * 32, hour), b"y")
        if opened_hour is not None:
            assert store.mark_opened(one.id, opened_hour)
    assert store.delete_opened("laporan", before_hour=200) == 1
    assert [one.id[0] for one in store.envelopes()] == ["2", "3", "4", "5"]
    assert store.waiting() == [Waiting("laporan", FIRST.urgency, 100, warned=0, number=1)]
    with pytest.raises(WrongMailbox):
        store.mailbox("1" * 32, FIRST.mailbox_key)


def test_the_first_opening_counts(opened: Callable[[], Store]) -> None:
    """An envelope keeps the hour at which an officer first opened it; a foreign id opens nothing."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    assert [store.mark_opened(FIRST.id, hour) for hour in (490_005, 490_009)] == [True, True]
    assert store.envelope(FIRST.id)[0].opened_hour == 490_005
    assert not store.mark_opened("f" * 32, 490_005)


def test_a_closed_form_is_closed_for_every_process(opened: Callable[[], Store]) -> None:
    """Closing twice and opening again leaves no trace."""
    one, other = opened(), opened()
    for _ in range(2):
        one.close_form("laporan")
    assert other.closed_forms() == {"laporan"}
    other.reopen_form("laporan")
    assert one.closed_forms() == frozenset()


def test_the_size_grows_with_what_is_stored(opened: Callable[[], Store]) -> None:
    """The operator's ceiling is compared with bytes on the disk."""
    store = opened()
    before = store.size()
    store.add_envelope(FIRST, secrets.token_bytes(1_000_000))
    assert store.size() - before > 500_000


@pytest.mark.parametrize("version", [3, 999])
def test_a_database_of_another_version_is_refused(opened: Callable[[], Store], url: str, version: int) -> None:
    """A program must not write into tables that it does not know."""
    with opened()._write() as connection:  # noqa: SLF001  as another program would leave it
        connection.exec_driver_sql(f"UPDATE facts SET value = '{version}' WHERE name = 'schema'")  # noqa: S608  a number
    with pytest.raises(WrongStore):
        Store.open(url, "demo")


def test_what_waits_is_counted_by_hour_and_urgency_until_it_is_opened(opened: Callable[[], Store]) -> None:
    """The oldest first, with how many steps of the alarm were sent to each group, also for another process."""
    store = opened()
    for name, hour, urgency in (("1", 200, "now"), ("2", 100, "soon"), ("3", 200, "now"), ("4", 100, "now")):
        store.add_envelope(replace(FIRST, id=name * 32, mailbox=name * 32, received_hour=hour, urgency=urgency), b"x")
    store.mark_opened("4" * 32, 300)
    groups = [Waiting("laporan", "soon", 100, 0, 1), Waiting("laporan", "now", 200, 0, 2)]
    assert store.waiting() == groups
    store.mark_warned(groups[1], 2)
    store.add_envelope(replace(FIRST, id="5" * 32, mailbox="5" * 32, received_hour=200), b"x")
    assert opened().waiting() == [groups[0], replace(groups[1], number=1), replace(groups[1], warned=2)]
    assert store.newest(2) == ["5" * 32, "4" * 32]
    assert store.forms_held() == {"laporan"}


def test_the_last_time_of_a_duty_is_kept(opened: Callable[[], Store]) -> None:
    """Noting again replaces the hour, and closed forms are not among the duties."""
    store = opened()
    for hour in (490_000, 490_001):
        store.note_done("watch", hour)
    store.close_form("laporan")
    assert opened().done_hours() == {"watch": 490_001}
    assert store.closed_forms() == {"laporan"}


def test_a_database_that_became_read_only_is_unavailable_and_comes_back(opened: Callable[[], Store]) -> None:
    """A disk that was remounted read-only: nothing is acknowledged, reading goes on, and writing works again after."""
    store = opened()
    store.add_envelope(FIRST, b"x")
    store.probe()
    read_only(store, on=True)
    with pytest.raises(StoreUnavailable):
        store.probe()
    with pytest.raises(StoreUnavailable):
        store.add_envelope(replace(FIRST, id="d" * 32, mailbox="d" * 32), b"y")
    assert store.envelope(FIRST.id)[1] == b"x"
    read_only(store, on=False)
    assert store.add_envelope(replace(FIRST, id="d" * 32, mailbox="d" * 32), b"y") == "stored"


def read_only(store: Store, *, on: bool) -> None:
    """Let the database itself refuse to write on the store's connection, or let it write again."""
    engine = store._engine  # noqa: SLF001  as a disk does it, behind the store's back
    word = "ON" if on else "OFF"
    switch = "PRAGMA query_only=" if engine.dialect.name == "sqlite" else "SET default_transaction_read_only TO "
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(switch + word)
