"""The small values that content is made of: ids, texts, days and spans of time. Pure: no I/O, no clock.

Days are ISO 8601 strings and spans of time ISO 8601 durations, so that no clock is needed to read them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, StringConstraints

from base.content import Id, mistake


def _one(value: object) -> object:
    if value is None or isinstance(value, list):
        hint = "Tulis tepat satu, misalnya accountable: layanan; yang lain masuk responsible, consulted, atau informed"
        raise mistake("penanggung jawab harus tepat satu lembaga", hint)
    return value


OneId = Annotated[Id, BeforeValidator(_one)]
Mark = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?$")]
Force = Literal["wajib", "batas", "dapat", "setempat"]
