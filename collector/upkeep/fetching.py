"""Requests as a browser makes them, and each answer read to the letter, for `suluh verify`.

What a library forgives and a browser reads otherwise is room for a lie: Python's own stops reading headers at the first
line that is none and takes `Content-Length: +9` for nine; Chromium reads on, in both cases. So nothing is forgiven, and
an answer that two programs could read in two ways is no answer.
"""

from __future__ import annotations

import re
import secrets
import socket
import ssl
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import BinaryIO, Self, TypeAlias
from urllib.parse import urlsplit

import urllib3

LARGEST = 16 * 1024 * 1024  # a longer answer is none of ours
MOST_HEADERS = 100
MOST_KEPT = 20  # requests that a connection carries behind its first
LONGEST_LINE = 16 * 1024
TIMEOUT_SECONDS = 60
OK = 200
GZIP = 16 + zlib.MAX_WBITS  # zlib's word for a gzip header, checksum and length included
_STATUS = re.compile(rb"HTTP/1\.([01]) ([0-9]{3})(?: [\t\x20-\x7e]*)?\r\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e]*?)[ \t]*\r\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,7})\r\n")

# Chrome 156 in the order of its lines; tests/browser/test_verify.py compares the names with the browser at hand. To be
# raised from time to time: a server sees an old version as it sees a program.
Device: TypeAlias = "tuple[str, str, str]"  # User-Agent, sec-ch-ua-mobile, sec-ch-ua-platform
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
    "?1",
    '"Android"',
)
LAPTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "?0",
    '"Windows"',
)
DEVICES = (PHONE, LAPTOP)
BRANDS = '"Not:A-Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"'
LANGUAGES = "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7"
CODINGS = "gzip, deflate, br, zstd"
IMAGES = "image/jxl,image/avif,image/webp,image/apng,"
PAGES = (
    f"text/html,application/xhtml+xml,application/xml;q=0.9,{IMAGES}*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
SITES = ("none", "same-origin", "cross-site")  # how a page is come to: typed, by a link of ours, by somebody else's
# What a page asks for: its `Sec-Fetch-Dest`, its `Accept` and its mode (Fetch Metadata).
PARTS = {
    "script": ("script", "*/*", "cors"),  # a module
    "classic": ("script", "*/*", "no-cors"),
    "worker": ("worker", "*/*", "same-origin"),
    "style": ("style", "text/css,*/*;q=0.1", "no-cors"),
    "image": ("image", f"{IMAGES}image/svg+xml,image/*,*/*;q=0.8", "no-cors"),
    "empty": ("empty", "*/*", "cors"),
}


class Unreachable(Exception):
    """No answer came."""


class Garbled(Exception):
    """What came is not what HTTP/1.1 (RFC 9112) says, or too long: another program may read it otherwise."""


@dataclass(frozen=True)
class Served:
    """One answer: its body as it came over the line, not decoded. Status 0 is a garbled one, which has no more."""

    status: int = 0
    headers: urllib3.HTTPHeaderDict = field(default_factory=urllib3.HTTPHeaderDict)
    body: bytes = b""

    def unpacked(self) -> bytes | None:
        """The body as a browser shows it; None where it is packed in a way that is not compared here."""
        match [coding.lower() for coding in self.headers.getlist("Content-Encoding")]:
            case []:
                return self.body
            case ["gzip"]:
                return _gunzip(self.body)
        return None


class Line:
    """One connection, kept for the next request as a browser keeps it: as long as the server does."""

    def __init__(self, base: str) -> None:
        """`base` is scheme, host and port. Unreachable where nobody answers."""
        parts = urlsplit(base)
        self._origin, https = f"{parts.scheme}://{parts.netloc}", parts.scheme == "https"
        try:
            self._socket = _connected(parts.hostname or "", parts.port or (443 if https else 80), https=https)
        except (OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None
        self._stream = self._socket.makefile("rb")
        self.is_open = True

    def fetch(self, address: str, kind: str = "document", device: Device = PHONE, site: str = "none") -> Served:
        """Ask as a browser that opens a page (`document`) from one of SITES, or as a page that asks for one of PARTS.

        Unreachable where no answer comes. No redirect is followed, and nothing is asked with HEAD or Range: no browser
        asks for a page so.
        """
        parts = urlsplit(address)
        lines = [f"GET {parts.path or '/'}{'?' * bool(parts.query)}{parts.query} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in as_browser(kind, device, self._origin, site)]
        try:
            self._socket.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
            answer, kept = _read(self._stream)
        except Garbled:
            answer, kept = Served(), False
        except (OSError, ValueError) as error:
            self.close()
            raise Unreachable(type(error).__name__) from None
        if not kept:
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        self.is_open = False
        self._stream.close()
        self._socket.close()


def fetch(address: str, kind: str = "document", device: Device = PHONE, site: str = "none") -> Served:
    """Ask on a connection of its own; else as `Line.fetch`."""
    with closing(Line(address)) as line:
        return line.fetch(address, kind, device, site)


class Kept:
    """A connection in use: before what is asked, it has carried the home page and perhaps more, as a visitor's does."""

    def __init__(self, base: str) -> None:
        """`base` is the home page, with its last slash."""
        self._base, self._line, self._left = base, Line(base), 0

    def __enter__(self) -> Self:
        """For `with`, which hangs up."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._line.close()

    def fetch(self, address: str, kind: str, device: Device, site: str) -> Served:
        """As `Line.fetch`. A connection that the server let go of meanwhile is made anew, as a browser does."""
        if self._line.is_open and self._left:
            self._left -= 1
            with suppress(Unreachable):
                return self._line.fetch(address, kind, device, site)
        self._begin()
        return self._line.fetch(address, kind, device, site)

    def _begin(self) -> None:
        """A new connection that has carried the home page; how much more it carries says nothing either."""
        self._line.close()
        self._line, self._left = Line(self._base), secrets.randbelow(MOST_KEPT)
        self._line.fetch(self._base)
        if not self._line.is_open:
            self._line = Line(self._base)


def as_browser(kind: str, device: Device, origin: str, site: str = "none") -> list[tuple[str, str]]:
    """Chromium's headers behind `Host`, in its order, for a page that is opened or for a part of one.

    A worker is asked for without the hints of the device (`sec-ch-ua`).
    """
    agent, mobile, platform = device
    brands, own = ("sec-ch-ua", BRANDS), ("sec-ch-ua-platform", platform)
    said = [("Connection", "keep-alive")]
    if kind == "document":
        target = kind
        said += [brands, ("sec-ch-ua-mobile", mobile), own, ("Upgrade-Insecure-Requests", "1"), ("User-Agent", agent)]
        said += [("Accept", PAGES), ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-User", "?1")]
    else:
        target, accept, mode = PARTS[kind]
        said += [("Origin", origin)] if kind == "script" else []
        hints = [own, ("User-Agent", agent), brands, ("sec-ch-ua-mobile", mobile)]
        said += [] if kind == "worker" else hints
        said += [("Accept", accept), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", mode)]
    said += [("Sec-Fetch-Dest", target), *([("User-Agent", agent)] if kind == "worker" else [])]
    return [*said, ("Accept-Encoding", CODINGS), ("Accept-Language", LANGUAGES)]


def _connected(host: str, port: int, *, https: bool) -> socket.socket:
    line = socket.create_connection((host, port), TIMEOUT_SECONDS)
    return ssl.create_default_context().wrap_socket(line, server_hostname=host) if https else line


def _read(stream: BinaryIO) -> tuple[Served, bool]:
    """One answer, and whether the connection may carry another one behind it (RFC 9112, 9.3)."""
    start = _STATUS.fullmatch(stream.readline(LONGEST_LINE))
    if start is None:
        raise Garbled
    headers = urllib3.HTTPHeaderDict()
    while (row := stream.readline(LONGEST_LINE)) != b"\r\n":
        found = _FIELD.fullmatch(row)
        if found is None or len(headers) >= MOST_HEADERS:
            raise Garbled
        headers.add(found[1].decode(), found[2].decode())
    status = int(start[2])
    if status < OK:  # such as 103, whose links a browser would follow before the page comes
        raise Garbled
    new = start[1] == b"1"
    measured = "Content-Length" in headers or "Transfer-Encoding" in headers
    kept = new and measured and "close" not in headers.get("Connection", "").lower()
    return Served(status, headers, _body(stream, headers, new=new)), kept


def _body(stream: BinaryIO, headers: urllib3.HTTPHeaderDict, *, new: bool) -> bytes:
    """The body by the one length that is given (RFC 9112, 6.3). `new` is HTTP/1.1, which alone knows chunks."""
    lengths, codings = headers.getlist("Content-Length"), headers.getlist("Transfer-Encoding")
    if codings:
        if lengths or not new or [coding.lower() for coding in codings] != ["chunked"]:
            raise Garbled
        return _chunks(stream)
    if not lengths:
        return _exactly(stream, None)
    if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,8}", lengths[0]):
        raise Garbled
    return _exactly(stream, int(lengths[0]))


def _chunks(stream: BinaryIO) -> bytes:
    """Chunks without extensions, and no header behind them."""
    body = b""
    while (found := _CHUNK.fullmatch(stream.readline(LONGEST_LINE))) and (size := int(found[1], 16)):
        body += _exactly(stream, size)
        if len(body) > LARGEST or stream.read(2) != b"\r\n":
            raise Garbled
    if found is None or stream.read(2) != b"\r\n":
        raise Garbled
    return body


def _exactly(stream: BinaryIO, size: int | None) -> bytes:
    """So many bytes, or without a size all that come until the line is closed."""
    if size is not None and size > LARGEST:
        raise Garbled
    body = stream.read(LARGEST + 1 if size is None else size)
    if len(body) > LARGEST or (size is not None and len(body) != size):
        raise Garbled
    return body


def _gunzip(packed: bytes) -> bytes | None:
    """One whole gzip member and nothing behind it, which a browser may take for more of the page."""
    unpacking = zlib.decompressobj(GZIP)
    try:
        body = unpacking.decompress(packed, LARGEST + 1)
    except zlib.error:
        return None
    return body if unpacking.eof and not unpacking.unused_data and len(body) <= LARGEST else None
