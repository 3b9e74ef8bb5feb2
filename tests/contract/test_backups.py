"""Backups and the freeing of pages, on SQLite and on a real PostgreSQL, each into the other."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import (
    Account,
    Answer,
    DamagedBackup,
    Envelope,
    Mailbox,
    NotEmpty,
    Part,
    Store,
    WrongMailbox,
    WrongStore,
    read_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIRST = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, "d" * 64, received_hour=490_000)
SENTINEL = b"SENTINEL-" * 2000


def quiet(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def fill(store: Store) -> None:
    """One of everything: an opened envelope with an answer, an unopened one, a tombstone, a part, an account."""
    for name, sealed in (("1", b"\x00one\xff"), ("2", secrets.token_bytes(300_000)), ("3", b"three")):
        store.add_envelope(replace(FIRST, id=name * 32, mailbox=name * 32), sealed)
    store.add_answer("1" * 32, Answer("4" * 32, 490_001), b"answer")
    store.mark_opened("1" * 32, 490_002)
    store.mark_warned(store.waiting()[0], 2)
    store.mark_opened("3" * 32, 490_002)
    store.delete_mailbox("3" * 32, FIRST.mailbox_key, "e" * 32, 490_003)
    store.add_part(Part("5" * 32, 0, b"unfinished", 100, "d" * 64, "laporan"), 490_000)
    store.add_account(Account("dinsos-1", "hash"))
    store.end_sessions("dinsos-1")
    store.close_form("saran-forum")
    store.note_done("watch", 490_000)


@pytest.fixture
def backup(tmp_path: Path, open_store: Callable[..., Store]) -> Path:
    """A backup of a SQLite store with one of everything."""
    store = open_store(f"sqlite:///{tmp_path / 'source.sqlite3'}")
    fill(store)
    store.back_up(tmp_path / "backup.sqlite3", 490_010, quiet)
    return tmp_path / "backup.sqlite3"


def change(file: Path, *statements: str) -> None:
    """Run SQL on a database file, as somebody without our program could."""
    connection = sqlite3.connect(file)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_backup_of_either_database_restores_into_either(
    url: str, other_url: str, open_store: Callable[..., Store], tmp_path: Path
) -> None:
    """Everything is there again, byte for byte, but the unfinished; and the restored store takes new envelopes."""
    source, target = open_store(url), open_store(other_url)
    fill(source)
    source.back_up(tmp_path / "backup.sqlite3", 490_010, quiet)
    target.restore(tmp_path / "backup.sqlite3", quiet)
    assert [target.envelope(one * 32) for one in "123"] == [source.envelope(one * 32) for one in "123"]
    assert target.mailbox("1" * 32, FIRST.mailbox_key) == Mailbox(
        [Answer("4" * 32, 490_001)], letters=[FIRST.received_hour]
    )
    assert target.answer("1" * 32, FIRST.mailbox_key, "4" * 32) == b"answer"
    assert target.account("dinsos-1") == Account("dinsos-1", "hash", signed_out=1)
    for same in ("waiting", "closed_forms", "done_hours"):
        assert getattr(target, same)() == getattr(source, same)()
    assert target.waiting()[0].warned == 2
    assert target.add_part(Part("5" * 32, 0, b"", 100, "d" * 64, "laporan"), 490_000).received == 0
    with pytest.raises(WrongMailbox):
        target.add_envelope(replace(FIRST, id="6" * 32, mailbox="3" * 32), b"x", again=True)
    assert target.add_envelope(FIRST, b"new") == "stored"
    assert target.envelopes()[-1].id == FIRST.id
    assert target.add_answer("1" * 32, Answer("7" * 32, 490_004), b"new") == "stored"


def test_a_backup_shows_one_moment_while_others_write(
    opened: Callable[[], Store], open_store: Callable[..., Store], tmp_path: Path
) -> None:
    """What is added and deleted while the copy is being written is not in it, and the writers do not wait."""
    source, writer = opened(), opened()
    ids = [f"{number:032x}" for number in range(50)]
    for each in ids:
        source.add_envelope(replace(FIRST, id=each, mailbox=each), b"x")
    seen: list[int] = []

    def meanwhile(done: int, total: int) -> None:
        if not seen:
            writer.add_envelope(FIRST, b"late")
            writer.delete_mailbox(ids[-1], FIRST.mailbox_key, "e" * 32, 490_001)
        seen.append(total)

    made = source.back_up(tmp_path / "backup.sqlite3", 490_010, meanwhile)
    assert source.envelope(FIRST.id)
    assert made == read_manifest(tmp_path / "backup.sqlite3")
    assert set(seen) == {made.rows} == {100}
    restored = open_store(f"sqlite:///{tmp_path / 'target.sqlite3'}")
    restored.restore(tmp_path / "backup.sqlite3", quiet)
    assert [one.id for one in restored.envelopes()] == ids


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM answers",
        "UPDATE envelopes SET sealed = x'00' WHERE position = 1",
        "UPDATE envelopes SET sealed = 'x' WHERE position = 1",
        "UPDATE accounts SET password = 'other'",
        "UPDATE mailboxes SET deleted_hour = NULL",
        "DELETE FROM manifest WHERE name = 'rows:envelopes'",
        "UPDATE manifest SET value = 'x' WHERE name = 'schema'",
        "DROP TABLE manifest",
        "DROP TABLE answers",
    ],
)
def test_a_changed_backup_is_noticed_before_anything_is_written(
    backup: Path, opened: Callable[[], Store], damage: str
) -> None:
    """A row lost, a byte changed, a manifest that does not fit: said so, and the store stays empty."""
    change(backup, damage)
    store = opened()
    with pytest.raises(DamagedBackup):
        store.restore(backup, quiet)
    assert (store.envelopes(), store.account("dinsos-1"), store.closed_forms()) == ([], None, frozenset())


@pytest.mark.parametrize("left", [0, 100, 5000, 200_000])
def test_a_torn_backup_is_noticed(backup: Path, open_store: Callable[..., Store], tmp_path: Path, left: int) -> None:
    """A file cut anywhere restores nothing."""
    backup.write_bytes(backup.read_bytes()[:left])
    store = open_store(f"sqlite:///{tmp_path / 'target.sqlite3'}")
    with pytest.raises(DamagedBackup):
        store.restore(backup, quiet)
    assert store.envelopes() == []


def test_a_store_that_holds_something_stays_as_it_is(backup: Path, opened: Callable[[], Store]) -> None:
    """No backup goes over an account, a closed form or an unfinished envelope."""
    fillings: list[Callable[[Store], object]] = [
        lambda store: store.add_account(Account("demo", "hash")),
        lambda store: store.close_form("laporan"),
        lambda store: store.add_part(Part("5" * 32, 0, b"x", 100, "d" * 64, "laporan"), 490_000),
    ]
    store = opened()
    for fill_it in fillings:
        fill_it(store)
        with pytest.raises(NotEmpty):
            store.restore(backup, quiet)
    assert store.envelopes() == []


def test_the_other_mode_and_another_version_are_refused(
    backup: Path, url: str, open_store: Callable[..., Store]
) -> None:
    """Demo data never becomes production data by way of a backup, and a program leaves the tables of others alone."""
    store = open_store(url, "production")
    with pytest.raises(WrongStore):
        store.restore(backup, quiet)
    for version in (3, 999):
        change(backup, f"UPDATE manifest SET value = '{version}' WHERE name = 'schema'")  # noqa: S608  a number
        with pytest.raises(WrongStore):
            read_manifest(backup)


def test_an_envelope_that_is_bad_already_is_counted_and_kept(
    opened: Callable[[], Store], open_store: Callable[..., Store], tmp_path: Path
) -> None:
    """One rotten row neither stops every backup nor hides behind a good one."""
    source = opened()
    fill(source)
    with source._write() as connection:  # noqa: SLF001  as a bad disk would
        connection.exec_driver_sql("UPDATE envelopes SET digest = 'x' WHERE size = 5")
    made = source.back_up(tmp_path / "backup.sqlite3", 490_010, quiet)
    target = open_store(f"sqlite:///{tmp_path / 'target.sqlite3'}")
    assert target.restore(tmp_path / "backup.sqlite3", quiet).broken == made.broken == 1
    assert target.envelope("1" * 32) == source.envelope("1" * 32)


def test_a_backup_that_cannot_be_written_says_so(opened: Callable[[], Store], tmp_path: Path) -> None:
    """A folder that is not there is the backup's failure and not the database's."""
    with pytest.raises(DamagedBackup):
        opened().back_up(tmp_path / "nowhere" / "backup.sqlite3", 490_010, quiet)


def bytes_in(folder: Path, wanted: bytes) -> int:
    """How often some bytes stand in all files of a folder."""
    return sum(file.read_bytes().count(wanted) for file in folder.iterdir())


def test_freed_room_is_used_again(opened: Callable[[], Store]) -> None:
    """After retention as many envelopes as before fit without the database growing, and what was kept is whole."""
    store, sealed = opened(), secrets.token_bytes(100_000)

    def fill_up(first: int) -> int:
        for number in range(first, first + 40):
            one = replace(FIRST, id=f"{number:032x}", mailbox=f"{number:032x}", received_hour=number)
            store.add_envelope(one, sealed)
            store.mark_opened(one.id, one.received_hour)
        return store.size()

    full = fill_up(100)
    assert store.delete_opened("laporan", before_hour=139) == 39
    assert store.free_pages()
    assert fill_up(200) < full * 1.2
    assert [one.received_hour for one in store.envelopes()] == [139, *range(200, 240)]
    assert store.envelope(f"{139:032x}")[1] == sealed


def test_what_was_deleted_is_room_at_once_on_sqlite(tmp_path: Path, open_store: Callable[..., Store]) -> None:
    """What is deleted no longer counts as taken, long before the nightly sweep gives its room back."""
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    empty = store.size() - store.reusable_bytes()
    store.add_envelope(FIRST, secrets.token_bytes(400_000))
    store.mark_opened(FIRST.id, FIRST.received_hour)
    taken = store.size() - store.reusable_bytes()
    assert taken > empty + 390_000
    assert store.delete_opened("laporan", before_hour=FIRST.received_hour + 1) == 1
    assert store.size() - store.reusable_bytes() < taken - 390_000


def test_what_was_deleted_is_in_no_file_of_a_sqlite_database(tmp_path: Path, open_store: Callable[..., Store]) -> None:
    """A deleted sentinel stands neither in the database, nor in its log or index."""
    file = tmp_path / "db" / "store.sqlite3"
    file.parent.mkdir()
    store = open_store(f"sqlite:///{file}")
    for number in range(100):
        one = replace(FIRST, id=f"{number:032x}", mailbox=f"{number:032x}", received_hour=100 + number % 2)
        store.add_envelope(one, SENTINEL if number % 2 == 0 else secrets.token_bytes(20_000))
        store.mark_opened(one.id, one.received_hour)
    store.add_part(Part("5" * 32, 0, SENTINEL, 100_000, "d" * 64, "laporan"), 100)
    assert bytes_in(file.parent, b"SENTINEL-") > 1000
    before = file.stat().st_size
    store.delete_opened("laporan", before_hour=101)
    store.drop_arrivals(before_hour=101)
    assert store.free_pages()
    assert bytes_in(file.parent, b"SENTINEL-") == 0
    assert file.stat().st_size < before * 0.7


def test_a_reader_that_holds_on_to_old_pages_is_told(tmp_path: Path, open_store: Callable[..., Store]) -> None:
    """While a backup reads, free_pages does not claim that everything is gone; afterwards it does its work."""
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    fill(store)
    freed: list[bool] = []

    def meanwhile(done: int, total: int) -> None:
        if not freed:
            store.add_envelope(FIRST, b"late")
            freed.append(store.free_pages())

    store.back_up(tmp_path / "backup.sqlite3", 490_010, meanwhile)
    assert freed == [False]
    assert store.free_pages()
