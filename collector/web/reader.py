"""What a reporter opens: a form page. Nothing typed there ever comes back to the server unsealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request

from collector.core.age import fingerprint
from collector.web.door import Door, door
from collector.web.problems import Refused
from collector.web.rendering import build_form
from collector.web.staff import signed_in

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from collector.forms.schema import FormSpec

WIB = timedelta(hours=7)


def show_form(form_id: str) -> str | Response:
    """The page of one form; without a key to seal to it is closed and the numbers stand in its place.

    A form for staff opens behind their login only. That keeps strangers from the page, not from the slot: an envelope
    proves nothing about its sender, whichever form it names.
    """
    here = door()
    spec = here.forms[form_id]
    if spec.audience == "staff" and signed_in() is None:
        return redirect(f"/masuk?ke={request.path}", 303)
    if not here.recipients:
        raise Refused(503, "closed", "Formulir ini belum dibuka. Hubungi salah satu nomor di bawah ini.")
    return render_template("form.html", **form_parts(spec, here))


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
