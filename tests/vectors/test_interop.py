"""Both ways with the JavaScript package `age-encryption`: what one seals, the other opens. One Node for all cases."""

import base64
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from collector.core.age import Recipient, ScryptRecipient, armor, dearmor, seal
from collector.core.contents import read_contents
from collector.core.opening import HybridIdentity, Identity, ScryptIdentity, X25519Identity, open_bytes
from tests.node import run_node
from tests.reporter.submission import Submission, pack

WORDS = "sapu lidi di balik pintu – é"
LOG_N = 10
SIZES = (0, 1, 1000, 65535, 65536, 65537, 2 * 65536, 200_000)


@dataclass
class Case:
    """One file: who can open it, its plaintext size, and whether it travels as text."""

    kind: str
    count: int
    size: int
    armored: bool

    def __post_init__(self) -> None:
        self.plaintext = bytes(place * 7 % 251 for place in range(self.size))
        self.keys: list[Identity]
        if self.kind == "scrypt":
            self.keys = [ScryptIdentity(WORDS)]
        else:
            made = HybridIdentity if self.kind == "hybrid" else X25519Identity
            self.keys = [made.generate() for _ in range(self.count)]

    def __str__(self) -> str:
        return f"{self.kind}-{self.count}-{self.size}{'-armor' if self.armored else ''}"

    def recipients(self) -> list[Recipient]:
        if self.kind == "scrypt":
            return [ScryptRecipient(WORDS, LOG_N)]
        return [key.recipient for key in self.keys if not isinstance(key, ScryptIdentity)]

    def seal_there(self) -> dict[str, Any]:
        who: dict[str, Any] = {"recipients": [str(recipient) for recipient in self.recipients()]}
        if self.kind == "scrypt":
            who = {"passphrase": WORDS, "logN": LOG_N}
        plaintext = base64.b64encode(self.plaintext).decode()
        return {"do": "seal", "armored": self.armored, "plaintext": plaintext, **who}

    def open_there(self) -> dict[str, Any]:
        sealed = seal(self.recipients(), self.plaintext)
        text = armor(sealed) if self.armored else base64.b64encode(sealed).decode()
        who = {"passphrase": WORDS} if self.kind == "scrypt" else {"identity": str(self.keys[-1])}
        return {"do": "open", "armored": self.armored, "sealed": text, **who}


CASES = [
    *(Case("hybrid", 1 + number % 5, size, number % 3 == 2) for number, size in enumerate(SIZES)),
    *(Case("x25519", 1 + number % 5, size, number % 3 == 1) for number, size in enumerate(SIZES)),
    *(Case("scrypt", 1, size, size % 2 == 1) for size in (0, 1000, 65537)),
]


REPORT = Submission(
    envelope_id="0123456789abcdef" * 2,
    form="laporan",
    form_version=1,
    answers={"danger": "sekarang", "signs": ["takut", "luka"], "story": "“é”\n"},
    mailbox="f" * 32,
    reply_to=str(HybridIdentity(bytes(32)).recipient),
    token="e" * 64,
    client_time="2026-11-24T03:00Z",
    readable="Bahaya: sekarang",
    attachments=(("surat.pdf", b"%PDF"),),
)


def unpacked(archive: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as entries:
        return [(name, entries.read(name)) for name in entries.namelist()]


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """Ask Node all questions of this module at once."""
    questions = {f"seal {case}": case.seal_there() for case in CASES}
    questions |= {f"open {case}": case.open_there() for case in CASES}
    questions |= {f"recipient {case}": {"do": "recipient", "identity": str(case.keys[0])} for case in CASES[:16]}
    broken = CASES[1].open_there()
    broken["sealed"] = broken["sealed"][:-8] + "AAAAAAA="
    questions["broken"] = broken
    entries = [(name, base64.b64encode(data).decode()) for name, data in unpacked(pack(REPORT))]
    questions["zip"] = {"do": "zip", "entries": entries}
    results = run_node(Path(__file__).parent / "interop.mjs", list(questions.values()))
    return dict(zip(questions, results, strict=True))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_opens_what_javascript_seals(case: Case, answers: dict[str, Any]) -> None:
    """Each recipient alone opens here what `age-encryption` sealed to all of them."""
    answer = answers[f"seal {case}"]
    sealed = dearmor(answer) if case.armored else base64.b64decode(answer)
    for key in case.keys:
        assert open_bytes([key], sealed) == case.plaintext


@pytest.mark.parametrize("case", CASES, ids=str)
def test_javascript_opens_what_we_seal(case: Case, answers: dict[str, Any]) -> None:
    """`age-encryption` opens what we sealed, with the last recipient's key."""
    assert base64.b64decode(answers[f"open {case}"]) == case.plaintext


@pytest.mark.parametrize("case", CASES[:16], ids=str)
def test_same_recipient_for_an_identity(case: Case, answers: dict[str, Any]) -> None:
    """Both sides derive the same public key text from a secret key text."""
    assert answers[f"recipient {case}"] == str(case.recipients()[0])


def test_reads_what_client_zip_writes(answers: dict[str, Any]) -> None:
    """The strict reader takes the archive of the browser's ZIP writer, with its data descriptors, as it takes ours."""
    assert read_contents(base64.b64decode(answers["zip"])) == read_contents(pack(REPORT))


def test_javascript_refuses_a_damaged_file(answers: dict[str, Any]) -> None:
    """The script's refusals reach us, so a green run is not an echo."""
    assert answers["broken"] == {"error": True}
