"""What a reporter opens: a form page, or the mailbox with the answers. Bytes made at the start, alike for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from flask import Response, current_app, redirect, request

from base.addresses import MAILBOX
from collector.web.door import door
from collector.web.staff import signed_in

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from collector.web.rendering import Pages


def show_form(form_id: str) -> AnyResponse:
    """The page of one form, or what stands in its place while it is closed.

    A form for staff opens behind their login only. That keeps strangers from the page, not from the slot: an envelope
    proves nothing about its sender, whichever form it names.
    """
    server = door()
    spec = server.forms[form_id]
    if spec.audience == "staff" and signed_in() is None:
        return redirect(f"/masuk?ke={quote(request.path)}", 303)
    made = pages()
    closed = form_id in server.store.closed_forms()
    return page((made.closed if closed else made.shown)[str(spec.address)])


def show_mailbox() -> AnyResponse:
    """The page that opens a mailbox by its code; reading works also while nothing can be sealed."""
    return page(pages().shown[MAILBOX])


def page(html: bytes) -> Response:
    """A page that was made when the server started."""
    return Response(html, mimetype="text/html")


def pages() -> Pages:
    """The pages of the running application."""
    return cast("Pages", current_app.extensions["suluh-pages"])
