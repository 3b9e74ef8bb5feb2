"""ASCII armor: strict PEM, so that a file keeps one spelling (age.md, "ASCII armor"; RFC 7468 section 3)."""

import binascii
import re

from collector.core.errors import MalformedArmor

_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
_END = "-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_BODY = re.compile(r"(?:[A-Za-z0-9+/]{64}\n)*(?:[A-Za-z0-9+/=]{4,64}\n)?")


def armor(data: bytes) -> str:
    """Text with lines of 64 columns, LF endings and a final newline."""
    text = binascii.b2a_base64(data, newline=False).decode("ascii")
    lines = [text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def dearmor(text: bytes | str) -> bytes:
    """Give the binary file back; MalformedArmor for anything but whitespace around one exact block.

    LF or CRLF may end a line, since mail programs change them. All else stays strict: two texts that mean one file
    would let a stranger pass off a changed copy.
    """
    if isinstance(text, bytes):
        text = text.decode("latin-1")  # never fails; whatever is not ASCII is refused below
    lines = text.strip(" \t\r\n").replace("\r\n", "\n")
    body = lines.removeprefix(_BEGIN + "\n").removesuffix(_END)
    data = _decode(body) if lines == f"{_BEGIN}\n{body}{_END}" else None
    if data is None:
        raise MalformedArmor("Teks berkas tersegel rusak. Salin ulang dari baris BEGIN sampai baris END.")
    return data


def _decode(body: str) -> bytes | None:
    """Decode base64 with its padding; None unless it is the canonical spelling."""
    if not _BODY.fullmatch(body):
        return None
    text = body.replace("\n", "")
    try:
        data = binascii.a2b_base64(text)
    except binascii.Error:
        return None
    return data if binascii.b2a_base64(data, newline=False).decode("ascii") == text else None
