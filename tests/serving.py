"""A server application behind a real loopback port, and the delivery of envelopes to it."""

from __future__ import annotations

import dataclasses
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import urllib3
from werkzeug.serving import make_server

from tests.builders import solved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.builders import Sealed


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve on a free port; the origin that is given becomes the application's own."""
    http = make_server("127.0.0.1", 0, app, threaded=True)
    origin = f"http://127.0.0.1:{http.server_port}"
    replace_door(app, origin=origin)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield origin
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def replace_door(app: Flask, **changes: object) -> None:
    """Change what a running application was given."""
    app.extensions["suluh"] = dataclasses.replace(app.extensions["suluh"], **changes)


def deliver(origin: str, *envelopes: Sealed) -> None:
    """Send envelopes as a browser does."""
    for one in envelopes:
        challenge = urllib3.request("GET", f"{origin}/api/work/{one.id}").json()
        answer = urllib3.request("PUT", origin + one.path, body=one.body, headers={**one.headers, **solved(challenge)})
        assert answer.status == 201
