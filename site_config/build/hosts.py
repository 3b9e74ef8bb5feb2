"""The files for a static host: what they let pages hold, and which addresses they hand to the collector."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from base.addresses import MAILBOX
from base.resolve import load_district
from collector.forms.load import load_forms
from site_config.build.inline import allowed

if TYPE_CHECKING:
    from pathlib import Path

HOSTS = "scripts/deploy/static"
FORMS, CALENDAR = "collector/forms/specs", "collector/forms/calendar.yml"
# The addresses that stand before /masuk, which is always there: in Caddy's list, and in nginx's pattern.
_IN_CADDY = re.compile(r"(?<=@collector path )(?:/[a-z0-9-]+ )*(?=/masuk )")
_IN_NGINX = re.compile(r'(?<=location ~ "\^/\(\()(?:[a-z0-9-]+\|)*(?=masuk\|)')


def host_files(root: Path) -> dict[Path, str]:
    """Return path -> text of each file for a static host, as pages and forms of today want it.

    Raise ContentErrors, or BuildFailed where the styles and scripts of the pages are not made.
    """
    files = sorted((root / HOSTS).glob("*"))
    if not files:
        return {}
    addresses = form_addresses(root)
    return {path: with_addresses(allowed(path.read_text("utf-8")), addresses) for path in files}


def form_addresses(root: Path) -> list[str]:
    """Where the collector gives out pages to everybody: the mailbox, and each form that is not the staff's."""
    forms = load_forms(load_district(root), root / FORMS, root / CALENDAR).values()
    return sorted([MAILBOX, *(form.address for form in forms if form.address and form.audience != "staff")])


def with_addresses(text: str, addresses: list[str]) -> str:
    """Put the addresses of forms where a host's file hands them to the collector."""
    text = _IN_CADDY.sub("".join(f"{address} " for address in addresses), text)
    return _IN_NGINX.sub("".join(f"{address[1:]}|" for address in addresses), text)
