"""The letters of one collector: fetched, opened once, joined with what they continue, answered as they were seen."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from base.errors import SuluhError
from collector.core.age import InvalidKey, parse_recipient, seal
from collector.core.answer import Answer, answer_id, pack_answer
from collector.core.opening import open_envelope
from collector.desk.client import LineError
from collector.desk.letter import Letter, judge
from collector.forms.routing import left_out
from collector.forms.schema import URGENCIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collector.core.opening import HybridIdentity, Opened
    from collector.core.recipients import PublicRecipient
    from collector.desk.client import Collector, Outside
    from collector.forms.schema import FormSpec

MOST_LOOKED = 50  # reports that one page opens to find the one that is continued; a flood must not hold it up
SAID_BEFORE = "Jawaban yang sama sudah ada di kotak pelapor. Tidak dikirim dua kali."


class NotFound(SuluhError):
    """No envelope has this id."""


class CannotReply(SuluhError):
    """Nothing was sent; the message says why."""


class Inbox:
    """All letters of one collector, for one identity."""

    def __init__(self, collector: Collector, identity: HybridIdentity, forms: Mapping[str, FormSpec]) -> None:
        """`forms` are the specs by id; an envelope of an unknown form or version is shown with a warning."""
        self._collector, self._identity, self._forms = collector, identity, forms
        self._kept: dict[str, Letter] = {}  # what was shown here, by the envelope's id
        self._looked: dict[str, Letter] = {}  # what may be continued, by id: box, key and rules, not the story
        self._failed: set[str] = set()  # reports that the server did not give; they come last the next time
        self.untrusted_list: list[Outside] = []  # as it last came

    @property
    def titles(self) -> dict[str, str]:
        """What each form is called, by id."""
        return {form.id: form.title for form in self._forms.values()}

    def untrusted_outsides(self) -> list[Outside]:
        """What can be known without opening: the most urgent first, unanswered before answered, then the oldest."""
        ranks = list(URGENCIES)
        self.untrusted_list = sorted(
            self._collector.untrusted_envelopes(),
            key=lambda one: (ranks.index(one.urgency), one.answered, one.received_hour),
        )
        return self.untrusted_list

    def letter(self, envelope_id: str) -> Letter:
        """Fetch and open one envelope, and keep it for `reply`.

        NotFound where there is none, LineError where the server gives other bytes under this id than before.
        """
        envelope = self._collector.untrusted_envelope(envelope_id)
        if envelope is None:
            raise NotFound("tidak ada amplop dengan nomor itu. Mungkin sudah dihapus pelapor. Lihat daftarnya lagi.")
        letter, before = self._read(*envelope), self._kept.get(envelope_id)
        if before is not None and before.digest != letter.digest:
            raise LineError("server memberi isi lain di bawah nomor yang sama. Hubungi pengelola server.")
        if letter.spec and letter.spec.follows:
            letter = replace(letter, unlooked=self._look(letter.spec.follows, MOST_LOOKED))
        self._kept[envelope_id] = self._join(self._tell(letter))
        return self._kept[envelope_id]

    def kept(self, envelope_id: str) -> Letter:
        """One letter as it was last opened here; the server is asked only where it was not."""
        return self._kept.get(envelope_id) or self.letter(envelope_id)

    def letters(self, form: str) -> Iterator[Letter]:
        """Fetch and open every envelope of one form, oldest first.

        A report is not told to the server as opened: nobody has read it yet, and its alarm must go on.
        """
        spec = self._forms.get(form)
        unlooked = self._look(spec.follows, None) if spec and spec.follows else 0
        for untrusted in self._collector.untrusted_envelopes():
            envelope = self._collector.untrusted_envelope(untrusted.id) if untrusted.form == form else None
            if envelope is not None:
                letter = self._join(replace(self._read(*envelope), unlooked=unlooked))
                yield letter if spec and spec.is_report else self._tell(letter)

    def reply(self, envelope_id: str, seen: str, status: str | None, text: str) -> bool:
        """Leave an answer to a letter that was opened here, sealed to the recipient that it names inside.

        `seen` is the `digest` of the letter that the officer has read: nothing is fetched again, so that no server can
        put another letter, with a key of its own, in its place. `status` is a key of `core.answer.STATUSES`.
        False where the same words to this letter were in the mailbox before, however often and from whichever program
        they are sent: the reporter finds them once. CannotReply where there is nothing to say or nobody to say it to,
        LineError as elsewhere.
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
        number = answer_id(str(self._identity), seen, status, text)
        sealed = seal([recipient], pack_answer(Answer(number, opened.mailbox, status, text, now, names)))
        put = self._collector.put_answer(envelope_id, opened.token, number, sealed)
        if put == "gone":
            raise CannotReply("kotaknya tidak ada di server. Pelapor mungkin sudah menghapusnya.")
        return put == "stored"

    def _read(self, untrusted: Outside, sealed: bytes) -> Letter:
        digest = hashlib.sha256(sealed).hexdigest()
        try:
            opened = open_envelope([self._identity], sealed)
        except SuluhError as error:
            return Letter(untrusted, digest, warnings=(f"Amplop tidak bisa dibuka: {error}",))
        return judge(untrusted, digest, opened, self._forms)

    def _tell(self, letter: Letter) -> Letter:
        """Tell the collector that an officer has this letter in front of them, which ends the alarm for it."""
        untrusted, opened = letter.untrusted_outside, letter.opened
        if opened is None or untrusted.opened_hour is not None or untrusted.id != opened.envelope_id:
            return letter
        try:
            self._collector.mark_opened(opened.envelope_id, opened.token)
        except LineError as error:  # the letter is here all the same, and read; only the alarm for it goes on
            late = f"Amplop ini belum tercatat sebagai terbuka: {error}"
            return replace(letter, warnings=(*letter.warnings, late))
        return letter

    def _look(self, form: str, most: int | None) -> int | None:
        """Open up to `most` more of what may be continued; how many are left, None where the server gave no list.

        The server does not know whose an envelope is, so it may be any of that form: those that an officer has read
        come first. The alarm for each goes on, since nobody has read it here. An error ends the batch; the one that
        failed comes last the next time, so that no envelope stands before the others for ever.
        """
        try:
            listed = [one for one in self._collector.untrusted_envelopes() if one.form == form]
        except LineError:
            return None
        left = [one for one in listed if one.id not in self._looked]
        left.sort(key=lambda one: (one.id in self._failed, one.opened_hour is None, one.received_hour))
        for untrusted in left[:most]:
            try:
                envelope = self._collector.untrusted_envelope(untrusted.id)
            except LineError:
                self._failed.add(untrusted.id)
                break
            self._looked[untrusted.id] = self._read(*envelope).rules_alone() if envelope else Letter(untrusted, "")
        return sum(one.id not in self._looked for one in left)

    def _join(self, letter: Letter) -> Letter:
        """A follow-up with the reports that it continues: the same mailbox and the same reporter's key inside.

        Whoever read one of them can write both into an envelope of their own, a false report with false rules as well.
        So none is joined that does not lie in that mailbox, which opens for the reporter's code alone.
        """
        if letter.opened is None or letter.spec is None or letter.spec.follows is None:
            return letter
        wanted, follows = (letter.opened.mailbox, letter.opened.reply_to), letter.spec.follows
        looked = list(self._looked.values())  # another page of the desk may be adding to it
        opened = [(one, one.opened) for one in looked if one.opened and one.opened.form == follows]
        same = [one for one, inside in opened if (inside.mailbox, inside.reply_to) == wanted]
        reports = tuple(filter(self._vouched, same))
        return replace(letter, reports=reports, vouched=bool(reports) and self._vouched(letter))

    def _vouched(self, letter: Letter) -> bool:
        """Whether the server says that a letter lies in the mailbox that it names inside; no answer is no."""
        opened = letter.opened
        if opened is None or opened.envelope_id != letter.untrusted_outside.id:
            return False
        try:
            return self._collector.lies_in(opened.envelope_id, opened.token, opened.mailbox)
        except LineError:
            return False


def _reply_to(letter: Letter) -> tuple[Opened, PublicRecipient]:
    """What was opened, and whom an answer to it is sealed to; or CannotReply."""
    if letter.opened is None:
        raise CannotReply("amplop ini tidak bisa dibuka di sini, jadi kotak balasannya tidak diketahui.")
    if letter.opened.envelope_id != letter.untrusted_outside.id:
        raise CannotReply("nomor di dalam amplop ini lain dari nomornya di server. Hubungi pengelola server.")
    try:
        return letter.opened, parse_recipient(letter.opened.reply_to)
    except InvalidKey:
        raise CannotReply("kunci balasan di amplop ini rusak. Hubungi pelapor dengan cara aman lain.") from None
