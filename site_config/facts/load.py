"""Facts: contacts, each with its source and the day it was last tried; and the district's keys, operator and switch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from base.content import Content, Id, IsoDate, Text, mistake
from base.district import FOLDER
from base.errors import ContentError, ContentErrors
from base.hints import suggest
from base.resolve import load_district, resolve
from base.source import parse, read_yaml
from base.unique import repeated_at
from site_config.facts.addresses import is_draft

if TYPE_CHECKING:
    from pathlib import Path

    from base.district import District
    from base.source import Loc, Located

CONTACTS = "site_config/facts/contacts.yml"
LOCAL_CONTACTS = f"{FOLDER}/contacts.yml"
KEYS = f"{FOLDER}/keys.yml"
OPERATOR = f"{FOLDER}/operator.yml"
SERVICE = f"{FOLDER}/service.yml"
CONFIG = f"{FOLDER}/mkdocs.yml"


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
            if self.verified_on or self.verified_by:
                # Otherwise the production check would pass for a number that nobody has.
                hint = "Isi nomornya dan hapus status, atau hapus verified_on dan verified_by"
                raise mistake("kontak yang to-be-filled belum bisa diuji", hint)
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
    """The whole of site_config/facts/contacts.yml: the numbers of the whole country."""

    contacts: Annotated[list[Contact], Field(min_length=1)]


class Trial(Content):
    """When somebody here last tried a number, and in which office."""

    on: IsoDate
    by: Annotated[Text, Field(description="Jabatan, bukan nama orang")]


class LocalContactFile(Content):
    """The whole of site_config/district/contacts.yml: its own numbers, and which of the country's it tried."""

    tried: dict[Id, Trial] = Field(default={}, description="id kontak nasional -> kapan dan oleh jabatan apa dicoba")
    contacts: list[Contact]


def _whole(fingerprint: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){7}", fingerprint):
        hint = "Salin delapan kelompok empat huruf atau angka, seperti yang ditampilkan suluh keys new"
        raise mistake("sidik kunci tidak lengkap", hint)
    return fingerprint


class Key(Content):
    """A public key of the service by its fingerprint, to be compared by eye with posters and forms."""

    name: Text
    fingerprint: Annotated[str, AfterValidator(_whole)]
    since: IsoDate
    until: IsoDate | None = None


class KeyFile(Content):
    """The whole of site_config/district/keys.yml."""

    keys: list[Key]


class Operator(Content):
    """The whole of site_config/district/operator.yml: who runs the site."""

    security_contact: Annotated[str, StringConstraints(pattern=r"^(mailto:|https://)\S+$")] | None
    expires: IsoDate | None

    @model_validator(mode="after")
    def _expiring(self) -> Self:
        if self.security_contact and not self.expires:
            raise mistake("masa berlaku belum ada", "Isi expires: tanggal paling lama setahun dari sekarang")
        return self


class Opening(Content):
    """When officers read reports (a text that stands behind "dibaca petugas"), and which office settled it."""

    hours: Text
    approved_by: Text
    approved_on: IsoDate


class Service(Content):
    """The whole of site_config/district/service.yml: None while nobody is on duty, and reports are shut."""

    open: Opening | None


@dataclass(frozen=True)
class Facts:
    """All facts of the district, and where each stands. `address` is the site's own, and ends with a slash."""

    address: str
    contacts: list[Contact]
    keys: list[Key]
    operator: Operator
    service: Service
    places: list[tuple[Located, Loc]]  # of the contacts, in their order
    district: District

    def by_group(self, *, audience: str = "public") -> dict[str, list[Contact]]:
        """Return group -> contacts in the order of the file; `internal` readers see the public ones too."""
        groups: dict[str, list[Contact]] = {}
        for contact in self.contacts:
            if contact.audience in {"public", audience}:
                groups.setdefault(contact.group, []).append(contact)
        return groups


def load_facts(root: Path) -> Facts:
    """Read the facts under `root`. Raise ContentError or ContentErrors with file:line."""
    district = load_district(root)
    contacts, places = _contacts(root, district)
    keys = parse(KeyFile, read_yaml(root / KEYS)).keys
    operator = parse(Operator, read_yaml(root / OPERATOR))
    service = parse(Service, read_yaml(root / SERVICE))
    return Facts(site_address(root), contacts, keys, operator, service, places, district)


def _contacts(root: Path, district: District) -> tuple[list[Contact], list[tuple[Located, Loc]]]:
    """Read the country's contacts, then the district's, each with where it stands."""
    shared, local = (resolve(read_yaml(root / name), district) for name in (CONTACTS, LOCAL_CONTACTS))
    ours = parse(LocalContactFile, local)
    theirs = [_tried(contact, ours.tried) for contact in parse(ContactFile, shared).contacts]
    known = [contact.id for contact in theirs]
    errors = list(repeated_at(((("contacts", at, "id"), name) for at, name in enumerate(known)), shared))
    errors += repeated_at(((("contacts", at, "id"), contact.id) for at, contact in enumerate(ours.contacts)), local)
    errors += [
        local.error(
            ("contacts", at, "id"), f"id '{contact.id}' dipakai dua kali", f"Beri id lain; yang ini ada di {CONTACTS}"
        )
        for at, contact in enumerate(ours.contacts)
        if contact.id in known
    ]
    errors += [
        local.error(("tried", name), f"kontak '{name}' tidak ada di {CONTACTS}", suggest(name, known, "Kontak"))
        for name in ours.tried
        if name not in known
    ]
    if errors:
        raise ContentErrors(errors)
    files = ((shared, theirs), (local, ours.contacts))
    places: list[tuple[Located, Loc]] = [
        (file, ("contacts", at)) for file, contacts in files for at in range(len(contacts))
    ]
    return [*theirs, *ours.contacts], places


def _tried(contact: Contact, tried: dict[str, Trial]) -> Contact:
    trial = tried.get(contact.id)
    return contact.model_copy(update={"verified_on": trial.on, "verified_by": trial.by}) if trial else contact


def site_address(root: Path) -> str:
    """Return where the public site is served, as the district says. Raise ContentError."""
    located = read_yaml(root / CONFIG)
    address = located.data.get("site_url") if isinstance(located.data, dict) else None
    if not isinstance(address, str) or not re.fullmatch(r"https://[^/\s]+/", address):
        raise located.error(
            ("site_url",), "alamat situs tidak terbaca", "Tulis site_url: https://nama/ dengan garis akhir"
        )
    return address


def unready(root: Path, facts: Facts) -> list[ContentError]:
    """Return one error for each thing that a public site must not be without (design.md rule 6).

    Contacts that nobody has tried: a wrong number in an emergency is worse than none. A key to compare with; an address
    that is somebody's; whom to tell about a hole.
    """
    errors = untried(facts)
    if not any(key.until is None for key in facts.keys):
        errors.append(ContentError(root / KEYS, 1, "belum ada kunci layanan yang diumumkan", "Isi keys"))
        if facts.service.open:
            hint = "Umumkan kuncinya dulu, atau tulis open: null"
            errors.append(ContentError(root / SERVICE, 1, "laporan dibuka tanpa kunci pembaca", hint))
    if is_draft(facts.address):
        errors.append(
            ContentError(root / CONFIG, 1, "alamat situs masih contoh", "Isi site_url dengan alamat resminya")
        )
    if not facts.operator.security_contact:
        hint = "Isi security_contact dan expires"
        errors.append(ContentError(root / OPERATOR, 1, "belum ada tempat melapor celah keamanan", hint))
    return errors


def untried(facts: Facts) -> list[ContentError]:
    """Return one error for each public contact that nobody has tried."""
    return [
        located.error(loc, f"kontak '{each.id}' belum diuji", _trial_hint(each))
        for each, (located, loc) in zip(facts.contacts, facts.places, strict=True)
        if each.audience == "public" and not each.verified
    ]


def _trial_hint(contact: Contact) -> str:
    if contact.scope == "local":
        return "Hubungi, lalu isi verified_on: tahun-bulan-hari dan verified_by: jabatan"
    tried = f"'{contact.id}: {{on: tahun-bulan-hari, by: jabatan}}'"
    return f"Hubungi, lalu tulis di {LOCAL_CONTACTS}, di bawah tried: {tried}"
