"""The desk's side of the line to the collector: log in by an age challenge, list, fetch, answer.

The server is not trusted either: its answers are checked by shape before anything of them is shown or used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar
from urllib.parse import urlsplit

import urllib3
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from base.addresses import THIS_MACHINE
from base.errors import SuluhError
from collector.core.age import fingerprint
from collector.core.opening import open_bytes
from collector.forms.schema import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.core.opening import HybridIdentity

TIMEOUT = urllib3.Timeout(connect=10, read=60)
LARGEST_ANSWER = 4 * 1024 * 1024
MOST_PAGES, LONGEST_PAGE = 5_000, 200  # a million envelopes; a lying server must not fill the memory with more
TRIES = 3  # of an answer whose acknowledgement did not come; the same bytes under the same id are stored once
# What the collector's "no" to acting on one envelope means to an officer; the others are the operator's to look at.
REFUSALS = {
    "token": "server menolak bukti dari dalam amplop ini. Buktinya memang salah, atau server berbohong.",
    "answers": "amplop ini sudah dijawab sebanyak yang boleh. Tunggu sampai pelapor menulis lagi.",
}
Put = Literal["stored", "known", "gone"]
Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
M = TypeVar("M", bound=BaseModel)


class LineError(SuluhError):
    """The collector cannot be reached, refuses, or is not the one it says it is."""


class Unreachable(LineError):
    """No answer came: what was asked may or may not have been done."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Outside(_Answer):
    """An envelope's outside: the collector's word, which only what lies inside can bear out.

    `received_hour` and `opened_hour` count whole hours since 1970 (UTC), `size` is in bytes.
    """

    id: Hex32
    form: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
    form_version: Annotated[int, Field(ge=1, le=10_000)]
    urgency: Level
    received_hour: Annotated[int, Field(ge=0, le=10_000_000)]
    size: Annotated[int, Field(ge=0)]
    opened_hour: Annotated[int, Field(ge=0, le=10_000_000)] | None
    answered: bool


class Listing(_Answer):
    """One page of the list."""

    envelopes: Annotated[list[Outside], Field(max_length=LONGEST_PAGE)]
    next: int | None


class Proof(_Answer):
    """What a challenge holds."""

    origin: str
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,400}$")] = Field(alias="pass")


class Refusal(BaseModel):
    """Why the collector says no (RFC 9457), for programs."""

    code: str = ""


class Collector:
    """One collector, as an officer with one identity sees it."""

    def __init__(self, origin: str, identity: HybridIdentity) -> None:
        """`origin` is scheme, host and port; plain http only on this very machine, or the pass would travel openly."""
        parts = urlsplit(origin)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_MACHINE):
            raise LineError(f"alamat server harus https://…, bukan {parts.scheme or 'tanpa skema'}.")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._identity = identity
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)
        self._pass: str | None = None

    def untrusted_envelopes(self) -> Iterator[Outside]:
        """Every envelope's outside, oldest first."""
        after = 0
        for _ in range(MOST_PAGES):
            _, _, body = self._call("GET", f"/api/envelopes?after={after}")
            page = shaped(Listing, body)
            yield from page.envelopes
            if page.next is None:
                return
            if page.next <= after:
                raise LineError("daftar amplop dari server berputar di tempat; sambungan dihentikan.")
            after = page.next
        raise LineError("daftar amplop dari server tidak berakhir; sambungan dihentikan.")

    def untrusted_envelope(self, envelope_id: str) -> tuple[Outside, bytes] | None:
        """One envelope's outside and its sealed bytes, or None where the collector has no such id.

        LineError where the collector gives another one.
        """
        if not re.fullmatch("[0-9a-f]{32}", envelope_id):
            return None  # what was typed into the browser's address must not become another path at the server
        status, said, body = self._call("GET", f"/api/envelopes/{envelope_id}")
        if status == 404:
            return None
        untrusted = shaped(Outside, said.encode())
        if untrusted.id != envelope_id:
            raise LineError(
                "server memberi amplop lain daripada yang diminta. Jangan dibaca; hubungi pengelola server."
            )
        return untrusted, body

    def mark_opened(self, envelope_id: str, token: str) -> None:
        """Tell the collector that an officer has read this envelope; only the first time counts."""
        self._call("POST", f"/api/envelopes/{envelope_id}/opened", {"Suluh-Token": token})

    def lies_in(self, envelope_id: str, token: str, mailbox: str) -> bool:
        """Whether the collector put this envelope into this mailbox: to write there again took the reporter's code."""
        path = f"/api/envelopes/{envelope_id}/mailbox"
        return self._call("GET", path, {"Suluh-Token": token, "Suluh-Mailbox": mailbox})[0] == 204

    def put_answer(self, envelope_id: str, token: str, answer_id: str, sealed: bytes) -> Put:
        """Leave one sealed answer in an envelope's mailbox; "gone" where the mailbox is not there, or was deleted.

        `token` is what lies inside the envelope, 64 hex digits. "known" where an answer of this id was there before:
        sealed anew it is other bytes, but `core.answer.answer_id` makes the same id of the same words alone.
        """
        path, shown = f"/api/envelopes/{envelope_id}/answers/{answer_id}", {"Suluh-Token": token}
        for left in reversed(range(TRIES)):
            try:
                status, _, _ = self._call("PUT", path, shown, sealed)
            except Unreachable:
                if not left:
                    raise
            else:
                break
        return "stored" if status == 201 else "gone" if status == 404 else "known"

    def _call(
        self, method: str, path: str, shown: dict[str, str] | None = None, sent: bytes | None = None
    ) -> tuple[int, str, bytes]:
        """Ask with a pass; a stale one is renewed once. Status (2xx, 404, or 409: the id is in use), outside, body."""
        for renewed in (self._pass is None, True):
            if renewed:
                self._pass = self._new_pass()
            status, outside, answer = self._ask(
                method, path, {"Authorization": f"Bearer {self._pass}", **(shown or {})}, sent
            )
            if status in {200, 201, 204, 404}:
                return status, outside, answer
            if status != 401 or renewed:
                break
        code = shaped(Refusal, answer).code if status in {403, 409} else ""
        if code == "conflict":
            return status, outside, answer
        if code in REFUSALS:
            raise LineError(REFUSALS[code])
        raise LineError(
            f"server menjawab {status} dan menolak permintaan ini. Coba lagi, atau hubungi pengelola server."
        )

    def _new_pass(self) -> str:
        """Open the challenge; refuse one made for another origin, since a false server would only pass it on."""
        key = fingerprint(self._identity.recipient).replace(" ", "")
        status, _, body = self._ask("GET", f"/api/challenge/{key}", {})
        if status != 200:
            raise LineError(f"server tidak mengenal kunci ini (jawaban {status}).")
        proof = shaped(Proof, open_bytes([self._identity], body))
        if proof.origin != self._origin:
            raise LineError(f"server di {self._origin} memakai tantangan milik alamat lain; sambungan dihentikan.")
        return proof.token

    def _ask(
        self, method: str, path: str, headers: dict[str, str], sent: bytes | None = None
    ) -> tuple[int, str, bytes]:
        if sent is not None:
            headers = headers | {"Content-Type": "application/octet-stream"}
        try:
            answer = self._pool.request(
                method, self._origin + path, body=sent, headers=headers, redirect=False, preload_content=False
            )
            body = answer.read(LARGEST_ANSWER + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"server {self._origin} tidak terjangkau ({type(error).__name__}).") from None
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
