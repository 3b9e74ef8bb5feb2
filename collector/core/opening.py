"""Open age files: the only module that decrypts.

`decrypt` streams and writes a chunk only after its tag was verified; until it returns, what it wrote is a true but
perhaps incomplete beginning. `open_bytes` gives everything or raises. `open_envelope` reads a report as well.
"""

import hmac
import io
import re
import secrets
from collections.abc import Sequence
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from collector.core import bech32
from collector.core.contents import Opened, read_contents
from collector.core.errors import (
    DamagedFile,
    HeaderTampered,
    InvalidKey,
    MalformedContent,
    MalformedHeader,
    WorkFactorTooHigh,
    WrongKey,
)
from collector.core.header import Header, Stanza, header_mac, parse_header
from collector.core.primitives import ONE_TIME_NONCE, read_full
from collector.core.recipients import (
    ENCAPSULATED_KEY_SIZE,
    HYBRID,
    HYBRID_INFO,
    HYBRID_SUITE,
    MAX_LOG_N,
    SCRYPT,
    SCRYPT_SALT_SIZE,
    SEED_SIZE,
    X25519,
    X25519_KEY_SIZE,
    HybridRecipient,
    X25519Recipient,
    expand_seed,
    fingerprint,
    hybrid_recipient,
    passphrase_bytes,
    scrypt_wrap_key,
    x25519_wrap_key,
)
from collector.core.stream import NONCE_SIZE, SEALED_CHUNK_SIZE, chunk_nonce, payload_cipher

__all__ = [
    "HybridIdentity",
    "Identity",
    "MalformedContent",
    "Opened",
    "ScryptIdentity",
    "X25519Identity",
    "decrypt",
    "open_bytes",
    "open_envelope",
    "parse_identity",
    "parse_identity_file",
]


class HybridIdentity:
    """`AGE-SECRET-KEY-PQ-1…`: a seed of 32 bytes. `str()` gives the secret text, `repr()` the public fingerprint."""

    __slots__ = ("_mlkem_x25519", "_seed", "_x25519")

    def __init__(self, seed: bytes) -> None:
        mlkem, self._x25519 = expand_seed(seed)
        self._mlkem_x25519 = MLKEM768X25519PrivateKey(mlkem, self._x25519)  # once, not for each of 10,000 envelopes
        self._seed = seed

    @classmethod
    def generate(cls) -> Self:
        """Make a new identity from the system's CSPRNG."""
        return cls(secrets.token_bytes(SEED_SIZE))

    @property
    def recipient(self) -> HybridRecipient:
        """The public half."""
        return hybrid_recipient(self._seed)

    def __str__(self) -> str:
        return bech32.encode("AGE-SECRET-KEY-PQ-", self._seed).upper()

    def __repr__(self) -> str:
        return f"<HybridIdentity {fingerprint(self.recipient)}>"

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, or None if the stanza is for someone else; MalformedHeader if its shape is wrong."""
        if stanza.kind != HYBRID:
            return None
        share = stanza.share(arguments=2, size=ENCAPSULATED_KEY_SIZE)
        try:
            return HYBRID_SUITE.decrypt(share + stanza.body, self._mlkem_x25519, HYBRID_INFO)
        except InvalidTag:
            # The library reports an all-zero X25519 secret as a bad tag. The specification wants it told apart.
            _exchange(self._x25519, share[-X25519_KEY_SIZE:])
            return None


class X25519Identity:
    """`AGE-SECRET-KEY-1…`: a scalar of 32 bytes. `str()` gives the secret text, `repr()` the public fingerprint."""

    __slots__ = ("_key",)

    def __init__(self, scalar: bytes) -> None:
        if len(scalar) != X25519_KEY_SIZE:
            raise InvalidKey("Kunci rahasia harus 32 bita.")
        self._key = X25519PrivateKey.from_private_bytes(scalar)

    @classmethod
    def generate(cls) -> Self:
        """Make a new identity from the system's CSPRNG."""
        return cls(secrets.token_bytes(X25519_KEY_SIZE))

    @property
    def recipient(self) -> X25519Recipient:
        """The public half."""
        return X25519Recipient(self._key.public_key().public_bytes_raw())

    def __str__(self) -> str:
        return bech32.encode("AGE-SECRET-KEY-", self._key.private_bytes_raw()).upper()

    def __repr__(self) -> str:
        return f"<X25519Identity {fingerprint(self.recipient)}>"

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, or None if the stanza is for someone else; MalformedHeader if its shape is wrong."""
        if stanza.kind != X25519:
            return None
        share = stanza.share(arguments=2, size=X25519_KEY_SIZE)
        key = x25519_wrap_key(_exchange(self._key, share), share, self.recipient.public_key)
        return _verified(ChaCha20Poly1305(key), ONE_TIME_NONCE, stanza.body)


class ScryptIdentity:
    """A passphrase. `max_log_n` caps the work a stranger's file can ask for: each step up doubles time and memory."""

    __slots__ = ("_max_log_n", "_passphrase")

    def __init__(self, passphrase: str, max_log_n: int = MAX_LOG_N) -> None:
        passphrase_bytes(passphrase)
        self._passphrase = passphrase
        self._max_log_n = max_log_n

    def __repr__(self) -> str:
        return "<ScryptIdentity>"

    __str__ = __repr__

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, or None for another type or passphrase.

        MalformedHeader if the stanza's shape is wrong, WorkFactorTooHigh (before any work) above the cap.
        """
        if stanza.kind != SCRYPT:
            return None
        salt = stanza.share(arguments=3, size=SCRYPT_SALT_SIZE)
        log_n = stanza.args[2]
        if not re.fullmatch("[1-9][0-9]*", log_n):
            raise MalformedHeader("Kepala berkas rusak: beban kerja kata sandi bukan bilangan baku.")
        # Its length first: int() of a line of digits is work of the sender's choosing too.
        if len(log_n) > 2 or int(log_n) > self._max_log_n:
            raise WorkFactorTooHigh("Berkas ini meminta kerja yang terlalu berat; mungkin bukan berkas Anda.")
        key = scrypt_wrap_key(self._passphrase, salt, int(log_n))
        return _verified(ChaCha20Poly1305(key), ONE_TIME_NONCE, stanza.body)


Identity = HybridIdentity | X25519Identity | ScryptIdentity


def parse_identity(text: str) -> HybridIdentity | X25519Identity:
    """Read `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…` exactly as `str()` writes it; InvalidKey otherwise."""
    prefix, key = bech32.decode(text)
    kinds: dict[str, type[HybridIdentity | X25519Identity]] = {
        "age-secret-key-pq-": HybridIdentity,
        "age-secret-key-": X25519Identity,
    }
    if prefix not in kinds or text != text.upper():
        raise InvalidKey("Ini bukan kunci rahasia: kunci rahasia diawali AGE-SECRET-KEY-.")
    return kinds[prefix](key)


def parse_identity_file(text: str) -> list[Identity]:
    """One identity a line, empty lines and `#` comments apart; InvalidKey naming the line, never its text."""
    identities: list[Identity] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            identities.append(parse_identity(line.strip()))
        except InvalidKey as error:
            raise InvalidKey(f"Berkas kunci, baris {number}: {error}") from None
    if not identities:
        raise InvalidKey("Berkas kunci tidak berisi kunci rahasia.")
    return identities


def decrypt(identities: Sequence[Identity], source: BinaryIO, sink: BinaryIO) -> None:
    """Open all of `source` into `sink` in constant memory; no unverified byte is ever written.

    Raises UnknownVersion, MalformedHeader, WrongKey or HeaderTampered before the first byte is written, and
    DamagedFile at the first chunk that fails or is missing, or for anything after the last one. A caller that gets
    DamagedFile must throw away what `sink` holds.
    """
    header = parse_header(source)
    file_key = _file_key(identities, header)
    if not hmac.compare_digest(header.mac, header_mac(file_key, header.covered)):
        raise HeaderTampered("Kepala berkas telah diubah setelah disegel. Jangan dipakai; ambil ulang berkasnya.")
    nonce = read_full(source, NONCE_SIZE)
    if len(nonce) < NONCE_SIZE:
        raise MalformedHeader("Berkas terpotong tepat setelah kepalanya. Ambil ulang berkasnya.")
    _write_plaintext(payload_cipher(file_key, nonce), source, sink)


def open_bytes(identities: Sequence[Identity], data: bytes) -> bytes:
    """Give the whole plaintext of a binary age file, or raise as `decrypt` does and give nothing."""
    sink = io.BytesIO()
    decrypt(identities, io.BytesIO(data), sink)
    return sink.getvalue()


def open_envelope(identities: Sequence[Identity], sealed: bytes) -> Opened:
    """Open a sealed envelope and read what is inside; raises as `decrypt` does, or MalformedContent."""
    return read_contents(open_bytes(identities, sealed))


def _file_key(identities: Sequence[Identity], header: Header) -> bytes:
    for identity in identities:
        for stanza in header.stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise WrongKey("Kunci ini tidak dapat membuka berkas itu: berkas disegel untuk kunci lain.")


def _write_plaintext(cipher: ChaCha20Poly1305, source: BinaryIO, sink: BinaryIO) -> None:
    counter, last = 0, False
    while not last:
        # At an early end this reads an empty chunk, which fails: a file that was cut off is never taken for whole.
        plaintext, last = _open_chunk(cipher, counter, read_full(source, SEALED_CHUNK_SIZE))
        sink.write(plaintext)
        counter += 1
    if source.read(1):
        raise DamagedFile("Ada tambahan setelah akhir berkas. Ambil ulang berkasnya dari awal.")


def _open_chunk(cipher: ChaCha20Poly1305, counter: int, chunk: bytes) -> tuple[bytes, bool]:
    """Give a chunk's plaintext and whether its sender marked it as the last; a short one can only be that."""
    for last in (False, True) if len(chunk) == SEALED_CHUNK_SIZE else (True,):
        plaintext = _verified(cipher, chunk_nonce(counter, last=last), chunk)
        # An empty last chunk after others would give one plaintext two encodings (age.md, "Payload").
        if plaintext or (plaintext is not None and counter == 0):
            return plaintext, last
    raise DamagedFile("Isi berkas rusak atau terpotong. Ambil ulang berkasnya dari awal.")


def _exchange(key: X25519PrivateKey, share: bytes) -> bytes:
    try:
        return key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        # A share of low order makes the secret all zero whatever our key is, so that anybody could have made the
        # stanza. The library aborts, as age.md and RFC 7748 section 6.1 ask; we name it.
        raise MalformedHeader("Kepala berkas rusak: kunci sementara pengirim lemah.") from None


def _verified(cipher: ChaCha20Poly1305, nonce: bytes, sealed: bytes) -> bytes | None:
    """Give the plaintext only if the tag is right; anything too short to hold a tag is wrong too."""
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag:
        return None
