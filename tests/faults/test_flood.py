"""Junk without end: the server's memory stays flat, nothing is stored, and it goes on serving."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from typing import TYPE_CHECKING

import psutil
import urllib3

from collector.upkeep.here import our_forms
from tests.builders import digest_header
from tests.faults.test_disk import stored
from tests.machine import PATIENCE

if TYPE_CHECKING:
    import pytest

    from tests.faults.conftest import Senders, Server

MIB = 1024 * 1024
THREADS = 4
FORM = f"laporan/{our_forms()['laporan'].version}"
# What grows once: caches, and the counters of a minute. A leak of a kilobyte a request would be 200 MiB at 200,000.
ALLOWED = 24 * MIB


# Why it is refused. Refused by its form's name alone, for one, it would never reach what judges bodies and parts.
REFUSED = {"not-age", "length", "work", "http"}
# A kept connection stays with one of the server's processes; a new one now and then reaches the others.
PER_CONNECTION = 100


def junk(server: Server, pool: urllib3.PoolManager, number: int) -> urllib3.BaseHTTPResponse:
    """Send one of the things that a flooding program sends."""
    origin, name = server.origin, secrets.token_hex(16)
    headers = {"Suluh-Form": FORM, "Suluh-Urgency": "now", "Suluh-Mailbox": name, "Suluh-Mailbox-Key": "c" * 64}
    mark = {"Suluh-Recipients": server.recipients_mark, "Suluh-Token": "d" * 64, **digest_header(b"")}
    sealed = {"Content-Type": "application/octet-stream", **headers, **mark}
    match number % 6:
        case 0:
            return pool.request("PUT", f"{origin}/api/envelopes/{name}", body=secrets.token_bytes(9000), headers=sealed)
        case 1:
            return pool.request("GET", f"{origin}/api/work/{name}")
        case 2:
            return pool.request("GET", f"{origin}/{name}/{'x' * 2000}")
        case 3:
            return pool.request("GET", f"{origin}/api/mailboxes/{name}", headers={"Suluh-Mailbox-Secret": "f" * 64})
        case 4:
            return pool.request("POST", f"{origin}/lapor", fields={"cerita": name})
        case _:
            said = {**sealed, "Content-Range": f"bytes 0-8/{secrets.randbelow(99999)}"}
            return pool.request("PUT", f"{origin}/api/envelopes/{name}", body=b"123456789", headers=said)


def resident(server: Server) -> int:
    """Bytes of memory that all processes of the server hold."""
    assert server.program is not None
    master = psutil.Process(server.program.pid)
    return sum(each.memory_info().rss for each in [master, *master.children(recursive=True)])


def flood(server: Server, count: int) -> Counter[str]:
    """Send so many requests from a few threads at once; count the reasons why the API refused."""
    seen: list[str] = []

    def send(first: int) -> None:
        for number in range(first, count, THREADS):
            if number % (THREADS * PER_CONNECTION) == first:
                pool = urllib3.PoolManager(timeout=PATIENCE, retries=False)
            answer = junk(server, pool, number)
            is_problem = answer.headers["Content-Type"] == "application/problem+json"
            seen.append(answer.json()["code"] if is_problem else "http" if answer.status >= 400 else "served")

    threads = [threading.Thread(target=send, args=(first,)) for first in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(seen)


def test_junk_leaves_memory_flat_and_the_store_empty(
    server: Server, senders: Senders, pytestconfig: pytest.Config
) -> None:
    """After a warm-up, as many more requests as asked for change the memory by less than a small constant."""
    server.start()
    flood(server, 1000)
    before = resident(server)
    count = int(pytestconfig.getoption("junk"))
    seen = flood(server, count)
    grown = resident(server) - before
    assert grown < ALLOWED
    # "range": a length drawn by chance is an envelope's once in some 25,000 times, and the part is then too short.
    assert (seen.total(), seen.keys() - {"range"}) == (count, REFUSED | {"served"})
    assert stored(server) == set()
    assert senders.send(urllib3.PoolManager(timeout=PATIENCE, retries=False), secrets.token_hex(16)) == 201
    assert b"laporan" not in (server.data / "log.txt").read_bytes()
