"""How soon a server answers, and how many envelopes a second it acknowledges: two processes, asked through HTTP."""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from altcha import create_challenge, solve_challenge
from altcha.v2 import Payload

from collector.core.age import seal
from collector.core.envelope import recipients_mark
from collector.core.opening import HybridIdentity
from collector.upkeep.bench.line import ROUNDS, Line, side_by_side
from collector.upkeep.bench.storing import BUCKET, HOLDERS
from collector.upkeep.here import our_forms
from collector.upkeep.programs import NotRunning, start
from collector.upkeep.settings import RECIPIENTS, SETTINGS, read_folder
from collector.web.work import LIGHTEST, signing_secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from collector.forms.schema import FormSpec
    from collector.upkeep.settings import Folder

SENDERS, STARTS = 8, 3
CREATED = 201
# What no server of this kind does without, loaded and let go: the yardstick of a start.
LIBRARIES = "import cryptography, flask, gunicorn.app.base, gunicorn.workers.gthread, pydantic, sqlalchemy, yaml"


def make_folder(data: Path, database: str | None = None) -> Folder:
    """A demo's data folder with keys for HOLDERS, in SQLite unless a URL is given."""
    data.mkdir(mode=0o700)
    where = f"database: '{database}'\n" if database else ""
    (data / SETTINGS).write_text(f"mode: demo\norigin: http://127.0.0.1:8000\n{where}", encoding="utf-8")
    keys = [f"{HybridIdentity.generate().recipient} # petugas {number} (DEMO)\n" for number in range(1, HOLDERS + 1)]
    (data / RECIPIENTS).write_text("".join(keys), encoding="utf-8")
    return read_folder(data)


def acknowledging(data: Path, database: str, number: int) -> Line:
    """Envelopes acknowledged through HTTP, beside bare commits of the same bytes through the same HTTP server."""
    folder, form = make_folder(data, database), our_forms()["laporan"]
    sealed = seal(folder.recipients, secrets.token_bytes(BUCKET))
    with serving(str(data), module="collector.upkeep.bench.served") as port:
        rounds = iter([[as_request(folder, form, sealed) for _ in range(number)] for _ in range(ROUNDS)])
        ours, bare = side_by_side(
            lambda: send_all(port, next(rounds), sealed),
            lambda: send_all(port, [(f"/bare/{index}", {}) for index in range(number)], sealed),
        )
    return Line(
        f"Amplop diterima lewat HTTP, {SENDERS} pengirim sekaligus",
        f"{number / ours:.0f} per detik",
        f"{number / bare:.0f} commit polos per detik lewat server HTTP yang sama",
        bare / ours,
        least=0.6,
    )


def as_request(folder: Folder, form: FormSpec, sealed: bytes) -> tuple[str, dict[str, str]]:
    """Address and headers of one new envelope of a form, its work done at the first try."""
    number = secrets.token_hex(16)
    digest = base64.b64encode(hashlib.sha256(sealed).digest()).decode()
    paid = create_challenge(
        "SHA-256", LIGHTEST, counter=0, data={"for": number}, hmac_secret=signing_secret(folder.session_key)
    )
    solution = solve_challenge(paid)
    shown = Payload(paid, solution).to_base64() if solution else ""
    headers = {
        "Content-Type": "application/octet-stream",
        "Repr-Digest": f"sha-256=:{digest}:",
        "Suluh-Form": f"{form.id}/{form.version}",
        "Suluh-Recipients": recipients_mark(folder.recipients),
        "Suluh-Urgency": "normal",
        "Suluh-Mailbox": secrets.token_hex(16),
        "Suluh-Mailbox-Key": secrets.token_hex(32),
        "Suluh-Token": secrets.token_hex(32),
        "Suluh-Work": shown,
    }
    return f"/api/envelopes/{number}", headers


def send_all(port: int, requests: list[tuple[str, dict[str, str]]], sealed: bytes) -> None:
    """PUT the same bytes once for each address, from SENDERS connections. NotRunning where one is not taken."""

    def send(share: list[tuple[str, dict[str, str]]]) -> None:
        with closing(HTTPConnection("127.0.0.1", port)) as line:
            for path, headers in share:
                line.request("PUT", path, sealed, headers)
                answer = line.getresponse()
                said = answer.read()
                if answer.status != CREATED:
                    raise NotRunning(f"{path}: {answer.status} {said[:200]!r}")

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, (requests[first::SENDERS] for first in range(SENDERS))))


def starting(data: Path) -> Line:
    """From nothing to the first answer of a server with two processes, beside loading the libraries it is made of."""
    make_folder(data)
    with ExitStack() as stack:  # what was started is stopped behind the clock

        def answer_once() -> None:
            port = stack.enter_context(serving("web", "--data", str(data), "--bind"))
            with closing(HTTPConnection("127.0.0.1", port)) as line:
                line.request("GET", "/api/recipients")
                line.getresponse().read()

        ours, bare = side_by_side(
            answer_once, lambda: subprocess.run([sys.executable, "-c", LIBRARIES], check=True), rounds=STARTS
        )
    return Line(
        "Dari nol sampai server dengan dua proses menjawab",
        f"{ours:.2f} detik",
        f"{bare:.2f} detik untuk memuat pustakanya saja",
        ours / bare,
        most=2,
    )


@contextmanager
def serving(*words: str, module: str = "collector.cli") -> Iterator[int]:
    """Run a server of ours on a free port of this machine, which is given."""
    door = socket.create_server(("127.0.0.1", 0))
    port = door.getsockname()[1]
    program = start(*words, doors=[door], module=module)
    try:
        yield port
    finally:
        program.terminate()
        program.wait()
