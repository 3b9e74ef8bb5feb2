"""The browser's half, run in Node: the shared vectors, and envelopes that Python opens."""

import io
import subprocess
import zipfile

import pytest

from collector.core.age import WrongKey
from collector.core.envelope import check_sealed, fill_bucket, recipients_mark, token_mark
from collector.core.opening import HybridIdentity, open_bytes, open_envelope
from collector.forms.schema import readable, validate
from collector.upkeep.here import our_forms
from tests.builders import VECTORS, Sealed, all_sealed_by_the_browser, sealed_by_the_browser
from tests.node import node_binary
from tests.reporter.receipt import derive, parse_code

FORMS = our_forms()
CASES = [(spec, example) for spec in FORMS.values() for example in spec.examples.valid]


@pytest.mark.parametrize("name", ["client.test.mjs", "delivery.test.mjs", "form.test.mjs"])
def test_the_browser_code_holds_in_node(name: str) -> None:
    """Codes, sizes and lengths are those Python is held to, sending survives mishaps, and what is left is forgotten."""
    done = subprocess.run([node_binary(), "--test", str(VECTORS / name)], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def officers() -> list[HybridIdentity]:
    """Two who can read."""
    return [HybridIdentity.generate(), HybridIdentity.generate()]


@pytest.fixture(scope="module")
def envelopes(officers: list[HybridIdentity]) -> list[Sealed]:
    """Every valid example, sealed to both."""
    filled = [(spec, validate(spec, example.answers)) for spec, example in CASES]
    return all_sealed_by_the_browser(filled, [str(officer.recipient) for officer in officers])


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{spec.id}-{example.note}" for spec, example in CASES])
def test_python_opens_what_the_browser_seals(
    officers: list[HybridIdentity], envelopes: list[Sealed], number: int
) -> None:
    """Every valid example, sealed by the browser's bundle, opens to the same answers and the same readable text."""
    (spec, example), sealed = CASES[number], envelopes[number]
    answers = validate(spec, example.answers)
    check_sealed(sealed.body, 2, spec.largest_bucket_kib * 1024)
    for officer in officers:
        opened = open_envelope([officer], sealed.body)
        assert validate(spec, opened.untrusted_answers) == answers
        assert opened.untrusted_readable == readable(spec, answers)
        assert (opened.form, opened.form_version, opened.envelope_id) == (spec.id, spec.version, sealed.id)


def test_the_browser_lays_an_archive_out_as_python_does() -> None:
    """Byte for byte the same ZIP for the same entries: two writers, one format."""
    officer, spec = HybridIdentity.generate(), FORMS["laporan"]
    sealed = sealed_by_the_browser(spec, spec.examples.valid[-1].answers, [str(officer.recipient)])
    inside = open_bytes([officer], sealed.body)
    with zipfile.ZipFile(io.BytesIO(inside)) as archive:
        *entries, (_, padding) = [(each.filename, archive.read(each)) for each in archive.infolist()]
    assert fill_bucket(entries, spec.largest_bucket_kib, lambda _size: padding) == inside


def test_code_leads_to_the_mailbox_outside_the_envelope() -> None:
    """What Python derives from the shown code is what the browser put on and into the envelope."""
    officer = HybridIdentity.generate()
    sealed = sealed_by_the_browser(FORMS["laporan"], {"danger": "tidak_tahu"}, [str(officer.recipient)])
    receipt = derive(parse_code(sealed.code))
    opened = open_envelope([officer], sealed.body)
    outside = (sealed.headers["Suluh-Mailbox"], sealed.headers["Suluh-Mailbox-Key"])
    assert outside == (receipt.mailbox, receipt.secret_hash)
    assert (opened.mailbox, str(opened.reply_to)) == (receipt.mailbox, str(receipt.recipient))


def test_every_envelope_has_a_token_of_its_own() -> None:
    """The token inside is drawn anew each time, and what travels outside is its hash as Python makes it."""
    officer = HybridIdentity.generate()
    made = all_sealed_by_the_browser([(FORMS["laporan"], {"danger": "tidak_tahu"})] * 2, [str(officer.recipient)])
    tokens = [open_envelope([officer], one.body).token for one in made]
    assert len(set(tokens)) == 2
    assert [one.headers["Suluh-Token"] for one in made] == [token_mark(token) for token in tokens]


def test_an_officer_left_out_cannot_open_and_nobody_else_can_tell() -> None:
    """In the place of an officer left out stands a key that is nobody's: the others open, the envelope looks alike.

    The list of keys beside it is the whole one, by the name that Python gives it.
    """
    officers = [HybridIdentity.generate() for _ in range(3)]
    keys = [str(officer.recipient) for officer in officers]
    sealed = sealed_by_the_browser(FORMS["laporan"], {"danger": "tidak_tahu"}, keys, left_out=[keys[0], keys[2]])
    assert sealed.headers["Suluh-Recipients"] == recipients_mark([officer.recipient for officer in officers])
    assert check_sealed(sealed.body, 3, 64 * 1024) == 8 * 1024
    assert open_envelope([officers[1]], sealed.body).form == "laporan"
    for officer in (officers[0], officers[2]):
        with pytest.raises(WrongKey):
            open_envelope([officer], sealed.body)
