"""The desk's side of the line to the collector: log in by an age challenge, list, fetch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import urllib3

from collector.core.age import fingerprint
from collector.core.opening import open_bytes
from collector.errors import SuluhError
from collector.store import Envelope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.core.opening import HybridIdentity

TIMEOUT = urllib3.Timeout(connect=10, read=60)
LARGEST_ANSWER = 4 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class LineError(SuluhError):
    """The collector cannot be reached, refuses, or is not the one it says it is."""


class Collector:
    """One collector, as an officer with one identity sees it."""

    def __init__(self, origin: str, identity: HybridIdentity) -> None:
        """`origin` is scheme, host and port; plain http only on this very machine, or the pass would travel openly."""
        parts = urlsplit(origin)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise LineError(f"alamat server harus https://…, bukan {parts.scheme or 'tanpa skema'}.")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._identity = identity
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)
        self._pass: str | None = None

    def envelopes(self) -> Iterator[Envelope]:
        """Every envelope's outside, oldest first."""
        after: int | None = 0
        while after is not None:
            page = self._json(f"/api/envelopes?after={after}")
            for row in page["envelopes"]:
                yield Envelope(mailbox_key="", **row)
            after = page["next"]

    def sealed(self, envelope_id: str) -> bytes:
        """The sealed bytes of one envelope."""
        return self._get(f"/api/envelopes/{envelope_id}")

    def _json(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._get(path))
        return found

    def _get(self, path: str) -> bytes:
        """GET with a pass; a pass that has run out is renewed once."""
        for renewed in (self._pass is None, True):
            if renewed:
                self._pass = self._new_pass()
            status, body = self._ask(path, {"Authorization": f"Bearer {self._pass}"})
            if status == 200:
                return body
            if status != 401 or renewed:
                break
        raise LineError(f"server menjawab {status} untuk {path.partition('?')[0]}: {reason(body)}")

    def _new_pass(self) -> str:
        """Open the challenge; refuse one made for another origin, since a false server would only pass it on."""
        key = fingerprint(self._identity.recipient).replace(" ", "")
        status, body = self._ask(f"/api/challenge/{key}", {})
        if status != 200:
            raise LineError(f"server tidak mengenal kunci ini ({status}): {reason(body)}")
        proof = json.loads(open_bytes([self._identity], body))
        if proof.get("origin") != self._origin:
            raise LineError(f"server di {self._origin} memakai tantangan milik alamat lain; sambungan dihentikan.")
        return str(proof["pass"])

    def _ask(self, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            answer = self._pool.request(
                "GET", self._origin + path, headers=headers, redirect=False, preload_content=False
            )
            body = answer.read(LARGEST_ANSWER + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise LineError(f"server {self._origin} tidak terjangkau ({type(error).__name__}).") from None
        if len(body) > LARGEST_ANSWER:
            raise LineError("server menjawab lebih panjang dari yang wajar; sambungan dihentikan.")
        return answer.status, body


def reason(body: bytes) -> str:
    """The words of a problem+json answer, or nothing."""
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return "tanpa penjelasan"
