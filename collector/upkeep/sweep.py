"""Deletes what has served its time, unless the clock may be wrong."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from base.errors import SuluhError
from collector.desk.letter import hour_in_words
from collector.upkeep.here import our_forms, our_office
from collector.upkeep.watching import is_plausible, past_retention

if TYPE_CHECKING:
    from collector.store import Store
    from collector.upkeep.settings import Folder
    from collector.upkeep.watching import Late

UNFINISHED_HOURS = 24
BURIED_HOURS = 7 * 24  # a letter that nobody has read outlives its mailbox: the code may have been forced out


class WrongClock(SuluhError):
    """The clock may be wrong, and what a wrong clock deletes does not come back."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did: how many envelopes and unfinished ones went, and what stayed.

    `kept` nobody has opened although its time has come; `unknown` are forms of envelopes that have no file here;
    `clean` is False where a reader still holds on to what was deleted.
    """

    gone: int
    dropped: int
    kept: list[Late]
    unknown: list[str]
    clean: bool

    @property
    def needs_a_person(self) -> bool:
        """Whether something stayed that somebody must look after."""
        return bool(self.kept or self.unknown)


def sweep_once(folder: Folder, hour: int, *, clock_is_right: bool = False) -> Swept:
    """Delete at this hour what has served its time.

    WrongClock, and nothing is deleted, where the hour is far from the last noted one and nobody vouches for it.
    """
    forms = our_forms()
    with closing(folder.open_store(patient=True)) as store:
        if not clock_is_right:
            require_plausible(store, hour)
        dropped = store.drop_arrivals(before_hour=hour - UNFINISHED_HOURS)
        gone = sum(store.delete_opened(form.id, before_hour=hour - 24 * form.retention_days) for form in forms.values())
        gone += store.delete_buried(before_hour=hour - BURIED_HOURS)
        clean = store.free_pages()
        kept = past_retention(store.waiting(), forms, hour)
        unknown = sorted(store.forms_held() - forms.keys())
        if clean:
            store.note_done("sweep", hour)
    return Swept(gone, dropped, kept, unknown, clean)


def require_plausible(store: Store, hour: int) -> None:
    """WrongClock where the hour is far from the last sweep, or before the first one from every other duty."""
    done = store.done_hours()
    if is_plausible(done, "sweep", hour):
        return
    last = done.get("sweep", min(done.values(), default=None))
    zone = our_office().zone
    known = "belum ada tugas yang pernah mencatat jam"
    if last is not None:
        known = f"terakhir tercatat {hour_in_words(last, zone)}"
    raise WrongClock(
        f"tidak ada yang dihapus: jam server menunjukkan {hour_in_words(hour, zone)}, {known}. Periksa dengan `date`. "
        "Bila salah, betulkan jamnya. Bila benar (server baru, atau lama mati): suluh sweep --clock-is-right"
    )
