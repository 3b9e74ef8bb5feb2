"""Whom a file is sealed to: the three native recipient types this project uses, sealing side only.

Hybrid is for reports: a child's report must stay secret for a lifetime, so whoever records it today must not be able
to open it with a quantum computer later. X25519 is for exchange with others, scrypt for files behind a passphrase.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from collector.core import bech32
from collector.core.errors import InvalidKey
from collector.core.header import Stanza
from collector.core.primitives import ONE_TIME_NONCE, encode_base64, hkdf

HYBRID, X25519, SCRYPT = "mlkem768x25519", "X25519", "scrypt"
HYBRID_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
SEED_SIZE = 32
MLKEM_PUBLIC_KEY_SIZE = 1184
X25519_KEY_SIZE = 32
ENCAPSULATED_KEY_SIZE = 1120  # 1088 bytes of ML-KEM ciphertext, then 32 of X25519 share
SCRYPT_SALT_SIZE = 16
# 2^20 takes 1 GiB of memory and some seconds, which is as much as an officer's laptop should be asked for.
MAX_LOG_N = 20


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """`age1pq1…`: an ML-KEM-768 encapsulation key (1184 bytes), then an X25519 public key (32 bytes)."""

    public_key: bytes

    def __post_init__(self) -> None:
        _hybrid_public_key(self.public_key)  # refused here, not when a report is being sealed

    def __str__(self) -> str:
        return bech32.encode("age1pq", self.public_key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Seal the file key with HPKE base mode (RFC 9180 section 6.1; age.md, "mlkem768x25519")."""
        try:
            sealed = HYBRID_SUITE.encrypt(file_key, _hybrid_public_key(self.public_key), HYBRID_INFO)
        except ValueError:  # an X25519 half of low order: the shared secret would be all zero
            raise InvalidKey(_WEAK_KEY) from None
        share, body = sealed[:ENCAPSULATED_KEY_SIZE], sealed[ENCAPSULATED_KEY_SIZE:]
        return Stanza((HYBRID, encode_base64(share)), body)


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """`age1…`: a Curve25519 point of 32 bytes. Not safe against a future quantum computer."""

    public_key: bytes

    def __post_init__(self) -> None:
        if len(self.public_key) != X25519_KEY_SIZE:
            raise InvalidKey("Kunci publik X25519 harus 32 bita.")

    def __str__(self) -> str:
        return bech32.encode("age", self.public_key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key under a fresh ephemeral share (age.md, "X25519 recipient stanza")."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public_key))
        except ValueError:  # the library aborts on an all-zero secret, which anybody could compute
            raise InvalidKey(_WEAK_KEY) from None
        key = x25519_wrap_key(secret, share, self.public_key)
        return Stanza((X25519, encode_base64(share)), _wrap(key, file_key))


@dataclass(frozen=True, slots=True)
class ScryptRecipient:
    """A passphrase. `log_n` is the base-two logarithm of the work: 18 takes about a second and 256 MiB."""

    passphrase: str = field(repr=False)
    log_n: int = 18

    def __post_init__(self) -> None:
        passphrase_bytes(self.passphrase)
        if not 1 <= self.log_n <= MAX_LOG_N:
            raise InvalidKey(f"Beban kerja scrypt harus antara 1 dan {MAX_LOG_N}.")

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key under a fresh salt (age.md, "scrypt recipient stanza")."""
        salt = secrets.token_bytes(SCRYPT_SALT_SIZE)
        key = scrypt_wrap_key(self.passphrase, salt, self.log_n)
        return Stanza((SCRYPT, encode_base64(salt), str(self.log_n)), _wrap(key, file_key))


PublicRecipient = HybridRecipient | X25519Recipient
Recipient = PublicRecipient | ScryptRecipient

_WEAK_KEY = "Kunci publik ini lemah dan tidak boleh dipakai. Minta kunci baru kepada pemiliknya."


def parse_recipient(text: str) -> PublicRecipient:
    """Read `age1pq1…` or `age1…` exactly as `str()` writes it; InvalidKey for anything else."""
    prefix, key = bech32.decode(text)
    kinds: dict[str, type[PublicRecipient]] = {"age1pq": HybridRecipient, "age": X25519Recipient}
    if prefix not in kinds or text != text.lower():
        raise InvalidKey("Ini bukan kunci publik: kunci publik diawali age1.")
    return kinds[prefix](key)


def hybrid_recipient(seed: bytes) -> HybridRecipient:
    """Give the public half of the hybrid identity whose seed is `seed` (32 bytes)."""
    mlkem, x25519 = expand_seed(seed)
    return HybridRecipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())


def fingerprint(recipient: PublicRecipient) -> str:
    """SHA-256 of the recipient's text, first 16 bytes, as eight groups of four hex digits to compare by eye."""
    digest = hashlib.sha256(str(recipient).encode("ascii")).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def check_mixture(recipients: Sequence[Recipient]) -> None:
    """Raise InvalidKey for a set of recipients of which one would undo what another promises.

    A file is as safe as its weakest stanza: one X25519 stanza hands a future quantum computer the file key of a
    hybrid file, and one more stanza takes away what a passphrase says about the author (age.md, both sections).
    """
    kinds = {type(recipient) for recipient in recipients}
    if not recipients:
        raise InvalidKey("Tidak ada penerima: berkas tidak akan bisa dibuka siapa pun.")
    if len(kinds) > 1 or (ScryptRecipient in kinds and len(recipients) > 1):
        raise InvalidKey("Penerima tidak boleh dicampur: pakai satu jenis kunci, atau satu kata sandi saja.")


def expand_seed(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """SHAKE-256 of the seed: 64 bytes of ML-KEM seed, 32 of X25519 scalar (filippo.io/hpke-pq, section 4.2)."""
    if len(seed) != SEED_SIZE:
        raise InvalidKey("Kunci rahasia harus 32 bita.")
    stream = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(stream[:64]), X25519PrivateKey.from_private_bytes(stream[64:])


def x25519_wrap_key(secret: bytes, share: bytes, recipient: bytes) -> bytes:
    """Bind both public keys into the wrap key, so that a stanza fits one sender's share and one recipient only."""
    return hkdf(secret, salt=share + recipient, info=b"age-encryption.org/v1/X25519")


def scrypt_wrap_key(passphrase: str, salt: bytes, log_n: int) -> bytes:
    """Scrypt (RFC 7914) with r=8, p=1 under age's label; takes 2^(log_n + 10) bytes of memory."""
    label = b"age-encryption.org/v1/scrypt"
    return Scrypt(salt=label + salt, length=32, n=1 << log_n, r=8, p=1).derive(passphrase_bytes(passphrase))


def passphrase_bytes(passphrase: str) -> bytes:
    """UTF-8, as every age tool takes it; InvalidKey if empty or not valid text."""
    try:
        data = passphrase.encode()
    except UnicodeEncodeError:  # its message and object are the passphrase: let it end here
        data = b""
    if not data:
        raise InvalidKey("Kata sandi kosong atau berisi tanda yang tidak sah.")
    return data


def _wrap(key: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(ONE_TIME_NONCE, file_key, None)


def _hybrid_public_key(raw: bytes) -> MLKEM768X25519PublicKey:
    mlkem, x25519 = raw[:MLKEM_PUBLIC_KEY_SIZE], raw[MLKEM_PUBLIC_KEY_SIZE:]
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(mlkem), X25519PublicKey.from_public_bytes(x25519)
        )
    except ValueError:  # a wrong length, or numbers outside the ML-KEM field (FIPS 203 section 7.2)
        raise InvalidKey("Kunci publik rusak: panjang atau isinya tidak sah.") from None
