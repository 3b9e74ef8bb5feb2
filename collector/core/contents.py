"""Read what lay in an envelope. Anyone may seal anything to our public keys, so all of it is hostile input.

Sizes are bounded by the envelope's own (entries are stored, never inflated), names come from an allow-list, types are
checked one by one. What is still `untrusted_` when it leaves here is text of the sender's: it may hold terminal
control codes, markup or lies, and whoever shows it must escape it.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from collector.core.archive import read_archive
from collector.core.envelope import (
    ATTACHMENT_FOLDER,
    FIELDS_ENTRY,
    FORMAT,
    MAX_ATTACHMENTS,
    PADDING_ENTRY,
    READABLE_ENTRY,
    is_attachment_name,
)
from collector.core.errors import MalformedContent

MAX_ANSWERS = 500
MAX_CHOICES = 100
MAX_MORE = 16  # keys that a later form may have added; what they hold is not looked at
_REQUIRED = {FIELDS_ENTRY, READABLE_ENTRY, PADDING_ENTRY}


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened envelope, as the reporter's browser packed it (web/client/envelope.js).

    `envelope_id` and `mailbox` are 32 lower hex digits, `token` is 64 of 32 random bytes: outside travels `token_mark`
    of it alone, so that who shows the token has opened the envelope. `client_time` is ISO 8601 in UTC to the minute.
    `untrusted_answers` maps field ids to text or a list of texts; the form's spec still has to judge them. `reply_to`
    has the shape of a hybrid recipient, and `parse_recipient` may still refuse it when a reply is sealed.
    Attachments are (safe name, bytes of any content).
    """

    envelope_id: str
    form: str
    form_version: int
    untrusted_answers: dict[str, object] = field(repr=False)
    mailbox: str
    reply_to: str = field(repr=False)
    token: str = field(repr=False)
    client_time: str
    untrusted_readable: str = field(repr=False)
    attachments: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)


def read_contents(untrusted: bytes) -> Opened:
    """Read the plaintext of an envelope, or raise MalformedContent, whose words hold nothing of it."""
    entries = _entries(untrusted)
    fields = _fields(entries[FIELDS_ENTRY])
    readable = _text(entries[READABLE_ENTRY])
    if readable is None:
        raise _malformed(READABLE_ENTRY, "bukan teks UTF-8")
    attachments = tuple(
        (name.removeprefix(ATTACHMENT_FOLDER), data) for name, data in entries.items() if name not in _REQUIRED
    )
    return Opened(
        envelope_id=str(fields["envelope"]),
        form=str(fields["form"]),
        form_version=cast("int", fields["form_version"]),  # _CHECKS has looked at each
        untrusted_answers=cast("dict[str, object]", fields["answers"]),
        mailbox=str(fields["mailbox"]),
        reply_to=str(fields["reply_to"]),
        token=str(fields["token"]),
        client_time=str(fields["client_time"]),
        untrusted_readable=readable,
        attachments=attachments,
    )


def _malformed(entry: str, what: str) -> MalformedContent:
    return MalformedContent(f"Amplop terbuka, tetapi {entry} {what}. Simpan amplopnya dan tanyakan ke pengelola.")


def _entries(untrusted: bytes) -> dict[str, bytes]:
    entries = read_archive(untrusted, len(_REQUIRED) + MAX_ATTACHMENTS)
    if entries is None or not all(_is_known(name) for name, _ in entries):
        raise _malformed("arsip ZIP-nya", "rusak atau tidak dalam bentuk yang dibuat formulir")
    by_name = dict(entries)
    if not by_name.keys() >= _REQUIRED or len({name.lower() for name in by_name}) != len(entries):
        raise _malformed("arsip ZIP-nya", "kekurangan isi atau berisi nama kembar")
    return by_name


def _is_known(name: str) -> bool:
    return name in _REQUIRED or (
        name.startswith(ATTACHMENT_FOLDER) and is_attachment_name(name.removeprefix(ATTACHMENT_FOLDER))
    )


def _fields(untrusted: bytes) -> dict[str, object]:
    fields = _json_object(untrusted)
    if fields is None or fields.get("format") != FORMAT or fields.keys() != _KEYS:
        raise _malformed(FIELDS_ENTRY, "bukan isian yang dikenal program ini")
    for key, check in _CHECKS.items():
        if not check(fields[key]):
            raise _malformed(FIELDS_ENTRY, f"berisi {key} yang tidak sah")
    return fields


def _json_object(untrusted: bytes) -> dict[str, object] | None:
    text = _text(untrusted)
    if text is None:
        return None
    try:
        value = _JSON.decode(text)
    except (ValueError, RecursionError):  # RecursionError: a page of "[" is an attack, not a report
        return None
    return value if isinstance(value, dict) else None


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two readers may disagree on which of two equal keys counts, so there may be one only."""
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError
    return unique


# Once: json.loads makes a new decoder for every text that it reads with a hook.
_JSON = json.JSONDecoder(object_pairs_hook=_unique_keys)


def _text(untrusted: bytes) -> str | None:
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _matches(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_version(value: object) -> bool:
    return type(value) is int and 1 <= value <= 9999  # not bool, which is an int too


def _is_text(value: object) -> bool:
    """Half a surrogate pair passes JSON and then crashes whatever encodes it."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


_is_field_id = _matches(r"[a-z][a-z0-9_-]{0,63}")


def _is_answers(value: object) -> bool:
    if not isinstance(value, dict) or len(value) > MAX_ANSWERS:
        return False
    return all(_is_field_id(key) and (_is_text(answer) or _is_choices(answer)) for key, answer in value.items())


def _is_choices(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MAX_CHOICES and all(map(_is_text, value))


def _is_more(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= MAX_MORE and all(map(_is_field_id, value))


_CHECKS: dict[str, Callable[[object], bool]] = {
    "envelope": _matches("[0-9a-f]{32}"),
    "form": _matches("[a-z][a-z0-9-]{0,63}"),
    "form_version": _is_version,
    "answers": _is_answers,
    "mailbox": _matches("[0-9a-f]{32}"),
    # Shape only: the checksum costs more than opening the envelope did, and `parse_recipient` looks before a reply.
    "reply_to": _matches("age1pq1[02-9ac-hj-np-z]{1952}"),
    "token": _matches("[0-9a-f]{64}"),
    "client_time": _matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z"),
    "more": _is_more,
}
_KEYS = {"format", *_CHECKS}
