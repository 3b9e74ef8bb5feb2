"""The code and what it derives; its vectors stand in tests/vectors."""

from tests.reporter.receipt import derive, format_code, new_code, parse_code


def test_new_codes_are_drawn_from_all_of_them() -> None:
    """The draw is asked for one of 10^19 numbers, and small ones keep their leading zeros."""
    asked: list[int] = []
    code = new_code(lambda below: asked.append(below) or 7)  # type: ignore[func-returns-value]
    assert asked == [10**19]
    assert code.digits.startswith("0" * 18 + "7")
    assert format_code(code).split(" ")[0] == "0000"


def test_new_codes_differ() -> None:
    """Without an own source, the system's CSPRNG is used."""
    assert len({new_code().digits for _ in range(50)}) == 50


def test_keys_of_one_code_are_independent() -> None:
    """Mailbox, secret, its hash and the identity seed have nothing in common that could be read off."""
    receipt = derive(parse_code("0000 0000 0000 0000 0006"))
    values = {receipt.mailbox, receipt.secret.hex()[:32], receipt.secret_hash[:32], receipt.identity_seed.hex()[:32]}
    assert len(values) == 4
