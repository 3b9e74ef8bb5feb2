"""What a reporter seals, and what the collector can check of a sealed envelope without a key.

The plaintext is a ZIP that a person can open by double click. Padding makes it exactly one of a few sizes, so that a
length tells nobody whether a report is one sentence or ten pages.
"""

import hashlib
import io
import re
import secrets
import string
import zipfile
from collections.abc import Callable, Sequence

from base.errors import SuluhError
from collector.core.errors import MalformedContent, MalformedHeader, UnknownVersion
from collector.core.header import MAGIC, VERSION_LINE, WRAPPED_FILE_KEY_SIZE, Header, Stanza, parse_header
from collector.core.primitives import encode_base64
from collector.core.recipients import ENCAPSULATED_KEY_SIZE, HYBRID, HybridRecipient
from collector.core.stream import payload_length

BUCKETS_KIB = (8, 16, 32, 64, 128, 256, 512, 1024)
FORMAT = "suluh-isian/2"
FIELDS_ENTRY, READABLE_ENTRY, PADDING_ENTRY = "isian.json", "isian.txt", "bantalan.bin"
ATTACHMENT_FOLDER = "lampiran/"
MAX_ATTACHMENTS = 20
# No folder, no hidden file, one extension only ("foto.jpg.exe" shows as foto.jpg on many a laptop).
_ATTACHMENT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.[A-Za-z0-9]{1,8}")
# Windows opens a device, not a file, under these names, whatever the extension.
_DEVICE_NAME = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\..*", re.IGNORECASE)
_MAC_LINE_OF_ZEROS = b"--- " + 43 * b"A" + b"\n"
_TO_ZERO = bytes.maketrans(string.ascii_letters.encode() + b"0123456789+/", 64 * b"A")  # each base64 digit


class TooLarge(SuluhError):
    """The submission does not fit the largest bucket."""


class MalformedEnvelope(SuluhError):
    """Not a sealed envelope of ours, seen from outside.

    `reason_code` is one of "not-age", "unknown-version", "header", "recipients", "length".
    """

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


def fill_bucket(
    entries: Sequence[tuple[str, bytes]], largest_kib: int, padding: Callable[[int], bytes] = secrets.token_bytes
) -> bytes:
    """Lay named entries out as a ZIP of exactly the smallest bucket that holds them, or raise TooLarge.

    The padding is random because zeros would shrink again in anything that compresses.
    """
    bare = len(_archive([*entries, (PADDING_ENTRY, b"")]))
    bucket = next((kib * 1024 for kib in BUCKETS_KIB if bare <= kib * 1024 <= largest_kib * 1024), None)
    if bucket is None:
        raise TooLarge(f"Isian terlalu besar: {bare} bita, paling besar {largest_kib} KiB. Kurangi isinya.")
    return _archive([*entries, (PADDING_ENTRY, padding(bucket - bare))])


def sealed_length(bucket_bytes: int, recipient_count: int) -> int:
    """Bytes of an envelope of `bucket_bytes` plaintext sealed to `recipient_count` hybrid recipients."""
    return len(_header_of_zeros(recipient_count)) + payload_length(bucket_bytes)


def _header_of_zeros(recipient_count: int) -> bytes:
    """What every header of ours looks like, with zeros in the place of keys, shares and MAC."""
    stanza = Stanza((HYBRID, encode_base64(bytes(ENCAPSULATED_KEY_SIZE))), bytes(WRAPPED_FILE_KEY_SIZE))
    return VERSION_LINE + recipient_count * stanza.encode() + _MAC_LINE_OF_ZEROS


def recipients_mark(recipients: Sequence[HybridRecipient]) -> str:
    """What a list of keys goes by beside an envelope: SHA-256 of the keys with a space between, first 32 hex digits.

    client/seal.js does the same. Stanzas do not say whose they are, so this is how a page from before a rotation shows.
    It proves nothing: whoever wants to seal to other keys can name these.
    """
    return hashlib.sha256(" ".join(map(str, recipients)).encode("ascii")).hexdigest()[:32]


def token_mark(token: str) -> str:
    """What of an envelope's token (64 hex digits) is known outside it: SHA-256 of its bytes, 64 hex digits."""
    return hashlib.sha256(bytes.fromhex(token)).hexdigest()


def check_sealed(data: bytes, recipient_count: int, largest_bucket: int) -> int:
    """Give the bucket size in bytes of a well-formed envelope; `largest_bucket` is in bytes too.

    Raises MalformedEnvelope unless `data` is binary age v1 with exactly `recipient_count` hybrid stanzas, each of
    canonical shape, and exactly as long as an allowed bucket makes it. Without a key nobody can tell whether it
    opens: this keeps plaintext, foreign formats and odd sizes out, nothing more.
    """
    header = _outer_header(data)
    if len(header.stanzas) != recipient_count or any(stanza.kind != HYBRID for stanza in header.stanzas):
        raise MalformedEnvelope("recipients", f"Amplop harus disegel untuk {recipient_count} penerima hibrida.")
    for stanza in header.stanzas:
        _check_stanza(stanza)
    for bucket in (kib * 1024 for kib in BUCKETS_KIB if kib * 1024 <= largest_bucket):
        if len(data) == sealed_length(bucket, recipient_count):
            return bucket
    raise MalformedEnvelope("length", f"Panjang amplop {len(data)} bita tidak termasuk ukuran yang diterima.")


def check_start(data: bytes, recipient_count: int) -> None:
    """Refuse, with MalformedEnvelope, what cannot become a sealed envelope by its first bytes.

    As much of the header as is here must have the one shape of ours, line by line; in the payload nobody can tell
    sealed bytes from others. The rest may still be on its way; `check_sealed` judges the whole.
    """
    start, wanted = VERSION_LINE + f"-> {HYBRID} ".encode("ascii"), _header_of_zeros(recipient_count)[: len(data)]
    head = data[: len(wanted)]
    if not head.startswith(start[: len(data)]) or head.translate(_TO_ZERO) != wanted.translate(_TO_ZERO):
        _outer_header(data)  # says what it is instead
        raise MalformedEnvelope("recipients", "Amplop harus disegel untuk penerima hibrida.")


def is_attachment_name(name: str) -> bool:
    """Tell whether a file of this name can be saved safely on any officer's machine."""
    return bool(_ATTACHMENT_NAME.fullmatch(name)) and not _DEVICE_NAME.fullmatch(name)


def _outer_header(data: bytes) -> Header:
    if not data.startswith(MAGIC.encode("ascii")):
        raise MalformedEnvelope("not-age", "Kiriman ini bukan amplop tersegel (berkas age biner).")
    try:
        return parse_header(io.BytesIO(data))
    except UnknownVersion as error:
        raise MalformedEnvelope("unknown-version", str(error)) from None
    except MalformedHeader as error:
        raise MalformedEnvelope("header", str(error)) from None


def _check_stanza(stanza: Stanza) -> None:
    try:
        stanza.share(arguments=2, size=ENCAPSULATED_KEY_SIZE)
    except MalformedHeader as error:
        raise MalformedEnvelope("header", str(error)) from None


def utf8(text: str) -> bytes:
    """The text as UTF-8; MalformedContent for half of a surrogate pair, without the text."""
    try:
        data = text.encode()
    except UnicodeEncodeError:  # the error would carry the whole text
        data = None
    if data is None:
        raise MalformedContent("Isian berisi tanda yang bukan teks sah (setengah pasangan Unicode).")
    return data


def _archive(entries: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    # Stored, not compressed: a compressed size would speak about the content. ZipInfo dates every entry 1980.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()
