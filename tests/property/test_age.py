"""What must hold for any bytes: opening inverts sealing, and nothing damaged ever opens."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collector.core import bech32
from collector.core.age import (
    AgeError,
    InvalidKey,
    MalformedHeader,
    ScryptRecipient,
    UnknownVersion,
    armor,
    dearmor,
    parse_header,
    parse_recipient,
    seal,
)
from collector.core.header import MAX_HEADER_SIZE
from collector.core.opening import (
    HybridIdentity,
    ScryptIdentity,
    X25519Identity,
    decrypt,
    open_bytes,
    parse_identity,
)

HYBRIDS: list[HybridIdentity | X25519Identity] = [HybridIdentity.generate() for _ in range(5)]
X25519S: list[HybridIdentity | X25519Identity] = [X25519Identity.generate() for _ in range(5)]
CHUNK = 64 * 1024


@st.composite
def plaintexts(draw: st.DrawFn) -> bytes:
    """Any short bytes, or a length within 20 bytes of a chunk boundary."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=400))
    size = draw(st.integers(1, 3)) * CHUNK + draw(st.integers(-20, 20))
    pattern = draw(st.binary(min_size=1, max_size=7))
    return (pattern * (size // len(pattern) + 1))[:size]


key_rings = st.sampled_from([HYBRIDS, X25519S]).flatmap(
    lambda keys: st.lists(st.sampled_from(keys), min_size=1, max_size=5, unique=True)
)


@given(plaintexts(), key_rings)
@example(b"", HYBRIDS)
@example(bytes(CHUNK), HYBRIDS[:1])
def test_opening_inverts_sealing(data: bytes, ring: list[HybridIdentity | X25519Identity]) -> None:
    """Every one of one to five recipients opens what was sealed to all, whatever and however long it is."""
    sealed = seal([key.recipient for key in ring], data)
    assert all(open_bytes([key], sealed) == data for key in ring)


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20), st.binary(max_size=100))
@settings(max_examples=20)
def test_passphrase_opens(passphrase: str, data: bytes) -> None:
    """Any printable passphrase opens its own file."""
    sealed = seal([ScryptRecipient(passphrase, log_n=1)], data)
    assert open_bytes([ScryptIdentity(passphrase)], sealed) == data


def refused(key: HybridIdentity | X25519Identity, sealed: bytes, data: bytes) -> None:
    """Check that `sealed` does not open, and that the stream released a true beginning of `data` at most."""
    with pytest.raises(AgeError):
        open_bytes([key], sealed)
    released = io.BytesIO()
    with pytest.raises(AgeError):
        decrypt([key], io.BytesIO(sealed), released)
    assert data.startswith(released.getvalue())


@given(plaintexts(), key_rings, st.data())
def test_a_changed_bit_never_opens(
    data: bytes, ring: list[HybridIdentity | X25519Identity], draw: st.DataObject
) -> None:
    """One bit flipped anywhere, header and other people's stanzas included, is a typed error for every recipient."""
    sealed = bytearray(seal([key.recipient for key in ring], data))
    place = draw.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << draw.draw(st.integers(0, 7))
    refused(ring[-1], bytes(sealed), data)


@given(plaintexts(), key_rings, st.data())
def test_a_cut_or_longer_file_never_opens(
    data: bytes, ring: list[HybridIdentity | X25519Identity], draw: st.DataObject
) -> None:
    """A file cut anywhere, cut at a chunk's edge, or with anything after its end is a typed error."""
    sealed = seal([key.recipient for key in ring], data)
    edge = len(sealed) - len(data) % CHUNK - 16
    cut = draw.draw(st.integers(0, len(sealed) - 1) | st.just(max(0, edge)))
    if cut < len(sealed):
        refused(ring[0], sealed[:cut], data)
    refused(ring[0], sealed + draw.draw(st.binary(min_size=1, max_size=70_000)), data)


@pytest.mark.parametrize("key", [HYBRIDS[0], X25519S[0]], ids=["hybrid", "x25519"])
def test_no_byte_of_a_small_file_may_change(key: HybridIdentity | X25519Identity) -> None:
    """Not one byte of a whole small file can be changed, and it can be cut nowhere."""
    data = b"pesan"
    sealed = seal([key.recipient], data)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        refused(key, bytes(changed), data)
        refused(key, sealed[:place], data)


@given(st.binary(max_size=300))
@example(b"age-encryption.org/v1\n-> X25519\n")
@example(b"a" * (MAX_HEADER_SIZE + 1))
def test_random_bytes_are_a_typed_error(noise: bytes) -> None:
    """Whatever the bytes are, the parser answers with an error of ours."""
    with pytest.raises((MalformedHeader, UnknownVersion)):
        parse_header(io.BytesIO(noise))


@given(st.lists(st.sampled_from([b"age-encryption.org/v1", b"\n", b"-> ", b"X25519", b" ", b"AA", b"A" * 64, b"---",
                                 b"scrypt", b"A" * 43, b"=", b"\r", b"\xff"]), max_size=20))  # fmt: skip
@settings(max_examples=300)
def test_near_headers_are_parsed_or_a_typed_error(parts: list[bytes]) -> None:
    """Text that looks like a header either parses, and then says how long it was, or is an error of ours."""
    text = b"age-encryption.org/v1\n-> " + b"".join(parts)
    try:
        header = parse_header(io.BytesIO(text))
    except AgeError:
        return
    assert text[: header.length].startswith(header.covered)


@given(st.binary(max_size=1300), st.sampled_from(["age", "age1pq", "AGE-SECRET-KEY-PQ-"]))
def test_bech32_round_trip(data: bytes, prefix: str) -> None:
    """Any bytes survive the way to text and back, in lower and in upper case."""
    text = bech32.encode(prefix, data)
    assert bech32.decode(text) == bech32.decode(text.upper()) == (prefix.lower(), data)


@given(st.binary(max_size=64), st.data())
def test_bech32_finds_a_wrong_letter(data: bytes, draw: st.DataObject) -> None:
    """One letter exchanged for any other is always found."""
    text = bech32.encode("age", data)
    place = draw.draw(st.integers(0, len(text) - 1))
    letter = draw.draw(st.characters(min_codepoint=32, max_codepoint=0x2200).filter(lambda new: new != text[place]))
    with pytest.raises(InvalidKey):
        bech32.decode(text[:place] + letter + text[place + 1 :])


@given(st.text(max_size=80))
def test_key_text_is_read_or_a_typed_error(text: str) -> None:
    """Any text offered as a key is refused with an error of ours, and keys come back exactly."""
    for parse in (parse_recipient, parse_identity):
        with pytest.raises(InvalidKey):
            parse(text)


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=20)
def test_keys_come_back_from_text(seed: bytes) -> None:
    """An identity and its recipient are the same after a way through text."""
    for identity in (HybridIdentity(seed), X25519Identity(seed)):
        assert str(parse_identity(str(identity))) == str(identity)
        assert parse_recipient(str(identity.recipient)) == identity.recipient


@given(st.binary(max_size=300))
def test_armor_round_trip(data: bytes) -> None:
    """Any bytes survive armor, whatever line ends and outer spaces were made of it on the way."""
    text = armor(data)
    assert dearmor(text) == dearmor(f" \n{text}\t".replace("\n", "\r\n").encode()) == data


@given(st.binary(min_size=1, max_size=200), st.data())
@settings(max_examples=200)
def test_armor_has_one_spelling(data: bytes, draw: st.DataObject) -> None:
    """Armor with a changed, missing or doubled letter is refused or means other bytes: no two texts mean one file."""
    text = armor(data).strip()
    place = draw.draw(st.integers(0, len(text) - 1))
    letters = draw.draw(st.sampled_from(["", text[place] * 2, "A", "/", "=", " ", "\n", "\r", "-", "é"]))
    changed = text[:place] + letters + text[place + 1 :]
    try:
        read = dearmor(changed)
    except AgeError:
        return
    assert armor(read).strip() == changed.strip().replace("\r\n", "\n")
