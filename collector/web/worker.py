"""gunicorn's threaded worker, made quiet and impatient."""

from __future__ import annotations

import socket
import struct
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

PATIENCE_SECONDS = 10


class QuietWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Logs nothing of a request, and lets nobody hold a thread by sending nothing.

    gunicorn logs the address and the words of a malformed request, and repeats those words in its answer. Here the log
    gets the kind of fault alone and the answer is fixed. Slow requests that keep trickling are for the proxy in front,
    which takes a whole request before it passes it on.
    """

    def enqueue_req(self, conn: Any) -> None:
        """Give up reading from a client that is silent for ten seconds (SO_RCVTIMEO, socket(7))."""
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", PATIENCE_SECONDS, 0))
        super().enqueue_req(conn)

    def handle_error(self, _req: object, client: socket.socket, _addr: object, exc: BaseException) -> None:
        """Answer 400 without a word of what was sent."""
        self.log.error("a request was not served: %s", type(exc).__name__)
        try:
            util.write_error(client, 400, "Bad Request", "")
        except OSError:
            self.log.debug("the client was gone")
