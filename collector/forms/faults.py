"""What the parts of a form spec get wrong together, found before a reader sees the form. Pure.

The words are Indonesian: they are read by the people who write the forms.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from base.hints import suggest
from collector.forms.questions import Question
from collector.forms.schema import LONGEST_NAME, MOST_NAMES, FormSpec

Location: TypeAlias = tuple[str | int, ...]
# Where in the YAML, what is wrong, how to mend it.
Fault: TypeAlias = tuple[Location, str, str]

# Room for names, the reporter's recipient (1959 characters) and the ZIP's own records.
_FIXED_BYTES = 4096
# A character takes at most four bytes of UTF-8, and each answer stands twice: isian.json and isian.txt.
_BYTES_PER_CHARACTER = 8
_BYTES_PER_FILE = 512  # its name, twice, and the ZIP's records
MOST_AT_ONCE = 3  # questions that a phone's screen shows before anything is answered


def faults(spec: FormSpec) -> list[Fault]:
    """Return every fault of the spec; none means that the form can be shown."""
    asked: dict[str, Question] = {}
    found: list[Fault] = []
    for p, page in enumerate(spec.pages):
        for f, question in enumerate(page.fields):
            where = ("pages", p, "fields", f)
            found += [((*where, *loc), what, hint) for loc, what, hint in _question_faults(question, asked)]
            asked[question.id] = question
    found += _repeated([page.id for page in spec.pages], ("pages",))
    found += _crowded_pages(spec)
    found += _urgency_faults(spec, asked)
    found += _routing_faults(spec, asked)
    found += _voices_faults(spec, asked)
    for key, fields in (("roster", spec.roster), ("safe_contact", spec.safe_contact)):
        for n, field in enumerate(fields):
            if field not in asked:
                found.append(((key, n), f"tidak ada pertanyaan '{field}'", suggest(field, asked, "Pertanyaan")))
    for field in sorted(spec.unanswered.keys() - set(spec.safe_contact)):
        found.append((("unanswered", field), f"'{field}' tidak ada di safe_contact", "Tambahkan di sana, atau hapus"))
    if spec.files and spec.asked_first == "danger":
        # A picture of what was done to a child must not be copied, not even to us (design.md section 2).
        hint = "Hapus files: gambar anak tidak boleh disalin, dan halaman umum menjelaskan cara menyimpan bukti"
        found.append((("files",), "formulir yang mendahulukan bahaya tidak menerima berkas", hint))
    return [*found, *_size_faults(spec)]


def worst_case_bytes(spec: FormSpec) -> int:
    """Return an upper bound of the unpadded envelope, so that no allowed answer is ever too long to send."""
    written = sum(question.max_length or 0 for question in spec.questions)
    written += sum(LONGEST_NAME * MOST_NAMES for question in spec.questions if question.kind == "recipients")
    labels = sum(
        max(map(len, (question.label, *question.label_for.values()))) + _longest_choice(question)
        for question in spec.questions
    )
    enclosed = spec.files.most * (1024 * spec.files.kib + _BYTES_PER_FILE) if spec.files else 0
    return _FIXED_BYTES + _BYTES_PER_CHARACTER * written + 4 * labels + enclosed


def _longest_choice(question: Question) -> int:
    lengths = [len(option.label) + len(option.id) for option in question.options]
    return max(lengths) if question.kind == "choice" else sum(lengths)


def _size_faults(spec: FormSpec) -> Iterator[Fault]:
    needed = -(-worst_case_bytes(spec) // 1024)
    if needed > spec.largest_bucket_kib:
        hint = f"Isian terpanjang butuh {needed} KiB: naikkan angka ini, atau turunkan max_length atau files"
        yield ("largest_bucket_kib",), "isian terpanjang tidak muat di amplop terbesar", hint


def _crowded_pages(spec: FormSpec) -> Iterator[Fault]:
    """Name the pages that ask too much at once; a box to tick asks nothing that must be thought of."""
    for p, page in enumerate(spec.pages):
        asked_here = {question.id for question in page.fields}
        at_once = [
            question
            for question in page.fields
            if question.kind != "confirm" and not (question.when and question.when.field in asked_here)
        ]
        if len(at_once) > MOST_AT_ONCE:
            hint = "Bagi halaman ini, atau munculkan sebagian dengan when sesudah pertanyaan sebelumnya dijawab"
            yield ("pages", p), f"{len(at_once)} pertanyaan sekaligus, paling banyak {MOST_AT_ONCE}", hint


def _question_faults(question: Question, asked: Mapping[str, Question]) -> Iterator[Fault]:
    if question.id in asked:
        yield ("id",), f"'{question.id}' ditanyakan dua kali", "Beri setiap pertanyaan id sendiri"
    if question.chosen != bool(question.options):
        verb = "butuh" if question.chosen else "tidak memakai"
        yield ("options",), f"jenis {question.kind} {verb} options", "Sesuaikan options atau kind"
    if question.written != (question.max_length is not None):
        verb = "butuh" if question.written else "tidak memakai"
        yield ("max_length",), f"jenis {question.kind} {verb} max_length", "Sesuaikan max_length atau kind"
    yield from _repeated(question.option_ids, ("options",))
    for n, told in enumerate(question.hints):
        yield from _unknown_options(question, told.within, ("hints", n, "in"))
    yield from _pattern_faults(question)
    if question.when is None:
        return
    earlier = asked.get(question.when.field)
    if earlier is None or not earlier.chosen:
        hint = suggest(question.when.field, [q.id for q in asked.values() if q.chosen], "Pilihan sebelumnya")
        yield ("when", "field"), f"'{question.when.field}' bukan pilihan yang ditanyakan sebelumnya", hint
        return
    yield from _unknown_options(earlier, question.when.within, ("when", "in"))


def _pattern_faults(question: Question) -> Iterator[Fault]:
    if question.pattern is None:
        return
    if question.kind != "text":
        yield ("pattern",), f"jenis {question.kind} tidak memakai pattern", "Hapus pattern atau ganti kind"
    try:
        re.compile(question.pattern.regex)
    except re.error as error:
        yield ("pattern", "regex"), "pola ini tidak terbaca", f"Betulkan pola regex ini: {error}"


def _routing_faults(spec: FormSpec, asked: Mapping[str, Question]) -> Iterator[Fault]:
    """Name what would let an officer read who was to be left out: a question skipped, or an answer nobody reads."""
    if spec.routing is None:
        if any(question.kind == "recipients" for question in asked.values()):
            hint = "Tulis routing dengan leave_out dan outside"
            yield (), "pertanyaan recipients tanpa routing: jawabannya tidak mengubah apa pun", hint
        return
    left_out = [question.id for question in asked.values() if question.kind == "recipients" and question.required]
    if left_out != [spec.routing.leave_out]:
        hint = "Sebut id satu-satunya pertanyaan recipients, dan tulis required: true di sana"
        yield ("routing", "leave_out"), f"'{spec.routing.leave_out}' tidak bisa mengecualikan petugas", hint
    for field, ids in spec.routing.outside.items():
        question = asked.get(field)
        if question is None or not question.chosen:
            hint = suggest(field, [each.id for each in asked.values() if each.chosen], "Pilihan")
            yield ("routing", "outside", field), f"'{field}' bukan pertanyaan pilihan", hint
        else:
            yield from _unknown_options(question, ids, ("routing", "outside", field))
    shown = spec.examples.routed
    if all(each.readers for each in shown) or not any(each.readers and each.readers != each.holders for each in shown):
        hint = "Di examples.routed, tulis contoh tanpa pembaca dan contoh yang mengecualikan seorang petugas"
        yield ("examples",), "routing tanpa contoh", hint


def _urgency_faults(spec: FormSpec, asked: Mapping[str, Question]) -> Iterator[Fault]:
    if spec.urgency is None:
        return
    question = asked.get(spec.urgency.field)
    if question is None or question.kind not in {"choice", "choices"} or question.when is not None:
        hint = "Tulis id satu pertanyaan choice atau choices yang selalu ditanyakan"
        yield ("urgency", "field"), f"'{spec.urgency.field}' tidak bisa membawa tanda mendesak", hint
        return
    for level, ids in spec.urgency.levels.items():
        yield from _unknown_options(question, ids, ("urgency", "levels", level))


def _voices_faults(spec: FormSpec, asked: Mapping[str, Question]) -> Iterator[Fault]:
    if spec.voices is None:
        for p, page in enumerate(spec.pages):
            for f, question in enumerate(page.fields):
                if page.title_for or page.lead_for or question.label_for or question.help_for:
                    hint = "Tulis voices dengan field, child, dan adult"
                    yield ("pages", p, "fields", f), "kalimat untuk satu penulis tanpa voices", hint
        return
    asking = asked.get(spec.voices.field)
    if asking is None or asking.kind != "choice" or asking.when is not None:
        hint = "Tulis id satu pertanyaan choice yang selalu ditanyakan"
        yield ("voices", "field"), f"'{spec.voices.field}' tidak mengatakan siapa yang menulis", hint
        return
    yield from _unknown_options(asking, spec.voices.child, ("voices", "child"))
    yield from _unknown_options(asking, spec.voices.adult, ("voices", "adult"))


def _unknown_options(question: Question, ids: Iterable[str], where: Location) -> Iterator[Fault]:
    for n, option in enumerate(ids):
        if option not in question.option_ids:
            hint = suggest(option, question.option_ids, "Pilihan")
            yield (*where, n), f"'{question.id}' tidak punya pilihan '{option}'", hint


def _repeated(ids: list[str], where: Location) -> Iterator[Fault]:
    for n, name in enumerate(ids):
        if name in ids[:n]:
            yield (*where, n), f"'{name}' ditulis dua kali", "Beri id yang berbeda"
