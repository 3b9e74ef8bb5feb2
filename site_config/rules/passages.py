"""The texts of a file, sentence by sentence, each with its line and with what its place says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from base.district import FOLDER
from base.errors import ContentError, ContentErrors
from base.resolve import resolve
from base.source import read_text
from site_config.facts.marks import GENERATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from base.district import District
    from base.source import Loc, Located

# What the district itself says: judged like what all districts share.
LOCAL_TEXTS = tuple(
    f"{FOLDER}/{name}" for name in ("district.yml", "laws.yml", "glossary.yml", "questions.yml", "procedures/*.yml")
)
_ABBREVIATED = "".join(rf"(?<!\b{word}\.)" for word in ("jo", "No", "Nomor", "dr", "dll", "hlm"))
_SENTENCE_END = re.compile(
    rf"(?<=[.!?]){_ABBREVIATED}[”\"’]?\s+(?=[A-Z“\"‘0-9])|;\s+(?![^()]*\))|,?\s+(?:tetapi|namun|melainkan)\s+"
)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.)\s+")
_BLOCK_TAG = re.compile(r"^\s*</?(?:div|p|li|ul|ol|h\d|table|tr|section)\b")
_MARKUP = re.compile(r'<[^>]*href="([^"]*)"[^>]*>|<!--.*?-->|<[^>]*>|\*\*|`')

_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<svg.*?</svg>", re.DOTALL)
_LITERAL = re.compile(r"\"[^\"\n]*\"|`[^`]*`")
_FILLED = re.compile(r"\$\{[^}]*\}")
_SPOKEN = re.compile(r"^[A-Z]|[^\W\d_]{2} [^\W\d_]{2}")


class Passage(NamedTuple):
    """A text and the line on which it begins.

    `lead` is what its place says first (a heading or a line that ends in a colon, the key `never`). `whole`: the text
    is judged at once and not by the sentence (an entry of the glossary names a thing before it judges it).
    """

    line: int
    text: str
    lead: str = ""
    whole: bool = False


def sentences(passage: Passage) -> list[str]:
    """Return the sentences of a passage, spaces made single."""
    text = " ".join(passage.text.split())
    return [text] if passage.whole else [part for part in _SENTENCE_END.split(text) if part]


def passages_of(path: Path, text: str, district: District) -> Iterable[Passage]:
    """Return what a file says to a reader in this district; a generated page gives nothing, its sources are read."""
    if GENERATED in text:
        return []
    readers = {".md": markdown_passages, ".html": template_passages, ".js": script_passages}
    if reader := readers.get(path.suffix):
        return reader(text)
    try:
        return yaml_passages(resolve(read_text(text, path), district))
    except (ContentError, ContentErrors):  # reported by the check that loads this file
        return []


def yaml_passages(located: Located) -> Iterator[Passage]:
    """Yield every text of a YAML file, and what source and force say together.

    A source reads `law, article`, a limit or mandate `force: law, article`. An entry marked as revoked is left out:
    it says itself that it no longer holds.
    """
    yield from _values(located.data, (), "", located)


def _values(node: Any, loc: Loc, lead: str, located: Located) -> Iterator[Passage]:
    if isinstance(node, str):
        yield Passage(located.line(loc), node, lead)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _values(item, (*loc, index), lead, located)
    elif isinstance(node, dict) and node.get("status") != "revoked":
        if {"term", "meaning"} <= node.keys():
            yield Passage(located.line(loc), f"{node['term']}: {node['meaning']}", whole=True)
            node = {key: value for key, value in node.items() if key not in {"term", "meaning"}}
        if {"law", "article"} <= node.keys():
            yield Passage(located.line((*loc, "law")), f"{node['law']}, {node['article']}")
            node = {key: value for key, value in node.items() if key not in {"law", "article"}}
        source = node.get("source")
        if "force" in node and isinstance(source, dict) and {"law", "article"} <= source.keys():
            yield Passage(located.line((*loc, "force")), f"{node['force']}: {source['law']}, {source['article']}")
        for key, value in node.items():
            yield from _values(value, (*loc, key), "jangan" if key == "never" else lead, located)


def markdown_passages(text: str) -> Iterator[Passage]:
    """Yield every paragraph, item, heading and table row of a page; code and comments are left out."""
    heading = colon = ""
    for line, block in _blocks(text):
        plain = _MARKUP.sub(lambda tag: f" {tag[1]} " if tag[1] else "", _ITEM.sub("", block)).replace("|", ",")
        item = bool(_ITEM.match(block)) or block.lstrip().startswith("<li")
        if block.startswith("#"):
            heading, colon = plain, ""
        elif not item:
            colon = plain if plain.rstrip().endswith(":") else ""
        yield Passage(line, plain.lstrip("# "), f"{heading} {colon}" if item else "")


def template_passages(text: str) -> Iterator[Passage]:
    """Yield every line of a Jinja template that a reader sees, without what the template fills in."""
    for number, line in enumerate(_JINJA.sub(lambda found: "\n" * found[0].count("\n"), text).splitlines(), start=1):
        if plain := _MARKUP.sub(" ", line).strip():
            yield Passage(number, plain)


def script_passages(text: str) -> Iterator[Passage]:
    """Yield every string of a script that is a text: it has a capital, or a space between two words."""
    for found in _LITERAL.finditer(text):
        plain = _FILLED.sub(" ", found[0][1:-1])
        if _SPOKEN.search(plain):
            yield Passage(text.count("\n", 0, found.start()) + 1, plain)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of each block of lines: a list item, table row or tag at a line's start begins a new one."""
    started, lines = 0, list[str]()
    fenced = False
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        fence = line.lstrip().startswith(("```", "~~~"))
        alone = line.startswith(("#", "|")) or bool(_ITEM.match(line) or _BLOCK_TAG.match(line))
        if lines and (fence or fenced or alone or not line.strip() or lines[0].startswith("#")):
            yield started, "\n".join(lines)
            lines = []
        if line.strip() and not fence and not fenced:
            started, lines = (started if lines else number), [*lines, line]
        fenced = fenced != fence
    if lines:
        yield started, "\n".join(lines)


def line_of(text: str, fragment: str, first: int) -> int:
    """Return the number of the line, from `first` on, where `fragment` begins; `first` if the text does not hold it."""
    flow, begins = "", list[tuple[int, int]]()
    for number, line in enumerate(text.splitlines(), start=1):
        if number >= first and line.strip():
            begins.append((len(flow), number))
            flow += " ".join(line.split()) + " "
    at = flow.find(fragment)
    return max((number for begin, number in begins if begin <= at), default=first)
