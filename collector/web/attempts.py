"""How much work a try at a password costs: it doubles with each wrong one, so guessing is slow and no name locked."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from typing import TYPE_CHECKING

from collector.web.work import GOOD_FOR, HEAVIEST, LIGHTEST

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_SECONDS = 300
CALM = 10  # after this many tries in a window, for all names together, the work doubles; again after as many more
SLOT_BYTES = 2
_MOST = 255  # the largest number that one counter (a byte) holds; HEAVIEST is reached earlier


class Attempts:
    """The counters of one process, in memory only; names are counted, never addresses, which we do not keep.

    A locked name would be a lever: whoever knows it could keep its owner out. Here each wrong password doubles the work
    of the next try at that name, up to HEAVIEST, which its owner can always do. A name falls into one of 65,536 slots
    by a hash whose key nobody knows, so that nobody can choose whose slot he fills. Nothing is evicted: inventing names
    makes no try at a real one cheaper. Each window begins from zero with a new key.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._clock, self._lock = clock, threading.Lock()
        self._spent: dict[int, float] = {}  # which proofs were used, and until when they would be good; oldest first
        self.reset()

    def reset(self) -> None:
        """Begin a window."""
        self._key, self._wrong, self._tries = secrets.token_bytes(16), bytearray(256**SLOT_BYTES), 0
        self._ends = self._clock() + WINDOW_SECONDS

    def rounds(self, name: str) -> int:
        """How many rounds of work one try at this name costs now."""
        with self._lock:
            wrong = self._wrong[self._slot(name)]
            return min(HEAVIEST, LIGHTEST << max(wrong, self._tries // CALM))

    def spend(self, ticket: str) -> bool:
        """Count a try and use its proof up; False, and nothing is counted, where it was used before."""
        with self._lock:
            self._slot("")  # a new window, where one is due
            now, mark = self._clock(), hash(ticket)
            while self._spent and next(iter(self._spent.values())) <= now:
                del self._spent[next(iter(self._spent))]
            if mark in self._spent:
                return False
            self._spent[mark] = now + GOOD_FOR.total_seconds()
            self._tries += 1
            return True

    def add(self, name: str) -> None:
        """Count a wrong password."""
        with self._lock:
            slot = self._slot(name)
            self._wrong[slot] = min(self._wrong[slot] + 1, _MOST)

    def _slot(self, name: str) -> int:
        if self._clock() >= self._ends:
            self.reset()
        return int.from_bytes(hashlib.blake2b(name.encode(), key=self._key, digest_size=SLOT_BYTES).digest(), "big")
