"""Seal files in the age v1 format (C2SP age.md), so that any age tool of the day can open them.

Which function for which need: `seal` for bytes in memory, `encrypt` for streams of any length, `armor` where a file
must travel as text. This module holds no way to decrypt, and imports none.
"""

import io
import secrets
from collections.abc import Sequence
from typing import BinaryIO

from collector.core.armor import armor, dearmor
from collector.core.errors import (
    AgeError,
    DamagedFile,
    HeaderTampered,
    InvalidKey,
    MalformedArmor,
    MalformedHeader,
    UnknownVersion,
    WorkFactorTooHigh,
    WrongKey,
)
from collector.core.header import Header, Stanza, encode_header, parse_header
from collector.core.primitives import FILE_KEY_SIZE
from collector.core.recipients import (
    HybridRecipient,
    PublicRecipient,
    Recipient,
    ScryptRecipient,
    X25519Recipient,
    check_mixture,
    fingerprint,
    hybrid_recipient,
    parse_recipient,
)
from collector.core.stream import write_payload

__all__ = [
    "AgeError",
    "DamagedFile",
    "Header",
    "HeaderTampered",
    "HybridRecipient",
    "InvalidKey",
    "MalformedArmor",
    "MalformedHeader",
    "PublicRecipient",
    "Recipient",
    "ScryptRecipient",
    "Stanza",
    "UnknownVersion",
    "WorkFactorTooHigh",
    "WrongKey",
    "X25519Recipient",
    "armor",
    "dearmor",
    "encrypt",
    "fingerprint",
    "hybrid_recipient",
    "parse_header",
    "parse_recipient",
    "seal",
]


def encrypt(recipients: Sequence[Recipient], source: BinaryIO, sink: BinaryIO) -> None:
    """Seal all of `source` into `sink` in constant memory; each recipient alone can open it.

    Raises InvalidKey, before a byte is written, for no recipients or a mixture that weakens one of them.
    """
    check_mixture(recipients)
    # Fresh for every file (age.md, "File key"): the header MAC and the payload key hang on it alone.
    file_key = secrets.token_bytes(FILE_KEY_SIZE)
    sink.write(encode_header(file_key, [recipient.wrap(file_key) for recipient in recipients]))
    write_payload(file_key, source, sink)


def seal(recipients: Sequence[Recipient], data: bytes) -> bytes:
    """Seal `data` as one binary age file; raises InvalidKey as `encrypt` does."""
    sink = io.BytesIO()
    encrypt(recipients, io.BytesIO(data), sink)
    return sink.getvalue()
