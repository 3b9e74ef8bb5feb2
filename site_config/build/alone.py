"""One run at a time in a folder that several runs of one checkout share, such as `scripts/test` beside the demo."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a folder, made where it is missing, until the block ends; `say` tells that another run is waited for.

    The system gives the lock back when a run is killed, so none is left behind. On Windows, where no server of ours
    runs, nothing is held.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415  not on Windows

    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Menunggu: program lain sedang membangun di {folder}. Bila tidak selesai, hentikan program itu.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
