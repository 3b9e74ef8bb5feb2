"""What has waited too long, whom to tell, and in which words: numbers only, since anybody may see an e-mail.

A form's name is left out too: on a locked screen it would say that a child's case is waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from base.content import Content
from collector.forms.schema import URGENCIES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from base.days import Zone
    from collector.forms.schema import FormSpec
    from collector.store import Waiting

# A plain address and nothing else: what is written into a header must not be able to end it.
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$", max_length=200)]
Hours = Annotated[int, Field(ge=1, le=24 * 365)]
SUBJECT = "Suluh: ada amplop yang belum dibuka"
# The same on good days and bad: a mailbox that somebody else sees says no more than that there is a Suluh.
ALIVE = "Suluh masih berjaga"
TRIAL = "Surel percobaan. Bila Anda membacanya, pemberitahuan sampai. Tidak ada yang perlu dikerjakan.\n"
MORNING = 7  # the hour at which the operator's day begins
# A daily duty that deletes believes a clock that has moved by no more than this since it last ran.
PLAUSIBLE_HOURS = 72
UNKNOWN = "entah sejak kapan, sebab jam server pernah salah"


class Watch(Content):
    """After how many hours an unopened envelope is an alarm, and who is told, in this order.

    `operator` gets one e-mail a day whose absence is the alarm: what has died cannot say so.
    The first of `people` is told then, the next one `next_after_hours` later, and after the last the first again, until
    somebody has opened it.
    """

    people: tuple[Address, ...] = ()
    operator: Address | None = None
    now: Hours = 1
    soon: Hours = 6
    normal: Hours = 24
    next_after_hours: Hours = 3

    def limit(self, urgency: str) -> int:
        """After how many hours an envelope of this urgency has waited too long."""
        return {"now": self.now, "soon": self.soon}.get(urgency, self.normal)


@dataclass(frozen=True)
class Late:
    """Envelopes that have waited too long: for how many hours, and how many steps of the alarm that asks for.

    `hours` is None where they came at an hour that has not come yet: a clock was wrong, and nobody knows how long.
    """

    group: Waiting
    hours: int | None
    steps: int

    @property
    def due(self) -> range:
        """The steps that have not been sent yet.

        More steps noted than there can have been were noted while the clock was ahead: the last one is sent again, or
        the alarm would be silent until the clock is there.
        """
        warned = self.group.warned
        return range(warned if warned <= self.steps else self.steps - 1, self.steps)


def waited(group: Waiting, now_hour: int) -> int | None:
    """For how many hours, or None where the noted hour has not come yet."""
    return now_hour - group.received_hour if group.received_hour <= now_hour else None


def find_late(waiting: Iterable[Waiting], watch: Watch, now_hour: int) -> list[Late]:
    """Those that have waited too long, the most urgent and then the oldest first.

    Arrival is known to the hour, so that an alarm may come up to an hour early, and never late. What came at an hour
    that has not come yet is late at once, and each look is one step more.
    """
    late = []
    for group in waiting:
        hours = waited(group, now_hour)
        if hours is None:
            late.append(Late(group, None, group.warned + 1))
        elif (over := hours - watch.limit(group.urgency)) >= 0:
            late.append(Late(group, hours, over // watch.next_after_hours + 1))
    order: list[str] = list(URGENCIES)
    return sorted(late, key=lambda one: (order.index(one.group.urgency), one.group.received_hour))


def past_retention(waiting: Iterable[Waiting], forms: Mapping[str, FormSpec], now_hour: int) -> list[Late]:
    """What nobody has opened although its time to be deleted has come."""
    return [
        Late(group, now_hour - group.received_hour, 0)
        for group in waiting
        if group.form in forms and now_hour - group.received_hour > 24 * forms[group.form].retention_days
    ]


def is_missed(last_hour: int | None, now_hour: int, within: int) -> bool:
    """Whether a duty is overdue: never done, too long ago, or noted at an hour that has not come yet."""
    return last_hour is None or not 0 <= now_hour - last_hour < within


def is_plausible(done_hours: Mapping[str, int], duty: str, now_hour: int) -> bool:
    """Whether the clock may be believed by what deletes: the hour is near the one at which the duty was last done.

    The other duties are asked only where it has never been done, the earliest of them, since a clock that jumps takes
    those that run hourly along. None at all is nothing to compare with.
    """
    last = done_hours.get(duty, min(done_hours.values(), default=None))
    return last is not None and -1 <= now_hour - last <= PLAUSIBLE_HOURS


def people_due(late: Iterable[Late], watch: Watch) -> list[str]:
    """Who is to be told now, in the order of `people`: each once, however many steps fell due meanwhile."""
    count = len(watch.people)
    turns = {step % count for one in late for step in one.due[:count]}
    return [watch.people[turn] for turn in sorted(turns)]


def steps_sent(one: Late, watch: Watch, failed: Container[str]) -> int:
    """How many steps are behind these envelopes once all but the `failed` have been told: the rest is tried again."""
    missed = (step for step in one.due if watch.people[step % len(watch.people)] in failed)
    return next(missed, max(one.due.stop, one.due.start))


def in_words(late: Iterable[Late]) -> Iterator[str]:
    """One line an urgency: how many, and how long the oldest has waited."""
    groups = list(late)
    for urgency, word in URGENCIES.items():
        ours = [one for one in groups if one.group.urgency == urgency]
        if ours:
            number = sum(one.group.number for one in ours)
            known = [one.hours for one in ours if one.hours is not None]
            yield f"{word}: {number} amplop, " + (f"paling lama menunggu {max(known)} jam" if known else UNKNOWN)


def digest(late: Iterable[Late]) -> str:
    """The e-mail's text."""
    lines = "\n".join(f"- {line}" for line in in_words(late))
    return (
        f"Amplop tersegel yang belum dibuka petugas:\n\n{lines}\n\n"
        "Buka meja petugas dengan cara yang biasa. Bila Anda berhalangan, telepon rekan Anda sekarang.\n"
        "Surel ini tidak pernah memuat isi, nama, atau tautan. Jangan membuka tautan yang mengaku dari Suluh.\n"
    )


def heartbeat_due(last_hour: int | None, now_hour: int, zone: Zone) -> bool:
    """Whether a new day has begun: at 07.00 in the district, before the offices open."""
    moved = zone.ahead - MORNING
    # A day that has not come yet was a wrong clock.
    return last_hour is None or (now_hour + moved) // 24 != (last_hour + moved) // 24


def heartbeat(needs: Iterable[str]) -> str:
    """The daily e-mail's text: numbers and duties only, as in `digest`."""
    lines = "".join(f"- {need}\n" for need in needs)
    needed = f"PERLU ORANG:\n\n{lines}" if lines else "Selain itu tidak ada yang perlu dikerjakan.\n"
    return (
        "Penjagaan berjalan, dan surel sampai. Apakah situs terbuka dari luar tidak diperiksa: buka sekali.\n\n"
        f"{needed}\n"
        "Surel ini datang setiap hari. Bila suatu hari tidak datang, periksa server hari itu juga.\n"
    )
