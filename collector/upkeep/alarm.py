"""Tells people of envelopes that wait too long, and the operator once a day that somebody still watches."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.upkeep.here import our_office
from collector.upkeep.mail import MailFailed, send
from collector.upkeep.settings import SETTINGS, Unready
from collector.upkeep.status import look
from collector.upkeep.watching import (
    ALIVE,
    SUBJECT,
    TRIAL,
    digest,
    find_late,
    heartbeat,
    heartbeat_due,
    people_due,
    steps_sent,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from collector.store import Store
    from collector.upkeep.settings import Folder
    from collector.upkeep.watching import Late

HEARTBEAT = "heartbeat"


@dataclass(frozen=True)
class Watched:
    """What one watch found late, how many people it told of that, and by person what went wrong with an e-mail."""

    late: list[Late]
    told: int
    failed: dict[str, str]


def watch_once(folder: Folder, hour: int) -> Watched:
    """Tell whose turn it is at this hour, and remember who was told; what was not sent is tried again next time.

    Unready where nobody is named who could be told.
    """
    settings = folder.settings
    if settings.mail is None or not settings.watch.people:
        raise Unready(f"{folder.path / SETTINGS}: isi 'watch: people' dan 'mail', supaya ada yang tahu.")
    with closing(folder.open_store()) as store:
        late = find_late(store.waiting(), settings.watch, hour)
        people = people_due(late, settings.watch)
        failed = tell(folder, people, SUBJECT, digest(late))
        for one in late:
            if one.due:
                store.mark_warned(one.group, steps_sent(one, settings.watch, failed))
        if not failed:
            store.note_done("watch", hour)
        told = len(people) - len(failed)
        if settings.watch.operator is not None:
            failed |= show_life(folder, store, settings.watch.operator, hour)
    return Watched(late, told, failed)


def show_life(folder: Folder, store: Store, operator: str, hour: int) -> dict[str, str]:
    """Once a day let the operator know that this still runs; give what went wrong."""
    if not heartbeat_due(store.done_hours().get(HEARTBEAT), hour, our_office().zone):
        return {}
    failed = tell(folder, [operator], ALIVE, heartbeat(look(folder, store, hour)["needs"]))
    if not failed:
        store.note_done(HEARTBEAT, hour)
    return failed


def try_mail(folder: Folder) -> dict[str, str]:
    """Send a trial e-mail to everybody who would be told: by person what went wrong, "" where it was taken.

    Unready where no e-mail server is named.
    """
    if folder.settings.mail is None:
        raise Unready(f"{folder.path / SETTINGS}: isi 'mail', supaya ada yang bisa dikirim.")
    watch = folder.settings.watch
    people = dict.fromkeys([*watch.people, *([watch.operator] if watch.operator else [])], "")
    return people | tell(folder, people, ALIVE, TRIAL)


def tell(folder: Folder, people: Iterable[str], subject: str, text: str) -> dict[str, str]:
    """Send one e-mail to each; give what went wrong with whom."""
    mail, failed = folder.settings.mail, {}
    for person in people:
        try:
            if mail is not None:
                send(mail, folder.mail_password(), person, subject, text)
        except MailFailed as error:
            failed[person] = str(error)
    return failed
