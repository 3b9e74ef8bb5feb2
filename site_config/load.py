"""Facts of the district: contacts, each with its source and the day it was last tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from site_config.traps import TrapFile
from sop.model import Content, Id, IsoDate, Text
from sop.names import repeated
from sop.source import ContentErrors, parse, read_yaml
from sop.values import mistake

if TYPE_CHECKING:
    from pathlib import Path

    from sop.source import ContentError, Located

CONTACTS = "site_config/facts/contacts.yml"
TRAPS = "site_config/facts/traps.yml"


class Contact(Content):
    """A number to call or a place to go. Local ones without a number wait with `status: to-be-filled`."""

    id: Id
    group: Literal["danger", "talk", "health", "oversight", "local"]
    name: Text
    channel: Literal["phone", "whatsapp", "web", "email", "visit"]
    number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{2,15}$")] | None = None
    display: Text | None = None
    hours: Text | None = None
    cost: Text | None = None
    note: Text | None = None
    audience: Literal["public", "internal"]
    scope: Literal["national", "local"]
    source: Text
    confidence: Literal["H", "M", "L"]
    status: Literal["ready", "to-be-filled"] = "ready"
    verified_on: IsoDate | None = None
    verified_by: Text | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.status == "to-be-filled":
            return self
        if self.channel in {"phone", "whatsapp"} and self.number is None:
            raise mistake("nomor belum ada", 'Tambahkan number: "…", atau status: to-be-filled')
        if self.channel != "visit" and self.display is None:
            raise mistake("yang ditampilkan belum ada", 'Tambahkan display: "…", atau status: to-be-filled')
        return self

    @property
    def verified(self) -> bool:
        """Whether someone tried it: a day and a role are both noted."""
        return self.verified_on is not None and self.verified_by is not None

    @property
    def href(self) -> str | None:
        """The link a tap follows (tel:, https:, mailto:), or None for a place to go and a number not known yet."""
        if self.status == "to-be-filled":
            return None
        match self.channel:
            case "phone":
                return f"tel:{self.number}"
            case "whatsapp":
                # wa.me wants the international form without plus; Indonesia's country code replaces the leading 0.
                digits = (self.number or "").removeprefix("+")
                return f"https://wa.me/{'62' + digits[1:] if digits.startswith('0') else digits}"
            case "web":
                return f"https://{(self.display or '').removeprefix('https://')}"
            case "email":
                return f"mailto:{self.display}"
            case "visit":
                return None


class ContactFile(Content):
    """The whole of site_config/facts/contacts.yml."""

    contacts: Annotated[list[Contact], Field(min_length=1)]


@dataclass(frozen=True)
class Facts:
    """All facts of the district, and where each stands."""

    contacts: list[Contact]
    traps: TrapFile
    located: Located  # of the contacts

    def by_group(self, *, audience: str = "public") -> dict[str, list[Contact]]:
        """Return group -> contacts in the order of the file; `internal` readers see the public ones too."""
        groups: dict[str, list[Contact]] = {}
        for contact in self.contacts:
            if contact.audience in {"public", audience}:
                groups.setdefault(contact.group, []).append(contact)
        return groups


def load_facts(root: Path) -> Facts:
    """Read the facts under `root`. Raise ContentError or ContentErrors with file:line."""
    located = read_yaml(root / CONTACTS)
    contacts = parse(ContactFile, located).contacts
    errors = list(repeated((each.id for each in contacts), located, "contacts"))
    traps = TrapFile(traps=[])
    if (root / TRAPS).exists():
        found = read_yaml(root / TRAPS)
        traps = parse(TrapFile, found)
        errors += repeated((each.id for each in traps.traps), found, "traps")
    if errors:
        raise ContentErrors(errors)
    return Facts(contacts, traps, located)


def unverified(facts: Facts) -> list[ContentError]:
    """Return one error for each public contact that nobody has tried.

    A wrong number in an emergency is worse than none, so a production build refuses them (design.md rule 6).
    """
    hint = "Hubungi, lalu isi verified_on: tahun-bulan-hari dan verified_by: jabatan"
    return [
        facts.located.error(("contacts", index), f"kontak '{contact.id}' belum diuji", hint)
        for index, contact in enumerate(facts.contacts)
        if contact.audience == "public" and not contact.verified
    ]
