"""How a server is: what waits, which duty was missed, how much room is left, and what a person must look after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from collector.core.age import fingerprint
from collector.store import SCHEMA, StoreUnavailable
from collector.upkeep.here import ROOT, our_forms
from collector.upkeep.serving import hindrances, state_of
from collector.upkeep.watching import find_late, in_words, is_missed, waited
from site_config.facts.load import load_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from collector.store import Store
    from collector.upkeep.settings import Folder
    from collector.upkeep.watching import Late
    from collector.web.room import Room

# After how many hours a duty that a timer does has been missed: watch runs hourly, the others daily.
MISSED = {"watch": 3, "backup": 48, "sweep": 48}
DISPLACED_MATTERS = 24  # hours


def look(folder: Folder, store: Store, hour: int) -> dict[str, Any]:
    """Everything that `status` tells, as plain data; hours are ages, bytes are bytes."""
    waiting, closed = store.waiting(), store.closed_forms()
    done, room = store.done_hours(), folder.room(store)
    last = {duty: hour - done[duty] if duty in done else None for duty in MISSED}
    missed = {duty: last[duty] for duty, within in MISSED.items() if is_missed(done.get(duty), hour, within)}
    late = find_late(waiting, folder.settings.watch, hour)
    return {
        "mode": folder.settings.mode,
        "origin": folder.settings.origin,
        "schema": SCHEMA,
        "keys": [fingerprint(key) for key in folder.recipients],
        "holders": [folder.names.get(str(key), "") for key in folder.recipients],
        "forms": {form: state_of(spec, folder, closed) for form, spec in our_forms().items()},
        "unopened": [
            {"urgency": group.urgency, "hours": waited(group, hour), "number": group.number} for group in waiting
        ],
        "last_hours": last,
        "displaced_hours": displaced_hours(store, hour),
        "database_bytes": room.used,
        "largest_bytes": room.whole,
        "needs": [
            *needs(late, missed, closed),
            *crowded(room),
            *unwritable(store),
            *displacing(displaced_hours(store, hour)),
            *unfit(folder),
        ],
    }


def displaced_hours(store: Store, hour: int) -> int | None:
    """How long ago an unfinished envelope last had to give way to another, in hours; None where none ever had to."""
    displaced = store.displaced_hour()
    return None if displaced is None else max(hour - displaced, 0)


def unwritable(store: Store) -> Iterator[str]:
    """What is wrong where the database can be read and not written, as on a full disk of its own."""
    try:
        store.probe()
    except StoreUnavailable:
        yield "basis data tidak bisa ditulis (disknya penuh, atau hanya bisa dibaca): amplop baru ditolak"


def displacing(hours: int | None) -> Iterator[str]:
    """What an operator must know of a flood of unfinished envelopes within the last day."""
    if hours is not None and hours < DISPLACED_MATTERS:
        yield (
            f"tempat kiriman yang belum selesai penuh, terakhir {ago(hours)}: yang paling lama diam digusur dan harus "
            "mengulang. Mungkin banjir kiriman; amplop kecil tetap masuk sekali kirim"
        )


def crowded(room: Room) -> Iterator[str]:
    """What an operator must know of the room, long before the first report is refused."""
    if not room.largest_kib(report=True):
        yield "ruang habis: amplop baru ditolak. Lihat keep_free_mb dan largest_mb di suluh.yml"
    elif room.filling:
        yield (
            f"ruang terpakai {room.percent} %: makin penuh, makin lama HP pelapor menghitung, dan hanya laporan pendek "
            "yang masih diterima. Mungkin banjir kiriman. Tambah disk, naikkan largest_mb"
        )


def needs(late: Iterable[Late], missed: dict[str, int | None], closed: Iterable[str]) -> Iterator[str]:
    """What a person must look after."""
    yield from (f"belum dibuka dan lewat batas: {line}" for line in in_words(late))
    yield from (f"`suluh {duty}` tidak berjalan: terakhir {ago(hours)}" for duty, hours in missed.items())
    yield from (f"formulir '{form}' ditutup: kiriman baru ditolak" for form in sorted(closed))


def unfit(folder: Folder) -> Iterator[str]:
    """What a person must look after before others rely on this server; a demo is for nobody to rely on."""
    if folder.demo:
        return
    if len(folder.recipients) == 1:
        yield "hanya ada satu kunci: bila hilang, tidak ada amplop yang bisa dibuka lagi. Minta kunci petugas kedua"
    nameless = sum(str(key) not in folder.names for key in folder.recipients)
    if nameless:
        yield f"{nameless} kunci tanpa nama pemegang di recipients.txt: pelapor tidak bisa mengecualikan pemegangnya"
    for error in hindrances(folder, load_facts(ROOT)):
        yield f"server tidak menyala, dan tidak lagi bila berhenti. {error}"


def ago(hours: int | None) -> str:
    """How long ago something was done."""
    if hours is None:
        return "belum pernah"
    return f"{hours} jam lalu" if hours >= 0 else f"tercatat {-hours} jam di masa depan; jam server salah, atau pernah"
