"""A filled form and how it is packed: the second reading of client/envelope.js, which alone does it in the product."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from collector.core.envelope import (
    ATTACHMENT_FOLDER,
    BUCKETS_KIB,
    FIELDS_ENTRY,
    FORMAT,
    MAX_ATTACHMENTS,
    READABLE_ENTRY,
    fill_bucket,
    is_attachment_name,
    utf8,
)
from collector.core.errors import MalformedContent


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled form, before sealing.

    `envelope_id` and `mailbox` are 32 lower hex digits, `reply_to` an `age1pq1…` recipient, `client_time` ISO 8601
    in UTC to the minute ("2026-11-24T03:00Z"), `readable` the same answers for a person, attachments (name, bytes).
    `token` is 64 lower hex digits of 32 random bytes: outside travels `token_mark` of it alone, so that who shows the
    token has opened the envelope.
    """

    envelope_id: str
    form: str
    form_version: int
    answers: Mapping[str, str | list[str]] = field(repr=False)
    mailbox: str
    reply_to: str = field(repr=False)
    token: str = field(repr=False)
    client_time: str
    readable: str = field(repr=False)
    attachments: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)


def pack(submission: Submission, padding: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """Lay a submission out as a ZIP of exactly the smallest bucket that holds it.

    Raises TooLarge, or MalformedContent for a name or text that the desk would refuse.
    """
    return fill_bucket(_entries(submission), BUCKETS_KIB[-1], padding)


def _entries(submission: Submission) -> list[tuple[str, bytes]]:
    names = [name for name, _ in submission.attachments]
    unique = {name.lower() for name in names}  # Windows keeps no two files apart by case
    if len(unique) != len(names) or len(names) > MAX_ATTACHMENTS or not all(map(is_attachment_name, names)):
        raise MalformedContent("Lampiran terlalu banyak, bernama kembar, atau bernama tidak sah.")
    fields = {
        "format": FORMAT,
        "envelope": submission.envelope_id,
        "form": submission.form,
        "form_version": submission.form_version,
        "answers": dict(submission.answers),
        "mailbox": submission.mailbox,
        "reply_to": submission.reply_to,
        "token": submission.token,
        "client_time": submission.client_time,
        "more": {},  # room for what a later form adds: readers pass over the keys that they do not know
    }
    return [
        (FIELDS_ENTRY, utf8(json.dumps(fields, ensure_ascii=False))),
        (READABLE_ENTRY, utf8(submission.readable)),
        *((ATTACHMENT_FOLDER + name, data) for name, data in submission.attachments),
    ]
