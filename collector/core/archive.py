"""Read the one kind of ZIP that a form packs, and no other (APPNOTE.TXT 6.3.10, section 4.3).

A reader of ZIP is lenient by nature, and each leniency is a way to show two programs two contents. Here there is none:
stored entries lie back to back from the first byte, each under the head that the directory gives it, then comes the
directory, then its end. Nothing fits before, between or behind, no two entries share a byte, and nothing is inflated.
"""

import struct
from zlib import crc32

_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR = struct.Struct("<4s3L")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NEWEST = 45  # what client-zip asks of a reader; zipfile asks for 20
_STREAMED, _UTF8 = 1 << 3, 1 << 11  # the only flags: the sizes follow the data; the name is UTF-8


def read_archive(untrusted: bytes, most: int) -> list[tuple[str, bytes]] | None:
    """Give (name, bytes) of every entry, `most` of them at most, or None unless `untrusted` is just such an archive.

    Names are ASCII, and may be anything else and double: judging them is the caller's.
    """
    end = len(untrusted) - _END.size
    if end < 0:
        return None
    mark, disk, first_disk, count, total, size, start, comment = _END.unpack_from(untrusted, end)
    if mark != b"PK\5\6" or disk or first_disk or count != total or count > most or comment or start + size != end:
        return None
    entries, at, head = [], 0, start
    for _ in range(count):
        entry = _read_entry(untrusted, at, head)
        if entry is None:
            return None
        name, data, at, head = entry
        entries.append((name, data))
    return entries if at == start and head == end else None


def _read_entry(untrusted: bytes, at: int, head: int) -> tuple[str, bytes, int, int] | None:
    """Give name and bytes of the entry at `at`, which the directory describes at `head`, and where both go on."""
    if head + _CENTRAL.size > len(untrusted):
        return None
    (mark, _, version, flags, method, time, day, crc, packed, size, length, extra, comment, disk, _, _, offset) = (
        _CENTRAL.unpack_from(untrusted, head)
    )
    if mark != b"PK\1\2" or version > _NEWEST or flags & ~(_STREAMED | _UTF8) or method or packed != size:
        return None
    if extra or comment or disk or offset != at:
        return None
    head += _CENTRAL.size + length
    name = untrusted[head - length : head]
    sums = (crc, size, size)
    streamed = flags & _STREAMED
    before = _LOCAL.pack(b"PK\3\4", version, flags, 0, time, day, *((0, 0, 0) if streamed else sums), length, 0) + name
    after = _DESCRIPTOR.pack(b"PK\7\x08", *sums) if streamed else b""
    data = untrusted[at + len(before) : at + len(before) + size]
    next_at = at + len(before) + size + len(after)
    if not (untrusted.startswith(before, at) and untrusted.startswith(after, next_at - len(after))):
        return None
    if len(data) != size or crc32(data) != crc or not name.isascii():
        return None
    return name.decode("ascii"), data, next_at, head
