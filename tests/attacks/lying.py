"""A server that answers honestly but for one lie: in what it says, or in the bytes that go over the line."""

from __future__ import annotations

import itertools
import re
import socket
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from flask import request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Response

PAGE = "<!doctype html><html lang=id><meta charset=utf-8><body><header></header><main>Beranda</main><script>1</script>"
EVIL = "https://evil.example"
Lie: TypeAlias = "Callable[[Response], None]"
Twist: TypeAlias = "Callable[[bytes], bytes]"


class Twisting(socketserver.ThreadingTCPServer):
    """A server that passes on what an honest one answers, but twists the bytes of one path's answers."""

    def __init__(self, honest: str, path: str, twist: Twist) -> None:
        """`twist` gets the whole answer as it goes over the line."""
        super().__init__(("127.0.0.1", 0), Answering)
        self.behind, self.path, self.twist = int(honest.rpartition(":")[2]), path, twist


class Answering(socketserver.StreamRequestHandler):
    """One request."""

    server: Twisting

    def handle(self) -> None:
        """Pass on each request's head, marked with its place on the connection, and give back what comes."""
        for count in itertools.count(1):
            head = b""
            while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
                head += line
            if not head:
                return
            with socket.create_connection(("127.0.0.1", self.server.behind)) as inner:
                inner.sendall(head.replace(b"keep-alive\r\n", b"close\r\nNth: %d\r\n" % count))
                inner.shutdown(socket.SHUT_WR)  # else werkzeug waits 10 ms for a body before it closes the connection
                answer = inner.makefile("rb").read()
            if re.split(rb"[ ?]", head)[1].decode() == self.server.path and self.server.twist is not bytes:
                self.wfile.write(self.server.twist(answer))
                return
            self.wfile.write(answer.replace(b"Connection: close\r\n", b"", 1))


@contextmanager
def twisted(honest: str, path: str, twist: Twist) -> Iterator[str]:
    """Serve twisted answers, and give their origin."""
    with Twisting(honest, path, twist) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def lying(path: str, lie: Lie) -> Callable[[Response], Response]:
    """A server that answers honestly everywhere but at one path."""

    def after(response: Response) -> Response:
        if request.path == path:
            response.direct_passthrough = False
            lie(response)
        return response

    return after


def put_in(html: str) -> Lie:
    """A lie that stands in the page's head."""
    return lambda response: response.set_data(response.get_data().replace(b"<body>", html.encode() + b"<body>", 1))


def header(name: str, value: str) -> Lie:
    """A lie in a header."""
    return lambda response: response.headers.set(name, value)
