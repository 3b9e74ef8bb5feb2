"""Small changes that would hurt somebody, each kept as a patch that a named test must notice.

A patch begins with two lines, `Breaks:` (what is lost) and `Killed-by:` (the tests that must fail). One that no longer
applies fails here: the code it changes has moved, and the patch has to move with it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from collector.upkeep.here import ROOT

FOLDER = Path(__file__).parent / "patches"
# Installed, or too large to copy. The browser's bundle is made again where a patch changes what it is made of.
LINKED = (".venv", "node_modules", "build/publik", "build/demo", "build/internal", "build/print")
NO_FAILURE_OF_A_TEST = ("ImportError", "ModuleNotFoundError", "SyntaxError", "NameError", "fixture ")


class Mutation(NamedTuple):
    """One patch: what it breaks, and the pytest ids that must fail with it."""

    file: Path
    breaks: str
    killed_by: list[str]


def read(file: Path) -> Mutation:
    """A patch with its two head lines."""
    text = file.read_text(encoding="utf-8")
    breaks = re.search(r"^Breaks: (.+)$", text, re.MULTILINE)
    killers = re.findall(r"^Killed-by: (.+)$", text, re.MULTILINE)
    assert breaks is not None, f"{file.name} does not say what it breaks"
    assert killers, f"{file.name} does not name the test that must notice"
    return Mutation(file, breaks[1], killers)


MUTATIONS = [read(file) for file in sorted(FOLDER.glob("*.patch"))]


def test_there_are_mutations_for_every_guarded_room_and_each_applies() -> None:
    """Thirty-two patches, in core, browser, store, web, desk and clocks, and none has fallen behind the code."""
    touched = {line[6:] for one in MUTATIONS for line in one.file.read_text().splitlines() if line.startswith("+++ b/")}
    for room in ("collector/core/", "collector/web/client/", "collector/store/", "collector/web/", "collector/desk/"):
        assert any(path.startswith(room) for path in touched), room
    assert "sop/clock.py" in touched
    assert len(MUTATIONS) >= 32
    stale = [one.file.name for one in MUTATIONS if apply(one.file, ROOT, "--check")]
    assert not stale, f"no longer apply: {stale}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.file.stem)
def test_a_mutation_is_killed(mutation: Mutation, tmp_path: Path) -> None:
    """In a copy of the tree with the patch the named tests fail, and fail by what they ask, not by being broken."""
    copy = tmp_path / "tree"
    copy_tree(copy)
    assert not apply(mutation.file, copy)
    if "web/client/" in mutation.file.read_text(encoding="utf-8"):
        bundle(copy)
    report = tmp_path / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'tests'}"]
    command += [f"--junitxml={report}", *mutation.killed_by]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    failures = [found.get("message", "") for found in ET.parse(report).iter("failure")]  # noqa: S314  our own file
    errors = list(ET.parse(report).iter("error"))  # noqa: S314
    assert failures, f"nothing noticed: {mutation.breaks}\n{done.stdout}"
    assert not errors, done.stdout
    assert not [words for words in failures if words.startswith(NO_FAILURE_OF_A_TEST)], done.stdout


def apply(patch: Path, tree: Path, *options: str) -> str:
    """Apply a patch to a tree; gives what git says against it."""
    command = ["git", "apply", "--recount", *options, str(patch)]
    # Without a repository around it: git would otherwise look for the files in the one above.
    done = subprocess.run(command, cwd=tree, env=alone(tree), capture_output=True, text=True, check=False)
    return done.stderr


def alone(tree: Path) -> dict[str, str]:
    """An environment in which git sees no repository above a tree."""
    return {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}  # noqa: TID251  a child process inherits ours


def copy_tree(copy: Path) -> None:
    """The checkout without what is generated; what is installed is linked."""
    kept_out = shutil.ignore_patterns(".git", "__pycache__", ".*_cache", ".hypothesis", ".data", *LINKED)

    def left_behind(folder: str, names: list[str]) -> set[str]:
        made = {"build"} if Path(folder) == ROOT else set()  # one room of the site has the same name
        return {*kept_out(folder, names), *made}

    shutil.copytree(ROOT, copy, ignore=left_behind, symlinks=True)
    shutil.copytree(ROOT / "build" / "client", copy / "build" / "client")
    for name in LINKED:
        if (ROOT / name).exists() and not (copy / name).exists():
            (copy / name).symlink_to((ROOT / name).resolve())


def bundle(copy: Path) -> None:
    """Make the browser's bundle of a tree, by the line of package.json that always makes it."""
    program, *words = shlex.split(json.loads((copy / "package.json").read_text(encoding="utf-8"))["scripts"]["build"])
    command = [str(copy / "node_modules" / ".bin" / program), *words]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
