"""The desk's two doors: 127.0.0.1 and ::1, both held before anybody is told the address."""

from __future__ import annotations

import errno
import socket
import sys
from contextlib import ExitStack

from base.errors import SuluhError

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
IPV6_FREEBIND = 78  # linux/in6.h; Python has no name for it


class PortTaken(SuluhError):
    """Somebody else listens where the browser would look for us."""


def listen(port: int) -> list[socket.socket]:
    """Listening sockets on both loopback addresses, or PortTaken and none.

    A browser asks for a *.localhost name at ::1 first and then at 127.0.0.1. Every user of this machine may listen on a
    loopback port, so the address that we leave free is the one where another user takes the link and the passphrase.
    """
    opened: list[socket.socket] = []
    with ExitStack() as undo:
        for family, address in LOOPBACKS:
            try:
                one = socket.socket(family)
            except OSError as error:
                if error.errno == errno.EAFNOSUPPORT:
                    continue  # this system does not know the family at all, so nobody can listen there
                raise
            undo.callback(one.close)
            hold(one, address, port)
            opened.append(one)
        undo.pop_all()
    return opened


def take_over(named: str) -> list[socket.socket]:
    """Sockets that listen already, inherited from the program that started this one: "fd://3,fd://4"."""
    return [socket.socket(fileno=int(one.removeprefix("fd://"))) for one in named.split(",")]


def hold(one: socket.socket, address: str, port: int) -> None:
    """Bind and listen, so that no other socket of any user can; PortTaken where one was there before.

    On Linux SO_REUSEADDR is safe (socket(7)): beside a socket that listens nobody else binds or listens, not on a
    wildcard address either. It only lets us start again while old connections fade out. On Windows the same option
    would let another program share the port (Winsock, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE").
    """
    if sys.platform == "win32":
        one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if one.family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if sys.platform == "linux":
            # Hold ::1 also where IPv6 is switched off just now (a VPN does that): it may come back while we run.
            one.setsockopt(socket.IPPROTO_IPV6, IPV6_FREEBIND, 1)
    try:
        one.bind((address, port))
        one.listen()
    except OSError as error:
        raise PortTaken(
            f"port {port} di {address} tidak bisa dipakai ({error.strerror}). Mungkin program atau orang lain di "
            "komputer ini sudah memakainya, dan ia akan menerima yang ditujukan kepada kita. Pilih port lain "
            "(lihat --help)."
        ) from None
