"""Starts programs of ours beside this one, and waits until they answer."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import urllib3

from base.errors import SuluhError
from collector.upkeep.here import ROOT

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

READY_WITHIN_SECONDS = 300


class NotRunning(SuluhError):
    """A program that was started does not answer as it should."""


def start(*words: str, doors: Sequence[socket.socket], module: str = "collector.cli") -> subprocess.Popen[bytes]:
    """A module of ours as a process of its own, whose last word is the sockets that it alone now listens on."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251  a child process inherits ours
    handed = [door.fileno() for door in doors]
    named = ",".join(f"fd://{number}" for number in handed)
    program = subprocess.Popen([sys.executable, "-m", module, *words, named], env=environment, pass_fds=handed)
    for door in doors:
        door.close()
    return program


def wait_until_up(address: str, status: int) -> None:
    """Return when a program gives the answer that a healthy one gives. NotRunning where it gives another, or none.

    It was handed sockets that listen already, so one question waits there until the program takes it, and breaks off
    where the program ends instead.
    """
    try:
        answered = urllib3.request("GET", address, timeout=READY_WITHIN_SECONDS, retries=False).status
    except urllib3.exceptions.TimeoutError:
        raise NotRunning(f"{address} tidak menjawab dalam {READY_WITHIN_SECONDS} detik.") from None
    except urllib3.exceptions.HTTPError:
        raise NotRunning("salah satu program berhenti saat mulai; sebabnya tertulis di atas.") from None
    if answered != status:
        raise NotRunning(f"{address} menjawab {answered}, bukan {status}. Lihat catatan server di atas.")
