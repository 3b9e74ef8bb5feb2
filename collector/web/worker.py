"""gunicorn's threaded worker, made quiet and impatient."""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import Any

from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

PATIENCE_SECONDS = 10


class QuietLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The kind of a fault alone: a traceback can hold words of a client, and a time says when somebody was there.

    Where a service needs the time, its journal has it.
    """

    error_fmt = "[%(process)d] [%(levelname)s] %(message)s"

    def exception(self, _words: str, *_given: object, **_options: object) -> None:
        """Say what kind of fault it was; nothing of a client that only fell silent."""
        kind = sys.exc_info()[0] or Exception
        if not issubclass(kind, BlockingIOError | TimeoutError):
            self.error("a connection was not served: %s", kind.__name__)


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

    def is_parent_alive(self) -> bool:
        """End at once with the first process: nobody else would end a thread that a client or a database holds."""
        if not super().is_parent_alive():
            os._exit(1)  # what was acknowledged is on the disk
        return True

    def handle_error(self, _req: object, client: socket.socket, _addr: object, exc: BaseException) -> None:
        """Answer 400 without a word of what was sent."""
        self.log.error("a request was not served: %s", type(exc).__name__)
        try:
            util.write_error(client, 400, "Bad Request", "")
        except OSError:
            self.log.debug("the client was gone")
