"""Contacts as big lines to tap: one number a line, the whole line is the target."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from site_config.pages import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_config.load import Contact


def contact_lines(contacts: Iterable[Contact]) -> str:
    """Return one HTML line per contact that can be reached; a number nobody has yet is never shown."""
    lines = [_line(contact) for contact in contacts if contact.status == "ready"]
    if not lines:
        return '<p class="note">Nomor setempat belum tersedia di halaman ini.</p>'
    # The box keeps Markdown from wrapping the lines, which are inline elements, in one paragraph.
    return "\n".join(['<div class="calls">', *lines, "</div>"])


def danger_lines(groups: Mapping[str, Iterable[Contact]]) -> str:
    """Return whom to call when a child is in danger, and where to go when nobody answers (facts.md 0.11)."""
    lines = contact_lines(groups.get("danger", []))
    return f"{lines}\n<p>Tidak dijawab? Datang ke kantor polisi, Puskesmas, atau rumah sakit terdekat.</p>"


def contact_links(contacts: Iterable[Contact]) -> str:
    """Return the same contacts within a sentence: "110 atau 119", each a link."""
    links = [(contact.href, contact.display) for contact in contacts if contact.href and contact.display]
    return " atau ".join(f'<a href="{escape(href)}">{escape(shown, quote=False)}</a>' for href, shown in links)


def _line(contact: Contact) -> str:
    facts = [contact.cost, contact.hours, f"diuji {words.day(contact.verified_on)}" if contact.verified_on else None]
    small = ", ".join(fact for fact in facts if fact)
    hints = ". ".join(part.rstrip(".") for part in (small[:1].upper() + small[1:], contact.note or "") if part)
    inner = f"<b>{escape(contact.name, quote=False)}</b>" + (
        f"<small>{escape(hints, quote=False)}</small>" if hints else ""
    )
    shown = f"<em>{escape(contact.display, quote=False)}</em>" if contact.display else ""
    if contact.href is None:
        return f'<div class="call"><span>{inner}</span>{shown}</div>'
    away = ' rel="noreferrer nofollow"' if contact.href.startswith("https:") else ""
    return f'<a class="call" href="{escape(contact.href)}"{away}><span>{inner}</span>{shown}</a>'
