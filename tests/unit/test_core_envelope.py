"""The envelope seen from outside by the collector, and its contents seen by the desk as hostile input."""

import io
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import Any

import pytest

from collector.core.age import ScryptRecipient, armor, seal
from collector.core.contents import read_contents
from collector.core.envelope import BUCKETS_KIB, MalformedEnvelope, TooLarge, check_sealed
from collector.core.opening import HybridIdentity, MalformedContent, X25519Identity
from tests.reporter.submission import Submission, pack

KEYS = [HybridIdentity(bytes([number]) * 32) for number in range(2)]
HYBRIDS = [key.recipient for key in KEYS]
REPORT = Submission(
    envelope_id="0123456789abcdef" * 2,
    form="laporan",
    form_version=1,
    answers={"danger": "sekarang", "signs": ["takut", "luka"]},
    mailbox="f" * 32,
    reply_to=str(HYBRIDS[0]),
    token="e" * 64,
    client_time="2026-11-24T03:00Z",
    readable="Bahaya: sekarang",
)
LARGEST = 64 * 1024
SEALED = seal(HYBRIDS, pack(REPORT))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not-age"),
        (json.dumps({"danger": "sekarang"}).encode(), "not-age"),
        (armor(SEALED).encode(), "not-age"),
        (b" " + SEALED, "not-age"),
        (SEALED.replace(b"/v1\n", b"/v2\n", 1), "unknown-version"),
        (SEALED.replace(b"\n", b"\r\n", 1), "header"),
        (SEALED[:1000], "header"),
        (SEALED.replace(b"--- ", b"---  ", 1), "header"),
        (SEALED.replace(b"-> mlkem768x25519 ", b"-> mlkem768x25519 AAAA ", 1), "header"),
        (seal(HYBRIDS[:1], pack(REPORT)), "recipients"),
        (seal([*HYBRIDS, HYBRIDS[0]], pack(REPORT)), "recipients"),
        (seal([X25519Identity(bytes(32)).recipient] * 2, pack(REPORT)), "recipients"),
        (seal([ScryptRecipient("rahasia", 1)], pack(REPORT)), "recipients"),
        (SEALED.replace(b"-> mlkem768x25519", b"-> mlkem768x25518", 1), "recipients"),
        (SEALED[:-1], "length"),
        (SEALED + b"\0", "length"),
        (seal(HYBRIDS, pack(REPORT)[:-1]), "length"),
        (seal(HYBRIDS, bytes(LARGEST * 2)), "length"),
        (seal(HYBRIDS, b""), "length"),
    ],
)
def test_collector_refuses(data: bytes, reason: str) -> None:
    """Plaintext, armor, other versions, broken heads, other recipients and odd sizes each have their reason."""
    with pytest.raises(MalformedEnvelope) as caught:
        check_sealed(data, recipient_count=2, largest_bucket=LARGEST)
    assert caught.value.reason_code == reason


def test_collector_accepts_what_was_sealed() -> None:
    """A real envelope passes and its bucket is told."""
    assert check_sealed(SEALED, recipient_count=2, largest_bucket=LARGEST) == BUCKETS_KIB[0] * 1024


def test_too_large() -> None:
    """What fits no bucket is refused before sealing."""
    with pytest.raises(TooLarge):
        pack(replace(REPORT, readable="x" * 1024 * 1024))


@pytest.mark.parametrize(
    "names",
    [["../x.txt"], ["a/b.txt"], [".txt"], ["foto.jpg.exe"], ["foto"], ["con.txt"], ["LPT1.pdf"], ["a.txt", "A.TXT"],
     ["a\0.txt"], ["surat saya.pdf"], [f"{number}.txt" for number in range(21)]],
)  # fmt: skip
def test_attachment_names_are_safe_everywhere(names: list[str]) -> None:
    """No path, hidden file, double extension, device name or double name can be packed."""
    with pytest.raises(MalformedContent):
        pack(replace(REPORT, attachments=tuple((name, b"x") for name in names)))


FIELDS: dict[str, Any] = json.loads(zipfile.ZipFile(io.BytesIO(pack(REPORT))).read("isian.json"))


def archive(entries: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        made.comment = comment
        for name, data in entries:
            made.writestr(zipfile.ZipInfo(name), data, compress_type=compression, compresslevel=0)
    return buffer.getvalue()


def entries(fields: bytes | None = None, **others: bytes) -> list[tuple[str, bytes]]:
    fields = json.dumps(FIELDS).encode() if fields is None else fields
    return [("isian.json", fields), ("isian.txt", b"Bahaya"), ("bantalan.bin", bytes(9)), *others.items()]


def test_a_plain_archive_is_read() -> None:
    """The helper's own archive is fine, so that the refusals below have one cause each."""
    assert ENCRYPTED != PLAIN
    assert read_contents(archive(entries())).untrusted_answers == REPORT.answers
    assert read_contents(archive(entries(**{"lampiran/a.pdf": b"x"}))).attachments == (("a.pdf", b"x"),)


PLAIN = archive(entries())
DIRECTORY = b"PK\x01\x02\x14\x03\x14\0"  # the signature and versions of a directory entry; its flags follow
ENCRYPTED = PLAIN.replace(DIRECTORY + b"\0", DIRECTORY + b"\1")


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        PLAIN[:-1],
        PLAIN + b"x",
        b"x" + PLAIN,
        PLAIN[:40] + b"X" + PLAIN[41:],
        archive(entries(), comment=b"halo"),
        archive(entries(), zipfile.ZIP_DEFLATED),
        ENCRYPTED,
        archive([*entries()[::2], ("isian.txtX.exe", b"")]).replace(b"isian.txtX.exe", b"isian.txt\0.exe"),
        archive(entries()[:2]),
        archive(entries()[1:]),
        archive(entries(**{"lain.txt": b"x"})),
        archive(entries(**{"../isian.txt": b"x"})),
        archive(entries(**{"lampiran/../../x.txt": b"x"})),
        archive(entries(**{"lampiran/": b""})),
        archive(entries(**{"lampiran/a.txt": b"x", "lampiran/A.txt": b"x"})),
        archive(entries(**{"lampiran/foto.jpg.exe": b"x"})),
        archive(entries(**{f"lampiran/{number}.txt": b"" for number in range(21)})),
        archive([*entries()[:1], ("isian.txt", b"\xff"), *entries()[2:]]),
    ],
    ids=["empty", "cut", "trailing byte", "leading byte", "changed byte", "comment", "compressed", "encrypted",
         "cut name", "no padding", "no fields", "other entry", "path", "deep path", "folder", "names alike",
         "double extension", "too many", "not UTF-8"],
)  # fmt: skip
def test_desk_refuses_archive(untrusted: bytes) -> None:
    """An archive that is not exactly of the form's make is refused whole."""
    with pytest.raises(MalformedContent):
        read_contents(untrusted)


class Pipe(io.BytesIO):
    """What zipfile cannot go back in, so that it writes sizes behind the data, as the browser's writer does."""

    def seek(self, _offset: int, _whence: int = 0) -> int:
        raise io.UnsupportedOperation


def streamed() -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as made:
        for name, data in entries():
            made.writestr(zipfile.ZipInfo(name), data)
    return pipe.getvalue()


def with_info(**odd: bytes) -> bytes:
    """An archive whose second entry has a comment or an extra field."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for number, (name, data) in enumerate(entries()):
            info = zipfile.ZipInfo(name)
            for field, value in odd.items() if number == 1 else ():
                setattr(info, field, value)
            made.writestr(info, data)
    return buffer.getvalue()


def with_unlisted(place: int) -> bytes:
    """An archive with an entry that its directory passes over."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in [*entries()[:place], ("tersembunyi.txt", b"x"), *entries()[place:]]:
            made.writestr(zipfile.ZipInfo(name), data)
        del made.filelist[place]
    return buffer.getvalue()


def changed(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


STREAMED = streamed()
BEHIND = STREAMED.index(b"PK\x07\x08")


@pytest.mark.parametrize(
    "untrusted",
    [
        changed(PLAIN, PLAIN.index(b"isian.txt"), b"isian.TXT"),
        changed(PLAIN, 18, bytes(4)),
        changed(PLAIN, 14, bytes(4)),
        changed(PLAIN, 10, b"\1"),
        changed(PLAIN, PLAIN.index(DIRECTORY) + 42, b"\1"),
        changed(PLAIN, PLAIN.index(DIRECTORY) + 6, b"\x3f"),
        changed(PLAIN, len(PLAIN) - 14, b"\2"),
        changed(STREAMED, BEHIND + 8, bytes(4)),
        changed(STREAMED, BEHIND, b"PK\x07\x09"),
        with_info(extra=b"\xfe\xca\0\0"),
        with_info(comment=b"halo"),
        with_unlisted(0),
        with_unlisted(1),
        with_unlisted(3),
    ],
    ids=["other name", "other size", "other sum", "other hour", "other place", "newer ZIP", "entries left out",
         "other size behind", "nothing behind", "extra field", "entry comment", "unlisted first", "unlisted between",
         "unlisted last"],
)  # fmt: skip
def test_desk_refuses_two_readings(untrusted: bytes) -> None:
    """Where an entry's own head and the directory disagree, or one says more, two programs would show two contents."""
    assert read_contents(STREAMED) == read_contents(PLAIN)
    with pytest.raises(MalformedContent):
        read_contents(untrusted)


def test_desk_refuses_double_names() -> None:
    """Two entries of one name, of which two programs could read different ones, are refused."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        double = archive([*entries(), ("isian.txt", b"lain")])
    with pytest.raises(MalformedContent):
        read_contents(double)


def test_desk_refuses_overlapping_entries() -> None:
    """An entry that claims the bytes of its neighbours too, checksum and all, is refused: so bombs are made."""
    packed = archive([("lampiran/a.pdf", b"x"), *entries()[:2], ("bantalan.bin", bytes(9000))])
    directory = packed.index(b"PK\x01\x02")
    claimed = packed[packed.index(b"a.pdf") + len("a.pdf") : directory]
    sizes = struct.pack("<LLL", zlib.crc32(claimed), len(claimed), len(claimed))
    overlapping = packed[: directory + 16] + sizes + packed[directory + 16 + len(sizes) :]
    with pytest.raises(MalformedContent):
        read_contents(overlapping)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "suluh-isian/1"}, {"envelope": "xyz"}, {"envelope": "A" * 32}, {"form": "../laporan"},
        {"form_version": True}, {"form_version": "1"}, {"form_version": 0}, {"form_version": 1.0}, {"answers": []},
        {"answers": {"danger": 1}}, {"answers": {"danger": None}}, {"answers": {"danger": {"a": "b"}}},
        {"answers": {"danger": ["a", ["b"]]}}, {"answers": {"Danger": "a"}}, {"answers": {"danger": "\ud800"}},
        {"answers": {"danger": ["a"] * 101}}, {"answers": {f"f{number}": "" for number in range(501)}},
        {"mailbox": "f" * 31}, {"mailbox": None}, {"reply_to": "age1pq1"}, {"reply_to": str(KEYS[0])},
        {"client_time": "kemarin"}, {"client_time": "2026-11-24T03:00Z\n"}, {"extra": "x"},
        {"token": "e" * 63}, {"token": "E" * 64}, {"token": None}, {"more": []}, {"more": {"Key": ""}},
        {"more": {f"k{number}": "" for number in range(17)}},
    ],
    ids=str,
)  # fmt: skip
def test_desk_refuses_fields(change: dict[str, Any]) -> None:
    """One field of a wrong kind, shape or size, or one too many, and nothing is read."""
    with pytest.raises(MalformedContent):
        read_contents(archive(entries(json.dumps(FIELDS | change).encode())))


@pytest.mark.parametrize("value", ["x", ["x"], {"deep": [{}]}, None, 1.5], ids=str)
def test_desk_passes_over_what_a_later_form_adds(value: object) -> None:
    """A key that this program does not know, of any kind, takes nothing from the report."""
    assert read_contents(archive(entries(json.dumps(FIELDS | {"more": {"later": value}}).encode()))) == read_contents(
        PLAIN
    )


@pytest.mark.parametrize("missing", sorted(FIELDS))
def test_desk_needs_every_field(missing: str) -> None:
    """A field left out is refused too."""
    fields = {key: value for key, value in FIELDS.items() if key != missing}
    with pytest.raises(MalformedContent):
        read_contents(archive(entries(json.dumps(fields).encode())))


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b"\xff{}", b"[" * 100_000, b'{"format": NaN}', b"9" * 5000,
     json.dumps(FIELDS).encode().replace(b'"form":', b'"form": "lain", "form":', 1)],
    ids=["empty", "list", "cut", "not UTF-8", "deep", "NaN", "long number", "double key"],
)  # fmt: skip
def test_desk_refuses_json(text: bytes) -> None:
    """JSON that is broken, too deep, ambiguous or no object is refused by type."""
    with pytest.raises(MalformedContent):
        read_contents(archive(entries(text)))
