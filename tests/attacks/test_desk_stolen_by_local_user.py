"""Another user of the officer's machine tries to hear the one-time link, the passphrase, the session and the report."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from collector.desk.keyfile import new_key_text
from collector.desk.loopback import PortTaken, listen
from tests.builders import deliver, sealed
from tests.machine import free_port
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Page

    from collector.forms.schema import FormSpec

PASSPHRASE = "payung biru di atas meja"
# Every address whose listener could hear a browser that asks for our name; True: an IPv6 socket that takes IPv4 too.
PLACES = (
    ("127.0.0.1", False),
    ("::1", False),
    ("0.0.0.0", False),  # noqa: S104  the thief's choice
    ("::", False),
    ("::", True),
    ("::ffff:127.0.0.1", True),
)
# Runs as another user wherever the tests may change users. It binds what it can with the loosest options, listens when
# it is told to, and prints where it succeeded and whatever it hears.
THIEF = """
import json, os, selectors, socket, sys

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
bound = []
for address, both in json.loads(sys.argv[2]):
    one = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        if ":" in address:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not both)
        one.bind((address, int(sys.argv[1])))
    except OSError:
        continue
    bound.append((address, one))
print(json.dumps([address for address, _ in bound]), flush=True)
sys.stdin.readline()
heard, listening = selectors.DefaultSelector(), []
for address, one in bound:
    try:
        one.listen()
    except OSError:
        continue
    listening.append(address)
    heard.register(one, selectors.EVENT_READ)
print(json.dumps(listening), flush=True)
while listening:
    for key, _ in heard.select():
        print(key.fileobj.accept()[0].recv(65536), flush=True)
"""


@dataclass
class Thief:
    """The other user's program: where it could bind, and the program itself."""

    bound: list[str]
    program: subprocess.Popen[str]

    def listen(self) -> list[str]:
        """Let it listen; the addresses where it does."""
        self.program.stdin.write("\n")
        self.program.stdin.flush()
        return list(json.loads(self.program.stdout.readline()))

    def heard(self) -> str:
        """Stop it; what came to it."""
        self.program.terminate()
        return self.program.stdout.read()


@contextmanager
def thief(port: int, *places: tuple[str, bool]) -> Iterator[Thief]:
    """The other user's program on one port."""
    command = [sys.executable, "-I", "-c", THIEF, str(port), json.dumps(places)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield Thief(json.loads(program.stdout.readline()), program)
        finally:
            program.kill()


@contextmanager
def running_desk(root: Path, *words: str | Path) -> Iterator[str]:
    """The desk as an officer starts it; gives the one-time link, or an empty text where it did not start."""
    command = [sys.executable, "-m", "collector.cli", "desk", *map(str, words)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as program:
        try:
            yield program.stdout.readline().rpartition(" ")[2].strip()
        finally:
            program.kill()


def test_the_link_the_passphrase_and_the_report_reach_nobody_else(
    make_app: Callable[..., Flask], forms: dict[str, FormSpec], tmp_path: Path, root: Path, page: Page
) -> None:
    """While another user tries every loopback and wildcard address, a real Chromium's whole visit goes to us alone."""
    text, made = new_key_text("petugas 1", PASSPHRASE)
    (key := tmp_path / "petugas.kunci.age").write_text(text)
    spec, port = forms["laporan"], free_port()
    report = sealed(spec, {"danger": "sekarang", "story": "SUAR"}, [made.recipient])
    with (
        serving(make_app(recipients=[made.recipient])) as origin,
        running_desk(root, "--server", origin, "--key", key, "--port", str(port)) as link,
        thief(port, *PLACES, ("127.0.0.2", False)) as other,
    ):
        deliver(origin, report)
        other.listen()
        page.goto(link)
        page.get_by_label("Kata sandi kunci").fill(PASSPHRASE)
        page.get_by_role("button", name="Buka").click()
        page.get_by_role("link", name=spec.title).click()
        page.get_by_text("SUAR").wait_for()
        assert other.heard() == ""
        assert set(other.bound) <= {"127.0.0.2"}  # which no browser takes a *.localhost name for


@pytest.mark.parametrize("place", PLACES)
def test_the_desk_does_not_start_where_another_user_listens(place: tuple[str, bool], tmp_path: Path) -> None:
    """Whoever was on the port first, on either loopback or on a wildcard, is said, and no link is made."""
    port = free_port()
    with thief(port, place) as other:
        if other.listen():
            with pytest.raises(PortTaken, match=str(port)):
                listen(port)
        else:  # this machine has no such address, so nobody can wait there
            assert other.bound == []


@pytest.mark.parametrize("place", PLACES)
def test_a_port_that_was_only_kept_for_later_is_not_heard_either(place: tuple[str, bool]) -> None:
    """Another user who bound the port before us with the loosest options still cannot listen beside us."""
    port = free_port()
    with thief(port, place) as other:
        doors = listen(port)
        assert other.listen() == []
        for door in doors:
            door.close()
