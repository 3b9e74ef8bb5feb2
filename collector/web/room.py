"""What is still taken as the room for envelopes runs out, and what that costs: the smallest report is the last.

Full is full for everybody, so whoever fills the room must pay for it more and more, and must not fill the last of it
with few large bodies. How long that takes an attacker is reckoned in docs/internal/model-ancaman.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from collector.core.envelope import BUCKETS_KIB
from collector.store.arrivals import ROOM
from collector.web.work import HEAVIEST, LIGHTEST

# Until so many percent are used: the largest bucket in KiB of a report, and of any other form.
PARTS = ((25, 1024, 1024), (50, 64, 64), (90, 16, 0), (100, 8, 0))
# With each of so many parts the work doubles: from a quarter on everybody pays the most that a cheap phone can.
DOUBLES = 32
_MOST_DOUBLED = 16  # enough: HEAVIEST is reached with fewer
FILLING_PERCENT = 12  # far more than a district writes, so a person should look
ARRIVALS = len(BUCKETS_KIB) * ROOM  # bytes that unfinished envelopes take at most, on SQLite a few percent more
SMALLEST = 2 * 10**9  # bytes of a room in which they leave most of it to whole ones


@dataclass(frozen=True)
class Room:
    """Bytes that envelopes take, and bytes that they may take in all."""

    used: int
    whole: int

    @property
    def percent(self) -> int:
        """How much is used, 100 where nothing is left."""
        return 100 if self.used >= self.whole else self.used * 100 // self.whole

    @property
    def filling(self) -> bool:
        """Whether the operator should be warned; reports are refused only much later."""
        return self.percent >= FILLING_PERCENT

    def largest_kib(self, *, report: bool) -> int:
        """The largest bucket that is still taken of a report or of another form; 0 where none is."""
        for percent, reports, others in PARTS:
            if self.percent < percent:
                return reports if report else others
        return 0

    def rounds(self) -> int:
        """How many rounds of work an envelope costs at least, whatever the load is."""
        if self.used >= self.whole:
            return HEAVIEST
        return min(HEAVIEST, LIGHTEST << min(self.used * DOUBLES // self.whole, _MOST_DOUBLED))


def room_of(taken: int, most: int) -> Room:
    """The room of a database that holds `taken` bytes, and may hold `most`, beside what unfinished envelopes take.

    Their place is set aside, whether they are there or not: they cost next to nothing and give way by themselves, so
    they must not make the work of others heavier, nor shut a form. On a disk that is nearly full it is half at most.
    """
    aside = min(ARRIVALS, most // 2)
    return Room(max(taken - aside, 0), most - aside)
