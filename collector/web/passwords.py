"""Tells whether a password is right, in the same time whether there is such an account or not."""

from __future__ import annotations

import base64
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

# argon2 is slow and takes 64 MB on purpose: more than two at a time in one process would be a lever for a flood. The
# others wait in the order in which they came; few enough, since each of them holds a thread that a report may need.
SEATS, PLACES = 2, 6


class Busy(Exception):
    """More wait for their password to be checked than may."""


class Passwords:
    """The seats of one process."""

    def __init__(self) -> None:
        """All seats are free; no thread runs before the first password comes."""
        self._hasher = PasswordHasher()
        self._nobody = unmatched(self._hasher)
        self._seats = ThreadPoolExecutor(SEATS, thread_name_prefix="argon2")
        self._line = threading.BoundedSemaphore(SEATS + PLACES)

    def is_right(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one whose hash is kept; Busy where the line is full.

        With None, which is no account at all, the same work is done for nothing: a quicker answer would tell who has
        an account.
        """
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            return self._seats.submit(self._hasher.verify, kept or self._nobody, password).result() and kept is not None
        except (VerificationError, InvalidHashError):
            return False
        finally:
            self._line.release()


def unmatched(hasher: PasswordHasher) -> str:
    """A hash as `hasher` makes them (PHC string format) that no password has: its salt and digest are drawn.

    Made without hashing, which would be a fifth of a server's start.
    """
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"
