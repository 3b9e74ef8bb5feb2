"""Copies the database, brings a copy back, and proves that a copy can be brought back and read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from base.errors import SuluhError
from collector.core.age import WrongKey
from collector.core.opening import open_envelope
from collector.store import Store, read_manifest
from collector.upkeep.here import now_hour
from collector.upkeep.settings import MB, AlreadyThere, sync

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collector.core.opening import HybridIdentity
    from collector.store import Manifest
    from collector.store.backups import Progress
    from collector.upkeep.settings import Folder

OPENED_IN_A_DRILL = 100  # the newest: sealed to the keys of today
KEPT, NUMBERED = 13, "{:06}.sqlite3"  # made daily, the oldest goes before it is 14 days old: reporters are told so
OPENS, OTHER_KEY, UNREADABLE = "bisa dibuka", "disegel untuk kunci lain", "rusak atau bukan kiriman formulir"


class NoBackup(SuluhError):
    """No copy was made; the message says what stands in its way."""


def make_backup(folder: Folder, file: Path, progress: Progress) -> tuple[Path, Manifest]:
    """Copy everything into a new file, or the next numbered one where `file` is a folder; where it is, what it holds.

    AlreadyThere, or NoBackup where the disk has no room or another backup is under way.
    """
    if file.is_dir():
        file = next_in(file)
    with closing(folder.open_store(patient=True)) as store:
        with appearing(file) as part:
            require_room(part.parent, store.size() + folder.settings.keep_free_mb * MB)
            made = store.back_up(part, now_hour(), progress)
        store.note_done("backup", now_hour())
    return file, made


def restore_backup(folder: Folder, file: Path, progress: Progress) -> Manifest:
    """Fill the folder's empty database from a copy. Errors as `Store.restore`, after which it is still empty."""
    with closing(folder.open_store(patient=True)) as store:
        return store.restore(file, progress)


def prove_backup(file: Path, keys: Sequence[HybridIdentity], progress: Progress) -> tuple[Manifest, Counter[str]]:
    """Restore a copy into a folder that is deleted again, and open its newest envelopes, in memory, with these keys.

    What the copy says of itself, and how the opening went by outcome; errors as `Store.restore`, or NoBackup where
    there is no room.
    """
    said = read_manifest(file)
    with tempfile.TemporaryDirectory(prefix="suluh-") as room:
        require_room(Path(room), 2 * file.stat().st_size)
        with closing(Store.open(f"sqlite:///{room}/drill.sqlite3", said.mode)) as store:
            store.restore(file, progress)
            return said, try_newest(store, keys) if keys else Counter()


def try_newest(store: Store, keys: Sequence[HybridIdentity]) -> Counter[str]:
    """Open the newest envelopes in memory and count how it went; what was inside is dropped at once."""
    outcomes: Counter[str] = Counter()
    for envelope_id in store.newest(OPENED_IN_A_DRILL):
        kept = store.envelope(envelope_id)
        try:
            open_envelope(keys, kept[1] if kept else b"")
            outcomes[OPENS] += 1
        except WrongKey:
            outcomes[OTHER_KEY] += 1
        except SuluhError:
            outcomes[UNREADABLE] += 1
    return outcomes


def next_in(folder: Path) -> Path:
    """The next numbered backup of a folder; of those before it only so many stay that they are KEPT with it.

    By number and not by date: a clock that is a year ahead would make all others too old. What failed is not counted,
    so that failing again deletes nothing more.
    """
    there = sorted(int(each.stem) for each in folder.glob("*.sqlite3") if each.stem.isdecimal())
    for number in there[: 1 - KEPT]:
        (folder / NUMBERED.format(number)).unlink(missing_ok=True)
    return folder / NUMBERED.format(there[-1] + 1 if there else 1)


@contextmanager
def appearing(file: Path) -> Iterator[Path]:
    """Give a temporary name beside `file`, which becomes `file` once all has gone well; nothing is ever overwritten.

    What a killed backup left under that name is written anew; one that is still under way holds a lock on it.
    """
    part = file.with_name(f"{file.name}.part")
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if not is_alone(handle, part):
        os.close(handle)
        raise NoBackup(f"{part}: cadangan lain sedang berjalan. Tunggu sampai selesai.")
    try:
        if file.exists():
            raise AlreadyThere(file)
        os.ftruncate(handle, 0)
        yield part
        part.rename(file)
        sync(file.parent)
    finally:
        part.unlink(missing_ok=True)
        os.close(handle)


def is_alone(handle: int, part: Path) -> bool:
    """Lock an open file; False where another backup holds it, or has made it its result meanwhile."""
    import fcntl  # noqa: PLC0415  not on Windows, like the server

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), part.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def require_room(folder: Path, wanted: int) -> None:
    """Stop before anything is written where it would fill the disk: a server beside it would turn reports away."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise NoBackup(f"{folder}: ruang kosong {free // MB} MB, perlu {wanted // MB} MB. Pilih tempat lain.")
