"""What this checkout is, its district, and the forms as that district says them; and the hour."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from base.resolve import load_district
from collector.forms.load import load_forms

if TYPE_CHECKING:
    from base.district import District, Office
    from collector.forms.schema import FormSpec

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build"
HOUR = 3600  # seconds


def our_district() -> District:
    """The district. ContentError or ContentErrors where its folder cannot be read."""
    return load_district(ROOT)


def our_forms() -> dict[str, FormSpec]:
    """Every form by its id. ContentErrors where one does not hold together."""
    return load_forms(our_district())


def our_office() -> Office:
    """The office that holds the keys, and its clock."""
    return our_district().office


def now_hour() -> int:
    """Whole hours since 1970 (UTC)."""
    return int(time.time()) // HOUR
