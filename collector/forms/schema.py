"""The shape of a form spec, and the judgement of answers given to it.

Answers have the shape `dict[question id, str | list[str]]`: one option id (`choice`), a list of them (`choices`), a
text (`text`, `longtext`), or `"ya"` (`confirm`). A question not answered is absent. What a sealed envelope holds was
made on a stranger's machine, so `validate` drops nothing silently and its messages never repeat an answer.
"""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from collector.errors import SuluhError

Answer: TypeAlias = str | list[str]
Answers: TypeAlias = dict[str, Answer]
Level: TypeAlias = Literal["now", "soon", "normal"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[_-][a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(pattern=r"^\S(?:.*\S)?$", max_length=600)]

CONFIRMED = "ya"


class _Part(BaseModel):
    """Every part of a spec: a key nobody declared is an error, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Part):
    """One answer to choose. The id travels in the envelope; the label is what people read."""

    id: Id
    label: Line


class When(_Part):
    """Shown only if an earlier choice holds one of these options."""

    field: Id
    within: tuple[Id, ...] = Field(alias="in", min_length=1)


class Question(_Part):
    """One thing asked. `keyboard` only picks a phone's keyboard; it checks nothing."""

    id: Id
    kind: Literal["choice", "choices", "text", "longtext", "confirm"]
    label: Line
    help: Line | None = None
    required: bool = False
    max_length: int | None = Field(default=None, ge=1, le=20_000)
    keyboard: Literal["text", "tel", "email"] = "text"
    options: tuple[Option, ...] = ()
    when: When | None = None

    @property
    def chosen(self) -> bool:
        """Whether the answer is picked from `options`."""
        return self.kind in {"choice", "choices"}

    @property
    def written(self) -> bool:
        """Whether the answer is typed."""
        return self.kind in {"text", "longtext"}

    @property
    def option_ids(self) -> list[str]:
        """Ids in the order people see them."""
        return [option.id for option in self.options]


class Page(_Part):
    """What stands on the screen at once."""

    id: Id
    title: Line
    lead: Line | None = None
    fields: tuple[Question, ...] = Field(min_length=1)


class Urgency(_Part):
    """What the server may see of the answers: one level, from one question. Unlisted options are `normal`."""

    field: Id
    levels: dict[Literal["now", "soon"], tuple[Id, ...]] = Field(min_length=1)


class Note(_Part):
    """Something a person must know before the first question, and again before sending."""

    title: Line
    text: Line


class Example(_Part):
    """Answers that must pass, or must be refused naming `field`."""

    note: Line
    answers: dict[str, object]
    field: str | None = None


class Examples(_Part):
    """At least one of each: a spec that refuses nothing, or everything, is not a form."""

    valid: tuple[Example, ...] = Field(min_length=1)
    invalid: tuple[Example, ...] = Field(min_length=1)


class FormSpec(_Part):
    """One form. `version` grows with every change of questions or options; envelopes name the version they answer.

    Without a `path` it has no page of its own: another page shows it.
    """

    id: Id
    version: int = Field(ge=1)
    path: Id | None
    title: Line
    lead: Line
    retention_days: int = Field(ge=1, le=3650)
    largest_bucket_kib: Literal[8, 16, 32, 64, 128, 256, 512, 1024]
    asked_first: Literal["danger", "nothing"]
    urgency: Urgency | None = None
    notes: tuple[Note, ...] = ()
    pages: tuple[Page, ...] = Field(min_length=1)
    roster: tuple[Id, ...] = ()
    safe_contact: tuple[Id, ...] = ()
    examples: Examples

    @property
    def questions(self) -> list[Question]:
        """Every question, in the order asked."""
        return [question for page in self.pages for question in page.fields]

    @property
    def address(self) -> str | None:
        """Where its page is served."""
        return f"/{self.path}" if self.path else None


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
    given = answers.get(question.when.field, [])
    picked = [given] if isinstance(given, str) else given
    return any(option in question.when.within for option in picked)


def _wrong(question: Question, given: object) -> str | None:
    if question.kind == "choices":
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
    return None if set(given) <= set(question.option_ids) else "bukan salah satu pilihan"


def _wrong_text(question: Question, given: str) -> str | None:
    if not given.strip():
        return "teks kosong: jangan disertakan"
    if len(given) > (question.max_length or 0):
        return f"lebih dari {question.max_length} huruf"
    allowed = "\n" if question.kind == "longtext" else ""
    # Control characters and lone surrogates break terminals, printouts and CSV; the browser replaces them.
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in allowed for c in given):
        return "ada huruf kendali yang tidak boleh ada"
    return None


def _ordered(question: Question, given: object) -> Answer:
    """Put chosen options in the order of the form, so that the order of tapping says nothing."""
    if isinstance(given, list):
        return [option for option in question.option_ids if option in given]
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
        return [labels[option] for option in ([answer] if isinstance(answer, str) else answer)]
    if question.kind == "confirm":
        return ["Ya"]
    return str(answer).split("\n")


def urgency(spec: FormSpec, answers: Mapping[str, Answer]) -> Level:
    """Return the level that the answers ask for; the mark outside an envelope is only a claim."""
    if spec.urgency is None:
        return "normal"
    given = answers.get(spec.urgency.field)
    return next((level for level, ids in spec.urgency.levels.items() if given in ids), "normal")
