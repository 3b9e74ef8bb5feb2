"""What every store must do, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import (
    Account,
    AccountExists,
    Envelope,
    EnvelopeConflict,
    Store,
    StoreUnavailable,
    WrongStore,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIRST = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, received_hour=490_000)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new, empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'contract.sqlite3'}"
        return
    import psycopg  # noqa: PLC0415  only to give each test a database of its own

    base = request.getfixturevalue("postgres")
    name = f"t{abs(hash(tmp_path))}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield base.replace("/postgres?", f"/{name}?")
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def opened(url: str) -> Iterator[Callable[[], Store]]:
    """Opens the same database again and again, as several processes do."""
    stores: list[Store] = []

    def again() -> Store:
        stores.append(Store.open(url, "demo"))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


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
