"""Small disks that are really full or really break, mounted where this machine lets us mount.

Root may, and for a full disk so may anybody in a name space of his own: `unshare -rm .venv/bin/python -m pytest
tests/faults/test_disk.py`. Where nothing may be mounted, the processes that write are kept from making any file longer
(setrlimit(2)): their writes fail in the middle as well, only with another number, so that no machine tries nothing.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = bytes(4096)  # what a file system gives at a time


@dataclass(frozen=True)
class Disk:
    """A folder that is a file system of its own, if `mounted`."""

    folder: Path
    mounted: bool

    def fill(self, writer: int) -> None:
        """Leave no room; `writer` is the process whose writes, and those of its children, are to fail."""
        if not self.mounted:
            keep_short(writer, largest(self.folder))
            return
        with suppress(OSError), (self.folder / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(PAGE)

    def clear(self, writer: int) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink(missing_ok=True)
        if not self.mounted:
            keep_short(writer)

    def damage(self, writer: int) -> None:
        """Let the file system find an error in itself: it turns read-only under whoever writes (ext4(5), errors=)."""
        if self.mounted:
            switch_of(self.folder).write_text("1")
        else:
            keep_short(writer, largest(self.folder))

    def repair(self) -> None:
        """What an operator does when nothing uses it any more."""
        if self.mounted:
            image = self.folder.with_suffix(".img")
            subprocess.run(["umount", self.folder], check=True)
            found = subprocess.run(["e2fsck", "-p", image], capture_output=True, check=False)
            assert found.returncode <= 1, found.stdout  # 1: mended (e2fsck(8))
            subprocess.run(["mount", "-o", "loop", image, self.folder], check=True)


def keep_short(writer: int, largest_file: int | str = "unlimited") -> None:
    """Let no file that a process or its children write grow beyond so many bytes."""
    master = psutil.Process(writer)
    for each in [master, *master.children(recursive=True)]:
        uid, gid = each.uids().real, each.gids().real  # PostgreSQL's own: the root of a container may not, it may
        become = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--keep-groups"]
        subprocess.run([*become, "prlimit", f"--pid={each.pid}", f"--fsize={largest_file}:"], check=True)


def largest(folder: Path) -> int:
    """The bytes of the largest file below."""
    return max(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def switch_of(folder: Path) -> Path:
    """Where ext4 can be told to find an error (Documentation/admin-guide/ext4.rst, trigger_fs_error)."""
    device = folder.stat().st_dev
    name = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").readlink().name
    return Path(f"/sys/fs/ext4/{name}/trigger_fs_error")


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of so many megabytes at `folder`."""
    with mounted(folder, f"mount -t tmpfs -o size={megabytes}m tmpfs {folder}") as disk:
        yield disk


@contextmanager
def mortal_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A disk at `folder` that can be damaged and repaired."""
    image = folder.with_suffix(".img")
    make = (
        f"truncate -s {megabytes}M {image} && mkfs.ext4 -q {image} && mount -o loop,errors=remount-ro {image} {folder}"
    )
    with mounted(folder, make) as disk:
        yield disk


@contextmanager
def mounted(folder: Path, command: str) -> Iterator[Disk]:
    """Mount something if we may. It is gone afterwards, also from under a process that still uses it."""
    folder.mkdir(parents=True)
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False).returncode == 0
    try:
        yield Disk(folder, mounted=done)
    finally:
        if done:
            subprocess.run(["umount", "--lazy", folder], check=True)
