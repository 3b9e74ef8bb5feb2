"""What hand-written pages may ask for: contacts, choices, keys. Pure functions of the facts and the menu."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_config.pages import parts, words
from site_config.pages.contacts import contact_lines, contact_sources
from site_config.pages.robots import structured
from sop.hints import suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_config.load import Contact, Key
    from site_config.menu import Menu, MenuGroup, MenuPage

_DANGER = {
    "": ("Sedang dalam bahaya?", "Pergi ke tempat yang ada orangnya, jauh dari orang yang menyakitimu"),
    "anak": ("Anak sedang dalam bahaya?", "Bawa anak ke tempat yang ada orangnya, jauh dari orang yang menyakitinya"),
}
_UNANSWERED = "Tidak bisa menelepon, atau tidak dijawab?"
_PLACES = "rumah tetangga, balai desa, masjid, warung, kantor polisi, Puskesmas, atau rumah sakit"


class BlockFault(Exception):
    """A block asks for something that is not there: what, and how to mend it."""

    def __init__(self, what: str, hint: str) -> None:
        """Both are Indonesian sentences without a full stop."""
        super().__init__(what, hint)
        self.what, self.hint = what, hint


@dataclass(frozen=True)
class Shelf:
    """What the blocks of one page are filled from: `page` is its path below the site's docs."""

    page: str
    groups: dict[str, list[Contact]]
    keys: list[Key]
    menu: Menu


Block = Callable[[Shelf, list[str]], str]


def contacts(shelf: Shelf, wanted: list[str]) -> str:
    """Return the contacts of the groups named, as lines to tap. Raise BlockFault."""
    return contact_lines(each for group in _groups(shelf, wanted) for each in shelf.groups[group])


def sources(shelf: Shelf, wanted: list[str]) -> str:
    """Return the contacts of the groups named with their provenance. Raise BlockFault."""
    return contact_sources(each for group in _groups(shelf, wanted) for each in shelf.groups[group])


def danger(shelf: Shelf, wanted: list[str]) -> str:
    """Return the box that stands first on every page: to the child itself, or ("anak") about one. Raise BlockFault."""
    who = " ".join(wanted)
    if who not in _DANGER:
        raise BlockFault(f"kotak bahaya untuk '{who}' tidak ada", "Tulis <!-- suluh:danger --> atau danger anak")
    return danger_box(shelf.groups, who)


def danger_box(groups: Mapping[str, list[Contact]], who: str = "") -> str:
    """Return the same for the server's own pages: the words must be one, wherever somebody is frightened."""
    title, advice = _DANGER[who]
    # The numbers first: on a small phone they are what must be seen without scrolling. A third way to speak to somebody
    # stands below them, since one number can fail (facts.md 0.11).
    spoken = [each for each in groups.get("talk", []) if each.channel == "phone"][:1]
    lines = contact_lines([*groups.get("danger", []), *spoken])
    return (
        '<section class="danger" aria-labelledby="bahaya">\n'
        f'<h2 id="bahaya">{title}</h2>\n{lines}\n<p>{_UNANSWERED} {advice}: {_PLACES}.</p>\n</section>'
    )


def menu(shelf: Shelf, wanted: list[str]) -> str:
    """Return the pages of one group as tiles. Raise BlockFault."""
    group = shelf.menu.group(wanted[0]) if len(wanted) == 1 else None
    if group is None:
        names = [each.id for each in shelf.menu.groups]
        raise BlockFault(f"kelompok '{' '.join(wanted)}' tidak ada", suggest(" ".join(wanted), names, "Kelompok menu"))
    tiles = "\n\n".join(_tile(each, shelf) for each in group.pages)
    return f'<div class="tiles" markdown>\n\n{tiles}\n\n</div>'


def all_pages(shelf: Shelf, _wanted: list[str]) -> str:
    """Return every page of the site under the need that it answers."""
    return "\n\n".join(_listed(group, shelf) for group in shelf.menu.groups)


def keys(shelf: Shelf, _wanted: list[str]) -> str:
    """Return P2TP2A's announced keys, the old ones too, for whoever holds an old poster."""
    if not shelf.keys:
        return '<p class="note"><b>Belum ada kunci yang diumumkan.</b> Jangan percaya sidik kunci dari tempat lain.</p>'
    return parts.items(
        f"<b>{parts.text(key.name)}</b> <code>{key.fingerprint}</code> Berlaku sejak {words.day(key.since)}"
        + (f" sampai {words.day(key.until)}. Jangan dipakai lagi." if key.until else ".")
        for key in shelf.keys
    )


def hotline(shelf: Shelf, wanted: list[str]) -> str:
    """Return the contacts of the groups named as structured data. Raise BlockFault."""
    return structured(each for group in _groups(shelf, wanted) for each in shelf.groups[group])


SHARED: dict[str, Block] = {"contacts": contacts}
PUBLIC: dict[str, Block] = {
    **SHARED,
    "danger": danger,
    "sources": sources,
    "menu": menu,
    "all-pages": all_pages,
    "keys": keys,
    "hotline": hotline,
}


def _groups(shelf: Shelf, wanted: list[str]) -> list[str]:
    if not wanted:
        hint = f"Sebut kelompoknya, misalnya contacts {next(iter(shelf.groups), 'danger')}"
        raise BlockFault("blok contacts tanpa kelompok", hint)
    for group in wanted:
        if group not in shelf.groups:
            hint = suggest(group, shelf.groups, "Kelompok yang punya kontak di sini")
            raise BlockFault(f"kelompok kontak '{group}' tidak ada", hint)
    return wanted


def _tile(page: MenuPage, shelf: Shelf) -> str:
    label, lead = parts.markdown(page.label), parts.markdown(page.lead)
    inner = f"{shelf.menu.icons[page.icon]}<span><b>{label}</b> {lead}</span>"
    return f"[{inner}]({_to(page, shelf)}){{ .tile }}"


def _listed(group: MenuGroup, shelf: Shelf) -> str:
    lines = [f"- [{parts.markdown(page.label)}]({_to(page, shelf)}). {page.lead}" for page in group.pages]
    return "\n".join([f"## {parts.markdown(group.title)}", "", *lines])


def _to(page: MenuPage, shelf: Shelf) -> str:
    return posixpath.relpath(page.page, posixpath.dirname(shelf.page) or ".")
