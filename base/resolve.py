"""Reads the district of a tree, and makes the references of shared files (see `base.district`) its names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from base.district import DISTRICT, District
from base.errors import ContentErrors
from base.hints import suggest
from base.source import Located, parse, read_yaml
from base.unique import repeated

if TYPE_CHECKING:
    from pathlib import Path

    from base.errors import ContentError
    from base.source import Loc

_REFERENCE = re.compile(r"\{([a-z][a-z.-]*)\}")
_CASE = re.compile(r"\[\[bila ([a-z-]+) ([a-z]+): ((?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)


def load_district(root: Path) -> District:
    """Read the district of the tree `root`. Raise ContentError or ContentErrors with file:line."""
    located = read_yaml(root / DISTRICT)
    district = parse(District, located)
    if errors := list(repeated((kecamatan.id for kecamatan in district.kecamatan), located, "kecamatan")):
        raise ContentErrors(errors)
    return district


def resolve(located: Located, district: District) -> Located:
    """Return the file with every reference replaced, and every case decided, for one district.

    A text that its case leaves empty, or that only names an absent agency, takes along the item of a list that it is or
    stands in (an option with its label); elsewhere its key is left out. Lines stay those of the file. Raise
    ContentErrors for what no district could resolve.
    """
    resolver = _Resolver(located, district)
    data = resolver.value(located.data, (), ())
    if resolver.errors:
        raise ContentErrors(resolver.errors)
    return Located(data, located.path, resolver.lines)


class _Gone:
    """What is left of a text whose case is not this district's."""


class _Resolver:
    def __init__(self, located: Located, district: District) -> None:
        self.located = located
        self.district = district
        self.errors: list[ContentError] = []
        self.lines: dict[Loc, int] = {}

    def value(self, node: Any, old: Loc, new: Loc) -> Any:
        """Return the node at `old` as it stands at `new`, where items before it may be gone."""
        self.lines[new] = self.located.line(old)
        if isinstance(node, str):
            return self._text(node, old) if "{" in node or "[[" in node else node
        if isinstance(node, list):
            return self._items(node, old, new)
        if isinstance(node, dict):
            values = {key: self.value(each, (*old, key), (*new, key)) for key, each in node.items()}
            return {key: each for key, each in values.items() if each is not _Gone}
        return node

    def _items(self, node: list[Any], old: Loc, new: Loc) -> list[Any]:
        found: list[Any] = []
        for index, each in enumerate(node):
            value = self.value(each, (*old, index), (*new, len(found)))
            if value is not _Gone and not (isinstance(each, dict) and self._hollow(each, value)):
                found.append(value)
        return found

    def _hollow(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        return any(isinstance(text, str) and key not in after for key, text in before.items())

    def _text(self, text: str, loc: Loc) -> Any:
        if text.strip("{}") in self.district.absent:
            return _Gone
        whole = _CASE.sub(lambda case: self._case(case, loc), text)
        if "[[" in whole or "]]" in whole:
            hint = "Tulis [[bila lsm ada: …]] atau [[bila layanan pengganti: …]], dan tutup sebelum membuka yang lain"
            self.errors.append(self.located.error(loc, "[[…]] tidak terbaca", hint))
        said = _REFERENCE.sub(lambda found: self._word(found[1], loc), whole)
        return said if said.strip() or not text.strip() else _Gone

    def _case(self, case: re.Match[str], loc: Loc) -> str:
        whose, state, text = case.groups()
        states = self.district.cases.get(whose, {})
        if state not in states:
            what = state if states else whose
            hint = suggest(what, states or self.district.cases, "Yang boleh")
            self.errors.append(self.located.error(loc, f"'{what}' di [[bila {whose} {state}: …]] tidak dikenal", hint))
        return text if states.get(state) else ""

    def _word(self, name: str, loc: Loc) -> str:
        if name.removesuffix(".lengkap") in self.district.absent:
            hint = f"Tulis kalimatnya di dalam [[bila {name.removesuffix('.lengkap')} ada: …]]"
            self.errors.append(self.located.error(loc, f"{{{name}}} tidak ada di {self.district.place.name}", hint))
        elif name not in self.district.words:
            hint = suggest(name, self.district.words, "Yang boleh")
            self.errors.append(self.located.error(loc, f"{{{name}}} tidak dikenal", hint))
        return self.district.words.get(name, "")
