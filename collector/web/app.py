"""Puts the server together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask_wtf.csrf import CSRFProtect

from base import addresses
from collector.web import envelopes, guard, mailboxes, officer, problems, reader, site, staff
from collector.web.door import Door, door
from collector.web.problems import Refused
from collector.web.rendering import Announced, form_pages

if TYPE_CHECKING:
    from collector.forms.schema import FormSpec

SESSION_HOURS = 8
LARGEST_FORM_POST = 16 * 1024  # the staff login; envelopes have their own, exact limit


def create_app(server: Door) -> Flask:
    """One WSGI application for one door."""
    app = Flask(__name__, static_folder=None)
    app.extensions["suluh"] = server
    integrity = guard.integrities(server.client)
    said = Announced(server.keys, server.contacts, integrity, server.staffed, server.demo, server.office)
    app.extensions["suluh-pages"] = form_pages(server.forms, said)
    host = urlsplit(server.origin).hostname or ""
    app.config.update(
        SECRET_KEY=server.secret_key,
        TRUSTED_HOSTS=[host, "127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=LARGEST_FORM_POST,
        # `__Host-` binds the cookie to this very host over TLS (RFC 6265bis 4.1.3.2); the demo speaks plain http.
        SESSION_COOKIE_NAME="__Host-suluh" if server.https else "suluh_demo",
        SESSION_COOKIE_SECURE=server.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # eight hours from the login, not from the last page
        PERMANENT_SESSION_LIFETIME=timedelta(hours=SESSION_HOURS),
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as the session it is tied to
        WTF_CSRF_SSL_STRICT=False,  # readers send no referrer; `guard.is_foreign` checks the origin instead
    )
    app.jinja_env.globals["demo"] = server.demo
    app.jinja_env.globals["at"] = addresses
    app.jinja_env.globals["integrity"] = integrity.__getitem__
    app.before_request(refuse_garbled)
    app.before_request(refuse_foreign)  # before the CSRF token, which would answer less exactly
    csrf = CSRFProtect(app)
    for bare in (envelopes.blueprint, mailboxes.blueprint, officer.blueprint):
        csrf.exempt(bare)  # no cookie, nothing to forge: `guard.is_foreign` is the check there
    app.after_request(add_headers)
    problems.register(app)
    for blueprint in (envelopes.blueprint, mailboxes.blueprint, officer.blueprint, staff.blueprint, site.blueprint):
        app.register_blueprint(blueprint)
    for spec in server.forms.values():
        add_form_page(app, spec)
    app.add_url_rule(addresses.MAILBOX, "mailbox", reader.show_mailbox)
    return app


def add_form_page(app: Flask, spec: FormSpec) -> None:
    """A form's page at the address its spec names; a form without one is part of another page."""
    if spec.address:
        app.add_url_rule(spec.address, f"form:{spec.id}", reader.show_form, defaults={"form_id": spec.id})


def refuse_garbled() -> None:
    """Turn away an address whose query is no UTF-8, here and not as a fault of whichever page reads it first."""
    try:
        request.args  # noqa: B018  reading decodes it
    except UnicodeDecodeError:
        raise Refused(400, "address") from None


def refuse_foreign() -> None:
    """Turn away a change that another site's page tries to make."""
    if guard.is_foreign(request.method, request.headers, door().origin):
        raise Refused(403, "foreign")


def add_headers(response: Response) -> Response:
    """Put the security headers on every answer, errors included."""
    hashes = g.get("hashes", guard.NO_HASHES)
    response.headers.update(guard.headers(request.path, https=door().https, hashes=hashes))
    return response
