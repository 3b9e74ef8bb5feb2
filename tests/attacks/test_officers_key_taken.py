"""Whoever holds a copy of the key file, looks over a shoulder, or reads what a crash left on the disk."""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from collector.desk.keyfile import new_key_text
from collector.upkeep.here import our_district
from tests.house.terminal import PASSPHRASE, run
from tests.machine import free_port

if TYPE_CHECKING:
    from pathlib import Path

HERE = our_district()


@pytest.mark.parametrize(
    "weak",
    [
        "pendek",
        "aaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012",
        "qwertyuiop12",
        "Password1234",
        "rahasiarahasia",
        "Bismillah2026!",
        "kunci-demo-suluh",
        f"{HERE.agencies['layanan'].name} {HERE.place.short} 2026".lower(),
        "1q2w3e4r5t6y",
        "qazwsxedcrfv",
        "bismillahirrahmanirrahim",
        "selamat pagi pak",
        "matahari terbit",
        "ibu bapak kakak adik",
    ],
)
def test_a_passphrase_that_is_guessed_first_protects_no_key(weak: str, tmp_path: Path) -> None:
    """A short, repeated, running or usual passphrase is refused without being repeated, and no key file is left."""
    (given := tmp_path / "kata").write_text(weak)
    shown = run("keys", "new", tmp_path / "x.age", "--name", "petugas 1", "--passphrase-file", given)
    assert shown.exit_code == 1
    assert weak not in shown.output
    assert not (tmp_path / "x.age").exists()


@pytest.mark.parametrize("words", [("keys", "new", "x.age", "--name", "petugas 1"), ("inbox", "list", "--key", "x")])
def test_a_passphrase_is_not_typed_where_it_would_be_seen(words: tuple[str, ...], tmp_path: Path, root: Path) -> None:
    """Without a terminal that hides what is typed, no passphrase is read, and nothing is made."""
    command = [sys.executable, "-m", "collector.cli", *words]
    environment = {"PYTHONPATH": str(root), "PATH": ""}
    typed = f"{PASSPHRASE}\n{PASSPHRASE}\n"
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, input=typed, capture_output=True, text=True, start_new_session=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "--help" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_crash_of_the_desk_leaves_no_memory_on_the_disk(tmp_path: Path, root: Path) -> None:
    """Also where this machine allows core dumps, the running desk may write none."""
    (key := tmp_path / "x.age").write_text(new_key_text("petugas 1", PASSPHRASE)[0])
    command = [sys.executable, "-m", "collector.cli", "desk", "--key", str(key), "--port", str(free_port())]
    pipe, before = subprocess.PIPE, resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as program:
        try:
            assert "/mulai/" in program.stdout.readline()
            resource.setrlimit(resource.RLIMIT_CORE, before)
            assert resource.prlimit(program.pid, resource.RLIMIT_CORE) == (0, 0)
        finally:
            program.kill()
