"""What tests need of the machine: patience, ports of their own, real browsers.

No test is about speed: a time limit only ends a test that hangs, and is far longer than a loaded machine takes.
"""

from __future__ import annotations

import secrets
import shutil
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

PATIENCE = 120  # seconds
PATIENCE_MS = PATIENCE * 1000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
# Below what Linux gives to connections and to whoever asks for any port (32768 to 60999, ip(7)), so that no other
# program is given a port between the moment it was found free and the moment its server takes it.
PORTS = range(10_000, 32_000)


def free_port() -> int:
    """A port that nobody has on either loopback, and that no program gets by chance."""
    while True:
        port = secrets.choice(PORTS)
        with ExitStack() as stack:
            try:
                for family, address in loopbacks():
                    stack.enter_context(socket.socket(family)).bind((address, port))
            except OSError:
                continue
            return port


def loopbacks() -> list[tuple[socket.AddressFamily, str]]:
    """The loopbacks of this machine."""
    found = [(socket.AF_INET, "127.0.0.1")]
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return found
    return [*found, (socket.AF_INET6, "::1")]


def chromium() -> str:
    """The machine's Chromium; scripts/test installs it or says how."""
    return program("chromium", "chromium-browser", "google-chrome")


def firefox() -> str:
    """The machine's Firefox, likewise."""
    return program("firefox-esr", "firefox")


def program(*names: str) -> str:
    """The first of these that the machine has."""
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, f"no {names[0]} on this machine: run scripts/test"
    return found
