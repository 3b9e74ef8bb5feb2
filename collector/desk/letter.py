"""An envelope as an officer reads it: compared with the outside, judged by its form, and how to reach its writer."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeAlias

from collector.forms.routing import goes_outside
from collector.forms.schema import InvalidAnswers, urgency, validate, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from base.days import Zone
    from collector.core.opening import Opened
    from collector.desk.client import Outside
    from collector.forms.schema import Answers, Files, FormSpec

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # Unicode general categories
Rows: TypeAlias = list[tuple[str, list[str]]]  # (question, lines of the answer)
BEFORE_CONTACT = "Sebelum menghubungi"
DO_NOT = "jangan hubungi, jawab hanya lewat kotak"
VOUCHED = (
    "Menurut server, surat ini ditulis dengan kode pelapor. Kalau server berbohong, siapa pun yang pernah membaca "
    "laporan pertama dapat membuatnya. Sebelum menghentikan atau mengubah sesuatu karena surat ini, kirim satu kata "
    "lewat jawaban dan minta pelapor menuliskannya lagi: jawaban hanya terbuka dengan kode."
)
NOT_VOUCHED = (
    "Surat ini tidak terbukti ditulis pelapor yang sama: server tidak menemukannya satu kotak dengan laporan pertama. "
    "Siapa pun yang pernah membaca laporan itu dapat membuatnya; mungkin juga kotaknya sudah dihapus pelapor. Jangan "
    "menghentikan atau mengubah apa pun karena surat ini. Tanyakan lewat jawaban kepada laporan pertamanya."
)


@dataclass(frozen=True)
class Letter:
    """One envelope at the desk.

    `digest` is the SHA-256 of the sealed bytes, 64 hex digits: what an officer has seen goes by it. `answers` are
    there only if they fit the form's spec; `warnings` say what an officer must know before trusting what is shown, and
    `opened` is None where the envelope could not be opened at all.
    """

    untrusted_outside: Outside
    digest: str
    spec: FormSpec | None = None
    opened: Opened | None = None
    answers: Answers = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    reports: tuple[Letter, ...] = ()  # what this letter continues, where it is a follow-up
    unlooked: int | None = 0  # reports not yet looked at for those; None where nobody knows how many
    vouched: bool = False  # the server says that this follow-up lies in one mailbox with a report that it continues

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
            blocks += [
                (f"Aturan dari laporan pertama, {report.untrusted_outside.id[:8]}", rows) for _, rows in report.contact
            ]
        if self.spec.follows and not self.reports:
            sought = "Laporan pertama tidak ditemukan atau tidak bisa dibuka di sini"
            missing = "Laporan pertama belum ditemukan" if self.searching else sought
            blocks.append((BEFORE_CONTACT, [(missing, [DO_NOT])]))
        return blocks

    @property
    def searching(self) -> str:
        """Said of a follow-up while there are reports that were not looked at for those that it continues."""
        if self.unlooked == 0:
            return ""
        count = "Daftar laporan tidak didapat" if self.unlooked is None else f"{self.unlooked} laporan belum diperiksa"
        return f"{count} untuk mencari laporan pertamanya."

    @property
    def cautions(self) -> list[str]:
        """All that an officer must know before trusting this letter, for whoever sees no page."""
        return [*self.warnings, *filter(None, [self.searching]), *self.doubts]

    def rules_alone(self) -> Letter:
        """What joins a follow-up to this report: its mailbox, its key and whom not to call, without the story."""
        if self.opened is None or self.spec is None:
            return replace(self, opened=None)
        rules = {name: answer for name, answer in self.answers.items() if name in self.spec.safe_contact}
        inside = replace(self.opened, untrusted_answers={}, untrusted_readable="", attachments=())
        return replace(self, opened=inside, answers=rules)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What an officer must know of who wrote a follow-up; nothing for other letters.

        Whoever read the report knows all that joins a follow-up to it. Only the reporter's code writes into the mailbox
        again, but that it was shown is the server's word. Only the code opens an answer.
        """
        if self.spec is None or self.spec.follows is None:
            return ()
        return (VOUCHED if self.vouched else NOT_VOUCHED,)

    def _rows(self, *, first: bool) -> Rows:
        if self.spec is None:
            return []
        wanted = [question for question in self.spec.questions if (question.id in self.spec.safe_contact) is first]
        answered = {q.id: words(q, self.answers[q.id]) for q in wanted if q.id in self.answers}
        answered |= {name: [said] for name, said in self.spec.unanswered.items() if first and name not in answered}
        return [(q.label, answered[q.id]) for q in wanted if q.id in answered]

    @property
    def raw_lines(self) -> list[str]:
        """What the reporter's browser wrote as isian.txt, shown only where the answers do not fit the form.

        Control and direction characters are replaced: they could repaint a terminal or turn a line around.
        """
        if self.opened is None or self.answers:
            return []
        return [harmless(line) for line in self.opened.untrusted_readable.splitlines()]


def judge(untrusted_outside: Outside, digest: str, opened: Opened, forms: Mapping[str, FormSpec]) -> Letter:
    """Compare inside and outside, and validate the answers against the form that the inside names.

    The outside can be written by whoever runs the server, the inside only by the reporter: where they differ the
    inside is shown and the officer is told.
    """
    warnings = [
        f"{label} di luar amplop tidak sama dengan di dalamnya. Server atau pengirim mungkin mengubahnya."
        for label, left, right in (
            ("Nomor", untrusted_outside.id, opened.envelope_id),
            ("Formulir", (untrusted_outside.form, untrusted_outside.form_version), (opened.form, opened.form_version)),
        )
        if left != right
    ]
    spec = forms.get(opened.form)
    if spec is None or spec.version != opened.form_version:
        warnings.append("Versi formulir ini tidak dikenal di sini; di bawah ini teks mentahnya.")
        return Letter(untrusted_outside, digest, None, opened, {}, tuple(warnings))
    try:
        answers = validate(spec, opened.untrusted_answers)
    except InvalidAnswers as error:
        names = ", ".join(sorted({name for name, _ in error.problems}))
        warnings.append(f"Isian tidak sesuai dengan formulir ({names}); di bawah ini teks mentahnya.")
        return Letter(untrusted_outside, digest, spec, opened, {}, tuple(warnings))
    if opened.attachments and not allowed(spec.files, opened.attachments):
        warnings.append("Amplop ini membawa berkas yang tidak diminta formulirnya. Berkasnya tidak dibuka.")
    if spec.routing and goes_outside(spec.routing, answers):
        # No page of ours seals such answers.
        warnings.append("Pelapor menjawab bahwa ini menyangkut kita. Berhenti membaca: SOP Konflik kepentingan.")
    if urgency(spec, answers) != untrusted_outside.urgency:
        warnings.append("Tanda mendesak di luar amplop tidak sama dengan isiannya.")
    return Letter(untrusted_outside, digest, spec, opened, answers, tuple(warnings))


def allowed(files: Files | None, attachments: Sequence[tuple[str, bytes]]) -> bool:
    """Whether a form takes this many files (name, bytes) of these sizes; what they are is for whoever opens one."""
    if files is None or len(attachments) > files.most:
        return False
    return all(len(content) <= files.kib * 1024 for _, content in attachments)


def hour_in_words(hour: int, zone: Zone) -> str:
    """A whole hour since 1970 (UTC) by the district's clock: "24-11-2026 10 WIB", whatever this computer is set to."""
    try:
        there = datetime.fromtimestamp(hour * 3600, timezone(timedelta(hours=zone.ahead)))
    except (OverflowError, ValueError, OSError):
        return "jam tidak dikenal"
    return f"{there:%d-%m-%Y %H} {zone.name}"


def progress(untrusted: Outside) -> str:
    """How far an envelope has come, by the collector's word."""
    if untrusted.answered:
        return "dijawab"
    return "belum dibuka" if untrusted.opened_hour is None else "dibuka, belum dijawab"


def harmless(text: str) -> str:
    """The text with every control, format, surrogate and line-separating character shown as a replacement mark."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in UNSEEN else c for c in text)
