"""What a reporter opens: a form page. Nothing typed there ever comes back to the server unsealed."""

from __future__ import annotations

from flask import render_template

from collector.core.age import fingerprint
from collector.web.door import door
from collector.web.problems import Refused
from collector.web.rendering import build_form


def show_form(form_id: str) -> str:
    """The page of one form; without a key to seal to it is closed and the numbers stand in its place."""
    here = door()
    if not here.recipients or form_id in here.store.closed_forms():
        raise Refused(503, "closed", "Formulir ini belum dibuka. Hubungi salah satu nomor di bawah ini.")
    spec = here.forms[form_id]
    return render_template(
        "form.html",
        spec=spec,
        form=build_form(spec),
        contacts=here.contacts,
        recipients=[str(recipient) for recipient in here.recipients],
        fingerprints=[fingerprint(recipient) for recipient in here.recipients],
    )
