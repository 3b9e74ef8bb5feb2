"""A full disk, a read-only one, a database that goes away and comes back: a clear 503, and recovery by itself."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import urllib3

from collector.store import Store
from tests.conftest import start_postgres
from tests.faults.conftest import kill_postgres

if TYPE_CHECKING:
    import pytest

    from tests.faults.conftest import Senders, Server

GROWN = 400 * 1024  # bytes of a file, soon reached


def stored(server: Server) -> set[str]:
    """The ids in the server's SQLite file."""
    store = Store.open(f"sqlite:///{server.data / 'collector.sqlite3'}", "demo")
    try:
        return {one.id for one in store.envelopes(limit=10_000)}
    finally:
        store.close()


def test_a_disk_that_takes_no_more_is_a_clear_503(server: Server, senders: Senders) -> None:
    """A write that fails in the middle acknowledges nothing and loses nothing; with room again it goes on."""
    pool = urllib3.PoolManager(timeout=20, retries=False)
    server.start(largest_file=GROWN)
    status, sent = 201, []
    while status == 201:
        envelope = secrets.token_hex(16)
        status = senders.send(pool, envelope)
        sent += [envelope] if status == 201 else []
    assert status == 503
    assert senders.send(pool, secrets.token_hex(16)) == 503  # it still answers, and does not fall over
    assert pool.request("GET", f"{server.origin}/").status in {200, 404}
    server.kill()
    server.start()
    assert senders.send(pool, secrets.token_hex(16)) == 201
    assert set(sent) <= stored(server)


def test_a_nearly_full_disk_turns_envelopes_away_before_it_is_full(server: Server, senders: Senders) -> None:
    """The floor that the operator set is kept: 503 with Retry-After, and nothing written."""
    settings = server.data / "suluh.yml"
    settings.write_text(settings.read_text().replace("keep_free_mb: 1", "keep_free_mb: 999999999"))
    server.start()
    pool = urllib3.PoolManager(timeout=20, retries=False)
    assert senders.send(pool, secrets.token_hex(16)) == 503
    assert stored(server) == set()


def test_a_database_that_goes_away_comes_back_by_itself(
    server: Server, senders: Senders, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """While PostgreSQL is dead the server answers 503 at once; when it is back, the same server stores again."""
    database = start_postgres(tmp_path_factory.mktemp("away"))
    settings = server.data / "suluh.yml"
    settings.write_text(settings.read_text() + f"database: '{database.get_uri()}'\n")
    server.start()
    pool = urllib3.PoolManager(timeout=20, retries=False)
    assert senders.send(pool, secrets.token_hex(16)) == 201
    kill_postgres(database.get_pid())
    answer = pool.request("GET", f"{server.origin}/healthz")
    assert answer.status == 503
    assert senders.send(pool, secrets.token_hex(16)) == 503
    database.ensure_postgres_running()
    while (status := senders.send(pool, secrets.token_hex(16))) == 503:
        continue
    assert status == 201
    database.cleanup()
