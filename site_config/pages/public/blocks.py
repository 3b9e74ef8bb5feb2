"""What hand-written pages may ask for: contacts, choices, keys. Pure functions of the facts and the menu."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from base.addresses import GOING, HELP, NUMBERS, WRITING
from base.days import day
from base.hints import suggest
from site_config.facts.marks import BLOCK
from site_config.pages import html as parts
from site_config.pages.public.contacts import contact_lines, contact_sources, short_links, tried_line
from site_config.pages.public.robots import structured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from base.district import District
    from site_config.facts.load import Contact, Key, Service
    from site_config.facts.menu import Menu, MenuGroup, MenuPage

_DANGER = {
    "": ("Sedang dalam bahaya?", "Pergi ke tempat yang ada orangnya, jauh dari orang yang menyakiti"),
    "anak": ("Anak sedang dalam bahaya?", "Bawa anak ke tempat yang ada orangnya, jauh dari orang yang menyakitinya"),
}
_LINE = "line"  # the compact box
_UNANSWERED = "Tidak bisa menelepon, atau tidak dijawab?"
# Addresses and no files, as in every raw link: the two generators see a relative one from different places.
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
    service: Service
    district: District


Block = Callable[[Shelf, list[str]], str]


def contacts(shelf: Shelf, wanted: list[str]) -> str:
    """Return the contacts of the groups named, as lines to tap. Raise BlockFault."""
    return contact_lines(contact for group in _groups(shelf, wanted) for contact in shelf.groups[group])


def sources(shelf: Shelf, wanted: list[str]) -> str:
    """Return the contacts of the groups named with their provenance. Raise BlockFault."""
    return contact_sources(contact for group in _groups(shelf, wanted) for contact in shelf.groups[group])


def danger(shelf: Shelf, wanted: list[str]) -> str:
    """Return the box that stands first on every page: to the child itself, or ("anak") about one. Raise BlockFault."""
    who = " ".join(wanted)
    if who == _LINE:
        return _danger_line(shelf)
    if who not in _DANGER:
        hint = f"Tulis {BLOCK}danger -->, danger anak, atau danger {_LINE}"
        raise BlockFault(f"kotak bahaya untuk '{who}' tidak ada", hint)
    return danger_box(shelf.groups, who)


def danger_box(groups: Mapping[str, list[Contact]], who: str = "") -> str:
    """Return the same for the server's own pages: the words must be one, wherever somebody is frightened."""
    title, advice = _DANGER[who]
    numbers = _numbers(groups)
    return (
        '<section class="danger" aria-labelledby="bahaya">\n'
        # The numbers first: on a small phone they are what must be seen without scrolling.
        f'<h2 id="bahaya">{title}</h2>\n{contact_lines(numbers)}\n<p>{_UNANSWERED} {advice}: {_PLACES}.</p>\n'
        f'<p class="tried">{tried_line(numbers)}</p>\n</section>'
    )


def _danger_line(shelf: Shelf) -> str:
    """Return the numbers on one line, for pages about something else; the word leads to the page with the full box."""
    return (
        '<section class="danger line" aria-label="Sedang dalam bahaya?">'
        f'<a href="{HELP}">Bahaya?</a>{short_links(_numbers(shelf.groups))}</section>'
    )


def _numbers(groups: Mapping[str, list[Contact]]) -> list[Contact]:
    """Return whom to call in danger, and a third way to speak to somebody, since one can fail (facts.md 0.11)."""
    return [
        *groups.get("danger", []),
        *[contact for contact in groups.get("talk", []) if contact.channel == "phone"][:1],
    ]


def menu(shelf: Shelf, wanted: list[str]) -> str:
    """Return the pages of one group as tiles. Raise BlockFault."""
    group = shelf.menu.group(wanted[0]) if len(wanted) == 1 else None
    if group is None:
        names = [entry.id for entry in shelf.menu.groups]
        raise BlockFault(f"kelompok '{' '.join(wanted)}' tidak ada", suggest(" ".join(wanted), names, "Kelompok menu"))
    return _tiles(group, shelf)


def all_pages(shelf: Shelf, _wanted: list[str]) -> str:
    """Return every page of the site under the need that it answers."""
    return "\n\n".join(f"## {parts.markdown(group.title)}\n\n{_tiles(group, shelf)}" for group in shelf.menu.groups)


def ways(shelf: Shelf, _wanted: list[str]) -> str:
    """Return the three ways to reach somebody, as a page that asks the reader to act ends: call, write, go."""
    lines = contact_lines(shelf.groups.get("talk", []))
    return (
        f"## Telepon, tulis, atau datang\n\n{lines}\n\n"
        '<div class="calls">\n'
        f'<a class="call" href="{WRITING}"><span><b>Tulis laporan tersegel</b>'
        f"<small>{_writing_says(shelf.service)}</small></span></a>\n"
        f'<a class="call" href="{GOING}"><span><b>Datang</b>'
        "<small>Kantor polisi, Puskesmas, rumah sakit, atau layanan pelindungan anak.</small></span></a>\n</div>"
    )


def keys(shelf: Shelf, _wanted: list[str]) -> str:
    """Return the announced keys, the old ones too, for whoever holds an old poster."""
    if not shelf.keys:
        return '<p class="note"><b>Belum ada kunci yang diumumkan.</b> Jangan percaya sidik kunci dari tempat lain.</p>'
    return parts.items(
        f"<b>{parts.text(key.name)}</b> <code>{key.fingerprint}</code> Berlaku sejak {day(key.since)}"
        + (f" sampai {day(key.until)}. Jangan dipakai lagi." if key.until else ".")
        for key in shelf.keys
    )


def service(shelf: Shelf, _wanted: list[str]) -> str:
    """Return whether officers read reports, and when: the one sentence of the switch in district/service.yml."""
    if shelf.service.open is None:
        said = "<b>Menulis laporan di sini belum bisa.</b> Belum ada petugas yang membacanya."
    else:
        said = f"<b>Laporan dibaca petugas:</b> {parts.text(shelf.service.open.hours)}. Jangan menunggu jawabannya."
    return f'<div class="note">{said} Perlu pertolongan? Telepon, atau datang.</div>'


def numbers_tried(shelf: Shelf, _wanted: list[str]) -> str:
    """Return what there is already: the country's numbers, and whether somebody here has tried them."""
    shared = [contact for group in shelf.groups.values() for contact in group if contact.scope == "national"]
    tried = [contact.verified for contact in shared]
    if all(tried):
        said = "Semuanya sudah kami coba."
    else:
        said = f"Cocokkan juga dengan sumber lain: {'sebagian' if any(tried) else 'semuanya'} belum kami coba."
    return f'<p>Nomor nasional dan langkah pertama. {said} <a href="{NUMBERS}">Nomor dan sumbernya</a></p>'


def service_name(shelf: Shelf, _wanted: list[str]) -> str:
    """Return what the service is called here; both names while the one in the law is not confirmed (facts.md 0.8)."""
    place, agencies = parts.text(shelf.district.place.name), shelf.district.agencies
    here, office = agencies.get("layanan"), agencies.get("dinas")
    if here is None or here.name is None:
        return f'<p class="note">Nama layanan pelindungan anak di {place} belum dipastikan.</p>'
    said = f"<strong>{parts.text(here.name)}</strong>."
    if here.stands_for:
        in_the_law = parts.text(here.stands_for.name)
        said = f"{said[:-1]} atau <strong>{in_the_law}</strong>. Mana yang berlaku belum dipastikan."
    if office and office.name:
        said += f" Dinasnya bernama {parts.text(office.name)}."
    return f'<p class="note">Layanan pelindungan anak di {place} bernama {said}</p>'


def safe_house(shelf: Shelf, _wanted: list[str]) -> str:
    """Return that there is no safe house here; nothing where there is one, since its address must not be asked for."""
    if shelf.district.safe_house:
        return ""
    return f'<p class="note">{parts.text(shelf.district.place.name)} belum punya rumah aman, sejauh kami tahu.</p>'


def hotline(shelf: Shelf, wanted: list[str]) -> str:
    """Return the contacts of the groups named as structured data. Raise BlockFault."""
    return structured(contact for group in _groups(shelf, wanted) for contact in shelf.groups[group])


def _writing_says(service: Service) -> str:
    if service.open is None:
        return "Belum bisa: belum ada petugas yang membacanya. Di sana ada nomor dan tempat."
    return f"Tanpa nama. Dibaca petugas: {parts.text(service.open.hours)}."


SHARED: dict[str, Block] = {"contacts": contacts}
PUBLIC: dict[str, Block] = {
    **SHARED,
    "danger": danger,
    "sources": sources,
    "menu": menu,
    "all-pages": all_pages,
    "ways": ways,
    "keys": keys,
    "service": service,
    "numbers-tried": numbers_tried,
    "service-name": service_name,
    "safe-house": safe_house,
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


def _tiles(group: MenuGroup, shelf: Shelf) -> str:
    tiles = "\n\n".join(_tile(entry, shelf) for entry in group.pages)
    return f'<div class="tiles" markdown>\n\n{tiles}\n\n</div>'


def _tile(page: MenuPage, shelf: Shelf) -> str:
    label, lead = parts.markdown(page.label), parts.markdown(page.lead)
    inner = f"{shelf.menu.icons[page.icon]}<span><b>{label}</b> <small>{lead}</small></span>"
    if page.served:  # no file that Markdown could link to, nor that the search could read: it brings its own words
        return f'<a class="tile" href="{page.page}" data-words="{parts.text(page.words or "")}">{inner}</a>'
    return f"[{inner}]({posixpath.relpath(page.page, posixpath.dirname(shelf.page) or '.')}){{ .tile }}"
