"""The reporter's 20-digit code, and what it turns into: a mailbox and a key for the answers.

The second reading of client/receipt.js: the product has no use for it, and the vectors hold both to one another.
Of the 20 digits 19 are random (63 bits) and one is a check digit. The server keeps the mailbox id and a hash of the
mailbox secret; from neither can the code be found without one scrypt run for each guess.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from stdnum.iso7064 import mod_11_10

from base.errors import SuluhError
from collector.core.recipients import HybridRecipient, hybrid_recipient

CODE_LENGTH = 20
GROUP_LENGTH = 4
# The domain: the same digits used elsewhere (they look like an electricity token) must give other keys there.
LABEL = b"suluh/v1/receipt"
LOG_N = 15
_SEPARATORS = re.compile(r"[\s.\-‐‑‒–—]+")  # phones turn a typed "-" into a longer dash


class InvalidCode(SuluhError):
    """Never raised itself: what was typed is not a code. No message repeats what was typed."""


class NotACode(InvalidCode):
    """Not 20 digits."""


class WrongCheckDigit(InvalidCode):
    """20 digits with a typing slip among them."""


@dataclass(frozen=True, slots=True)
class Code:
    """A valid code; only `format_code` shows it."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a code opens.

    `mailbox` is 32 hex digits and not secret. `secret` (32 bytes) proves to the server who may read the mailbox; the
    server keeps only `secret_hash` (SHA-256, 64 hex digits). `identity_seed` (32 bytes) is the reporter's hybrid
    age identity, to whose `recipient` the answers are sealed.
    """

    mailbox: str
    secret: bytes = field(repr=False)
    secret_hash: str
    identity_seed: bytes = field(repr=False)
    recipient: HybridRecipient = field(repr=False)


def new_code(below: Callable[[int], int] = secrets.randbelow) -> Code:
    """Draw a code; `below(n)` gives an unbiased integer from 0 up to but not including n."""
    digits = f"{below(10 ** (CODE_LENGTH - 1)):0{CODE_LENGTH - 1}d}"
    return Code(digits + mod_11_10.calc_check_digit(digits))


def parse_code(text: str) -> Code:
    """Read a code as people write it, groups set apart by spaces, dashes or dots, or not at all.

    Raises NotACode or WrongCheckDigit. ISO 7064 MOD 11,10 finds every single wrong digit, so a slip is told to the
    person who made it before anything is sent.
    """
    digits = _SEPARATORS.sub("", text)
    if not re.fullmatch(f"[0-9]{{{CODE_LENGTH}}}", digits):
        raise NotACode(f"Kode terdiri dari {CODE_LENGTH} angka, tanpa huruf. Periksa lagi catatan Anda.")
    if mod_11_10.checksum(digits) != 1:
        raise WrongCheckDigit("Ada angka yang salah ketik. Cocokkan kode dengan catatan Anda, kelompok demi kelompok.")
    return Code(digits)


def format_code(code: Code) -> str:
    """Five groups of four: "4827 1093 5561 0274 9311"."""
    starts = range(0, CODE_LENGTH, GROUP_LENGTH)
    return " ".join(code.digits[start : start + GROUP_LENGTH] for start in starts)


def derive(code: Code) -> Receipt:
    """Turn a code into its mailbox and keys; takes 32 MiB and about a tenth of a second, on purpose.

    scrypt (RFC 7914) over the 20 ASCII digits makes each guess cost; HKDF-Expand (RFC 5869) then gives independent
    keys, so that the mailbox id, which the server sees, says nothing about the others.
    """
    master = Scrypt(salt=LABEL, length=32, n=1 << LOG_N, r=8, p=1).derive(code.digits.encode("ascii"))
    secret = _expand(master, b"secret", 32)
    identity_seed = _expand(master, b"identity", 32)
    return Receipt(
        mailbox=_expand(master, b"mailbox", 16).hex(),
        secret=secret,
        secret_hash=hashlib.sha256(secret).hexdigest(),
        identity_seed=identity_seed,
        recipient=hybrid_recipient(identity_seed),
    )


def _expand(master: bytes, purpose: bytes, length: int) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=length, info=LABEL + b"/" + purpose).derive(master)
