"""A server application behind a real loopback port."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from tests.builders import replace_door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


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
