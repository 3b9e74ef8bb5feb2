"""The textual header of an age file: version line, stanzas, MAC (age.md, "Header")."""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from collector.core.errors import MalformedHeader, UnknownVersion
from collector.core.primitives import decode_base64, encode_base64, hkdf

MAGIC = "age-encryption.org/"
VERSION_LINE = f"{MAGIC}v1\n".encode()
ANY_VERSION = re.compile(re.escape(MAGIC) + "[!-~]+")
COLUMNS = 64
# Room for some 160 hybrid stanzas. Without a limit a hostile "header" with no end would be read into memory whole.
MAX_HEADER_SIZE = 256 * 1024
MAC_LINE = re.compile(r"--- ([A-Za-z0-9+/]{43})")
PRINTABLE_LINE = re.compile(rb"[ -~]*\n")
WRAPPED_FILE_KEY_SIZE = 32  # 16 bytes of file key, 16 of tag


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: `args` (the first is the type) in the clear, `body` the wrapped key."""

    args: tuple[str, ...]
    body: bytes

    @property
    def kind(self) -> str:
        """The type of recipient this stanza is for."""
        return self.args[0]

    def share(self, *, arguments: int, size: int) -> bytes:
        """Give the decoded second argument: `size` bytes of key share or salt.

        Raises MalformedHeader unless the stanza has exactly `arguments` arguments, a canonical share and a 32-byte
        body. The body is measured before anything is decrypted: ChaCha20-Poly1305 does not commit to its key, so a
        longer body could be made to open under many keys and tell an attacker which group ours is in (partitioning
        oracle; age.md asks for this check in every native type).
        """
        share = decode_base64(self.args[1]) if len(self.args) == arguments else None
        if share is None or len(share) != size or len(self.body) != WRAPPED_FILE_KEY_SIZE:
            raise MalformedHeader(f"Kepala berkas rusak: bagian {self.kind} tidak berbentuk baku.")
        return share

    def encode(self) -> bytes:
        """Arguments on one line, then the body wrapped at 64 columns, its last line always shorter (even empty)."""
        body = encode_base64(self.body)
        lines = [body[start : start + COLUMNS] for start in range(0, len(body) + 1, COLUMNS)]
        return "\n".join(["-> " + " ".join(self.args), *lines, ""]).encode("ascii")


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header; nothing in it is authenticated before `mac` is compared with `header_mac`.

    `covered` is the exact bytes under the MAC (a header written anew could hide a parser's mistake); `length` is
    the header's size in bytes, so that the payload begins at that offset.
    """

    stanzas: tuple[Stanza, ...]
    mac: bytes
    covered: bytes
    length: int


def encode_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Write the whole header, MAC line included."""
    covered = VERSION_LINE + b"".join(stanza.encode() for stanza in stanzas) + b"---"
    return covered + f" {encode_base64(header_mac(file_key, covered))}\n".encode("ascii")


def header_mac(file_key: bytes, covered: bytes) -> bytes:
    """HMAC-SHA-256 over everything up to and including `---` (age.md, "Header MAC")."""
    return hmac.digest(hkdf(file_key, salt=b"", info=b"header"), covered, "sha256")


def parse_header(source: BinaryIO) -> Header:
    """Read exactly the header from `source`, leaving it at the first byte of the payload.

    Raises UnknownVersion or MalformedHeader, and nothing else, whatever the bytes are.
    """
    lines = _Lines(source)
    _check_version(lines)
    stanzas: list[Stanza] = []
    while not (line := lines.next()).startswith("---"):
        stanzas.append(_parse_stanza(line, lines))
    match = MAC_LINE.fullmatch(line)
    mac = decode_base64(match[1]) if match else None
    if mac is None:
        raise lines.malformed("baris penutup tidak berbentuk baku")
    _check_stanzas(stanzas, lines)
    covered = bytes(lines.raw[: -len(line) + 2])  # the line without its LF ends at -1; "---" is its first three
    return Header(tuple(stanzas), mac, covered, len(lines.raw))


class _Lines:
    """Header lines one at a time, every byte kept, since the MAC covers the bytes as they were sent."""

    def __init__(self, source: BinaryIO) -> None:
        self.raw = bytearray()
        self._source = source
        self._number = 0

    def next(self) -> str:
        line = self._source.readline(MAX_HEADER_SIZE - len(self.raw))
        self.raw += line
        self._number += 1
        if not PRINTABLE_LINE.fullmatch(line):
            raise self.malformed("baris terpotong, terlalu panjang, atau berisi tanda asing")
        return line[:-1].decode("ascii")

    def malformed(self, what: str) -> MalformedHeader:
        return MalformedHeader(f"Kepala berkas rusak, baris {self._number}: {what}. Ambil ulang berkasnya.")


def _check_version(lines: _Lines) -> None:
    line = lines.next()
    if not ANY_VERSION.fullmatch(line):
        raise lines.malformed("ini bukan berkas age")
    if line.encode("ascii") + b"\n" != VERSION_LINE:
        raise UnknownVersion("Berkas ini memakai versi age yang belum dikenal. Perbarui program ini.")


def _parse_stanza(line: str, lines: _Lines) -> Stanza:
    args = tuple(line.removeprefix("-> ").split(" "))
    if not line.startswith("-> ") or "" in args:
        raise lines.malformed("bukan bagian penerima")
    text = part = lines.next()
    while len(part) == COLUMNS:
        part = lines.next()
        text += part
    body = decode_base64(text) if len(part) < COLUMNS else None
    if body is None:
        raise lines.malformed("isi bagian penerima tidak berbentuk baku")
    return Stanza(args, body)


def _check_stanzas(stanzas: list[Stanza], lines: _Lines) -> None:
    if not stanzas:
        raise lines.malformed("tidak ada penerima")
    # Who knows a passphrase may take it as proof that the file comes from someone else who knows it. A second stanza
    # would let a third party be the author, so an scrypt stanza stands alone or not at all (age.md, "scrypt").
    if len(stanzas) > 1 and any(stanza.kind == "scrypt" for stanza in stanzas):
        raise lines.malformed("kata sandi dicampur dengan penerima lain")
