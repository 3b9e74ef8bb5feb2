"""The officer's side against a real server: the login by challenge, what is shown, and who is let in."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
import urllib3
from flask import request

from collector.core.age import fingerprint, hybrid_recipient
from collector.core.opening import HybridIdentity, open_bytes
from collector.desk import Collector, Inbox, create_desk
from collector.desk.client import LineError, Listing, shaped
from collector.desk.export import as_json, as_roster, cell_safe
from collector.desk.inbox import DO_NOT, CannotReply, NotFound, harmless
from collector.desk.keyfile import KeyFileError, new_key_text, open_key
from tests.builders import deliver, receipt, replace_door, sealed, solved
from tests.house.terminal import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed

PASSPHRASE = "empat kata acak panjang"
DO_NOT_CONTACT = "tidak dijawab: jangan hubungi, jawab hanya lewat kotak"


@pytest.fixture
def inbox(server: str, identity: HybridIdentity, forms: dict[str, FormSpec]) -> Inbox:
    """The inbox of the key that the server's envelopes are sealed to."""
    return Inbox(Collector(server, identity), identity, forms)


def test_a_delivered_report_is_read_as_it_was_written(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Every valid example goes in sealed and comes out with the same answers and no warning."""
    for spec in forms.values():
        for example in spec.examples.valid:
            envelope = sealed(spec, example.answers, [identity.recipient])
            deliver(server, envelope)
            letter = inbox.letter(envelope.id)
            assert letter.answers == example.answers
            assert letter.warnings == ()


def test_urgent_envelopes_stand_first(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The list is ordered by urgency, then by age."""
    spec = forms["laporan"]
    envelopes = [sealed(spec, example.answers, [identity.recipient]) for example in spec.examples.valid]
    deliver(server, *envelopes)
    marks = [one.urgency for one in inbox.outsides()]
    assert marks == sorted(marks, key=["now", "soon", "normal"].index)


def test_only_a_holder_of_an_active_key_gets_the_list(server: str, forms: dict[str, FormSpec]) -> None:
    """A stranger's key is not known, and no pass, a made-up pass or a foreign scheme opens nothing."""
    stranger = HybridIdentity.generate()
    with pytest.raises(LineError):
        list(Collector(server, stranger).envelopes())
    for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic YTph"}):
        for path in ("/api/envelopes", f"/api/envelopes/{'a' * 32}"):
            assert urllib3.request("GET", server + path, headers=headers).status == 401


def test_a_removed_key_is_out_at_once(make_app: Callable[..., Flask], identity: HybridIdentity) -> None:
    """A pass of a key that is no longer active is refused although it has not run out."""
    app = make_app()
    key = fingerprint(identity.recipient).replace(" ", "")
    proof = json.loads(open_bytes([identity], app.test_client().get(f"/api/challenge/{key}").data))
    shown = {"Authorization": f"Bearer {proof['pass']}"}
    assert app.test_client().get("/api/envelopes", headers=shown).status_code == 200
    others = [hybrid_recipient(bytes(32))]
    app.extensions["suluh"] = dataclasses.replace(app.extensions["suluh"], recipients=others)
    assert app.test_client().get("/api/envelopes", headers=shown).status_code == 401


def test_a_server_that_passes_on_another_ones_challenge_is_caught(server: str, identity: HybridIdentity) -> None:
    """The desk refuses a pass made for another origin, so a false server cannot use it as its hand."""
    elsewhere = server.replace("127.0.0.1", "localhost")
    with pytest.raises(LineError, match="alamat lain"):
        list(Collector(elsewhere, identity).envelopes())


def test_the_pass_never_travels_in_the_clear_beyond_this_machine(identity: HybridIdentity) -> None:
    """Plain http to another host is refused before a byte is sent."""
    for origin in ("http://suluh.example", "ftp://127.0.0.1", "suluh.example"):
        with pytest.raises(LineError):
            Collector(origin, identity)


def test_what_cannot_be_trusted_is_said_and_shown_raw(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """An envelope for another key, an unknown version, and answers that do not fit each come with a warning."""
    spec = forms["laporan"]
    good = spec.examples.valid[0].answers
    newer = sealed(spec, good, [identity.recipient], form_version=99)
    foreign = sealed(spec, good, [hybrid_recipient(bytes(32))])
    foreign.headers["Suluh-Recipients"] = newer.headers["Suluh-Recipients"]  # a lie that nobody without a key finds out
    broken = sealed(spec, good, [identity.recipient], answers={"danger": "bukan-pilihan"}, readable="a\x1b[31mb")
    laden = sealed(spec, good, [identity.recipient], attachments=(("foto.jpg", b"x"),))
    ours = sealed(spec, {**good, "concerns": "p2tp2a"}, [identity.recipient])
    deliver(server, foreign, newer, broken, laden, ours)
    assert inbox.letter(foreign.id).opened is None
    for one in (foreign, newer, broken, laden, ours):
        assert inbox.letter(one.id).warnings
    assert inbox.letter(broken.id).answers == {}
    assert not any("\x1b" in line for line in inbox.letter(broken.id).raw_lines)
    with pytest.raises(NotFound):
        inbox.letter("0" * 32)


def test_files_are_taken_as_far_as_the_form_asks(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """As many and as large as the spec says pass without a warning; one more, or one byte more, does not."""
    spec = forms["pembaruan-kasus"]
    most, size = spec.files.most, spec.files.kib * 1024
    for count, length, warned in ((most, size, False), (most + 1, 1, True), (1, size + 1, True)):
        files = tuple((f"surat-{n}.pdf", bytes(length)) for n in range(count))
        envelope = sealed(spec, spec.examples.valid[0].answers, [identity.recipient], attachments=files)
        deliver(server, envelope)
        assert bool(inbox.letter(envelope.id).warnings) is warned


def test_who_must_not_read_stands_before_the_story(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """An officer sees first whom the reporter left out, so that nobody shows the report to that colleague."""
    for name in ("laporan", "tambahan"):
        spec = forms[name]
        answers = next(example.answers for example in spec.examples.valid if "not_for" in example.answers)
        envelope = sealed(spec, answers, [identity.recipient])
        deliver(server, envelope)
        assert ["petugas 1"] in said_first(inbox, envelope)


def test_an_answer_lies_in_the_mailbox_sealed_to_the_reporter(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """What the officer says opens with the reporter's identity, in the mailbox that the letter names inside."""
    envelope = of_the_receipt(forms, identity)
    deliver(server, envelope)
    inbox.reply(envelope.id, inbox.letter(envelope.id).digest, "ditangani", "SUAR\r\nbaris dua")
    proof = solved(urllib3.request("GET", f"{server}/api/work/{receipt().mailbox}").json())
    shown = {"Suluh-Mailbox-Secret": receipt().secret.hex()}
    mailbox = f"{server}/api/mailboxes/{receipt().mailbox}"
    (answer,) = urllib3.request("GET", mailbox, headers=shown | proof).json()["answers"]
    sealed_answer = urllib3.request("GET", f"{mailbox}/answers/{answer['id']}", headers=shown | proof).data
    plain = open_bytes([HybridIdentity(receipt().identity_seed)], sealed_answer)
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        fields = json.loads(archive.read("jawaban.json"))
    assert (fields["text"], fields["status"]) == ("SUAR\nbaris dua", "ditangani")
    assert (fields["answer"], fields["mailbox"]) == (answer["id"], receipt().mailbox)


def test_an_answer_says_whom_the_report_left_out(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """The names are the report's own; nobody is an empty list, and null stands where the report does not say it."""
    good, box = forms["laporan"].examples.valid[0].answers, {"mailbox": receipt().mailbox}
    named = {**good, "concerns": "petugas", "not_for": ["petugas 2", "petugas 1"]}
    unlisted = {**good, "concerns": "petugas", "not_for": ["bukan_pemegang"]}
    cases = [
        (named, {}, ["petugas 1", "petugas 2"]),
        (unlisted, {}, []),
        (good, {}, []),
        (named, {"form_version": 99}, None),
    ]
    for answers, changes, left_out in cases:
        envelope = sealed(forms["laporan"], answers, [identity.recipient], **box, **changes)
        envelope.headers["Suluh-Mailbox-Secret"] = receipt().secret.hex()
        if store.envelopes() == []:
            del envelope.headers["Suluh-Mailbox-Secret"]
        deliver(server, envelope)
        inbox.reply(envelope.id, inbox.letter(envelope.id).digest, "dibaca", "")
        newest = store.mailbox(receipt().mailbox, receipt().secret_hash).answers[0]
        answer = store.answer(receipt().mailbox, receipt().secret_hash, newest.id)
        with zipfile.ZipFile(io.BytesIO(open_bytes([HybridIdentity(receipt().identity_seed)], answer))) as archive:
            assert json.loads(archive.read("jawaban.json"))["left_out"] == left_out


def of_the_receipt(forms: dict[str, FormSpec], identity: HybridIdentity, **changes: object) -> Sealed:
    """A report whose mailbox is the one that the shared code opens."""
    spec = forms["laporan"]
    mailbox = {"mailbox": receipt().mailbox}
    return sealed(spec, spec.examples.valid[0].answers, [identity.recipient], **mailbox, **changes)


def test_an_answer_that_cannot_arrive_is_not_called_sent(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """Nothing said, a reply key that is none, and a mailbox that its reporter deleted: each is an error in words."""
    broken = sealed(forms["laporan"], {"danger": "sekarang"}, [identity.recipient], reply_to="age1pq1" + "q" * 1952)
    envelope = of_the_receipt(forms, identity)
    deliver(server, broken, envelope)
    for letter, words in ((broken.id, "halo"), (envelope.id, "  ")):
        with pytest.raises(CannotReply):
            inbox.reply(letter, inbox.letter(letter).digest, None, words)
    seen = inbox.letter(envelope.id).digest
    store.delete_mailbox(receipt().mailbox, receipt().secret_hash, "e" * 32, 1)
    with pytest.raises(CannotReply, match="menghapusnya"):
        inbox.reply(envelope.id, seen, "dibaca", "")


def test_an_answer_sent_again_by_hand_is_the_same_answer(
    served: Flask, server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity, store: Store
) -> None:
    """Where a proxy loses the acknowledgement, the same words again arrive once; later, they are said once more."""
    envelope, honest, lost = of_the_receipt(forms, identity), served.wsgi_app, [True]
    deliver(server, envelope)

    def lossy(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not (environ["REQUEST_METHOD"] == "PUT" and lost and lost.pop()):
            return honest(environ, start_response)
        b"".join(honest(environ, lambda *_: lambda _: None))
        start_response("502 Bad Gateway", [])
        return [b""]

    seen = inbox.letter(envelope.id).digest
    served.wsgi_app = lossy
    with pytest.raises(LineError):
        inbox.reply(envelope.id, seen, "dibaca", "halo")
    for number in (1, 2):
        inbox.reply(envelope.id, seen, "dibaca", "halo")
        assert len(store.mailbox(receipt().mailbox, receipt().secret_hash).answers) == number


def test_an_opened_letter_is_told_to_the_server_once_and_shown_anyway(
    served: Flask, server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Opening ends the alarm for an envelope; where the server cannot be told, the letter is shown with a warning."""
    envelope = of_the_receipt(forms, identity)
    deliver(server, envelope)
    clock = served.extensions["suluh"].now_hour
    replace_door(served, now_hour=lambda: 1 // 0)
    letter = inbox.letter(envelope.id)
    assert letter.answers
    assert len(letter.warnings) == 1
    assert inbox.outsides()[0].opened_hour is None
    replace_door(served, now_hour=clock)
    inbox.letter(envelope.id)
    assert inbox.outsides()[0].opened_hour is not None
    replace_door(served, now_hour=lambda: 1 // 0)
    assert inbox.letter(envelope.id).warnings == ()


def test_the_next_day_opens_only_what_is_new(
    served: Flask, server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The list opens nothing, and the server says what was read, to a program that was started anew as well."""
    fetched: list[str] = []

    @served.before_request
    def note() -> None:
        if request.endpoint == "officer.get_envelope":
            fetched.append(request.path.rpartition("/")[2])

    old, new = (
        [
            sealed(forms["laporan"], forms["laporan"].examples.valid[0].answers, [identity.recipient])
            for _ in range(many)
        ]
        for many in (3, 1)
    )
    deliver(server, *old)
    for one in (first := Inbox(Collector(server, identity), identity, forms)).outsides():
        first.letter(one.id)
    assert sorted(fetched) == sorted(one.id for one in old)
    fetched.clear()
    deliver(server, *new)
    second = Inbox(Collector(server, identity), identity, forms)
    for one in second.outsides():
        if one.opened_hour is None:
            second.letter(one.id)
    assert fetched == [one.id for one in new]


def test_a_roster_never_becomes_a_formula(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Registrations export as CSV whose cells a spreadsheet cannot run, and as JSON with every answer."""
    spec = forms["pendaftaran-pelatihan"]
    answers = {**spec.examples.valid[0].answers, "name": "=HYPERLINK(1)"}
    deliver(server, sealed(spec, answers, [identity.recipient]))
    letters = list(inbox.letters(spec.id))
    rows = list(csv.reader(io.StringIO(as_roster(spec, letters).lstrip("\ufeff"))))
    assert len(rows) == 2
    assert not any(cell.startswith("=") for cell in rows[1])
    assert json.loads(as_json(letters))[0]["answers"] == answers


def test_the_terminal_says_how_far_an_envelope_is_and_writes_what_the_file_is_called(
    served: Flask, server: str, forms: dict[str, FormSpec], tmp_path: Path
) -> None:
    """The list has a heading and goes from unread to answered; an export is CSV or JSON by its name, or refused."""
    text, made = new_key_text("petugas 1", PASSPHRASE)
    replace_door(served, recipients=[made.recipient])
    (key := tmp_path / "petugas.kunci.age").write_text(text)
    (given := tmp_path / "kata").write_text(PASSPHRASE)
    officer = ("--server", server, "--key", key, "--passphrase-file", given)
    spec = forms["pendaftaran-pelatihan"]
    envelope = sealed(spec, spec.examples.valid[0].answers, [made.recipient])
    deliver(server, envelope)
    inbox = Inbox(Collector(server, made), made, forms)
    states = []
    for step in (lambda: None, lambda: inbox.letter(envelope.id), lambda: reply_to(inbox, envelope.id)):
        step()
        heading, row = run("inbox", "list", *officer).output.splitlines()
        assert row.startswith(envelope.id)
        assert heading.endswith("Formulir")
        states.append(row.removesuffix(spec.id).strip().rpartition("  ")[2].strip())
    assert len(set(states)) == 3
    for name, start in (("x.csv", "\ufeff"), ("x.json", "[")):
        assert run("inbox", "export", spec.id, "--out", tmp_path / name, *officer).exit_code == 0
        assert (tmp_path / name).read_text().startswith(start)
    assert run("inbox", "export", spec.id, "--out", tmp_path / "x.txt", *officer).exit_code == 1


def reply_to(inbox: Inbox, envelope_id: str) -> None:
    """Answer a letter as it was seen."""
    inbox.reply(envelope_id, inbox.letter(envelope_id).digest, "dibaca", "")


def test_a_hostile_server_gets_no_word_onto_the_screen(identity: HybridIdentity) -> None:
    """Wrong shapes, escape codes, a list without an end: each is one plain error without what was received."""
    for body in (b"[]", b"\x1b]52;c;x", b'{"envelopes": [{"id": "\\u001b[2J"}], "next": null}', b"{" * 10_000):
        with pytest.raises(LineError) as found:
            shaped(Listing, body)
        assert "\x1b" not in str(found.value)
        assert found.value.__context__ is None


def said_first(inbox: Inbox, envelope: Sealed) -> list[list[str]]:
    """What the officer reads before the answers, without the questions."""
    return [lines for _, rows in inbox.letter(envelope.id).contact for _, lines in rows]


def test_the_safe_contact_rule_is_never_silent(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Where the reporter skipped the way, who must never know, or all of it, the officer is told not to reach out."""
    spec = forms["laporan"]
    filled = ({"danger": "sekarang"}, {"danger": "sekarang", "way": "telepon", "number": "nomor"})
    nothing, by_phone = (sealed(spec, answers, [identity.recipient]) for answers in filled)
    newer = sealed(spec, filled[0], [identity.recipient], form_version=99)
    deliver(server, nothing, by_phone, newer)
    assert said_first(inbox, nothing) == [[DO_NOT_CONTACT], [spec.unanswered["must_not_know"]]]
    assert [spec.unanswered["must_not_know"]] in said_first(inbox, by_phone)
    assert [DO_NOT_CONTACT] not in said_first(inbox, by_phone)
    assert said_first(inbox, newer) == [[DO_NOT]]


def test_a_follow_up_carries_the_rules_of_its_first_report(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Joined by what lies inside alone: the server's word does not count, and the report itself stays unopened."""
    again = {"danger": "tidak_sekarang", "concerns": "tidak", "text": "lagi"}
    first = of_the_receipt(forms, identity, answers={"danger": "sekarang", "must_not_know": "SUAR"})
    box, key = {"mailbox": receipt().mailbox}, {"reply_to": str(hybrid_recipient(bytes(32)))}
    foreign = {"danger": "sekarang", "must_not_know": "ASING"}
    stranger = sealed(forms["laporan"], foreign, [identity.recipient], **box, **key)
    more = sealed(forms["tambahan"], again, [identity.recipient], **box)
    for outside, one in enumerate((stranger, more)):
        one.headers["Suluh-Mailbox"] = f"{outside:032x}"
    lone = sealed(forms["tambahan"], again, [identity.recipient])
    deliver(server, first, stranger, more, lone)
    assert ["SUAR"] in said_first(inbox, more)
    assert ["ASING"] not in said_first(inbox, more)
    assert said_first(inbox, lone)[-1] == [DO_NOT]
    assert {one.id for one in inbox.outsides() if one.opened_hour is not None} == {more.id, lone.id}


def test_harmless_text_repaints_nothing() -> None:
    """Escape, bell, direction and formula starts are made visible or inert."""
    assert "\x1b" not in harmless("\x1b[2J")
    assert "\u202e" not in harmless("\u202egnp.exe")
    assert all(
        cell_safe(before + start + "1").startswith("'") for start in "=+-@＝＋－＠﹢" for before in ("", " ", "\u3000")
    )


def test_a_key_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    """A new key file gives its identity back; a wrong passphrase, damage, or absence says which it is."""
    text, made = new_key_text("petugas 1", PASSPHRASE)
    file = tmp_path / "petugas.kunci.age"
    file.write_text(text)
    assert str(open_key(file, PASSPHRASE).recipient) == str(made.recipient)
    assert "AGE-SECRET-KEY" not in text
    with pytest.raises(KeyFileError, match="kata sandi"):
        open_key(file, PASSPHRASE + "x")
    file.write_text(text.replace("\n", "\nA", 1))
    with pytest.raises(KeyFileError, match="rusak"):
        open_key(file, PASSPHRASE)
    with pytest.raises(KeyFileError, match="tidak ada"):
        open_key(tmp_path / "nowhere", PASSPHRASE)


@pytest.fixture
def desk(inbox: Inbox, tmp_path: Path) -> tuple[Flask, str]:
    """A desk that any passphrase unlocks, and the path of its one-time link."""

    def unlock(typed: str) -> Inbox:
        if typed != PASSPHRASE:
            raise KeyFileError("kata sandi kunci salah.")
        return inbox

    (tmp_path / "work.css").write_text("")
    app, here = create_desk(8001, unlock, tmp_path, demo=True)
    return app, here.new_link()


def token_of(page: str) -> str:
    """The CSRF token of a page."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)


def base(link: str) -> str:
    """Scheme, host and port of a link."""
    return link.partition("/mulai")[0]


def test_the_desk_denies_everything_to_a_browser_without_the_link(desk: tuple[Flask, str]) -> None:
    """Every route but the link itself is 403 for a stranger, and the link works once."""
    app, link = desk
    stranger = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "desk.stylesheet":
            continue  # the same file as on the public pages
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        assert stranger.get(path, base_url=base(link)).status_code in {403, 405}
    assert app.test_client().get(link).status_code == 303
    assert app.test_client().get(link).status_code == 403


def test_a_new_link_ends_the_session_of_the_old_one(desk: tuple[Flask, str]) -> None:
    """Where a link was lost, or used by somebody else, the next one shuts that browser out and forgets the key."""
    app, link = desk
    first, second = app.test_client(), app.test_client()
    first.get(link)
    token = token_of(first.get("/kunci", base_url=base(link)).text)
    first.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link))
    new = app.extensions["desk"].new_link()
    assert app.extensions["desk"].inbox is None
    assert first.get("/kunci", base_url=base(link)).status_code == 403
    assert second.get(link).status_code == 403
    assert second.get(new).status_code == 303
    assert second.get("/kunci", base_url=base(link)).status_code == 200


def test_every_refusal_of_the_desk_is_a_page_with_its_style(desk: tuple[Flask, str]) -> None:
    """Before the link and under another name as well the page and its stylesheet come; no other file does."""
    app, link = desk
    stranger = app.test_client()
    for host in (base(link), "http://127.0.0.1:8001"):
        for path, status in (("/", 403), ("/gaya/work.css", 200), ("/gaya/form.js", 403), ("/tidak-ada", 403)):
            answer = stranger.get(path, base_url=host, buffered=True)
            assert answer.status_code == status
            assert status == 200 or 'href="/gaya/work.css"' in answer.text
    stranger.get(link)
    answer = stranger.post("/kunci", base_url=base(link))
    assert answer.status_code == 400
    assert 'href="/gaya/work.css"' in answer.text


def test_an_officers_words_outlive_a_server_that_is_gone(
    desk: tuple[Flask, str], served: Flask, server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """The server fails while an answer is written: the page comes again with letter, list and words, and its digest."""
    envelope = of_the_receipt(forms, identity)
    deliver(server, envelope)
    app, link = desk
    browser = app.test_client()
    browser.get(link)
    token = token_of(browser.get("/kunci", base_url=base(link)).text)
    browser.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link))
    page = browser.get(f"/amplop/{envelope.id}", base_url=base(link)).text
    seen = f'name="seen" value="{hashlib.sha256(envelope.body).hexdigest()}"'
    assert seen in page
    served.wsgi_app = lambda _environ, start_response: start_response("502 Bad Gateway", []) and [b""]
    written = {"text": "SUAR-KATA", "seen": seen.split('"')[3], "csrf_token": token_of(page)}
    failed = browser.post(f"/amplop/{envelope.id}", data={**written, "status": "dibaca"}, base_url=base(link))
    assert failed.status_code == 400
    assert all(part in failed.text for part in ("SUAR-KATA", seen, f'href="/amplop/{envelope.id}"'))


def test_the_desk_answers_to_its_own_name_only(desk: tuple[Flask, str]) -> None:
    """Under another Host (DNS rebinding), port or site even the right link is refused, and not used up."""
    app, link = desk
    path = link.removeprefix(base(link))
    for host in ("evil.example:8001", "127.0.0.1:8001", "localhost:8001", base(link)[7:-1]):
        assert app.test_client().get(path, base_url=f"http://{host}").status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert app.test_client().get(link, headers=foreign).status_code == 403
    assert app.test_client().get(link).status_code == 303


def test_the_desk_shows_a_report_after_unlocking_and_forgets_it_when_locked(
    desk: tuple[Flask, str], server: str, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Link, passphrase, list, report; a wrong passphrase opens nothing; locking closes all of it."""
    spec = forms["laporan"]
    envelope = sealed(spec, {**spec.examples.valid[0].answers}, [identity.recipient])
    deliver(server, envelope)
    app, link = desk
    browser = app.test_client()
    browser.get(link)
    assert browser.get("/", base_url=base(link)).headers["Location"] == "/kunci"
    token = token_of(browser.get("/kunci", base_url=base(link)).text)
    wrong = browser.post("/kunci", data={"passphrase": "salah", "csrf_token": token}, base_url=base(link))
    assert wrong.status_code == 401
    assert (
        browser.post("/kunci", data={"passphrase": PASSPHRASE, "csrf_token": token}, base_url=base(link)).status_code
        == 303
    )
    page = browser.get(f"/amplop/{envelope.id}", base_url=base(link))
    assert page.status_code == 200
    assert spec.questions[0].label in page.text
    assert browser.get("/amplop/unknown", base_url=base(link)).status_code == 404
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page.text).group(1)
    reply = {"status": "", "text": "", "seen": seen, "csrf_token": token_of(page.text)}
    empty = browser.post(f"/amplop/{envelope.id}", data=reply, base_url=base(link))
    assert empty.status_code == 400
    kept = browser.post(f"/amplop/{envelope.id}", data={**reply, "text": "x" * 10_001}, base_url=base(link))
    assert "x" * 10_001 in kept.text  # the officer's words stay where they were not sent
    sent = browser.post(f"/amplop/{envelope.id}", data={**reply, "status": "dibaca"}, base_url=base(link))
    assert sent.status_code == 303
    assert browser.post(f"/amplop/{envelope.id}", data={"text": "x"}, base_url=base(link)).status_code == 400
    browser.post("/tutup", data={"csrf_token": token_of(page.text)}, base_url=base(link))
    assert browser.get(f"/amplop/{envelope.id}", base_url=base(link)).status_code == 303


def test_no_script_runs_at_the_desk(desk: tuple[Flask, str]) -> None:
    """What a report holds is shown where no script can run at all."""
    app, link = desk
    policy = app.test_client().get(link).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
