"""A form is closed where nobody can read what comes, and opened again."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from base.errors import SuluhError
from collector.upkeep.here import our_forms

if TYPE_CHECKING:
    from collector.forms.schema import FormSpec
    from collector.upkeep.settings import Folder


class NoSuchForm(SuluhError):
    """No form has this id; the message names those that there are."""


def find_form(form_id: str) -> FormSpec:
    """The form of this id, or NoSuchForm."""
    forms = our_forms()
    if form_id not in forms:
        raise NoSuchForm(f"formulir '{form_id}' tidak ada. Yang ada: {', '.join(sorted(forms))}.")
    return forms[form_id]


def switch_form(folder: Folder, form_id: str, *, closed: bool) -> None:
    """Close or reopen a form for everybody. NoSuchForm."""
    form = find_form(form_id)
    with closing(folder.open_store()) as store:
        (store.close_form if closed else store.reopen_form)(form.id)
