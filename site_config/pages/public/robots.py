"""What machines read: robots.txt (RFC 9309), security.txt (RFC 9116), and the hotline as structured data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from site_config.facts.addresses import is_draft

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_config.facts.load import Contact, Operator

ROBOTS, SECURITY = "robots.txt", ".well-known/security.txt"


def robots(address: str) -> str:
    """Return robots.txt for the site at `address`, which ends with a slash."""
    if is_draft(address):
        return "User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nDisallow: /api/\nDisallow: /cuaca.html\nSitemap: {address}sitemap.xml\n"


def security(address: str, operator: Operator) -> str:
    """Return security.txt, or nothing while nobody has said whom to tell."""
    if not operator.security_contact:
        return ""
    lines = [
        f"Contact: {operator.security_contact}",
        f"Expires: {operator.expires}T00:00:00Z",
        "Preferred-Languages: id, en",
        f"Canonical: {address}{SECURITY}",
    ]
    return "\n".join(lines) + "\n"


def structured(contacts: Iterable[Contact]) -> str:
    """Return the numbers to dial as schema.org data: who answers, on which number, for whom; never a place."""
    services = [
        {
            "@type": "Organization",
            "name": contact.name,
            "contactPoint": {"@type": "ContactPoint", "telephone": contact.number, "areaServed": "ID"},
        }
        for contact in contacts
        if contact.channel == "phone" and contact.status == "ready"
    ]
    # Mentioned, not ours: the numbers belong to the services that answer them.
    data = {"@context": "https://schema.org", "@type": "WebPage", "mentions": services}
    # "<" could end the element: no name has one, and none ever may.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'
