"""Nothing that a client sends, and no address of one, is written down anywhere, whatever goes wrong."""

from __future__ import annotations

import resource
import secrets
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil
import pytest
import urllib3
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from collector.store import Account, Store
from tests.machine import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.conftest import Senders, Server

MARK = "SUAR-9f3c-CATATAN"
CLIENT = "127.0.0.77"  # every address of 127/8 is this machine; no other line of a log would name this one
MARKED = f"/lapor/{MARK}?ke={MARK}"
HEADERS = "".join(f"{name}: {MARK}\r\n" for name in ("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "Forwarded"))
# What a client sends whole.
SENT = {
    "good": f"GET /lapor?{MARK} HTTP/1.1\r\nHost: localhost\r\n{HEADERS}\r\n",
    "missing": f"GET {MARKED} HTTP/1.1\r\nHost: localhost\r\n{HEADERS}\r\n",
    "plain post": f"POST /lapor HTTP/1.1\r\nHost: localhost\r\n{HEADERS}Content-Length: 17\r\n\r\n{MARK}",
    "envelope": f"PUT /api/envelopes/{MARK} HTTP/1.1\r\nHost: localhost\r\n{HEADERS}Suluh-Form: {MARK}\r\n"
    f"Content-Type: application/octet-stream\r\nContent-Length: 17\r\n\r\n{MARK}",
    "login": f"POST /masuk?ke={MARK} HTTP/1.1\r\nHost: localhost\r\n{HEADERS}"
    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 22\r\n\r\nname={MARK}",
    "upload": "POST /masuk HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    'Content-Length: 89\r\n\r\n--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    f"{MARK}\r\n--x--\r\n",
    "foreign": f"DELETE /api/mailboxes/{MARK} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://{MARK}\r\n\r\n",
    "unknown host": f"GET / HTTP/1.1\r\nHost: {MARK}.example\r\n{HEADERS}\r\n",
    "two hosts": f"GET / HTTP/1.1\r\nHost: localhost\r\nHost: {MARK}\r\n\r\n",
    "no host": f"GET {MARKED} HTTP/1.1\r\n{HEADERS}\r\n",
    "whole address": f"GET http://{MARK}:99999/{MARK} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "odd method": f"{MARK} / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "odd version": f"GET {MARKED} HTTP/9.{MARK}\r\nHost: localhost\r\n\r\n",
    "no line": f"{MARK}\r\n\r\n",
    "odd header": f"GET / HTTP/1.1\r\nHost: localhost\r\n{MARK} {MARK}: x\r\n\r\n",
    "odd bytes": f"GET /\x00{MARK}\xff HTTP/1.1\r\nHost: localhost\r\nX: \x01{MARK}\r\n\r\n",
    "long line": f"GET /{MARK * 600} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "long header": f"GET / HTTP/1.1\r\nHost: localhost\r\nX: {MARK * 600}\r\n\r\n",
    "many headers": "GET / HTTP/1.1\r\nHost: localhost\r\n" + f"X: {MARK}\r\n" * 200 + "\r\n",
    "odd length": f"POST /lapor HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MARK}\r\n\r\n",
    "odd coding": f"POST /lapor HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {MARK}\r\n\r\n",
    "odd chunk": f"POST /masuk HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
    "smuggled": "POST /lapor HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    f"{MARK}",
    "expects": f"PUT /lapor HTTP/1.1\r\nHost: localhost\r\nExpect: {MARK}\r\nContent-Length: 17\r\n\r\n{MARK}",
    "proxy": f"PROXY TCP4 {MARK} 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "http/2": f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{MARK}",
    "upgrade": f"GET /{MARK} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    f"HTTP2-Settings: {MARK}\r\n\r\n",
    "tls": f"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03{MARK}\r\n\r\n",
}
# Left in the middle: the client hangs up, in order or by a reset.
HALF = (
    f"GET /{MARK} HTTP/1.1\r\nHost: loc",
    f"POST /masuk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{MARK}",
)


def send(server: Server, words: str, *, reset: bool | None = None) -> bytes:
    """Send raw words from the client's address; give the start of the answer, unless it hangs up before."""
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE, (CLIENT, 0)) as line:
        with suppress(ConnectionError):  # refused before all of it was sent
            line.sendall(words.encode("latin-1"))
        if reset is None:
            with suppress(ConnectionError):
                line.shutdown(socket.SHUT_WR)
                return line.recv(1000)
        elif reset:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        return b""


def broken_session(server: Server) -> str:
    """A cookie that makes the server fail inside: signed by its own key, with a proof that it never makes."""
    store = Store.open(f"sqlite:///{server.data / 'collector.sqlite3'}", "demo")
    store.add_account(Account("petugas", "x"))
    store.close()
    app = Flask("x")
    app.secret_key = (server.data / "session.key").read_bytes()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps({"account": "petugas", "proof": f"é{MARK}", MARK: MARK}))


def workers(server: Server) -> list[psutil.Process]:
    """The processes that serve."""
    assert server.program is not None
    return list(psutil.Process(server.program.pid).children())


def written(server: Server) -> bytes:
    """Everything in the server's folder: its output, the database with its log, temporary files, and what crashed."""
    files = [file for file in server.data.rglob("*") if file.is_file()]
    return b"\n".join(file.read_bytes() for file in files)


def kill_while_serving(server: Server, number: signal.Signals) -> None:
    """Let every worker read half a request, and then die as by a time-out (SIGABRT) or a fault of a library."""
    before = workers(server)
    lines = [socket.create_connection(("127.0.0.1", server.port), PATIENCE, (CLIENT, 0)) for _ in range(8)]
    for line in lines:
        line.sendall(HALF[1].encode())
    for worker in before:
        worker.send_signal(number)
    psutil.wait_procs(before, timeout=PATIENCE)
    for line in lines:
        with suppress(ConnectionError):
            line.recv(1000)
        line.close()


@pytest.fixture
def _dumps_allowed() -> Iterator[None]:
    """A shell that lets programs leave their memory behind when they crash."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.mark.usefixtures("_dumps_allowed")
def test_no_word_and_no_address_of_a_client_is_written(server: Server, senders: Senders) -> None:
    """Good, refused, malformed, too large, cut off, crashing inside, killed: the log says only what failed, and where.

    The server is started by the words of scripts/deploy (tests/house/test_deploy.py holds the two together).
    """
    server.start()
    assert {resource.prlimit(each.pid, resource.RLIMIT_CORE) for each in workers(server)} == {(0, 0)}
    answered = {name: send(server, words)[9:12] for name, words in SENT.items()}
    assert (answered["good"], answered["missing"], answered["plain post"]) == (b"200", b"404", b"405")
    assert {status[:1] for status in answered.values()} <= {b"2", b"4", b""}
    for words in HALF:
        for reset in (False, True):
            send(server, words, reset=reset)
    cookie = broken_session(server)
    crashed = send(server, f"GET /internal/{MARK} HTTP/1.1\r\nHost: localhost\r\nCookie: suluh_demo={cookie}\r\n\r\n")
    assert crashed[9:12] == b"500"
    kill_while_serving(server, signal.SIGABRT)
    kill_while_serving(server, signal.SIGSEGV)
    pool = urllib3.PoolManager(timeout=PATIENCE, retries=False)
    assert senders.send(pool, secrets.token_hex(16)) == 201
    server.kill()
    found = written(server)
    assert b"a request was not served: " in found
    assert b"TypeError at " in found
    assert MARK.encode() not in found
    assert CLIENT.encode() not in found
    assert cookie.encode() not in found
    assert list(server.temporary.iterdir()) == []


def test_a_client_that_falls_silent_is_not_written_down(server: Server) -> None:
    """Half a line, half a body, nothing at all: each is hung up on, and the log stays empty."""
    server.start()
    lines = [socket.create_connection(("127.0.0.1", server.port), 60, (CLIENT, 0)) for _ in range(3)]
    for line, words in zip(lines, (*HALF, ""), strict=True):
        line.sendall(words.encode())
    for line in lines:
        with suppress(ConnectionError):
            while line.recv(1000):
                pass
        line.close()
    server.kill()
    assert (server.data / "log.txt").read_bytes() == b""
