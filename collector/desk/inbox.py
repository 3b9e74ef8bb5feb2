"""From sealed envelopes to letters an officer can read: opened, compared with the outside, judged by the form."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeAlias

from collector.core.age import InvalidKey, parse_recipient, seal
from collector.core.answer import Answer, pack_answer
from collector.core.opening import open_envelope
from collector.desk.client import LineError
from collector.errors import SuluhError
from collector.forms.routing import goes_outside, left_out
from collector.forms.schema import InvalidAnswers, urgency, validate, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.core.opening import HybridIdentity, Opened
    from collector.core.recipients import PublicRecipient
    from collector.desk.client import Collector, Outside
    from collector.forms.schema import Answers, Files, FormSpec

WIB = timezone(timedelta(hours=7))
URGENCIES = {"now": "mendesak: sekarang", "soon": "perlu segera", "normal": "biasa"}  # the most urgent first
Rows: TypeAlias = list[tuple[str, list[str]]]  # (question, lines of the answer)
BEFORE_CONTACT = "Sebelum menghubungi"
DO_NOT = "jangan hubungi, jawab hanya lewat kotak"


class NotFound(SuluhError):
    """No envelope has this id."""


class CannotReply(SuluhError):
    """Nothing was sent; the message says why."""


@dataclass(frozen=True)
class Letter:
    """One envelope at the desk.

    `digest` is the SHA-256 of the sealed bytes, 64 hex digits: what an officer has seen goes by it. `answers` are
    there only if they fit the form's spec; `warnings` say what an officer must know before trusting what is shown, and
    `opened` is None where the envelope could not be opened at all.
    """

    outside: Outside
    digest: str
    spec: FormSpec | None = None
    opened: Opened | None = None
    answers: Answers = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    reports: tuple[Letter, ...] = ()  # what this letter continues, where it is a follow-up

    @property
    def rows(self) -> Rows:
        """(question, lines of the answer) in the order asked, in the form's own words, without `safe_contact`."""
        return self._rows(first=False)

    @property
    def contact(self) -> list[tuple[str, Rows]]:
        """(heading, rows): how this person may be reached and who must never know, to be seen before all else.

        What the reporter skipped is said as well, and so is a first report that is not here: silence is no permission.
        """
        if self.opened is None:
            return []
        if self.spec is None:
            return [(BEFORE_CONTACT, [("Aturannya tidak terbaca", [DO_NOT])])]
        own = self._rows(first=True)
        blocks = [(BEFORE_CONTACT, own)] if own else []
        for report in self.reports:
            blocks += [(f"Aturan dari laporan pertama, {report.outside.id[:8]}", rows) for _, rows in report.contact]
        if self.spec.follows and not self.reports:
            missing = "Laporan pertama tidak ditemukan atau tidak bisa dibuka di sini"
            blocks.append((BEFORE_CONTACT, [(missing, [DO_NOT])]))
        return blocks

    def _rows(self, *, first: bool) -> Rows:
        if self.spec is None:
            return []
        wanted = [question for question in self.spec.questions if (question.id in self.spec.safe_contact) is first]
        given = {q.id: words(q, self.answers[q.id]) for q in wanted if q.id in self.answers}
        given |= {name: [said] for name, said in self.spec.unanswered.items() if first and name not in given}
        return [(q.label, given[q.id]) for q in wanted if q.id in given]

    @property
    def raw_lines(self) -> list[str]:
        """What the reporter's browser wrote as isian.txt, shown only where the answers do not fit the form.

        Control and direction characters are replaced: they could repaint a terminal or turn a line around.
        """
        if self.opened is None or self.answers:
            return []
        return [harmless(line) for line in self.opened.untrusted_readable.splitlines()]


class Inbox:
    """All letters of one collector, for one identity."""

    def __init__(self, collector: Collector, identity: HybridIdentity, forms: Mapping[str, FormSpec]) -> None:
        """`forms` are the specs by id; an envelope of an unknown form or version is shown with a warning."""
        self._collector, self._identity, self._forms = collector, identity, forms
        self._kept: dict[str, Letter] = {}  # what was opened here, by the envelope's id
        self.listed: list[Outside] = []  # the list as it last came
        # Answers whose acknowledgement did not come, by what they say: sent again they are the same answer.
        self._unsent: dict[tuple[str, str | None, str], tuple[str, bytes]] = {}

    @property
    def titles(self) -> dict[str, str]:
        """What each form is called, by id."""
        return {form.id: form.title for form in self._forms.values()}

    def outsides(self) -> list[Outside]:
        """What can be known without opening, the most urgent first, then the oldest."""
        self.listed = sorted(
            self._collector.envelopes(), key=lambda one: (list(URGENCIES).index(one.urgency), one.received_hour)
        )
        return self.listed

    def letter(self, envelope_id: str) -> Letter:
        """Fetch and open one envelope, and keep it for `reply`.

        NotFound where there is none, LineError where the server gives other bytes under this id than before.
        """
        found = self._collector.envelope(envelope_id)
        if found is None:
            raise NotFound("tidak ada amplop dengan nomor itu; `suluh inbox list` menunjukkan yang ada.")
        letter, before = self._read(*found), self._kept.get(envelope_id)
        if before is not None and before.digest != letter.digest:
            raise LineError("server memberi isi lain di bawah nomor yang sama. Hubungi pengelola server.")
        self._kept[envelope_id] = replace(self._tell(letter), reports=self._reports(letter))
        return self._kept[envelope_id]

    def kept(self, envelope_id: str) -> Letter:
        """One letter as it was last opened here; the server is asked only where it was not."""
        return self._kept.get(envelope_id) or self.letter(envelope_id)

    def letters(self, form: str) -> Iterator[Letter]:
        """Fetch and open every envelope of one form, oldest first.

        A report is not told to the server as opened: nobody has read it yet, and its alarm must go on.
        """
        spec = self._forms.get(form)
        for outside in self._collector.envelopes():
            found = self._collector.envelope(outside.id) if outside.form == form else None
            if found is not None:
                letter = self._read(*found)
                yield letter if spec and spec.is_report else self._tell(letter)

    def reply(self, envelope_id: str, seen: str, status: str | None, text: str) -> None:
        """Leave an answer to a letter that was opened here, sealed to the recipient that it names inside.

        `seen` is the `digest` of the letter that the officer has read: nothing is fetched again, so that no server can
        put another letter, with a key of its own, in its place. `status` is a key of `core.answer.STATUSES`.
        CannotReply where there is nothing to say or nobody to say it to, LineError as elsewhere. The same words after a
        LineError are the same answer, so that the reporter does not find it twice where it was stored after all.
        """
        text = "\n".join(text.split("\r\n")).strip()
        if not text and status is None:
            raise CannotReply("tulis jawabannya, atau pilih keadaannya.")
        letter = self._kept.get(envelope_id)
        if letter is None or letter.digest != seen:
            raise CannotReply("yang dijawab bukan yang terakhir dibuka. Buka amplopnya lagi, baca, lalu jawab.")
        opened, recipient = _reply_to(letter)
        names = left_out(letter.spec, letter.answers) if letter.spec and letter.answers else None
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
        answer = Answer(secrets.token_hex(16), opened.mailbox, status, text, now, names)
        said = (envelope_id, status, text)
        made = self._unsent.setdefault(said, (answer.answer_id, seal([recipient], pack_answer(answer))))
        arrived = self._collector.put_answer(envelope_id, opened.token, *made)
        self._unsent.pop(said, None)  # a double click comes here twice
        if not arrived:
            raise CannotReply("kotaknya tidak ada di server. Pelapor mungkin sudah menghapusnya.")

    def _read(self, outside: Outside, sealed: bytes) -> Letter:
        digest = hashlib.sha256(sealed).hexdigest()
        try:
            opened = open_envelope([self._identity], sealed)
        except SuluhError as error:
            return Letter(outside, digest, warnings=(f"Amplop tidak bisa dibuka: {error}",))
        return judge(outside, digest, opened, self._forms)

    def _tell(self, letter: Letter) -> Letter:
        """Tell the collector that an officer has this letter in front of them, which ends the alarm for it."""
        outside, opened = letter.outside, letter.opened
        if opened is None or outside.opened_hour is not None or outside.id != opened.envelope_id:
            return letter
        try:
            self._collector.mark_opened(outside.id, opened.token)
        except LineError as error:  # the letter is here all the same, and read; only the alarm for it goes on
            late = f"Amplop ini belum tercatat sebagai terbuka: {error}"
            return replace(letter, warnings=(*letter.warnings, late))
        return letter

    def _reports(self, letter: Letter) -> tuple[Letter, ...]:
        """The reports that a follow-up continues: same mailbox and same reporter's key inside; nothing else joins them.

        The server does not know whose an envelope is, so every report is opened, once while the desk is open, and the
        alarm for it goes on: nobody has read it. What cannot be fetched counts as not found.
        """
        if letter.opened is None or letter.spec is None or letter.spec.follows is None:
            return ()
        wanted, follows = (letter.opened.mailbox, letter.opened.reply_to), letter.spec.follows
        try:
            for outside in self._collector.envelopes():
                if outside.form == follows and outside.id not in self._kept:
                    found = self._collector.envelope(outside.id)
                    if found is not None:
                        self._kept[outside.id] = self._read(*found)
        except LineError:
            return ()
        kept = list(self._kept.values())  # another page of the desk may be adding to it
        opened = [(one, one.opened) for one in kept if one.opened and one.opened.form == follows]
        return tuple(one for one, inside in opened if (inside.mailbox, inside.reply_to) == wanted)


def _reply_to(letter: Letter) -> tuple[Opened, PublicRecipient]:
    """What was opened, and whom an answer to it is sealed to; or CannotReply."""
    if letter.opened is None:
        raise CannotReply("amplop ini tidak bisa dibuka di sini, jadi kotak balasannya tidak diketahui.")
    if letter.opened.envelope_id != letter.outside.id:
        raise CannotReply("nomor di dalam amplop ini lain dari nomornya di server. Hubungi pengelola server.")
    try:
        return letter.opened, parse_recipient(letter.opened.reply_to)
    except InvalidKey:
        raise CannotReply("kunci balasan di amplop ini rusak. Hubungi pelapor dengan cara aman lain.") from None


def judge(outside: Outside, digest: str, opened: Opened, forms: Mapping[str, FormSpec]) -> Letter:
    """Compare inside and outside, and validate the answers against the form that the inside names.

    The outside can be written by whoever runs the server, the inside only by the reporter: where they differ the
    inside is shown and the officer is told.
    """
    warnings = [
        f"{label} di luar amplop tidak sama dengan di dalamnya. Server atau pengirim mungkin mengubahnya."
        for label, left, right in (
            ("Nomor", outside.id, opened.envelope_id),
            ("Formulir", (outside.form, outside.form_version), (opened.form, opened.form_version)),
        )
        if left != right
    ]
    spec = forms.get(opened.form)
    if spec is None or spec.version != opened.form_version:
        warnings.append("Versi formulir ini tidak dikenal di sini; di bawah ini teks mentahnya.")
        return Letter(outside, digest, None, opened, {}, tuple(warnings))
    try:
        answers = validate(spec, opened.untrusted_answers)
    except InvalidAnswers as error:
        names = ", ".join(sorted({name for name, _ in error.problems}))
        warnings.append(f"Isian tidak sesuai dengan formulir ({names}); di bawah ini teks mentahnya.")
        return Letter(outside, digest, spec, opened, {}, tuple(warnings))
    if opened.attachments and not allowed(spec.files, opened.attachments):
        warnings.append("Amplop ini membawa berkas yang tidak diminta formulirnya. Berkasnya tidak dibuka.")
    if spec.routing and goes_outside(spec.routing, answers):
        # No page of ours seals such answers.
        warnings.append("Pelapor menjawab bahwa ini menyangkut kita. Berhenti membaca: SOP Konflik kepentingan.")
    if urgency(spec, answers) != outside.urgency:
        warnings.append("Tanda mendesak di luar amplop tidak sama dengan isiannya.")
    return Letter(outside, digest, spec, opened, answers, tuple(warnings))


def allowed(files: Files | None, attachments: Sequence[tuple[str, bytes]]) -> bool:
    """Whether a form takes this many files (name, bytes) of these sizes; what they are is for whoever opens one."""
    if files is None or len(attachments) > files.most:
        return False
    return all(len(content) <= files.kib * 1024 for _, content in attachments)


def hour_in_words(hour: int) -> str:
    """A whole hour since 1970 (UTC) in the district's time: "24-11-2026 10 WIB", whatever this computer is set to."""
    try:
        return datetime.fromtimestamp(hour * 3600, WIB).strftime("%d-%m-%Y %H WIB")
    except (OverflowError, ValueError, OSError):
        return "jam tidak dikenal"


def progress(outside: Outside) -> str:
    """How far an envelope has come, by the collector's word."""
    if outside.answered:
        return "dijawab"
    return "belum dibuka" if outside.opened_hour is None else "dibuka, belum dijawab"


def harmless(text: str) -> str:
    """The text with every control, format and surrogate character shown as a replacement mark."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in {"Cc", "Cf", "Cs"} else c for c in text)
