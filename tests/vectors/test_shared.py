"""The vectors that the browser client reads too: code, derivation, sealed length."""

import json
from pathlib import Path
from typing import Any

import pytest

from collector.core.age import parse_recipient, seal
from collector.core.envelope import BUCKETS_KIB, check_sealed, sealed_length
from collector.core.opening import HybridIdentity
from tests.node import run_node
from tests.reporter.receipt import NotACode, WrongCheckDigit, derive, format_code, parse_code

HERE = Path(__file__).parent


def read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


CODES = read("check_digits.json")
RECEIPTS = read("receipt.json")["cases"]
LENGTHS = read("sealed_lengths.json")["cases"]


@pytest.mark.parametrize("case", CODES["valid"], ids=lambda case: case["typed"].strip())
def test_typed_code_is_read(case: dict[str, str]) -> None:
    """A code is read however its groups are set apart, and always shown the same way."""
    code = parse_code(case["typed"])
    assert (code.digits, format_code(code)) == (case["digits"], case["code"])


@pytest.mark.parametrize("typed", CODES["wrong_check_digit"])
def test_slip_is_found(typed: str) -> None:
    """A wrong, swapped or missing check digit is told apart from something that is no code."""
    with pytest.raises(WrongCheckDigit):
        parse_code(typed)


@pytest.mark.parametrize("typed", CODES["not_a_code"])
def test_other_text_is_no_code(typed: str) -> None:
    """Wrong lengths, letters, slashes and digits of other scripts are no code."""
    with pytest.raises(NotACode):
        parse_code(typed)


@pytest.mark.parametrize("case", RECEIPTS, ids=lambda case: case["code"])
def test_receipt_is_derived(case: dict[str, str]) -> None:
    """A code gives the written mailbox, secret, hash, identity and recipient."""
    receipt = derive(parse_code(case["code"]))
    assert receipt.mailbox == case["mailbox"]
    assert receipt.secret.hex() == case["secret"]
    assert receipt.secret_hash == case["secret_hash"]
    assert str(HybridIdentity(receipt.identity_seed)) == case["identity"]
    assert receipt.recipient == parse_recipient(case["recipient"]) == HybridIdentity(receipt.identity_seed).recipient


def test_noble_derives_the_same() -> None:
    """The vectors are what an independent implementation derives, not a copy of ours."""
    questions = [{"do": "derive", "code": case["code"]} for case in RECEIPTS]
    answers = run_node(HERE / "interop.mjs", questions)
    assert [{"code": case["code"], **answer} for case, answer in zip(RECEIPTS, answers, strict=True)] == RECEIPTS


@pytest.mark.parametrize("case", LENGTHS, ids=lambda case: f"{case['bucket']}-{case['recipients']}")
def test_sealed_length(case: dict[str, int]) -> None:
    """The length is the written one, and a real envelope has it and is accepted at it."""
    bucket, count, length = case["bucket"], case["recipients"], case["length"]
    recipient = parse_recipient(RECEIPTS[0]["recipient"])
    sealed = seal([recipient] * count, bytes(bucket))
    assert sealed_length(bucket, count) == len(sealed) == length
    assert check_sealed(sealed, count, bucket) == bucket


def test_lengths_cover_every_bucket() -> None:
    """A bucket added later needs its lines in the shared file."""
    assert {case["bucket"] for case in LENGTHS} == {kib * 1024 for kib in BUCKETS_KIB}
