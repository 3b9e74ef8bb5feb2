"""The desk's side of the line to the collector: log in by an age challenge, list, fetch.

The server is not trusted either: its answers are checked by shape before anything of them is shown or used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit

import urllib3
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from collector.core.age import fingerprint
from collector.core.opening import open_bytes
from collector.errors import SuluhError
from collector.store import Envelope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.core.opening import HybridIdentity

TIMEOUT = urllib3.Timeout(connect=10, read=60)
LARGEST_ANSWER = 4 * 1024 * 1024
MOST_PAGES = 10_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
M = TypeVar("M", bound=BaseModel)


class LineError(SuluhError):
    """The collector cannot be reached, refuses, or is not the one it says it is."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Row(_Answer):
    """An envelope's outside as the collector tells it."""

    id: Hex32
    form: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
    form_version: Annotated[int, Field(ge=1, le=10_000)]
    urgency: Annotated[str, StringConstraints(pattern=r"^(now|soon|normal)$")]
    mailbox: Hex32
    received_hour: Annotated[int, Field(ge=0, le=10_000_000)]
    size: Annotated[int, Field(ge=0)]
    opened_hour: Annotated[int, Field(ge=0, le=10_000_000)] | None

    def envelope(self) -> Envelope:
        """The same, as the other rooms know it; the mailbox key stays with the server."""
        return Envelope(mailbox_key="", **self.model_dump())


class Listing(_Answer):
    """One page of the list."""

    envelopes: list[Row]
    next: int | None


class Proof(_Answer):
    """What a challenge holds."""

    origin: str
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,400}$")] = Field(alias="pass")


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
        after = 0
        for _ in range(MOST_PAGES):
            _, _, body = self._get(f"/api/envelopes?after={after}")
            page = shaped(Listing, body)
            yield from (row.envelope() for row in page.envelopes)
            if page.next is None:
                return
            if page.next <= after:
                raise LineError("daftar amplop dari server berputar di tempat; sambungan dihentikan.")
            after = page.next
        raise LineError("daftar amplop dari server tidak berakhir; sambungan dihentikan.")

    def envelope(self, envelope_id: str) -> tuple[Envelope, bytes] | None:
        """One envelope's outside and its sealed bytes, or None where the collector has no such id."""
        status, outside, body = self._get(f"/api/envelopes/{envelope_id}", missing_is_fine=True)
        return None if status == 404 else (shaped(Row, outside.encode()).envelope(), body)

    def _get(self, path: str, *, missing_is_fine: bool = False) -> tuple[int, str, bytes]:
        """GET with a pass; a pass that has run out is renewed once. Status, the outside beside the body, the body."""
        for renewed in (self._pass is None, True):
            if renewed:
                self._pass = self._new_pass()
            status, outside, body = self._ask(path, {"Authorization": f"Bearer {self._pass}"})
            if status == 200 or (status == 404 and missing_is_fine):
                return status, outside, body
            if status != 401 or renewed:
                break
        raise LineError(f"server menjawab {status} dan tidak memberi amplop. Coba lagi, atau hubungi pengelola server.")

    def _new_pass(self) -> str:
        """Open the challenge; refuse one made for another origin, since a false server would only pass it on."""
        key = fingerprint(self._identity.recipient).replace(" ", "")
        status, _, body = self._ask(f"/api/challenge/{key}", {})
        if status != 200:
            raise LineError(f"server tidak mengenal kunci ini (jawaban {status}).")
        proof = shaped(Proof, open_bytes([self._identity], body))
        if proof.origin != self._origin:
            raise LineError(f"server di {self._origin} memakai tantangan milik alamat lain; sambungan dihentikan.")
        return proof.token

    def _ask(self, path: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
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
        return answer.status, answer.headers.get("Suluh-Outside", ""), body


def shaped(model: type[M], untrusted_body: bytes) -> M:
    """The body as the model says, or LineError; the words of a wrong body are never repeated."""
    try:
        return model.model_validate_json(untrusted_body)
    except ValidationError:
        pass  # raised outside, so that no traceback carries what was received
    raise LineError("server menjawab dalam bentuk yang tidak dikenal. Apakah alamatnya benar?")
