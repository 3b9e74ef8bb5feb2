"""Searches all texts for false claims that could hurt a child. A sentence that denies such a claim is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

from base.content import Content, Id, Pattern, Text
from base.district import FOLDER
from base.errors import ContentError, ContentErrors
from base.resolve import load_district
from base.source import parse, read_yaml
from base.unique import repeated
from site_config.rules.passages import LOCAL_TEXTS, Passage, line_of, passages_of, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRAPS, LOCAL_TRAPS = "site_config/rules/traps.yml", f"{FOLDER}/traps.yml"
_YAML = ("sop/**/*.yml", "collector/forms/**/*.yml", *LOCAL_TEXTS)
_PAGES = "docs/**/*.md"
_PUBLIC = "docs/publik"
_NEVER = "(?!)"


class Trap(Content):
    """A mistake that could hurt a child: what no page may claim, and what is true."""

    id: Id
    claim: Annotated[Text, Field(description="Yang tidak boleh dinyatakan di mana pun")]
    truth: Annotated[Text, Field(description="Yang benar")]
    source: Text
    confidence: Literal["H", "M", "L"]
    patterns: Annotated[list[Pattern], Field(min_length=1, description="Pola regex yang menangkap pernyataan itu")]
    denied_by: list[Pattern] = Field(default=[], description="Kata penyangkal khusus, di samping denials")
    negative: bool = Field(
        default=False, description="true bila kekeliruannya sendiri menyangkal; hanya denied_by berlaku"
    )
    public_only: bool = Field(default=False, description="true bila hanya halaman umum yang tidak boleh menyatakannya")
    allow: list[Pattern] = Field(default=[], description="Kalimat dengan pola ini boleh; tinjau tiap barisnya")


class TrapFile(Content):
    """The whole of site_config/rules/traps.yml, and of the district's own."""

    denials: list[Pattern] = Field(default=[], description="Kata yang melarang atau menyangkal")
    affirmations: list[Pattern] = Field(default=[], description="Kata yang mengakhiri jangkauan penyangkal")
    conditions: list[Pattern] = Field(default=[], description="Kata yang membuka anak kalimat")
    traps: list[Trap]


class _Read(NamedTuple):
    """A trap with compiled patterns: what makes the claim, what denies it, and which sentences are allowed anyway."""

    trap: Trap
    claims: list[re.Pattern[str]]
    denial: re.Pattern[str]
    allowed: re.Pattern[str]


@dataclass(frozen=True)
class Judge:
    """Reads sentences by the lists of one file."""

    file: TrapFile

    def caught(self, passage: Passage) -> Iterator[tuple[Trap, str]]:
        """Yield (trap, the words that make its claim), at most once for each trap and sentence of `passage`."""
        for sentence in sentences(passage):
            for read in self._traps:
                if words := self._claimed(read, sentence, passage):
                    yield read.trap, words

    def _claimed(self, read: _Read, sentence: str, passage: Passage) -> str | None:
        claims = [match for claim in read.claims for match in claim.finditer(sentence)]
        if not claims or read.allowed.search(sentence) or read.denial.search(passage.lead):
            return None
        if passage.whole and read.denial.search(sentence):
            return None
        return next((match[0] for match in claims if not self._denied(sentence, match, read.denial)), None)

    def _denied(self, sentence: str, claim: re.Match[str], denial: re.Pattern[str]) -> bool:
        """Say whether a word denies the claim, and not some other part of the sentence.

        A denial inside a subordinate clause ("bila keluarga tidak setuju, …") says nothing of the claim outside it; nor
        does one from which an affirming word leads away ("tidak perlu takut dan kasusnya bisa dimediasi").
        """
        main = self._conditions.sub(lambda clause: _blank_unless(clause, claim), sentence)
        for word in denial.finditer(main):
            if word.end() <= claim.start():
                between = re.sub(r"^\W*(?:\w+\W+){1,2}", "", main[word.end() : claim.start()])
            elif word.start() >= claim.end():
                between = main[claim.end() : word.start()]
            else:
                return True
            if not self._affirming.search(between):
                return True
        return False

    @cached_property
    def _traps(self) -> list[_Read]:
        return [
            _Read(
                trap,
                [re.compile(pattern, re.IGNORECASE) for pattern in trap.patterns],
                _words([*([] if trap.negative else self.file.denials), *trap.denied_by]),
                re.compile("|".join(f"(?:{phrase})" for phrase in trap.allow) or _NEVER, re.IGNORECASE),
            )
            for trap in self.file.traps
        ]

    @cached_property
    def _conditions(self) -> re.Pattern[str]:
        return re.compile(_words(self.file.conditions).pattern + r"[^,:]*", re.IGNORECASE)

    @cached_property
    def _affirming(self) -> re.Pattern[str]:
        return _words(self.file.affirmations)


def load_traps(root: Path) -> TrapFile:
    """Read the traps under `root`, the district's own after the shared ones; none where no file is there.

    Raise ContentError or ContentErrors.
    """
    files: list[TrapFile] = []
    for path in (root / TRAPS, root / LOCAL_TRAPS):
        if path.exists():
            located = read_yaml(path)
            files.append(parse(TrapFile, located))
            if errors := list(repeated((trap.id for trap in files[-1].traps), located, "traps")):
                raise ContentErrors(errors)
    return TrapFile(
        denials=[word for file in files for word in file.denials],
        affirmations=[word for file in files for word in file.affirmations],
        conditions=[word for file in files for word in file.conditions],
        traps=[trap for file in files for trap in file.traps],
    )


def trap_errors(root: Path, file: TrapFile) -> Iterator[ContentError]:
    """Yield an error for every claim of a trap in the procedures, the forms and the pages."""
    judge, district = Judge(file), load_district(root)
    for path in sorted(chain(*(root.glob(pattern) for pattern in (*_YAML, _PAGES)))):
        text = path.read_text(encoding="utf-8", errors="replace")
        public = path.is_relative_to(root / _PUBLIC)
        for passage in passages_of(path, text, district):
            for trap, words in judge.caught(passage):
                if trap.public_only and not public:
                    continue
                line = line_of(text, words, passage.line)
                shown = words if len(words) <= 80 else words[:79] + "…"
                hint = f"Yang benar: {trap.truth} Sumber: {trap.source}. Betulkan, atau larang (jangan, tidak)"
                yield ContentError(path, line, f"“{shown}” adalah kekeliruan '{trap.id}'", hint)


def _blank_unless(clause: re.Match[str], found: re.Match[str]) -> str:
    holds = clause.start() <= found.start() < clause.end()
    return clause[0] if holds else " " * len(clause[0])


def _words(words: list[str]) -> re.Pattern[str]:
    """Return a pattern for any of the words, but not after "yang": there a word describes and does not deny."""
    return re.compile(rf"(?<!\byang )\b(?:{'|'.join(words) or _NEVER})\b", re.IGNORECASE)
