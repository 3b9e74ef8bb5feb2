"""What this checkout is: its district, and the forms as that district says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.resolve import load_district
from collector.cli.group import ROOT
from collector.forms.load import load_forms

if TYPE_CHECKING:
    from base.district import District
    from collector.forms.schema import FormSpec


def our_district() -> District:
    """The district. ContentError or ContentErrors where its folder cannot be read."""
    return load_district(ROOT)


def our_forms() -> dict[str, FormSpec]:
    """Every form by its id. ContentErrors where one does not hold together."""
    return load_forms(our_district())
