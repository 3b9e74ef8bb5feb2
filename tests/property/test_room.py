"""The rule of the last of the room, over any sizes."""

from hypothesis import given
from hypothesis import strategies as st

from collector.core.envelope import BUCKETS_KIB
from collector.web.room import Room
from collector.web.work import HEAVIEST, LIGHTEST

SIZES = st.integers(0, 10**13)


@given(st.integers(-(10**9), 10**13), SIZES, SIZES)
def test_in_a_fuller_room_nothing_more_is_taken_and_nothing_is_cheaper(whole: int, one: int, other: int) -> None:
    """Whatever is used: more of it never lets a larger body in, never makes it cheaper, and reports go last."""
    empty, full = Room(min(one, other), whole), Room(max(one, other), whole)
    for report in (True, False):
        assert full.largest_kib(report=report) <= empty.largest_kib(report=report)
    assert full.largest_kib(report=False) <= full.largest_kib(report=True)
    assert LIGHTEST <= empty.rounds() <= full.rounds() <= HEAVIEST
    assert full.filling >= empty.filling


@given(SIZES, SIZES)
def test_the_smallest_report_is_taken_while_anything_is_left(whole: int, used: int) -> None:
    """A report of the smallest bucket is refused only where all is used, and a person was told long before."""
    room = Room(used, whole)
    assert (room.largest_kib(report=True) >= BUCKETS_KIB[0]) == (used < whole)
    assert room.filling or room.largest_kib(report=False) == BUCKETS_KIB[-1]
