"""Whatever is sent to whichever address: an answer that was meant, with the headers of all answers, and no trace."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from collector.store import Account
from collector.web import guard, staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from wsgiref.types import WSGIEnvironment

    import pytest
    from flask import Flask

    from collector.store import Store

MARK = "SUAR-ACAK"
EXAMPLES = 25  # for each address
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"]
NAMES = """
    Accept Accept-Encoding Authorization Content-Range Content-Type Cookie Expect If-Modified-Since If-None-Match
    If-Range Origin Range Referer Repr-Digest Sec-Fetch-Site Suluh-Form Suluh-Mailbox Suluh-Mailbox-Key
    Suluh-Mailbox-Secret Suluh-Token Suluh-Urgency Suluh-Work Transfer-Encoding X-CSRFToken X-Forwarded-Host
"""
# What gunicorn passes on: any byte but the controls, as Latin-1 (PEP 3333).
words = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=40)
# Words that lead further in than chance does.
KNOWN = """
    bytes_0-9/10 bytes=0-,5-1 bytes=-1 Bearer_ Basic_OjE= application/octet-stream application/x-www-form-urlencoded
    multipart/form-data;_boundary=x same-origin http://127.0.0.1:8000 laporan/1 now ../ ..\\ %2e%2e/ //evil.example
    W/"x" chunked e30=
"""
known = st.sampled_from(["", "\0", "a" * 32, "f" * 64, *(word.replace("_", " ") for word in KNOWN.split())])
pieces = st.lists(words | known, max_size=3).map(lambda found: MARK.join(["", *found]))


@st.composite
def requests(draw: st.DrawFn, rule: str, cookie: str) -> WSGIEnvironment:
    """One request to an address that a rule stands for, as the server hands it to the application."""
    path = re.sub(r"<[^>]*>", lambda _: draw(pieces | st.sampled_from(["a" * 32, "b" * 64])), rule)
    headers = draw(st.dictionaries(st.sampled_from(NAMES.split()), pieces, max_size=5))
    headers = {name: re.sub(r"[\0-\x1f]", "", value) for name, value in headers.items()}
    if draw(st.booleans()):
        headers["Cookie"] = cookie
    body = draw(st.binary(max_size=200) | pieces.map(lambda text: text.encode()))
    environ = EnvironBuilder(method=draw(st.sampled_from(METHODS)), data=body, headers=[*headers.items()]).get_environ()
    environ["PATH_INFO"] = path + draw(st.just("") | pieces)
    environ["QUERY_STRING"] = draw(st.just("") | pieces.map(lambda text: f"ke={text}"))
    if draw(st.booleans()):
        environ["CONTENT_LENGTH"] = draw(st.sampled_from(["", "0", "-1", "x", "99999999999999999999", "3"]))
    return environ


def signed_in(app: Flask, store: Store) -> str:
    """The cookie of somebody who is signed in."""
    account = Account("petugas", "hash")
    store.add_account(account)
    client = app.test_client()
    with client.session_transaction() as session:
        session["account"], session["proof"] = account.name, staff.proof_of(account)
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return f"{found.key}={found.value}"


def test_no_request_breaks_an_address_or_leaves_a_trace(
    make_app: Callable[..., Flask], store: Store, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Every route, signed in or not: no 5xx but a meant 503, the security headers, and nothing in log or files."""
    caplog.set_level(logging.DEBUG)
    app = make_app(demo=True)
    cookie = signed_in(app, store)
    for rule in sorted({rule.rule for rule in app.url_map.iter_rules()}):

        @given(environ=requests(rule, cookie))
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        def try_it(environ: WSGIEnvironment) -> None:
            body, status, headers = run_wsgi_app(app, environ, buffered=True)
            assert status[:1] in "234" or (status[:3] == "503" and headers["Retry-After"])
            assert guard.headers("/", https=False).keys() <= {name for name, _ in headers}
            assert "Set-Cookie" not in headers or environ["PATH_INFO"].startswith(("/masuk", "/keluar"))
            assert headers["Cache-Control"] == "no-store"
            b"".join(body)

        try_it()
    # Hypothesis itself says at this level what it draws.
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("hypothesis")]
    assert [line for line in said if MARK in line] == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in files if MARK.encode() in file.read_bytes()] == []
