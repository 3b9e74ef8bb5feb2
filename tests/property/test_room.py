"""The rule of the last of the room, over any sizes."""

from hypothesis import given
from hypothesis import strategies as st

from collector.core.envelope import BUCKETS_KIB
from collector.web.room import ARRIVALS, SMALLEST, Room, room_of
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


@given(st.integers(0, ARRIVALS), st.integers(SMALLEST, 10**13))
def test_unfinished_envelopes_make_nothing_dearer_or_smaller(arrivals: int, most: int) -> None:
    """As many as there is place for, in the smallest room that is allowed: nobody else notices, and no alarm rises."""
    assert room_of(arrivals, most) == room_of(0, most)
    assert room_of(0, most).rounds() == LIGHTEST
    assert not room_of(arrivals, most).filling


@given(SIZES, st.integers(-(10**9), 10**13))
def test_what_is_set_aside_never_lets_the_database_grow_beyond_its_most(taken: int, most: int) -> None:
    """Where all that is allowed is taken, the smallest report is refused; with half of it left, it is not."""
    full = room_of(taken, most).largest_kib(report=True) == 0
    assert full or taken < most
    assert not full or most <= 0 or taken * 2 > most
