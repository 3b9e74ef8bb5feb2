"""The shape of a form spec, and the judgement of answers given to it.

Answers have the shape `dict[question id, str | list[str]]`: one option id (`choice`), a list of them (`choices`), a
text (`text`, `longtext`), or `"ya"` (`confirm`); `recipients` is a list of option ids and public names of key holders.
A question not answered is absent. What a sealed envelope holds was made on a stranger's machine, so `validate` drops
nothing silently and its messages never repeat an answer.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import Field

from base.content import Content
from base.errors import SuluhError
from collector.forms.questions import AnswerId, Line, Page, Question

Answer: TypeAlias = str | list[str]
Answers: TypeAlias = dict[str, Answer]
Level: TypeAlias = Literal["now", "soon", "normal"]

# What people read of a level, the most urgent first.
URGENCIES: dict[Level, str] = {"now": "mendesak sekarang", "soon": "perlu segera", "normal": "biasa"}

CONFIRMED = "ya"
STAFF_FOLDER = "/internal/isi/"  # forms that open only behind the staff login
LONGEST_NAME, MOST_NAMES = 40, 20  # of key holders, as a form offers them


class Urgency(Content):
    """What the server may see of the answers: one level, from one question. Unlisted options are `normal`."""

    field: AnswerId
    levels: dict[Literal["now", "soon"], tuple[AnswerId, ...]] = Field(min_length=1)


class Routing(Content):
    """To whom the envelope is not sealed: routing.py reads it.

    `leave_out` is a question of kind `recipients`. With one of the answers in `outside` the envelope is for nobody
    here: nothing is sealed, and the ways outside are shown.
    """

    leave_out: AnswerId
    outside: dict[AnswerId, tuple[AnswerId, ...]] = Field(min_length=1)


class Voices(Content):
    """Who is spoken to how (`label_for` and the like), by the answer to one question; others get the plain text."""

    field: AnswerId
    child: tuple[AnswerId, ...] = Field(min_length=1)
    adult: tuple[AnswerId, ...] = Field(min_length=1)


class Files(Content):
    """What may be enclosed: at most `most` files of `kib` KiB each, of these kinds, judged by their content."""

    most: int = Field(ge=1, le=20)
    kib: int = Field(ge=1, le=1024)
    kinds: tuple[Literal["image", "pdf"], ...] = Field(min_length=1)


class Note(Content):
    """Something a person must know before the first question, and again before sending."""

    title: Line
    text: Line


class Example(Content):
    """Answers that must pass."""

    note: Line
    answers: dict[str, Answer]


class InvalidExample(Content):
    """Answers that must be refused naming `field`, and no other."""

    note: Line
    answers: dict[str, object]
    field: str


class RoutedExample(Content):
    """With these answers, and these key holders, the envelope is sealed to `readers`; none of them: to nobody."""

    note: Line
    answers: dict[str, Answer]
    holders: tuple[Line, ...] = Field(min_length=1)
    readers: tuple[Line, ...]


class Examples(Content):
    """At least one of each: a spec that refuses nothing, or everything, is not a form."""

    valid: tuple[Example, ...] = Field(min_length=1)
    invalid: tuple[InvalidExample, ...] = Field(min_length=1)
    routed: tuple[RoutedExample, ...] = ()


class FormSpec(Content):
    """One form. `version` grows with every change of questions or options; envelopes name the version they answer.

    Without a `path` it has no page of its own: another page shows it. `audience: staff` opens the page to signed-in
    staff only; its envelopes come in as all others do.

    `safe_contact` are the questions that an officer reads first, `unanswered` what they read where one of these was
    skipped, and `follows` the form whose rules bind this one's answers as well: a reporter writes them once.
    """

    id: AnswerId
    version: int = Field(ge=1)
    path: AnswerId | None
    audience: Literal["anyone", "staff"] = "anyone"
    title: Line
    lead: Line
    retention_days: int = Field(ge=1, le=3650)
    largest_bucket_kib: Literal[8, 16, 32, 64, 128, 256, 512, 1024]
    asked_first: Literal["danger", "nothing"]
    urgency: Urgency | None = None
    routing: Routing | None = None
    voices: Voices | None = None
    files: Files | None = None
    notes: tuple[Note, ...] = ()
    pages: tuple[Page, ...] = Field(min_length=1)
    roster: tuple[AnswerId, ...] = ()
    safe_contact: tuple[AnswerId, ...] = ()
    unanswered: dict[AnswerId, Line] = Field(default_factory=dict)
    follows: AnswerId | None = None
    examples: Examples

    @property
    def questions(self) -> list[Question]:
        """Every question, in the order asked."""
        return [question for page in self.pages for question in page.fields]

    @property
    def is_report(self) -> bool:
        """Whether its writer may be in danger, so that it is open only while somebody is on duty to read."""
        return self.asked_first == "danger"

    @property
    def optional_from(self) -> int:
        """The index of the page from which on everything may be skipped; who must not read is asked before."""
        asked = {self.routing.leave_out, *self.routing.outside} if self.routing else set()
        needed = [
            n
            for n, page in enumerate(self.pages)
            for question in page.fields
            if (question.required and question.when is None) or question.id in asked
        ]
        return max(needed, default=-1) + 1

    @property
    def address(self) -> str | None:
        """Where its page is served."""
        folder = STAFF_FOLDER if self.audience == "staff" else "/"
        return f"{folder}{self.path}" if self.path else None


class InvalidAnswers(SuluhError):
    """Answers that the spec does not allow. `problems`: (question id, message) pairs, without the answers."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{field}: {message}" for field, message in problems))


def validate(spec: FormSpec, untrusted_answers: Mapping[str, object]) -> Answers:
    """Return the answers, in the order asked, or raise InvalidAnswers naming every question that is wrong."""
    answers: Answers = {}
    problems = [
        ("?", "jawaban untuk pertanyaan yang tidak ada di formulir ini")
        for name in untrusted_answers
        if name not in {question.id for question in spec.questions}
    ]
    for question in spec.questions:
        given = untrusted_answers.get(question.id)
        if not _shown(question, answers):
            problem = None if given is None else "dijawab padahal pertanyaannya tidak tampak"
        elif given is None:
            problem = "perlu dijawab" if question.required else None
        else:
            problem = _wrong(question, given)
            if problem is None:
                answers[question.id] = _ordered(question, given)
        if problem is not None:
            problems.append((question.id, problem))
    if problems:
        raise InvalidAnswers(problems)
    return answers


def _shown(question: Question, answers: Answers) -> bool:
    """Read only answers already accepted: a hidden question shows nothing that depends on it."""
    if question.when is None:
        return True
    answer = answers.get(question.when.field, [])
    picked = [answer] if isinstance(answer, str) else answer
    return any(option in question.when.within for option in picked)


def _wrong(question: Question, given: object) -> str | None:
    if question.kind in {"choices", "recipients"}:
        return _wrong_choices(question, given)
    if not isinstance(given, str):
        return "harus berupa teks"
    if question.kind == "choice":
        return None if given in question.option_ids else "bukan salah satu pilihan"
    if question.kind == "confirm":
        return None if given == CONFIRMED else f"hanya boleh '{CONFIRMED}'"
    return _wrong_text(question, given)


def _wrong_choices(question: Question, given: object) -> str | None:
    if not isinstance(given, list) or not all(isinstance(option, str) for option in given):
        return "harus berupa daftar pilihan"
    if not given:
        return "daftar kosong: jangan disertakan"
    if len(set(given)) != len(given):
        return "satu pilihan disebut dua kali"
    others = [option for option in given if option not in question.option_ids]
    if question.kind == "recipients" and len(others) <= MOST_NAMES and all(map(is_public_name, others)):
        return None
    return "bukan salah satu pilihan" if others else None


def is_public_name(text: str) -> bool:
    """Whether a key holder may be called this in a form: one short printable line."""
    return bool(re.fullmatch(r"\S(?:.*\S)?", text)) and len(text) <= LONGEST_NAME and text.isprintable()


def _wrong_text(question: Question, given: str) -> str | None:
    if not given.strip():
        return "teks kosong: jangan disertakan"
    if len(given) > (question.max_length or 0):
        return f"lebih dari {question.max_length} huruf"
    allowed = "\n" if question.kind == "longtext" else ""
    # Control characters and lone surrogates break terminals, printouts and CSV; the browser replaces them.
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in given):
        return "ada huruf kendali yang tidak boleh ada"
    if question.pattern and not re.fullmatch(question.pattern.regex, given):
        return f"tidak seperti yang diminta: {question.pattern.says}"
    return None


def _ordered(question: Question, given: object) -> Answer:
    """Put chosen options in the order of the form, so that the order of tapping says nothing; names come first."""
    if isinstance(given, list):
        names = [option for option in given if option not in question.option_ids]
        return names + [option for option in question.option_ids if option in given]
    return str(given)


def readable(spec: FormSpec, answers: Mapping[str, Answer]) -> str:
    """Return isian.txt: each answered question and, indented, its answer. The browser writes the same text."""
    blocks = [f"{spec.title} ({spec.id}/{spec.version})"]
    for question in spec.questions:
        if question.id in answers:
            lines = [f"  {line}" for line in words(question, answers[question.id])]
            blocks.append("\n".join([question.label, *lines]))
    return "\n\n".join(blocks) + "\n"


def words(question: Question, answer: Answer) -> list[str]:
    """Return a valid answer as the lines people read: labels for ids, the text itself otherwise."""
    if question.chosen:
        labels = {option.id: option.label for option in question.options}
        return [labels.get(option, option) for option in ([answer] if isinstance(answer, str) else answer)]
    if question.kind == "confirm":
        return ["Ya"]
    return str(answer).split("\n")


def urgency(spec: FormSpec, answers: Mapping[str, Answer]) -> Level:
    """Return the level that the answers ask for; the mark outside an envelope is only a claim."""
    if spec.urgency is None:
        return "normal"
    answer = answers.get(spec.urgency.field, [])
    picked = {answer} if isinstance(answer, str) else set(answer)
    return next((level for level, ids in spec.urgency.levels.items() if picked.intersection(ids)), "normal")
