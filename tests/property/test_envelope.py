"""What must hold for any submission, and for anything a stranger seals to our public keys."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.core.age import seal
from collector.core.contents import read_contents
from collector.core.envelope import BUCKETS_KIB, MalformedEnvelope, check_sealed, is_attachment_name, sealed_length
from collector.core.opening import HybridIdentity, MalformedContent, open_envelope
from tests.reporter.receipt import NotACode, WrongCheckDigit, format_code, new_code, parse_code
from tests.reporter.submission import Submission, pack

KEYS = [HybridIdentity.generate() for _ in range(5)]
REPLY_TO = str(KEYS[0].recipient)
BUCKETS = [kib * 1024 for kib in BUCKETS_KIB]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
field_ids = st.from_regex("[a-z][a-z0-9_]{0,20}", fullmatch=True)
hex_ids = st.from_regex("[0-9a-f]{32}", fullmatch=True)
names = st.from_regex("[A-Za-z0-9][A-Za-z0-9_-]{0,20}[.][A-Za-z0-9]{1,4}", fullmatch=True).filter(is_attachment_name)
attachments = st.lists(
    st.tuples(names, st.binary(max_size=300) | st.integers(0, 200_000).map(bytes)),
    max_size=3,
    unique_by=lambda attachment: attachment[0].lower(),
).map(tuple)
submissions = st.builds(
    Submission,
    envelope_id=hex_ids,
    form=st.sampled_from(["laporan", "pendaftaran-pelatihan"]),
    form_version=st.integers(1, 9999),
    answers=st.dictionaries(field_ids, texts | st.lists(texts, max_size=5), max_size=10),
    mailbox=hex_ids,
    reply_to=st.just(REPLY_TO),
    token=st.from_regex("[0-9a-f]{64}", fullmatch=True),
    client_time=st.datetimes().map(lambda moment: moment.strftime("%Y").zfill(4) + moment.strftime("-%m-%dT%H:%MZ")),
    readable=texts,
    attachments=attachments,
)


@given(submissions)
def test_pack_lands_on_the_smallest_bucket(submission: Submission) -> None:
    """The plaintext is exactly a bucket, and its padding would not have fitted the one below."""
    packed = pack(submission)
    below = max((bucket for bucket in BUCKETS if bucket < len(packed)), default=0)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        padding = archive.getinfo("bantalan.bin").file_size
    assert len(packed) in BUCKETS
    assert len(packed) - padding > below


@given(submissions, st.integers(1, 5))
def test_an_envelope_comes_back_whole(submission: Submission, count: int) -> None:
    """Every recipient reads from the sealed envelope exactly what was packed."""
    sealed = seal([key.recipient for key in KEYS[:count]], pack(submission))
    opened = open_envelope([KEYS[count - 1]], sealed)
    for field in ("envelope_id", "form", "form_version", "mailbox", "reply_to", "token", "client_time", "attachments"):
        assert getattr(opened, field) == getattr(submission, field)
    assert opened.untrusted_answers == submission.answers
    assert opened.untrusted_readable == submission.readable


@given(st.sampled_from(BUCKETS[:4]), st.integers(1, 5), st.data())
def test_only_what_was_sealed_is_accepted(bucket: int, count: int, draw: st.DataObject) -> None:
    """An envelope passes for its own recipient count and size, and not with a byte or a recipient more or less."""
    sealed = seal([key.recipient for key in KEYS[:count]], bytes(bucket))
    assert len(sealed) == sealed_length(bucket, count)
    assert check_sealed(sealed, count, BUCKETS[-1]) == bucket
    with pytest.raises(MalformedEnvelope) as too_few:
        check_sealed(sealed, draw.draw(st.integers(0, 9).filter(lambda other: other != count)), BUCKETS[-1])
    assert too_few.value.reason_code == "recipients"
    with pytest.raises(MalformedEnvelope) as too_large:
        check_sealed(sealed, count, bucket - 1)
    assert too_large.value.reason_code == "length"
    for other in (sealed[:-1], sealed + b"\0"):
        with pytest.raises(MalformedEnvelope) as odd:
            check_sealed(other, count, BUCKETS[-1])
        assert odd.value.reason_code == "length"


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda noise: b"age-encryption.org/v1\n" + noise))
def test_noise_is_never_an_envelope(noise: bytes) -> None:
    """Anything that is not an envelope is refused with one of the known reasons."""
    with pytest.raises(MalformedEnvelope) as caught:
        check_sealed(noise, 1, BUCKETS[-1])
    assert caught.value.reason_code in {"not-age", "unknown-version", "header", "recipients"}


SMALL = Submission("0" * 32, "laporan", 1, {"danger": "tidak", "story": "a\nb"}, "1" * 32, REPLY_TO, "2" * 64,
                   "2026-11-24T03:00Z", "Bahaya: tidak", (("surat.pdf", b"%PDF"),))  # fmt: skip
PACKED = pack(SMALL, padding=bytes)
# The weak spots: the first local head and the JSON at the start, the directory and its end record at the end.
places = st.integers(0, 400) | st.integers(len(PACKED) - 300, len(PACKED) - 1)


@given(st.dictionaries(places, st.integers(0, 255), min_size=1, max_size=4))
@settings(max_examples=1000)
def test_hostile_archives_are_read_or_a_typed_error(changes: dict[int, int]) -> None:
    """An archive changed at its weak spots is refused by type, or read as another program reads it: nothing else."""
    packed = bytearray(PACKED)
    for place, value in changes.items():
        packed[place] = value
    try:
        opened = read_contents(bytes(packed))
    except MalformedContent:
        return
    assert all(is_attachment_name(name) for name, _ in opened.attachments)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        there = {name: archive.read(name) for name in archive.namelist()}
    ours = {f"lampiran/{name}": data for name, data in opened.attachments}
    assert {"isian.json", "isian.txt", "bantalan.bin", *ours} == there.keys()
    assert ours | {"isian.txt": opened.untrusted_readable.encode()} == {
        name: data for name, data in there.items() if name not in {"isian.json", "bantalan.bin"}
    }


@given(st.binary(max_size=200))
def test_noise_is_never_contents(noise: bytes) -> None:
    """Bytes of any kind, sealed to us by a stranger, are refused by type."""
    for untrusted in (noise, noise + b"PK\x05\x06" + bytes(18)):
        with pytest.raises(MalformedContent):
            read_contents(untrusted)


@given(st.integers(0, 10**19 - 1), st.data())
@settings(max_examples=200)
def test_any_single_slip_in_a_code_is_found(number: int, draw: st.DataObject) -> None:
    """A code reads back, and with any one digit changed, or any one left out, it does not."""
    code = new_code(lambda _below: number)
    assert parse_code(format_code(code)) == code
    place = draw.draw(st.integers(0, 19))
    digit = draw.draw(st.sampled_from("0123456789").filter(lambda new: new != code.digits[place]))
    with pytest.raises(WrongCheckDigit):
        parse_code(code.digits[:place] + digit + code.digits[place + 1 :])
    with pytest.raises(NotACode):
        parse_code(code.digits[:place] + code.digits[place + 1 :])
