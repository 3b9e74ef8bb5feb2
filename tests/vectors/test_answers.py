"""Answers from an officer to a reporter: what Python packs the browser's code reads, and nothing else."""

import base64
import dataclasses
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from collector.core.age import seal
from collector.core.answer import LARGEST_KIB, STATUSES, Answer, pack_answer
from collector.core.envelope import BUCKETS_KIB, TooLarge, check_sealed
from collector.core.errors import MalformedContent
from collector.core.opening import HybridIdentity
from tests.node import run_node

OPENER = Path(__file__).parent / "client_answer.mjs"
GOOD = Answer(
    "1" * 32, "2" * 32, "dibaca", "Terima kasih.\nKami datang jam 10. – é", "2026-11-24T03:00Z", ("petugas 1",)
)
PACKED = pack_answer(GOOD)


def read(*plain: bytes) -> list[Any]:
    """What the browser's reader makes of plaintexts that claim to be GOOD."""
    asked = [{"plain": base64.b64encode(one).decode(), "id": GOOD.answer_id, "mailbox": GOOD.mailbox} for one in plain]
    answers: list[Any] = run_node(OPENER, asked)
    return answers


def words(answer: Answer) -> dict[str, Any]:
    """What the browser's reader gives for an answer."""
    names = None if answer.left_out is None else list(answer.left_out)
    return {"status": answer.status, "text": answer.text, "leftOut": names}


def rezipped(change: dict[str, bytes], **how: Any) -> bytes:
    """The entries of PACKED, some replaced or added, as another program might write them."""
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()} | change
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how.get("compression", zipfile.ZIP_STORED)) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, how.get("compression"))
        archive.comment = how.get("comment", b"")
    return buffer.getvalue()


def fields(**changes: object) -> bytes:
    """PACKED with other fields in jawaban.json."""
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        found = json.loads(archive.read("jawaban.json")) | changes
    return rezipped({"jawaban.json": json.dumps(found).encode()})


def overlapping() -> bytes:
    """PACKED whose second entry in the directory points at the first one's bytes."""
    start = PACKED.rfind(b"PK\x01\x02", 0, PACKED.rfind(b"PK\x01\x02"))
    return PACKED[: start + 42] + struct.pack("<I", 0) + PACKED[start + 46 :]


def patched(archive: bytes, *places: tuple[int, int]) -> bytes:
    """The archive with some 16-bit numbers written over."""
    changed = bytearray(archive)
    for place, number in places:
        changed[place : place + 2] = struct.pack("<H", number)
    return bytes(changed)


CENTRAL = PACKED.find(b"PK\x01\x02")


def gap() -> bytes:
    """PACKED with bytes between its last entry and its directory, where a tool may find another file."""
    moved = PACKED[:CENTRAL] + b"x" * 9 + PACKED[CENTRAL:]
    return moved[:-6] + struct.pack("<I", CENTRAL + 9) + moved[-2:]


def hidden() -> bytes:
    """An archive of four entries whose end record counts three."""
    four = rezipped({"x.txt": b"x"})
    return patched(four, (len(four) - 14, 3), (len(four) - 12, 3))


def test_the_browser_reads_what_an_officer_seals() -> None:
    """Every status and none, with text and without, opens to the same words with the reporter's identity."""
    reporter = HybridIdentity.generate()
    answers = [dataclasses.replace(GOOD, status=status) for status in (*STATUSES, None)]
    answers += [
        dataclasses.replace(GOOD, text=""),
        *(dataclasses.replace(GOOD, left_out=names) for names in ((), None)),
    ]
    asked = []
    for one in answers:
        sealed = seal([reporter.recipient], pack_answer(one))
        assert check_sealed(sealed, 1, LARGEST_KIB * 1024) in {kib * 1024 for kib in BUCKETS_KIB}
        who = {"identity": str(reporter), "id": one.answer_id, "mailbox": one.mailbox}
        asked.append({"sealed": base64.b64encode(sealed).decode(), **who})
    assert run_node(OPENER, asked) == [words(one) for one in answers]


def test_another_key_opens_nothing() -> None:
    """An answer to somebody else stays shut."""
    sealed = base64.b64encode(seal([HybridIdentity.generate().recipient], PACKED)).decode()
    asked = {"identity": str(HybridIdentity.generate()), "id": GOOD.answer_id, "mailbox": GOOD.mailbox}
    assert run_node(OPENER, [asked | {"sealed": sealed}]) == [{"error": True}]


HOSTILE = {
    "empty": b"",
    "no-zip": b"x" * 500,
    "cut": PACKED[:-1],
    "trailing": PACKED + b"x",
    "leading": b"x" + PACKED,
    "comment": rezipped({}, comment=b"x"),
    "deflated": rezipped({}, compression=zipfile.ZIP_DEFLATED),
    "one-more-entry": rezipped({"lampiran/x.exe": b"MZ"}),
    "overlapping": overlapping(),
    "called-deflated": patched(PACKED, (8, 8), (CENTRAL + 10, 8)),
    "called-encrypted": patched(PACKED, (6, 1), (CENTRAL + 8, 1)),
    "gap": gap(),
    "hidden-entry": hidden(),
    "larger-than-any": rezipped({"bantalan.bin": bytes(LARGEST_KIB * 1024)}),
    "not-json": rezipped({"jawaban.json": b"{"}),
    "not-utf-8": rezipped({"jawaban.json": b'{"text": "\xff"}'}),
    "deep": rezipped({"jawaban.json": b"[" * 30_000}),
    "null": rezipped({"jawaban.json": b"null"}),
    "another-format": fields(format="suluh-jawaban/1"),
    "another-answer": fields(answer="3" * 32),
    "another-mailbox": fields(mailbox="3" * 32),
    "one-more-field": fields(html="<b>"),
    "status-no-word": fields(status="<b>"),
    "status-no-text": fields(status=["dibaca"]),
    "names-no-list": fields(left_out="petugas 1"),
    "name-no-text": fields(left_out=[["petugas 1"]]),
    "name-empty": fields(left_out=[""]),
    "name-too-long": fields(left_out=["x" * 41]),
    "too-many-names": fields(left_out=["petugas 1"] * 21),
    "text-no-text": fields(text={"toString": "x"}),
}


def test_the_cases_differ_from_a_good_answer_in_one_thing() -> None:
    """The untouched archive is read, also when another program wrote it, so each refusal below has its own reason."""
    assert read(PACKED, rezipped({}), fields()) == [words(GOOD)] * 3


def test_hostile_plaintext_is_refused() -> None:
    """No archive that says two things at once, is of another shape or speaks of another mailbox is read."""
    refused = dict(zip(HOSTILE, read(*HOSTILE.values()), strict=True))
    assert [name for name, answer in refused.items() if answer != {"error": True}] == []


def test_a_flipped_byte_never_shows_other_words() -> None:
    """Each byte of the archive's own records changed: refused, or the very same words."""
    body = PACKED[: PACKED.find(b"PK\x03\x04", 4) + 30]
    tail = range(PACKED.find(b"PK\x01\x02"), len(PACKED))
    places = [*range(len(body)), *tail]
    changed = [PACKED[:place] + bytes([PACKED[place] ^ 0x41]) + PACKED[place + 1 :] for place in places]
    json_part = range(30 + len("jawaban.json"), PACKED.find(b"PK\x03\x04", 4))
    for place, answer in zip(places, read(*changed), strict=True):
        if place not in json_part:  # inside the words a change is another text, which age's tag finds
            assert answer in ({"error": True}, words(GOOD)), place


def test_an_answer_has_a_bucket_and_a_limit() -> None:
    """Short and long answers have the same few lengths; what does not fit, or is no text, is refused before sealing."""
    assert len(PACKED) == 8 * 1024
    assert len(pack_answer(dataclasses.replace(GOOD, text="x" * 9000))) == 32 * 1024
    with pytest.raises(TooLarge):
        pack_answer(dataclasses.replace(GOOD, text="x" * 40_000))
    with pytest.raises(MalformedContent):
        pack_answer(dataclasses.replace(GOOD, text="\ud800"))
