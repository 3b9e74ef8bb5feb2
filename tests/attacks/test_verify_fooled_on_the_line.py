"""Lies in the bytes of HTTP, which a library reads as the honest page and a browser as another: verify names them."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.attacks.lying import Twist


def in_head(line: bytes) -> Twist:
    """One line more at the end of an answer's head, as it goes over the line."""
    return lambda answer: answer.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1)


def instead(old: bytes, new: bytes) -> Twist:
    """Other bytes in the place of some of the head."""
    return lambda answer: re.sub(rb"(?m)" + old, new, answer, count=1)


def chunked(tail: bytes) -> Twist:
    """The same body in one chunk, and something behind it."""

    def twist(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        head = re.sub(rb"Content-Length: [^\r]*", b"Transfer-Encoding: chunked", head)
        return head + b"\r\n\r\n" + b"%x\r\n" % len(body) + body + b"\r\n" + tail

    return twist


def packed(tail: bytes) -> Twist:
    """The same body as gzip, and something behind it."""

    def twist(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        body = gzip.compress(body) + tail
        head = re.sub(rb"Content-Length: [^\r]*", b"Content-Encoding: gzip\r\nContent-Length: %d" % len(body), head)
        return head + b"\r\n\r\n" + body

    return twist


MORE = b"<script src=//evil.example/a.js></script>"


@pytest.mark.parametrize(
    "twist",
    [
        in_head(b"not a header\r\nRefresh: 0;url=//evil.example"),
        instead(rb"^Content-Security-Policy:", b"Server: x\rContent-Security-Policy:"),
        instead(rb"^Content-Security-Policy:", b"Server: x\r\n Content-Security-Policy:"),
        instead(rb"^Content-Security-Policy:", b"Content-Security-Policy :"),
        in_head(b"rEFRESH: 0;url=//evil.example"),
        in_head(b"Server: a\0b"),
        lambda answer: b"HTTP/1.1 103 Early Hints\r\nLink: </a.js>; rel=preload\r\n\r\n" + answer,
        lambda answer: instead(rb"Content-Length: ", b"Content-Length: +")(answer) + MORE,
        lambda answer: instead(rb"(Content-Length: )([^\r]*)", rb"\1\2\r\n\1 99999")(answer) + MORE,
        in_head(b"Transfer-Encoding: chunked"),
        in_head(b"Transfer-Encoding: identity"),
        chunked(b"0\r\nRefresh: 0;url=//evil.example\r\n\r\n"),
        chunked(b"%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(MORE), MORE)),
        packed(gzip.compress(MORE)),
        packed(MORE),
        lambda answer: MORE + answer,
        lambda answer: answer.partition(b"\r\n\r\n")[2],
        lambda answer: answer[:-1],
    ],
    ids=[
        "after no header", "bare return", "folded", "space in a name", "odd case", "zero byte", "early hints",
        "signed length", "two lengths", "length and chunks", "unknown coding", "trailers", "chunk extension",
        "two members", "behind the member", "before the answer", "no head", "cut off",
    ],
)  # fmt: skip
def test_an_answer_that_a_browser_reads_otherwise_is_named(faults: Callable[..., list[str]], twist: Twist) -> None:
    """Bytes that a library takes for the honest page, and a browser perhaps for another one, are no answer."""
    found = faults("/lapor", twist=twist)
    assert found
    assert all(fault.startswith("lapor:") for fault in found)


def test_what_an_honest_proxy_changes_is_no_lie(faults: Callable[..., list[str]]) -> None:
    """A page that comes in chunks, or packed as gzip because the browser offers it, is the same page."""
    assert faults("/lapor", twist=chunked(b"0\r\n\r\n")) == []
    assert faults("/lapor", twist=packed(b"")) == []
