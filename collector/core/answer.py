"""What an officer seals to a reporter. The reporter's browser reads it by one strict rule (web/client/answer.js).

Nothing signs it. It is sealed to the reporter's own recipient, which stands inside the reports alone: whoever does not
hold one of the service's keys, the server included, does not know whom to seal to.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from collector.core.envelope import fill_bucket, utf8

FORMAT = "suluh-jawaban/2"
LARGEST_KIB = 64
FIELDS_ENTRY, READABLE_ENTRY = "jawaban.json", "jawaban.txt"


class Status(NamedTuple):
    """How far a case is, in words for the reporter."""

    title: str
    meaning: str


STATUSES = {
    "diterima": Status("Diterima", "Amplop sudah sampai. Belum dibaca."),
    "dibaca": Status("Sudah dibaca", "Petugas sudah membaca amplop, dan sedang memikirkan langkah yang aman."),
    "ditangani": Status("Sedang ditangani", "Petugas sudah mulai bertindak."),
    "perlu_kabar": Status("Kami perlu kabar", "Baca jawaban di bawah, lalu tulis lagi di halaman ini."),
    "selesai": Status("Selesai", "Penanganannya sudah ditutup. Boleh menulis lagi kapan saja."),
}


def answer_id(officer_key: str, seen: str, status: str | None, text: str) -> str:
    """The id, 32 hex digits, of what one officer says to one letter: the same words again are the same answer.

    An acknowledgement may get lost, and whoever tries again may be another program. Keyed (HMAC-SHA-256, RFC 2104) with
    the officer's own secret key as text: the server sees the id and could otherwise try short answers until one fits.
    `seen` is the SHA-256 of the sealed letter, 64 hex digits.
    """
    said = json.dumps(["suluh/v1/answer", seen, status, text]).encode()
    return hmac.new(officer_key.encode(), said, hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, before sealing.

    `answer_id` and `mailbox` are 32 lower hex digits, `status` a key of STATUSES or None, `client_time` ISO 8601 in UTC
    to the minute ("2026-11-24T03:00Z"). `left_out` names the officers that the report answered was not for, in its own
    words, so that the reporter need not say it again; None where that is not known, and must be asked.
    """

    answer_id: str
    mailbox: str
    status: str | None
    text: str = field(repr=False)
    client_time: str
    left_out: tuple[str, ...] | None = field(default=None, repr=False)


def pack_answer(answer: Answer, padding: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """Lay an answer out as a ZIP of exactly the smallest bucket that holds it.

    Raises TooLarge, or MalformedContent for text that is no text. A status that the reporter's page has no words for is
    a KeyError: a fault of the caller.
    """
    fields = {
        "format": FORMAT,
        "answer": answer.answer_id,
        "mailbox": answer.mailbox,
        "status": answer.status,
        "text": answer.text,
        "client_time": answer.client_time,
        "left_out": answer.left_out,
    }
    title = [STATUSES[answer.status].title] if answer.status is not None else []
    entries = [
        (FIELDS_ENTRY, utf8(json.dumps(fields, ensure_ascii=False))),
        (READABLE_ENTRY, utf8("\n\n".join([*title, answer.text]) + "\n")),
    ]
    return fill_bucket(entries, LARGEST_KIB, padding)
