"""No message, repr or chained exception holds a secret: they end up in logs, on screens and in mails for help."""

import json
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from base.errors import SuluhError
from collector.core.age import ScryptRecipient, parse_recipient, seal
from collector.core.contents import read_contents
from collector.core.envelope import MalformedEnvelope, TooLarge, check_sealed
from collector.core.opening import (
    HybridIdentity,
    ScryptIdentity,
    X25519Identity,
    open_bytes,
    open_envelope,
    parse_identity,
    parse_identity_file,
)
from tests.reporter.receipt import derive, new_code, parse_code
from tests.reporter.submission import Submission, pack
from tests.unit.test_core_envelope import REPORT, archive, entries

SENTINEL = "SENTINELRAHASIA7391"
KEY = HybridIdentity(b"\5" * 32)
SECRET_TEXT = str(KEY)


def chain(error: BaseException | None) -> Iterator[str]:
    """All that a logger or debugger could print of an error and of those behind it, suppressed ones included."""
    while error is not None:
        yield from (str(error), repr(error), repr(error.args), repr(vars(error)), repr(getattr(error, "object", "")))
        yield "".join(traceback.format_exception_only(error))
        assert error.__cause__ is None or error.__cause__ is error.__context__
        error = error.__context__


def opened_with(text: str) -> Callable[[], object]:
    return lambda: open_envelope([KEY], seal([KEY.recipient], archive(entries(text.encode("utf-8", "surrogatepass")))))


@pytest.mark.parametrize(
    "action",
    [
        lambda: ScryptRecipient(SENTINEL + "\ud800"),
        lambda: ScryptIdentity(SENTINEL + "\ud800"),
        lambda: ScryptRecipient(SENTINEL, 99),
        lambda: open_bytes([ScryptIdentity(SENTINEL)], seal([ScryptRecipient("lain", 1)], b"")),
        lambda: open_bytes([ScryptIdentity(SENTINEL, 1)], seal([ScryptRecipient(SENTINEL, 2)], b"")),
        lambda: open_bytes([KEY], seal([KEY.recipient], SENTINEL.encode()) + b"x"),
        lambda: parse_identity(SENTINEL),
        lambda: parse_recipient(SENTINEL),
        lambda: parse_identity_file(f"{SENTINEL}\n"),
        lambda: parse_code(SENTINEL),
        lambda: parse_code("1234 " * 5 + SENTINEL),
        lambda: check_sealed(SENTINEL.encode(), 1, 8192),
        lambda: check_sealed(f"age-encryption.org/{SENTINEL}\n".encode(), 1, 8192),
        lambda: check_sealed(f"age-encryption.org/v1\n-> {SENTINEL}\n\n{SENTINEL}\n".encode(), 1, 8192),
        lambda: read_contents(SENTINEL.encode()),
        lambda: read_contents(archive([*entries(), (f"{SENTINEL}.txt", b"")])),
        lambda: read_contents(archive([*entries()[:1], ("isian.txt", SENTINEL.encode() + b"\xff"), *entries()[2:]])),
        opened_with(f"{SENTINEL}\ud800"),
        opened_with(f'{{"a": "{SENTINEL}'),
        opened_with(f'{{"{SENTINEL}": 1, "{SENTINEL}": 1}}'),
        opened_with(json.dumps({"format": SENTINEL})),
        opened_with("[" * 100_000 + SENTINEL),
        lambda: pack(Submission("0", "laporan", 1, {"a": SENTINEL + "\ud800"}, "0", "age1pq1", "", "", SENTINEL)),
        lambda: pack(Submission("0", "laporan", 1, {}, "0", "age1pq1", "", "", SENTINEL * 100_000)),
        lambda: pack(Submission("0", "laporan", 1, {}, "0", "age1pq1", "", "", "", ((SENTINEL, b""),))),
    ],
)
def test_errors_hold_no_secret(action: Callable[[], object]) -> None:
    """Whatever goes wrong with a secret in hand, no error in the chain repeats it."""
    with pytest.raises(SuluhError) as caught:
        action()
    assert not [text for text in chain(caught.value) if SENTINEL in text]


def test_broken_secret_key_is_not_repeated() -> None:
    """A secret key with one wrong letter is not printed in the error that says so."""
    for text in (SECRET_TEXT[:-1] + "Q", SECRET_TEXT.lower(), SECRET_TEXT[:-3]):
        with pytest.raises(SuluhError) as caught:
            parse_identity_file(f"# kunci\n{text}\n")
        assert not [part for part in chain(caught.value) if text[20:60].lower() in part.lower()]


def test_reprs_hold_no_secret() -> None:
    """Printing a key, passphrase, code, receipt, submission or opened envelope shows no secret of it."""
    code = new_code()
    receipt = derive(code)
    report = Submission("0", "laporan", 1, {"a": SENTINEL}, "0", "age1pq1", "", "", SENTINEL, ((SENTINEL, b""),))
    opened = open_envelope([KEY], seal([KEY.recipient], pack(REPORT)))
    shown = " ".join(
        f"{thing!r}"
        for thing in (KEY, X25519Identity(b"\5" * 32), ScryptIdentity(SENTINEL), ScryptRecipient(SENTINEL, 1), code,
                      receipt, report, opened, [KEY])
    )  # fmt: skip
    assert "SECRET-KEY" not in shown
    assert str(ScryptIdentity(SENTINEL)) == repr(ScryptIdentity(SENTINEL))
    hidden = (SENTINEL, code.digits, receipt.secret.hex(), repr(receipt.secret), repr(receipt.identity_seed),
              repr(b"\5" * 32), "sekarang")  # fmt: skip
    assert not [secret for secret in hidden if secret in shown]
    assert f"{code}" == repr(code)


def test_reason_is_kept_beside_the_message() -> None:
    """The web tells reasons apart by code, never by the words."""
    error = MalformedEnvelope("length", "pesan")
    assert (error.reason_code, str(error)) == ("length", "pesan")
    assert issubclass(TooLarge, SuluhError)


def test_sealing_side_never_loads_opening() -> None:
    """A program that seals, checks and derives has no decrypting module in memory."""
    code = (
        "import sys, collector.core.age, collector.core.envelope, collector.core.answer;"
        "sys.exit('collector.core.opening' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
