"""An id stands once in its list. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from base.errors import ContentError
    from base.source import Loc, Located


def repeated(ids: Iterable[str], located: Located, key: str) -> Iterator[ContentError]:
    """Yield an error for every id under the list `key` that stood there before."""
    yield from repeated_at((((key, index, "id"), each) for index, each in enumerate(ids)), located)


def repeated_at(named: Iterable[tuple[Loc, str]], located: Located) -> Iterator[ContentError]:
    """Yield an error for every id that stood before, wherever the ids stand in the file."""
    seen: dict[str, int] = {}
    for loc, each in named:
        if each in seen:
            hint = f"Beri id lain; yang pertama di baris {seen[each]}"
            yield located.error(loc, f"id '{each}' dipakai dua kali", hint)
        seen.setdefault(each, located.line(loc))
