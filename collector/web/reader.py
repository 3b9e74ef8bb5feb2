"""What a reporter opens: a form page, or the mailbox with the answers. Nothing typed comes back unsealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from collector.core.age import fingerprint
from collector.core.answer import STATUSES
from collector.web.door import Door, door
from collector.web.problems import Refused
from collector.web.rendering import build_form

if TYPE_CHECKING:
    from collector.forms.schema import FormSpec

AGAIN = "tambahan"  # the form of the mailbox's page


def show_form(form_id: str) -> str:
    """The page of one form; without a key to seal to it is closed and the numbers stand in its place."""
    here = door()
    if not here.recipients or form_id in here.store.closed_forms():
        raise Refused(503, "closed", "Formulir ini belum dibuka. Hubungi salah satu nomor di bawah ini.")
    return render_template("form.html", **form_parts(here.forms[form_id], here))


def show_mailbox() -> str:
    """The page that opens a mailbox by its code; reading works also while nothing can be sealed."""
    here = door()
    return render_template("mailbox.html", **form_parts(here.forms[AGAIN], here), waits=True, statuses=STATUSES)


def form_parts(spec: FormSpec, here: Door) -> dict[str, object]:
    """What a template needs to show a form that can be sealed."""
    return {
        "spec": spec,
        "form": build_form(spec),
        "contacts": here.contacts,
        "recipients": [str(recipient) for recipient in here.recipients],
        "fingerprints": [fingerprint(recipient) for recipient in here.recipients],
    }
