"""The few building blocks every part of the format shares."""

import binascii
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_KEY_SIZE = 16
TAG_SIZE = 16

# A fixed nonce is safe only because every key it meets is used once: each wrap key comes from a fresh ephemeral
# share or salt (age.md, "X25519" and "scrypt"). The payload, many chunks under one key, has its own nonces.
ONE_TIME_NONCE = bytes(12)


def hkdf(key_material: bytes, *, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 extract then expand, always 32 bytes (RFC 5869; age.md, "Conventions")."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key_material)


def encode_base64(data: bytes) -> str:
    """Standard alphabet, no padding (age.md, "Conventions")."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").decode("ascii")


def decode_base64(text: str) -> bytes | None:
    """Give the bytes, or None unless `text` is exactly what `encode_base64` would write.

    Anything laxer would let one header have many spellings, and so let a stranger change a file unnoticed.
    """
    try:
        data = binascii.a2b_base64(text + "=" * (-len(text) % 4))
    except ValueError:  # its parent, so that non-ASCII text counts too
        return None
    return data if encode_base64(data) == text else None


def read_full(source: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end: a pipe or socket may answer a single read with less."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
