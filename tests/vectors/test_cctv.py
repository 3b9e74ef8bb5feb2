"""Every vector of the C2SP CCTV age test kit, each kind of failure told apart.

Telling them apart matters: a parser's mistake can hide behind the authentication failure that follows from it.
"""

import base64
import hashlib
import io
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from collector.core.age import (
    AgeError,
    DamagedFile,
    HeaderTampered,
    MalformedArmor,
    MalformedHeader,
    UnknownVersion,
    WorkFactorTooHigh,
    WrongKey,
    armor,
    dearmor,
    parse_header,
)
from collector.core.header import encode_header
from collector.core.opening import Identity, ScryptIdentity, decrypt, open_bytes, parse_identity
from tests.node import run_node

FAILURES: dict[str, set[type[AgeError]]] = {
    "no match": {WrongKey},
    "HMAC failure": {HeaderTampered},
    "header failure": {MalformedHeader},
    "payload failure": {DamagedFile},
    "armor failure": {MalformedArmor},
}
# Where we say more than the kit does.
PRECISE = {"version_unsupported": UnknownVersion, "scrypt_work_factor_23": WorkFactorTooHigh,
           "scrypt_work_factor_overflow": WorkFactorTooHigh}  # fmt: skip


@dataclass
class Vector:
    """One vector file; an unknown head key or value fails while this is built."""

    name: str
    file: bytes
    expect: str = ""
    payload: str | None = None
    file_key: bytes = b""
    armored: bool = False
    compressed: bool = False
    identities: list[Identity] = field(default_factory=list)

    def read(self, key: str, value: str) -> None:
        match key, value:
            case "expect", _ if value == "success" or value in FAILURES:
                self.expect = value
            case "payload", _:
                self.payload = value
            case "file key", _:
                self.file_key = bytes.fromhex(value)
            case "identity", _:
                self.identities.append(parse_identity(value))
            case "passphrase", _:
                self.identities.append(ScryptIdentity(value))
            case "armored", "yes":
                self.armored = True
            case "compressed", "zlib":
                self.compressed = True
            case "comment", _:
                pass
            case _:
                raise ValueError(f"{self.name}: unknown head line {key}: {value}")

    def binary(self) -> bytes:
        return dearmor(self.file) if self.armored else self.file


def read_vector(name: str, raw: bytes) -> Vector:
    head, _, body = raw.partition(b"\n\n")
    vector = Vector(name, body)
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        vector.read(key, value)
    if vector.compressed:
        vector.file = zlib.decompress(body)
    return vector


def all_vectors() -> list[Vector]:
    kit = run_node(Path(__file__).parent / "cctv.mjs")
    return [read_vector(name, base64.b64decode(raw)) for name, raw in sorted(kit.items())]


VECTORS = all_vectors()


def named(vectors: list[Vector]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", vectors, ids=lambda vector: vector.name)


@named(VECTORS)
def test_outcome(vector: Vector) -> None:
    """Each vector ends as the kit says, and what was written until then is what the kit says."""
    released = io.BytesIO()
    if vector.expect == "success":
        decrypt(vector.identities, io.BytesIO(vector.binary()), released)
    else:
        allowed = {PRECISE[vector.name]} if vector.name in PRECISE else FAILURES[vector.expect]
        with pytest.raises(AgeError) as caught:
            decrypt(vector.identities, io.BytesIO(vector.binary()), released)
        assert {type(caught.value)} == allowed
    if vector.payload is None:
        assert released.getvalue() == b""
    else:
        assert hashlib.sha256(released.getvalue()).hexdigest() == vector.payload


@named([vector for vector in VECTORS if vector.expect == "payload failure"])
def test_open_bytes_gives_all_or_nothing(vector: Vector) -> None:
    """`open_bytes` raises where `decrypt` had already written a true beginning."""
    with pytest.raises(DamagedFile):
        open_bytes(vector.identities, vector.binary())


@named([vector for vector in VECTORS if vector.expect not in {"header failure", "armor failure", "HMAC failure"}])
def test_header_round_trip(vector: Vector) -> None:
    """A header that parses is written again to the same bytes, MAC included."""
    binary = vector.binary()
    header = parse_header(io.BytesIO(binary))
    assert encode_header(vector.file_key, header.stanzas) == binary[: header.length]


@named([vector for vector in VECTORS if vector.armored and vector.expect != "armor failure"])
def test_armor_round_trip(vector: Vector) -> None:
    """Armor that decodes is written again to the same text, outer whitespace and CRLF apart."""
    assert armor(vector.binary()).strip() == vector.file.decode().strip().replace("\r\n", "\n")


def test_kit_is_whole() -> None:
    """The kit has as many vectors as the version in package-lock.json is known to have, so none was lost on the way."""
    assert len(VECTORS) == 143
    assert {vector.expect for vector in VECTORS} == {"success", *FAILURES}
