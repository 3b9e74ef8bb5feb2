"""The database itself and what it notes, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import Store, StoreUnavailable, WrongStore
from tests.contract.conftest import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_demo_database_never_opens_for_production(opened: Callable[[], Store], url: str) -> None:
    """Demo data cannot become production data by a changed setting."""
    opened()
    with pytest.raises(WrongStore):
        Store.open(url, "production")


def test_an_unreachable_database_says_so_without_its_url(tmp_path: Path) -> None:
    """A failing database gives StoreUnavailable, and the message holds neither path, user nor password."""
    for url in (f"sqlite:///{tmp_path}/missing/x.sqlite3", "postgresql://user:rahasia@127.0.0.1:1/none", "rubbish"):
        with pytest.raises(StoreUnavailable) as found:
            Store.open(url, "demo")
        assert "rahasia" not in repr(found.value)
        assert str(tmp_path) not in str(found.value)


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
