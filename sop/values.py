"""The small values that content is made of: ids, texts, days and spans of time. Pure: no I/O, no clock.

Days are ISO 8601 strings and spans of time ISO 8601 durations, so that no clock is needed to read them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from base.content import Content, Id, IsoDate, Text, mistake


def _one(value: object) -> object:
    if value is None or isinstance(value, list):
        hint = "Tulis tepat satu, misalnya accountable: layanan; yang lain masuk responsible, consulted, atau informed"
        raise mistake("penanggung jawab harus tepat satu lembaga", hint)
    return value


OneId = Annotated[Id, BeforeValidator(_one)]
Mark = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")]
Force = Literal["wajib", "batas", "dapat", "setempat"]


class Settled(Content):
    """A point that the district has settled in writing: the point as the step asks it, the answer, and by whom."""

    point: Annotated[Text, Field(description="Titiknya, persis seperti di confirm_locally")]
    answer: Text
    by: Annotated[Text, Field(description="Jabatan atau surat yang menetapkan, bukan nama orang")]
    on: IsoDate


class Approval(Content):
    """Who approved a version (a role, never a person's name), on which day, and the mark of what was approved.

    One version never has two contents.
    """

    version: Text
    by: Text
    on: IsoDate
    content: Annotated[Mark, Field(description="Sidik isi yang disahkan; `site check` menyebutnya")] = ""


class Question(Content):
    """What somebody must answer in writing before the texts may be relied on."""

    what: Annotated[Text, Field(description="Yang dipastikan")]
    asked: Annotated[Text, Field(description="Ditanyakan kepada")]
    used: Annotated[Text, Field(description="Berkas atau halaman yang memakai jawabannya")]
