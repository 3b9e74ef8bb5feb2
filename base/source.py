"""YAML whose every node knows its line, so that a mistake is shown where it stands.

The dialect is small on purpose. YAML 1.1 would read `on:` as true, `no` as false, 2026-11-24 as a date
object and 0812 as octal; here only true/false, null and plain decimal numbers are not text. Aliases are
refused: they make one line mean two things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.composer import Composer

from base.errors import ContentError, ContentErrors
from base.hints import explain, mistyped

if TYPE_CHECKING:
    from pathlib import Path

Loc = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Located:
    """Plain data (dict, list, str, int, float, bool, None) plus the line on which each node stands."""

    data: Any
    path: Path
    lines: dict[Loc, int] = field(default_factory=dict, repr=False)

    def line(self, loc: Loc = ()) -> int:
        """Return the 1-based line of the node at `loc`, or of its nearest existing ancestor.

        Parts that are no key here (the union tags in pydantic's locations) are stepped over.
        """
        known: Loc = ()
        for part in loc:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)

    def error(self, loc: Loc, what: str, hint: str) -> ContentError:
        """Make the error for the node at `loc`."""
        return ContentError(self.path, self.line(loc), what, hint)


class _Loader(Composer, yaml.CSafeLoader):
    """Composes libyaml's events, six times faster than PyYAML's own; resolves only what a careful reader would."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  (PyYAML's own shape)

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "alias (*)", mark)
        if getattr(event, "tag", None) is not None:  # written in the file: !!python/object, !!int, !local
            raise yaml.composer.ComposerError(None, None, "tag (!)", mark)
        return super().compose_node(parent, index)


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789")
)


def read_yaml(path: Path) -> Located:
    """Read a YAML file.

    Raise ContentError for bad YAML, a tab, a duplicate key, an alias, a foreign tag, and for a file that is
    missing or not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ContentError(path, 1, "berkas bukan teks UTF-8", "Simpan ulang sebagai UTF-8") from None
    except OSError:
        raise ContentError(path, 1, "berkas tidak ada", "Buat berkas ini atau betulkan namanya") from None
    return read_text(text, path)


def read_text(text: str, path: Path, *, first_line: int = 1) -> Located:
    """Read YAML that stands in `path` from `first_line` on (front matter). Errors as `read_yaml`."""
    if "\t" in text:
        line = first_line + text.partition("\t")[0].count("\n")
        raise ContentError(path, line, "ada tab", "Ganti tab dengan spasi")
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, path, first_line) from None
    except yaml.YAMLError:
        hint = "Hapus huruf kendali yang tidak tampak dari berkas ini"
        raise ContentError(path, first_line, "ada huruf yang tidak boleh ada", hint) from None
    lines: dict[Loc, int] = {(): first_line}
    data = None if node is None else _Builder(path, first_line, lines).value(node, ())
    return Located(data, path, lines)


def parse(model: type[M], located: Located, loc: Loc = ()) -> M:
    """Validate the node at `loc` as `model`.

    Raise ContentErrors: every mistake with its line and a hint that mends it.
    """
    data = located.data
    for part in loc:
        data = data[part]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        items = error.errors(include_url=False)
        meant = mistyped(model, items)
        mistakes = [
            located.error(loc + tuple(item["loc"]), *explain(model, item))
            for item in items
            if not _follows(item["type"], item["loc"], [other["loc"] for other in items])
            and not (item["type"] == "missing" and item["loc"] in meant)
        ]
        raise ContentErrors(sorted(mistakes, key=lambda mistake: mistake.line)) from None


def _follows(kind: str, loc: Loc, all_locs: list[Loc]) -> bool:
    """Whether a list is called too short only because something inside it is wrong: one fault has one message."""
    return kind == "too_short" and any(inner[: len(loc)] == loc != inner for inner in all_locs)


@dataclass(frozen=True)
class _Builder:
    """Turns PyYAML's nodes into plain data and notes each line on the way."""

    path: Path
    first_line: int
    lines: dict[Loc, int]

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        self.lines.setdefault(loc, self._line(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*loc, index)) for index, item in enumerate(node.value)]
        return _scalar(node.tag, node.value)

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise self._fault(key_node, "kunci harus berupa satu kata", "Tulis sebagai 'kunci: nilai'")
            if key in found:
                hint = f"Hapus salah satu; yang pertama di baris {self.lines[(*loc, key)]}"
                raise self._fault(key_node, f"kunci '{key}' ditulis dua kali", hint)
            self.lines[(*loc, key)] = self._line(key_node)
            found[key] = self.value(value_node, (*loc, key))
        return found

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first_line

    def _fault(self, node: yaml.Node, what: str, hint: str) -> ContentError:
        return ContentError(self.path, self._line(node), what, hint)


def _scalar(tag: str, text: str) -> str | int | float | bool | None:
    match tag.removeprefix("tag:yaml.org,2002:"):
        case "int":
            return int(text)
        case "float":
            return float(text)
        case "bool":
            return text == "true"
        case "null":
            return None
        case _:
            return text


def _syntax_error(error: yaml.MarkedYAMLError, path: Path, first_line: int) -> ContentError:
    mark = error.problem_mark or error.context_mark
    line = first_line + (mark.line if mark else 0)
    problem = error.problem or ""
    if "alias" in problem:
        return ContentError(path, line, "rujukan '*' tidak dipakai", "Tulis isinya lengkap di tempat ini")
    if "tag" in problem:
        return ContentError(path, line, "tanda '!' tidak dipakai", "Hapus tanda itu, atau beri tanda kutip")
    if "mapping values are not allowed" in problem:
        hint = "Beri tanda kutip pada teks yang memuat ': ', atau betulkan jarak di awal baris"
        return ContentError(path, line, "ada titik dua yang tidak pada tempatnya", hint)
    hint = "Periksa tanda kutip, kurung, dan jarak di awal baris ini dan baris di atasnya"
    return ContentError(path, line, "YAML tidak dapat dibaca", hint)
