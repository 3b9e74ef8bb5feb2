"""The age format: the specification's own examples, what is refused before sealing, and streams of any length."""

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from collector.core.age import (
    DamagedFile,
    HeaderTampered,
    HybridRecipient,
    InvalidKey,
    MalformedHeader,
    Recipient,
    ScryptRecipient,
    UnknownVersion,
    WorkFactorTooHigh,
    WrongKey,
    X25519Recipient,
    encrypt,
    fingerprint,
    hybrid_recipient,
    parse_recipient,
    seal,
)
from collector.core.header import MAX_HEADER_SIZE, Stanza, encode_header
from collector.core.opening import (
    HybridIdentity,
    ScryptIdentity,
    X25519Identity,
    decrypt,
    open_bytes,
    parse_identity,
    parse_identity_file,
)
from collector.core.primitives import encode_base64

HYBRID, OTHER = HybridIdentity(bytes(32)), HybridIdentity(b"\1" * 32)
CURVE = X25519Identity(b"\2" * 32)
# The examples of C2SP age.md, sections "MLKEM768-X25519" (first 60 letters of the recipient) and "X25519".
SPEC_HYBRID = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
SPEC_HYBRID_RECIPIENT = "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg8"
SPEC_X25519 = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
SPEC_X25519_RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_specification_examples() -> None:
    """The secret keys printed in age.md have the recipients printed there."""
    assert str(parse_identity(SPEC_HYBRID).recipient).startswith(SPEC_HYBRID_RECIPIENT)
    assert str(parse_identity(SPEC_X25519).recipient) == SPEC_X25519_RECIPIENT
    assert hybrid_recipient(bytes(32)) == HYBRID.recipient


def test_fingerprint_is_read_in_groups() -> None:
    """A fingerprint is eight groups of four hex digits, another for another key."""
    groups = fingerprint(HYBRID.recipient).split(" ")
    assert [len(group) for group in groups] == [4] * 8
    assert fingerprint(OTHER.recipient) != fingerprint(HYBRID.recipient)


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        [HYBRID.recipient, CURVE.recipient],
        [ScryptRecipient("rahasia", 1), HYBRID.recipient],
        [ScryptRecipient("rahasia", 1), ScryptRecipient("lain", 1)],
    ],
    ids=["nobody", "quantum-safe with not", "passphrase with key", "two passphrases"],
)
def test_no_mixture_weakens_a_file(recipients: list[Recipient]) -> None:
    """A set of recipients that would break one of their promises is refused before a byte is written."""
    sink = io.BytesIO()
    with pytest.raises(InvalidKey):
        encrypt(recipients, io.BytesIO(b"pesan"), sink)
    assert sink.getvalue() == b""


@pytest.mark.parametrize(
    "make",
    [
        lambda: X25519Recipient(bytes(32)).wrap(bytes(16)),
        lambda: HybridRecipient(HYBRID.recipient.public_key[:1184] + bytes(32)).wrap(bytes(16)),
        lambda: HybridRecipient(b"\xff" * 1184 + HYBRID.recipient.public_key[1184:]),
        lambda: HybridRecipient(HYBRID.recipient.public_key[:-1]),
        lambda: X25519Recipient(bytes(31)),
        lambda: HybridIdentity(bytes(31)),
        lambda: X25519Identity(bytes(33)),
        lambda: ScryptRecipient(""),
        lambda: ScryptRecipient("rahasia", 21),
        lambda: ScryptIdentity(""),
    ],
    ids=["low order", "low order half", "outside the field", "short hybrid", "short point", "short seed",
         "long scalar", "empty passphrase", "more work than we would do", "empty passphrase to open"],
)  # fmt: skip
def test_weak_and_broken_keys_are_refused(make: Callable[[], object]) -> None:
    """A key that anybody could open, or that is no key, is refused."""
    with pytest.raises(InvalidKey):
        make()


@pytest.mark.parametrize(
    "text",
    [str(HYBRID.recipient).upper(), str(HYBRID.recipient) + " ", str(HYBRID.recipient)[:-1], str(HYBRID), "", "age1",
     str(HYBRID.recipient).replace("age1pq1", "age1tagpq1"), "K" + str(HYBRID.recipient)],
)  # fmt: skip
def test_recipient_has_one_spelling(text: str) -> None:
    """Upper case, cut, padded, secret or foreign keys are not taken for a recipient."""
    with pytest.raises(InvalidKey):
        parse_recipient(text)


@pytest.mark.parametrize(
    "text",
    [
        "age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04v3l0jpcf",
        "age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04vsq2r4xfv",
    ],
    ids=["spare bit set", "spare letter"],
)
def test_spare_bits_are_zero(text: str) -> None:
    """The same key with another last bit or one letter more, its checksum made right, is refused (BIP 173)."""
    assert str(CURVE.recipient)[:55] == text[:55]
    with pytest.raises(InvalidKey):
        parse_recipient(text)


@pytest.mark.parametrize("text", [str(HYBRID).lower(), str(HYBRID.recipient), str(HYBRID).replace("K", "\u212a")])
def test_identity_has_one_spelling(text: str) -> None:
    """Lower case, a public key, or a look-alike letter is not taken for an identity."""
    with pytest.raises(InvalidKey):
        parse_identity(text)


def test_identity_file() -> None:
    """Comments and empty lines are skipped, and both kinds of identity are read."""
    read = parse_identity_file(f"# dibuat 2026-11-24\n\n{HYBRID}\n  {CURVE}  \r\n")
    assert [str(identity) for identity in read] == [str(HYBRID), str(CURVE)]


@pytest.mark.parametrize("text", ["", "# kosong\n", f"{HYBRID}\n{str(CURVE)[:-1]}\n"])
def test_bad_identity_file(text: str) -> None:
    """A file without a key, or with a broken one, is refused."""
    with pytest.raises(InvalidKey):
        parse_identity_file(text)


def test_failures_are_told_apart() -> None:
    """Wrong key, foreign version, broken header, changed header, damaged payload and trailing data differ by type."""
    sealed = seal([HYBRID.recipient, OTHER.recipient], b"pesan")
    extra = Stanza(("example.com/x",), b"")
    forged = encode_header(bytes(16), [extra])[: -len("--- ") - 44]
    cases = [
        (sealed.replace(b"/v1\n", b"/v2\n"), HYBRID, UnknownVersion),
        (sealed.replace(b"\n", b"\r\n"), HYBRID, MalformedHeader),
        (sealed, HybridIdentity(b"\3" * 32), WrongKey),
        (forged + sealed.partition(b"\n")[2], HYBRID, HeaderTampered),
        (sealed[:-1], HYBRID, DamagedFile),
        (sealed + b"x", HYBRID, DamagedFile),
    ]
    for data, identity, error in cases:
        with pytest.raises(error) as caught:
            open_bytes([identity], data)
        assert type(caught.value) is error


def test_any_of_several_identities_opens() -> None:
    """A key ring opens what any of its keys opens, in whatever order."""
    sealed = seal([OTHER.recipient], b"pesan")
    assert open_bytes([CURVE, ScryptIdentity("rahasia"), HYBRID, OTHER], sealed) == b"pesan"


@pytest.mark.parametrize(
    "stanzas",
    [[], [Stanza(("example.com/x",), bytes(40))] * (MAX_HEADER_SIZE // 60)],
    ids=["none", "endless"],
)
def test_number_of_stanzas_has_bounds(stanzas: list[Stanza]) -> None:
    """A header without a stanza, or with more than any of ours, is malformed, not merely for someone else."""
    with pytest.raises(MalformedHeader):
        open_bytes([HYBRID], encode_header(bytes(16), stanzas))


def test_absurd_work_is_no_number() -> None:
    """A work factor of thousands of digits is refused before it is turned into a number."""
    stanza = Stanza(("scrypt", encode_base64(bytes(16)), "1" * 5000), bytes(32))
    with pytest.raises(WorkFactorTooHigh):
        open_bytes([ScryptIdentity("rahasia")], encode_header(bytes(16), [stanza]))


def test_work_is_capped_before_it_is_done() -> None:
    """A passphrase stanza above the cap is refused, one at the cap opens."""
    sealed = seal([ScryptRecipient("rahasia", 11)], b"pesan")
    assert open_bytes([ScryptIdentity("rahasia", max_log_n=11)], sealed) == b"pesan"
    with pytest.raises(WorkFactorTooHigh):
        open_bytes([ScryptIdentity("rahasia", max_log_n=10)], sealed)
    with pytest.raises(WrongKey):
        open_bytes([ScryptIdentity("salah")], sealed)


def test_nothing_repeats_between_files() -> None:
    """The same data sealed twice to the same key has no stanza and no chunk in common."""
    first, second = (seal([HYBRID.recipient], b"pesan").splitlines() for _ in range(2))
    assert not set(first[1:]) & set(second[1:])


class Dribble(io.RawIOBase):
    """A source that, like a slow socket, gives a few bytes a read."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._rest.readinto(memoryview(buffer)[:4093])


def test_short_reads_change_nothing() -> None:
    """A source that answers with less than it was asked for is sealed and opened whole."""
    data = bytes(range(256)) * 600
    sealed, opened = io.BytesIO(), io.BytesIO()
    encrypt([HYBRID.recipient], Dribble(data), sealed)  # type: ignore[arg-type]
    decrypt([HYBRID], Dribble(sealed.getvalue()), opened)  # type: ignore[arg-type]
    assert opened.getvalue() == data


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """64 MiB are sealed and opened within 1 MiB of memory."""
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    with plain.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    tracemalloc.start()
    try:
        with plain.open("rb") as source, sealed.open("wb") as sink:
            encrypt([HYBRID.recipient], source, sink)
        with sealed.open("rb") as source, plain.open("r+b") as sink:
            decrypt([HYBRID], source, sink)
            assert sink.tell() == 64 * 1024 * 1024 + 1
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()
