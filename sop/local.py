"""What a district makes of the shared procedures and sheets: who takes each part, and who is absent. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from base.district import DISTRICT
from base.errors import ContentErrors
from base.hints import suggest
from base.source import Located
from sop.model import Agency
from sop.names import unusable_laws

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from base.district import District
    from base.errors import ContentError
    from base.source import Loc
    from sop.model import Handbook, Role

_LISTS = ("responsible", "consulted", "informed", "binds", "filled_by", "goes_to")
_HEADS = ("accountable", "owner")


def local_agencies(roles: Sequence[Role], district: District) -> dict[str, Agency]:
    """Return the agencies of the district by role, in the order of the roles; those it has not are left out."""
    agencies: dict[str, Agency] = {}
    for role in roles:
        local = district.agencies.get(role.id)
        if local and not local.absent:
            said = local.model_dump(exclude={"absent"}, exclude_none=True)
            agencies[role.id] = Agency.model_validate({**role.model_dump(), **said})
    return agencies


def check_agencies(roles: Sequence[Role], located: Located, district: District) -> Iterator[ContentError]:
    """Yield an error for each role of sop/agencies.yml (`located`) of which the district says nothing."""
    for index, role in enumerate(roles):
        if role.id not in district.agencies:
            hint = f"Tambahkan di {DISTRICT}: name dan full_name, atau absent: true bila tidak ada di sini"
            yield located.error(("agencies", index, "id"), f"lembaga '{role.id}' belum bernama di daerah ini", hint)


def check_names(located: Located, district: District, roles: Sequence[Role], book: Handbook) -> Iterator[ContentError]:
    """Yield an error for each agency of the district (`located`) without a role, or standing in by no law in force."""
    known = [role.id for role in roles]
    places = ((("agencies", name, "stands_for", "law"), each.stands_for) for name, each in district.agencies.items())
    yield from unusable_laws(((loc, place.law) for loc, place in places if place), located, book)
    for name in district.agencies:
        if name not in known:
            hint = suggest(name, known, "Lembaga di sop/agencies.yml")
            yield located.error(("agencies", name), f"lembaga '{name}' tidak dikenal", hint)


def without_absent(located: Located, absent: frozenset[str]) -> Located:
    """Return a procedure or a sheet without the agencies that the district has not.

    Raise ContentErrors where nobody is left to do a step, or who answers for it is absent.
    """
    if not absent:
        return located
    errors: list[ContentError] = []
    lines: dict[Loc, int] = {}

    def value(node: Any, old: Loc, new: Loc) -> Any:
        lines[new] = located.line(old)
        if isinstance(node, dict):
            return {key: value(each, (*old, key), (*new, key)) for key, each in node.items()}
        if not isinstance(node, list):
            if old and old[-1] in _HEADS and node in absent:
                errors.append(_nobody(located, old, node))
            return node
        named = bool(old) and old[-1] in _LISTS
        kept = [index for index, each in enumerate(node) if not (named and each in absent)]
        if old and old[-1] in {"responsible", "filled_by"} and node and not kept:
            errors.append(_nobody(located, old, node[0]))
        return [value(node[index], (*old, index), (*new, at)) for at, index in enumerate(kept)]

    data = value(located.data, (), ())
    if errors:
        raise ContentErrors(errors)
    return Located(data, located.path, lines)


def _nobody(located: Located, loc: Loc, role: object) -> ContentError:
    hint = f"Tetapkan siapa gantinya di site_config/district/procedures/{located.path.name}, bukan di berkas ini"
    return located.error(loc, f"'{role}' tidak ada di daerah ini, dan tidak ada yang mengerjakannya", hint)
