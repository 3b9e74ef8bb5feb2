"""What a reporter opens: a form page, or the mailbox with the answers. Nothing typed comes back unsealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request

from collector.core.age import fingerprint
from collector.core.answer import STATUSES
from collector.web.door import Door, door
from collector.web.problems import Refused
from collector.web.rendering import build_form
from collector.web.staff import signed_in

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from collector.forms.schema import FormSpec

WIB = timedelta(hours=7)
AGAIN = "tambahan"  # the form of the mailbox's page


def show_form(form_id: str) -> str | Response:
    """The page of one form; without a key to seal to it is closed and the numbers stand in its place.

    A form for staff opens behind their login only. That keeps strangers from the page, not from the slot: an envelope
    proves nothing about its sender, whichever form it names.
    """
    here = door()
    spec = here.forms[form_id]
    if spec.audience == "staff" and signed_in() is None:
        return redirect(f"/masuk?ke={request.path}", 303)
    if not here.recipients or form_id in here.store.closed_forms():
        raise Refused(503, "closed", "Formulir ini belum dibuka. Hubungi salah satu nomor di bawah ini.")
    return render_template("form.html", **form_parts(spec, here))


def show_mailbox() -> str:
    """The page that opens a mailbox by its code; reading works also while nothing can be sealed."""
    here = door()
    return render_template("mailbox.html", **form_parts(here.forms[AGAIN], here), waits=True, statuses=STATUSES)


def form_parts(spec: FormSpec, here: Door) -> dict[str, object]:
    """What a template needs to show a form that can be sealed."""
    today = (datetime.fromtimestamp(here.now_hour() * 3600, UTC) + WIB).date().isoformat()
    return {
        "spec": spec,
        "form": build_form(spec, here.holders, today),
        "contacts": here.contacts,
        "recipients": [str(recipient) for recipient in here.recipients],
        "holders": here.holders,
        "fingerprints": [fingerprint(recipient) for recipient in here.recipients],
    }
