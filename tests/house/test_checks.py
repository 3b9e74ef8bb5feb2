"""What runs before each commit: the fast checks, the commit's subject, the editor's settings."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.house.terminal import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("subject", "accepted"),
    [
        ("store: three statements for each envelope", True),
        ("store, web: a part is counted once", True),
        ("Revert 'store: three statements for each envelope'", True),
        ("three statements for each envelope", False),
        ("Store: three statements for each envelope", False),
        ("store: " + "a" * 65, True),
        ("store: " + "a" * 66, False),
        ("", False),
    ],
)
def test_a_subject_names_its_room_within_72_characters(
    root: Path, tmp_path: Path, subject: str, accepted: bool
) -> None:
    """The hook takes a subject of 72 characters that begins with a room, and refuses a longer one or one without."""
    message = tmp_path / "COMMIT_EDITMSG"
    message.write_text(
        f"{subject}\n\nA body, whose lines may be as long as they need to be for their own reasons, at most."
    )
    command = [sys.executable, str(root / "scripts/check"), "--message", str(message)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == accepted, done.stderr
    assert "Traceback" not in done.stderr


def test_hooks_are_scripts_of_this_checkout(root: Path) -> None:
    """Every hook is a program in this checkout that can be started; none is fetched from an address."""
    config = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    entries = [hook["entry"].split()[0] for repository in config["repos"] for hook in repository["hooks"]]
    assert set(entries) == {"scripts/check"}
    assert (root / entries[0]).stat().st_mode & 0o111


def test_scripts_without_an_ending_are_known_to_the_tools(root: Path) -> None:
    """Each Python script in scripts/ that has no ending is formatted, and indented by editors, as Python."""
    known_to_ruff, known_to_editors = (root / "pyproject.toml").read_text(), (root / ".editorconfig").read_text()
    scripts = [file for file in (root / "scripts").iterdir() if file.is_file() and not file.suffix]
    assert len(scripts) >= 4
    for script in scripts:
        assert f'"scripts/{script.name}"' in known_to_ruff
        assert f"scripts/{script.name}" in known_to_editors


def test_the_changelog_is_dated_down_to_the_version(root: Path) -> None:
    """What is unreleased comes first; below it the newest part is dated, and is the version that `suluh` says it is."""
    parts = re.findall(r"^## (.+)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert parts[0] == "Unreleased"
    numbers, days = zip(*(part.split(" - ") for part in parts[1:]), strict=True)
    assert run("--version").output == f"suluh {numbers[0]}\n"
    assert list(days) == sorted(days, reverse=True)
    assert all(date.fromisoformat(day) for day in days)
