"""One budget as a line, and how two pieces of work are timed beside each other."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
KIB = 1024


@dataclass(frozen=True)
class Line:
    """One budget: ours and its yardstick in words, and their ratio, to be at most `most` or at least `least`."""

    what: str
    ours: str
    beside: str
    ratio: float
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the ratio is within its budget."""
        return self.ratio <= self.most if self.most is not None else self.ratio >= (self.least or 0)

    def __str__(self) -> str:
        budget = f"paling banyak {self.most:.0%}" if self.most is not None else f"paling sedikit {self.least:.0%}"
        verdict = "tercapai" if self.kept else "TIDAK TERCAPAI"
        return f"{self.what}: {self.ours}; tolok ukur: {self.beside}; {self.ratio:.0%} ({budget}): {verdict}"


def side_by_side(
    ours: Callable[[], object], yardstick: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Seconds of the best round of each: what else the machine does only ever adds. They take turns."""
    times = [(seconds(ours), seconds(yardstick)) for _ in range(rounds)]
    return min(mine for mine, _ in times), min(other for _, other in times)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def weight_line(what: str, packed: int, beside: str, budget: int) -> Line:
    """A weight in bytes, and its share of the budget."""
    return Line(f"{what}, dari {budget / KIB:.0f} KiB", f"{packed / KIB:.1f} KiB gzip", beside, packed / budget, most=1)
