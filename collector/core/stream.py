"""The payload's frame: 64 KiB chunks under one key, each with a counter nonce (age.md, "Payload").

This is the sealing half, and the arithmetic both halves share.
"""

import secrets
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from collector.core.primitives import TAG_SIZE, hkdf, read_full

CHUNK_SIZE = 64 * 1024
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
NONCE_SIZE = 16


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The payload key depends on a fresh nonce too, so a file key used twice by mistake repeats no keystream."""
    return ChaCha20Poly1305(hkdf(file_key, salt=nonce, info=b"payload"))


def chunk_nonce(counter: int, *, last: bool) -> bytes:
    """11 bytes of big-endian counter, one byte of flag: chunks can be neither moved, dropped nor cut off unseen."""
    return counter.to_bytes(11, "big") + bytes([last])


def write_payload(file_key: bytes, source: BinaryIO, sink: BinaryIO) -> None:
    """Seal `source` to its end into `sink`, holding two chunks at most."""
    nonce = secrets.token_bytes(NONCE_SIZE)
    sink.write(nonce)
    cipher = payload_cipher(file_key, nonce)
    counter, chunk = 0, read_full(source, CHUNK_SIZE)
    # One chunk is read ahead: the last one is marked, and it may be empty only if the whole payload is.
    while following := read_full(source, CHUNK_SIZE):
        sink.write(cipher.encrypt(chunk_nonce(counter, last=False), chunk, None))
        counter, chunk = counter + 1, following
    sink.write(cipher.encrypt(chunk_nonce(counter, last=True), chunk, None))


def payload_length(plaintext_size: int) -> int:
    """Bytes after the header for `plaintext_size` bytes of plaintext: nonce, chunks and their tags."""
    chunks = max(1, -(-plaintext_size // CHUNK_SIZE))
    return NONCE_SIZE + plaintext_size + chunks * TAG_SIZE
