"""Bech32 (BIP 173) without its limit of 90 characters: how age writes recipients and identities."""

from collections.abc import Iterable
from functools import reduce
from operator import xor

from collector.core.errors import InvalidKey

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6
# A hybrid recipient has 1,959 characters; whatever is much longer is no key, and not worth the work.
_MAX_LENGTH = 4096


def encode(prefix: str, data: bytes) -> str:
    """Lower-case text; the caller upper-cases identities, whose checksum is over lower case all the same."""
    prefix = prefix.lower()
    groups = _to_groups(data)
    return prefix + "1" + "".join(_ALPHABET[group] for group in groups + _checksum(prefix, groups))


def decode(text: str) -> tuple[str, bytes]:
    """Give the lower-case prefix and the data; InvalidKey for a typing slip, mixed case or odd padding bits."""
    prefix, _, rest = text.lower().rpartition("1")
    # ASCII first: the Kelvin sign, for one, lower-cases to a plain k, and would be a second spelling.
    plain = text.isascii() and len(text) <= _MAX_LENGTH and text in (text.lower(), text.upper())
    if not prefix or not plain:
        raise InvalidKey("Kunci tidak terbaca: bukan teks kunci age. Salin ulang seluruh barisnya.")
    groups = [_ALPHABET.find(letter) for letter in rest]
    if -1 in groups or groups[-_CHECKSUM_SIZE:] != _checksum(prefix, groups[:-_CHECKSUM_SIZE]):
        raise InvalidKey("Kunci salah ketik atau terpotong. Salin ulang seluruh barisnya.")
    data = _from_groups(groups[:-_CHECKSUM_SIZE])
    # Spare bits that are not zero, or a spare letter, would give one key several spellings.
    if _to_groups(data) != groups[:-_CHECKSUM_SIZE]:
        raise InvalidKey("Kunci tidak ditulis dengan bentuk baku. Salin ulang seluruh barisnya.")
    return prefix, data


def _checksum(prefix: str, groups: list[int]) -> list[int]:
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    remainder = _polymod([*spread, *groups, *[0] * _CHECKSUM_SIZE]) ^ 1
    return [remainder >> 5 * (5 - place) & 31 for place in range(_CHECKSUM_SIZE)]


def _polymod(values: Iterable[int]) -> int:
    state = 1
    for value in values:
        state = (state & 0x1FFFFFF) << 5 ^ value ^ _REMAINDERS[state >> 25]
    return state


def _remainder(top: int) -> int:
    """Sum, in GF(32), the generators whose bits are set in `top`."""
    return reduce(xor, (generator for bit, generator in enumerate(_GENERATORS) if top >> bit & 1), 0)


_REMAINDERS = [_remainder(top) for top in range(32)]


def _to_groups(data: bytes) -> list[int]:
    """Cut bytes into groups of five bits, the last one filled up with zero bits."""
    bits = "".join(f"{byte:08b}" for byte in data) + "0" * (-len(data) * 8 % 5)
    return [int(bits[start : start + 5], 2) for start in range(0, len(bits), 5)]


def _from_groups(groups: list[int]) -> bytes:
    """Put groups together; spare bits at the end, fewer than a byte, are dropped."""
    bits = "".join(f"{group:05b}" for group in groups)
    return bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8))
