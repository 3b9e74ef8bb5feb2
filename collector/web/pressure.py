"""How much is coming in, and what that costs whoever sends more: counted in memory, of nobody in particular.

Each process counts for itself, so that a server with n processes lets through up to n times as much. A source is known
by a keyed hash of its address; the key is drawn anew each hour and lives in memory only: nothing can be looked up in
it later. Thousands of phones share one address of a mobile network: a busy source is asked for more work, not refused.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from collector.web.work import HEAVIEST, LIGHTEST

if TYPE_CHECKING:
    from collections.abc import Callable

# Per minute and process: from this many on the work doubles with every further so many; at the second, all are refused.
CALM_FORM, MOST_FORM = 20, 600
CALM_SOURCE = 5
CALM_MAILBOX, MOST_MAILBOX = 30, 600
_DOUBLINGS = 16  # more would overflow nothing, and change nothing either: HEAVIEST is reached long before


class Pressure:
    """The counters of one process. `now_hour` counts whole hours since 1970 (UTC)."""

    def __init__(self, now_hour: Callable[[], int]) -> None:
        """Start from zero; a restart forgets everything, which is what is promised."""
        self._counted = MovingWindowRateLimiter(MemoryStorage())
        self._now_hour = now_hour
        self._hour, self._salt = -1, b""

    def source(self, address: str | None) -> str:
        """A name for whoever sends from an address, good for this hour and this process only."""
        if self._now_hour() != self._hour:
            self._hour, self._salt = self._now_hour(), secrets.token_bytes(32)
        return hashlib.blake2b((address or "").encode(), key=self._salt, digest_size=16).hexdigest()

    def rounds(self, source: str) -> int:
        """How many rounds of work one look or envelope costs this source now."""
        busiest = max(
            self._count("form") / CALM_FORM,
            self._count("mailbox") / CALM_MAILBOX,
            self._count(source) / CALM_SOURCE,
        )
        return min(HEAVIEST, LIGHTEST << min(int(busiest), _DOUBLINGS))

    def take_envelope(self, form: str, source: str) -> bool:
        """Count an envelope that begins; False where more came for this form than any district sends."""
        self._hit("form", MOST_FORM)
        self._hit(source, MOST_FORM)
        return self._hit(f"form {form}", MOST_FORM)

    def take_look(self, source: str) -> bool:
        """Count a look into a mailbox, found or not; False where there were more than any district's reporters take."""
        self._hit(source, MOST_MAILBOX)
        return self._hit("mailbox", MOST_MAILBOX)

    def _hit(self, what: str, most: int) -> bool:
        return self._counted.hit(RateLimitItemPerMinute(most), what)

    def _count(self, what: str) -> int:
        most = MOST_FORM
        return most - self._counted.get_window_stats(RateLimitItemPerMinute(most), what).remaining
