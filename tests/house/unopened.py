"""Envelopes that wait in a data folder."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from collector.store import Envelope, Store
from collector.upkeep.settings import read_folder

if TYPE_CHECKING:
    from pathlib import Path

START = 490_000
OUTSIDE = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, "d" * 64, received_hour=START)


def open_demo(folder: Path) -> closing[Store]:
    """The store of a data folder."""
    return closing(read_folder(folder).open_store())


def add(folder: Path, name: str, **changes: Any) -> None:
    """Store one envelope whose id is made of one hex digit."""
    with open_demo(folder) as store:
        store.add_envelope(replace(OUTSIDE, id=name * 32, mailbox=name * 32, **changes), b"x")
