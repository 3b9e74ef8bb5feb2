"""Wrong passwords, counted by name in a table that no flood of invented names makes larger or empties."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 5
WINDOW_SECONDS = 300
SLOT_BYTES = 2


class Attempts:
    """The counters of one process, in memory only; names are counted, never addresses, which we do not keep.

    A name falls into one of 65,536 slots by a hash whose key nobody knows, so that nobody can choose whom he meets
    there. Nothing is evicted: inventing names buys no further try for a real one. argon2, two at a time, lets some
    12,000 wrong passwords through in a window: too few to fill other people's slots as well. Each window begins from
    zero with a new key.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock, self._lock = clock, threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Begin a window."""
        self._key, self._counts = secrets.token_bytes(16), bytearray(256**SLOT_BYTES)
        self._ends = self._clock() + WINDOW_SECONDS

    def too_many(self, name: str) -> bool:
        """Whether the name must wait for the next window."""
        with self._lock:
            return self._counts[self._slot(name)] >= MOST

    def add(self, name: str) -> None:
        """Count a wrong password."""
        with self._lock:
            slot = self._slot(name)
            self._counts[slot] = min(self._counts[slot] + 1, MOST)

    def _slot(self, name: str) -> int:
        if self._clock() >= self._ends:
            self.reset()
        return int.from_bytes(hashlib.blake2b(name.encode(), key=self._key, digest_size=SLOT_BYTES).digest(), "big")
