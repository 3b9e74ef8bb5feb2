"""Contacts as big lines to tap: one number a line, the whole line is the target. And where each comes from."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from base.days import day
from site_config.pages import html as parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from site_config.facts.load import Contact

NONE_YET = '<p class="note">Nomor setempat belum tersedia di halaman ini.</p>'


def contact_lines(contacts: Iterable[Contact]) -> str:
    """Return one HTML line per contact that can be reached; a number nobody has yet is never shown."""
    lines = [_line(contact) for contact in contacts if contact.status == "ready"]
    # The box keeps Markdown from wrapping the lines, which are inline elements, in one paragraph.
    return "\n".join(['<div class="calls">', *lines, "</div>"]) if lines else NONE_YET


def danger_lines(groups: Mapping[str, Sequence[Contact]]) -> str:
    """Return whom to call when a child is in danger, and where to go when nobody answers (facts.md 0.11)."""
    danger = groups.get("danger", [])
    where = "Tidak dijawab? Datang ke kantor polisi, Puskesmas, atau rumah sakit terdekat."
    return f"{contact_lines(danger)}\n<p>{where} {tried_line(danger)}</p>"


def short_links(contacts: Iterable[Contact]) -> str:
    """Return one small link a number, number above and a word below: what fits on one line of a small phone."""
    return "".join(
        f'<a href="{escape(contact.href)}"><em>{escape(contact.display, quote=False)}</em>{_word(contact)}</a>'
        for contact in contacts
        if contact.href and contact.display
    )


def tried_line(contacts: Sequence[Contact]) -> str:
    """Say once, below numbers, when they were last tried: said at each of them it frightens (issue 10, point 10)."""
    days = [contact.verified_on for contact in contacts if contact.verified and contact.verified_on]
    if len(days) == len(contacts) and days:
        return f"Nomor di atas terakhir dicoba {day(min(days))}."
    return "Sebagian nomor di atas belum kami coba." if days else "Nomor di atas belum kami coba."


def contact_links(contacts: Iterable[Contact]) -> str:
    """Return the same contacts within a sentence: "110 atau 119", each a link."""
    links = [(contact.href, contact.display) for contact in contacts if contact.href and contact.display]
    return " atau ".join(f'<a href="{escape(href)}">{escape(shown, quote=False)}</a>' for href, shown in links)


def contact_sources(contacts: Iterable[Contact]) -> str:
    """Return each contact with its provenance; one without a number says that its agency must give it."""
    return "\n".join(f'{_line(contact)}\n<p class="facts">{_provenance(contact)}</p>' for contact in contacts)


def tried(contact: Contact) -> str:
    """Return when someone last tried the number, or that nobody has."""
    return f"dicoba {day(contact.verified_on)}" if contact.verified and contact.verified_on else "belum dicoba"


def _agreeing(contact: Contact) -> str:
    """Say in how many sources the number was read; in the file a semicolon parts them."""
    return "cocok di dua sumber" if ";" in contact.source else "dibaca di satu sumber"


def _provenance(contact: Contact) -> str:
    rows = {
        "Jam": contact.hours or "belum dipastikan",
        "Biaya": contact.cost or "belum dipastikan",
        "Dicoba oleh": contact.verified_by,
        "Sumber": contact.source.rstrip("."),
        # Sure of the digits is not sure of an answer: both are said, and neither stands for the other (facts.md 10.14).
        "Nomor": f"{_agreeing(contact)}; {tried(contact)}",
    }
    if contact.status == "to-be-filled":
        return "Menunggu nomor tertulis dari lembaganya."
    return " ".join(f"<b>{name}:</b> {parts.text(value)}." for name, value in rows.items() if value)


def _word(contact: Contact) -> str:
    """Return the service's name without its number and without what follows a comma."""
    return parts.text(contact.name.split(",")[0].replace(contact.display or "", "").strip())


def _line(contact: Contact) -> str:
    facts = [fact for fact in (contact.cost, contact.hours) if fact]
    small = [", ".join(facts), *([contact.note.rstrip(".")] if contact.note else [])]
    hints = ". ".join(part[:1].upper() + part[1:] for part in small if part)
    inner = f"<b>{parts.text(contact.name)}</b>" + (f"<small>{escape(hints, quote=False)}</small>" if hints else "")
    shown = f"<em>{escape(contact.display, quote=False)}</em>" if contact.display else ""
    if contact.href is None:
        return f'<div class="call"><span>{inner}</span>{shown}</div>'
    away = ' rel="noreferrer nofollow"' if contact.href.startswith("https:") else ""
    return f'<a class="call" href="{escape(contact.href)}"{away}><span>{inner}</span>{shown}</a>'
