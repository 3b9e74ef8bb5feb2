"""One district: its name, its kecamatan, what each agency is called there, and what shared texts may call them.

Shared content never says a place's name. It writes `{layanan}`, `{kabupaten}`, and what is true only of some districts
in a case: `[[bila lsm ada: …]]`, `[[bila layanan pengganti: …]]` (the law names another one), `[[bila rumah-aman belum:
…]]`. `base.resolve` reads and replaces. Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from base.content import Content, Id, Text, mistake
from base.days import ZONES, Zone

KEY_HOLDER = "layanan"
FOLDER = "site_config/district"
DISTRICT = f"{FOLDER}/district.yml"


class StandIn(Content):
    """Whose place an agency takes: the law names the other one, so its duties bind this one only by agreement."""

    name: Annotated[Text, Field(description="Nama yang disebut undang-undang, misalnya UPTD PPA")]
    law: Annotated[Id, Field(description="Undang-undang itu; ada di sop/laws.yml")]


class LocalAgency(Content):
    """What one agency is here. What sop/agencies.yml says of its role holds unless it is said otherwise here."""

    absent: Annotated[bool, Field(description="true bila lembaga ini tidak ada di daerah ini")] = False
    name: Annotated[Text | None, Field(description="Nama pendek, seperti dibaca di kalimat")] = None
    full_name: Annotated[Text | None, Field(description="Nama lengkap")] = None
    stands_for: Annotated[
        StandIn | None, Field(description="Diisi bila undang-undang menyebut lembaga lain, bukan lembaga ini")
    ] = None
    role: Annotated[Text | None, Field(description="Pengganti role di sop/agencies.yml")] = None
    basis: Annotated[Text | None, Field(description="Pengganti basis di sop/agencies.yml")] = None
    confirm_locally: Annotated[
        list[Text] | None, Field(description="Pengganti confirm_locally di sop/agencies.yml")
    ] = None

    @model_validator(mode="after")
    def _named_or_absent(self) -> Self:
        if self.absent == bool(self.name or self.full_name) or bool(self.name) != bool(self.full_name):
            raise mistake("lembaga tanpa nama", "Isi name dan full_name, atau hanya absent: true")
        return self


class Kecamatan(Content):
    """A part of the district, as a form offers it."""

    id: Id
    name: Text


@dataclass(frozen=True)
class Office:
    """The office that holds the keys: what it is called here, and the clock by which it works."""

    name: str
    zone: Zone


class Place(Content):
    """The district itself."""

    name: Annotated[Text, Field(description="Nama lengkap, misalnya Kabupaten Contoh; {kabupaten}")]
    short: Annotated[Text, Field(description="Nama tanpa kata Kabupaten atau Kota; {tempat}")]
    zone: Annotated[
        Literal["WIB", "WITA", "WIT"], Field(description="Zona waktu setiap jam yang ditampilkan: WIB, WITA, atau WIT")
    ]


class District(Content):
    """The whole of site_config/district/district.yml."""

    place: Place
    safe_house: Annotated[
        bool, Field(description="true bila rumah aman sudah ada, milik sendiri atau lewat perjanjian")
    ]
    kecamatan: Annotated[list[Kecamatan], Field(min_length=1)]
    agencies: Annotated[dict[Id, LocalAgency], Field(description="Peran di sop/agencies.yml -> lembaga di daerah ini")]

    @property
    def office(self) -> Office:
        """The office that holds the keys; every hour that is shown or reckoned is the hour of its clock."""
        return Office(self.words[KEY_HOLDER], ZONES[self.place.zone])

    @cached_property
    def words(self) -> dict[str, str]:
        """What each reference stands for: `layanan` a short name, `layanan.lengkap` the full one."""
        words = {"kabupaten": self.place.name, "tempat": self.place.short}
        for role, agency in self.agencies.items():
            if agency.name and agency.full_name:
                words |= {role: agency.name, f"{role}.lengkap": agency.full_name}
        return words

    @cached_property
    def cases(self) -> dict[str, dict[str, bool]]:
        """What may stand after `[[bila`: of whom, then in which state, and whether that is so here."""
        cases = {"rumah-aman": {"ada": self.safe_house, "belum": not self.safe_house}}
        for role, agency in self.agencies.items():
            stands_in, there = agency.stands_for is not None, not agency.absent
            cases[role] = {"ada": there, "pengganti": stands_in, "utama": there and not stands_in}
        return cases

    @cached_property
    def absent(self) -> frozenset[str]:
        """The roles that nobody has here."""
        return frozenset(role for role, each in self.agencies.items() if each.absent)
