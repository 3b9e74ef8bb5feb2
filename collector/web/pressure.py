"""How much is coming in, and how much work a sender must do for it. Counted in memory, never by sender.

Each process counts for itself, so that a server with n processes lets through up to n times as much. Senders are not
told apart: behind a proxy that keeps no address they cannot be, and thousands of phones share one address of a mobile
network. A busy hour asks everybody for more work, long before anybody is refused.

Only work that was done is counted, each proof once. To count the challenges that are asked for, or a proof again each
time it is shown, would let a bot make everybody's work heavier without doing any.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from threading import Lock
from typing import TYPE_CHECKING

from collector.web.work import GOOD_FOR, HEAVIEST, LIGHTEST

if TYPE_CHECKING:
    from collections.abc import Callable

# Per minute and process: after this many the work doubles, and again after as many more.
CALM_FORM, CALM_MAILBOX = 20, 30
# Per minute and process, for one form, and for all mailboxes: about what one process can check and store. A lower one
# would be the cheapest way to shut the door on everybody; up to here a flood makes a report slow, and keeps none out.
MOST = 3000
# A proof for a quarter of the rounds asked now is still taken: a phone that was asked for less a moment ago, before the
# load grew, need not begin again.
SLACK = 4
_DOUBLINGS = 16  # enough: HEAVIEST is reached with fewer
_MINUTE = 60  # seconds


class Pressure:
    """The counters of one process; a restart forgets everything, which is what is promised."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start from zero; `now` is in seconds."""
        self._now, self._lock = now, Lock()
        # When each load was counted in the last minute, the oldest first. A plain list of moments: the library for
        # this (limits) starts a thread for what it forgets, which was a fifth of the time that an envelope takes.
        self._counted: defaultdict[str, deque[float]] = defaultdict(deque)
        # Whose proof was counted, and until when it could be shown again; the first to be forgotten comes first. Python
        # salts `hash` anew in each start, so that not even these say which mailbox was read.
        self._seen: dict[int, float] = {}

    def rounds(self) -> int:
        """How many rounds of work one look or envelope costs now."""
        with self._lock:
            busiest = max(len(self._last("form")) / CALM_FORM, len(self._last("mailbox")) / CALM_MAILBOX)
        return min(HEAVIEST, LIGHTEST << min(int(busiest), _DOUBLINGS))

    def least(self) -> int:
        """The fewest rounds of a challenge that is still taken."""
        return self.rounds() // SLACK

    def take_envelope(self, form: str, envelope: str) -> bool:
        """Count an envelope that begins; False where more come for this form than can be stored."""
        return self._take(envelope, f"form {form}", "form")

    def take_look(self, mailbox: str) -> bool:
        """Count who looks into a mailbox, there or not; False where there are more than can be answered."""
        return self._take(mailbox, "mailbox")

    def _take(self, subject: str, limited: str, *also: str) -> bool:
        with self._lock:
            now, name = self._now(), hash((limited, subject))
            while self._seen and next(iter(self._seen.values())) <= now:
                del self._seen[next(iter(self._seen))]
            if name in self._seen:
                return True
            if len(self._last(limited)) >= MOST:
                return False
            for load in (limited, *also):
                self._counted[load].append(now)
            self._seen[name] = now + GOOD_FOR.total_seconds()
            return True

    def _last(self, load: str) -> deque[float]:
        """The moments of the last minute at which a load was counted; the lock is held."""
        moments, ends = self._counted[load], self._now() - _MINUTE
        while moments and moments[0] <= ends:
            moments.popleft()
        return moments
