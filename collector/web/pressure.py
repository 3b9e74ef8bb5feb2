"""How much is coming in, and what that costs whoever sends more: counted in memory, of nobody in particular.

Each process counts for itself, so that a server with n processes lets through up to n times as much. Senders are not
told apart: behind a proxy that keeps no address they cannot be, and thousands of phones share one address of a mobile
network. A busy hour asks everybody for more work, long before anybody is refused.
"""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from collector.web.work import HEAVIEST, LIGHTEST

# Per minute and process: from this many on the work doubles with every further so many; at the second, all are refused.
CALM_FORM, MOST_FORM = 20, 600
CALM_MAILBOX, MOST_MAILBOX = 30, 600
_DOUBLINGS = 16  # more would overflow nothing, and change nothing either: HEAVIEST is reached long before


class Pressure:
    """The counters of one process; a restart forgets everything, which is what is promised."""

    def __init__(self) -> None:
        """Start from zero."""
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def rounds(self) -> int:
        """How many rounds of work one look or envelope costs now."""
        busiest = max(self._count("form") / CALM_FORM, self._count("mailbox") / CALM_MAILBOX)
        return min(HEAVIEST, LIGHTEST << min(int(busiest), _DOUBLINGS))

    def take_envelope(self, form: str) -> bool:
        """Count an envelope that begins; False where more came for this form than any district sends."""
        self._hit("form", MOST_FORM)
        return self._hit(f"form {form}", MOST_FORM)

    def take_look(self) -> bool:
        """Count a look into a mailbox, found or not; False where there were more than any district's reporters take."""
        return self._hit("mailbox", MOST_MAILBOX)

    def _hit(self, what: str, most: int) -> bool:
        return self._counted.hit(RateLimitItemPerMinute(most), what)

    def _count(self, what: str) -> int:
        most = MOST_FORM
        return most - self._counted.get_window_stats(RateLimitItemPerMinute(most), what).remaining
