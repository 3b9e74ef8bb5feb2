"""How the pages speak: one word for one thing, no office words unexplained, and how hard a page is to read. Pure rules.

The words are in site_config/rules/words.yml. Measured and judged is what an author wrote, not what a block fills in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from base.content import Content, Pattern, Text
from base.errors import ContentError, ContentErrors
from base.resolve import load_district, resolve
from base.source import parse, read_text, read_yaml
from site_config.facts.marks import BLOCKS, GENERATED
from site_config.rules.passages import LOCAL_TEXTS, markdown_passages, passages_of, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from base.district import District
    from base.source import Loc, Located
    from site_config.rules.passages import Passage

WORDS = "site_config/rules/words.yml"
LONG = 20  # words; a sentence above it is read twice
_FORMS, _CLIENT = "collector/forms/specs", "collector/web"
_EVERYWHERE = (
    "sop/**/*.yml",
    f"{_FORMS}/*.yml",
    f"{_CLIENT}/templates/*.html",
    f"{_CLIENT}/client/**/*.js",
    *LOCAL_TEXTS,
    "docs/**/*.md",
)
_PUBLIC = "docs/publik"
_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SOURCES = re.compile(r"^## (?:<[^>]*>)?Dari mana halaman ini.*\Z", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r"“[^”]*”")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_PAIR = re.compile(r"(?:^|(?<=[.!?] )|(?<=\*\* ))[^.!?“”]{3,50}\?(?:\*\*)? (?=[A-Z])")
_ARTICLE = re.compile(r"\bPasal \d")


class Thing(Content):
    """A thing, and the only word that the site uses for it."""

    say: Text
    not_: Annotated[Pattern, Field(alias="not", description="Pola kata lain untuk hal yang sama")]


class Explained(Content):
    """A word of law or office, and what must stand on the same page to explain it."""

    word: Pattern
    by: Pattern


class WordFile(Content):
    """The whole of site_config/rules/words.yml."""

    things: list[Thing] = Field(default=[], description="Satu kata untuk satu hal")
    explained: list[Explained] = Field(default=[], description="Kata yang harus dijelaskan di halamannya")
    children: list[Text] = Field(default=[], description="Halaman di docs/publik yang dibaca anak")
    most_pairs: int = Field(default=6, ge=0, description="Paling banyak pasangan “Keadaan? Perintah.” di satu halaman")
    office: list[Pattern] = Field(default=[], description="Kata kantor, satu pola satu kata")


@dataclass(frozen=True)
class Level:
    """How hard a text is: words a sentence, share of sentences over LONG words (0-1), office words in 100 words."""

    mean: float
    long: float
    office: float


@dataclass(frozen=True)
class Register:
    """Judges texts by one file of words."""

    file: WordFile

    def level(self, text: str) -> Level:
        """Return how hard the Markdown `text` is to read; all zero where nothing is written."""
        counts = [len(_WORD.findall(sentence)) for sentence in _sentences(_own(text))]
        counts = [count for count in counts if count]
        words = sum(counts)
        if not words:
            return Level(0, 0, 0)
        office = sum(len(self._office.findall(sentence)) for sentence in _sentences(_own(text)))
        return Level(words / len(counts), sum(count > LONG for count in counts) / len(counts), 100 * office / words)

    def page_faults(self, name: str, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield (line, what, hint) for a public page that mixes its address, lists articles or leaves words bare."""
        own, told = _own(text), _SOURCES.sub(_blank, _own(text))
        if name in self.file.children and (found := _ARTICLE.search(own)):
            hint = "Pindahkan sumbernya ke tentang.md, dan tautkan ke sana"
            yield _line(own, found.start()), f"'{found[0]}' di halaman yang dibaca anak", hint
        unquoted = _QUOTED.sub(_blank, told)
        if (child := re.search(r"\b[Kk]amu\b", unquoted)) and (adult := re.search(r"\bAnda\b", unquoted)):
            later = max(child, adult, key=lambda each: each.start())
            yield _line(told, later.start()), "'kamu' dan 'Anda' di satu halaman", "Pilih satu; yang dikutip boleh"
        for explained in self.file.explained:
            if (bare := re.search(explained.word, told)) and not re.search(explained.by, text):
                yield (
                    _line(told, bare.start()),
                    f"'{bare[0]}' tidak dijelaskan",
                    f"Jelaskan di halaman ini: {explained.by}",
                )
        pairs = list(_PAIR.finditer(told))
        if len(pairs) > self.file.most_pairs:
            what = f"{len(pairs)} pasangan “Keadaan? Perintah.”, paling banyak {self.file.most_pairs}"
            hint = "Tulis sebagian dengan “Kalau …,” dalam satu kalimat"
            yield _line(told, pairs[self.file.most_pairs].start()), what, hint

    def form_faults(self, located: Located) -> Iterator[tuple[int, str, str]]:
        """Yield (line, what, hint) for a form that mixes its address, or leaves a law word bare on all its screens."""
        texts = list(_spoken(located.data, ()))
        kamu = any(voice == "" and re.search(r"\b[Kk]amu\b", text) for _, voice, text in texts)
        wrong = {"": r"\bAnda\b" if kamu else "(?!)", "child": r"\bAnda\b", "adult": r"\b[Kk]amu\b"}
        for loc, voice, text in texts:
            if re.search(wrong[voice], text):
                yield located.line(loc), "'kamu' dan 'Anda' di satu formulir", "Pilih satu; yang lain ke …_for"
        whole = "\n".join(text for _, _, text in texts)
        for explained in self.file.explained:
            bare = next(((loc, found[0]) for loc, _, text in texts if (found := re.search(explained.word, text))), None)
            if bare and not re.search(explained.by, whole):
                hint = f"Jelaskan di formulir ini: {explained.by}"
                yield located.line(bare[0]), f"'{bare[1]}' tidak dijelaskan", hint

    def word_faults(self, passages: Iterable[Passage]) -> Iterator[tuple[int, str, str]]:
        """Yield (line, what, hint) for each passage that uses a word in place of the agreed one."""
        for passage in passages:
            for thing in self.file.things:
                if found := re.search(thing.not_, " ".join(passage.text.split())):
                    yield passage.line, f"kata lain: '{found[0].strip()}'", f"Pakai satu kata: {thing.say}"

    @cached_property
    def _office(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(self.file.office) or '(?!)'})\b", re.IGNORECASE)


def load_words(root: Path) -> WordFile:
    """Read the words under `root`; none where their file is not there. Raise ContentError or ContentErrors."""
    return parse(WordFile, read_yaml(root / WORDS)) if (root / WORDS).exists() else WordFile()


def register_errors(root: Path, file: WordFile) -> Iterator[ContentError]:
    """Yield an error for every place where a text below `root` leaves its register."""
    register, district = Register(file), load_district(root)
    for path in sorted(chain(*(root.glob(pattern) for pattern in _EVERYWHERE))):
        text = path.read_text(encoding="utf-8", errors="replace")
        if GENERATED in text:
            continue
        faults = list(register.word_faults(passages_of(path, text, district)))
        if path.suffix == ".md" and path.is_relative_to(root / _PUBLIC):
            faults += register.page_faults(path.relative_to(root / _PUBLIC).as_posix(), text)
        if path.is_relative_to(root / _FORMS) and (form := _read(path, text, district)):
            faults += register.form_faults(form)
        yield from (ContentError(path, *fault) for fault in faults)


def reading_levels(root: Path, file: WordFile) -> list[tuple[str, Level]]:
    """Return (page, its level) of every public page below `root`, the hardest first."""
    pages = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in (root / _PUBLIC).glob("*.md")}
    levels = [(name, Register(file).level(text)) for name, text in pages.items()]
    return sorted(levels, key=lambda each: (-each[1].mean, each[0]))


def _own(text: str) -> str:
    """Return what the author wrote, without front matter and generated blocks; line numbers stay the same."""
    return BLOCKS.sub(_blank, _HEAD.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _sentences(text: str) -> Iterator[str]:
    for passage in markdown_passages(text):
        yield from sentences(passage)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _read(path: Path, text: str, district: District) -> Located | None:
    try:
        return resolve(read_text(text, path), district)
    except (ContentError, ContentErrors):  # reported by the check that loads this file
        return None


def _spoken(node: Any, loc: Loc, voice: str = "") -> Iterator[tuple[Loc, str, str]]:
    """Yield (place, voice, text) of a form's texts; `voice` is "" where the form does not know yet who is writing."""
    if isinstance(node, str):
        yield loc, voice, node
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _spoken(item, (*loc, index), voice)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "examples":
                continue
            variants = value.items() if key.endswith("_for") and isinstance(value, dict) else ((None, value),)
            for named, each in variants:
                place = (*loc, key) if named is None else (*loc, key, named)
                yield from _spoken(each, place, named or voice)
