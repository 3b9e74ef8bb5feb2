"""The pages of the public site by what their reader needs: one list from which every choice on a page is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from base.content import Content, Id, Text
from base.errors import ContentErrors
from base.hints import suggest
from base.resolve import load_district, resolve
from base.source import parse, read_yaml
from base.unique import repeated
from site_config.facts.addresses import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from base.errors import ContentError
    from base.source import Located

MENU = "site_config/menu.yml"
ICONS = "site_config/icons"


class MenuPage(Content):
    """One page: what its reader would say or look for, and what is there."""

    page: Annotated[Text, Field(description="Berkas di docs/publik, atau alamat di server formulir, misalnya /kotak")]
    label: Text
    lead: Text
    icon: Id
    words: Annotated[Text | None, Field(description="Kata pencarian bagi alamat di server formulir")] = None

    @property
    def served(self) -> bool:
        """Whether the form server answers there, and no file of the site."""
        return self.page.startswith("/")


class MenuGroup(Content):
    """Pages for one need, in the order in which they are offered."""

    id: Id
    title: Text
    pages: Annotated[list[MenuPage], Field(min_length=1)]


class MenuFile(Content):
    """The whole of site_config/menu.yml."""

    groups: Annotated[list[MenuGroup], Field(min_length=1)]


@dataclass(frozen=True)
class Menu:
    """The groups, and icon -> SVG without its wrapper's size."""

    groups: list[MenuGroup]
    icons: dict[str, str]

    def group(self, name: str) -> MenuGroup | None:
        """Return the group with this id."""
        return next((group for group in self.groups if group.id == name), None)


def load_menu(root: Path) -> Menu:
    """Read the menu under `root`. Raise ContentError or ContentErrors with file:line."""
    located = resolve(read_yaml(root / MENU), load_district(root))
    menu = parse(MenuFile, located)
    icons = {path.stem: path.read_text(encoding="utf-8").strip() for path in (root / ICONS).glob("*.svg")}
    if errors := list(_faults(root, menu, located, icons)):
        raise ContentErrors(errors)
    return Menu(menu.groups, icons)


def _faults(root: Path, menu: MenuFile, located: Located, icons: dict[str, str]) -> Iterator[ContentError]:
    """Yield what a reader would miss: a page that no list leads to, or a choice that leads nowhere."""
    yield from repeated((group.id for group in menu.groups), located, "groups")
    there = {path.relative_to(root / "docs/publik").as_posix() for path in (root / "docs/publik").rglob("*.md")}
    seen: set[str] = set()
    for number, group in enumerate(menu.groups):
        for index, each in enumerate(group.pages):
            at = ("groups", number, "pages", index)
            if not each.served and each.page not in there:
                yield located.error(
                    (*at, "page"), f"halaman '{each.page}' tidak ada", suggest(each.page, sorted(there), "Ada")
                )
            if each.page in seen:
                yield located.error((*at, "page"), f"halaman '{each.page}' sudah didaftar", "Hapus salah satu")
            if each.icon not in icons:
                hint = suggest(each.icon, icons, "Yang ada")
                yield located.error((*at, "icon"), f"gambar '{each.icon}' tidak ada", hint)
            seen.add(each.page)
    for name in sorted(there - seen - {INDEX}):
        yield located.error(
            ("groups",), f"halaman '{name}' tidak terdaftar", "Tambahkan page, label, lead, dan icon-nya"
        )
