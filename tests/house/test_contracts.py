"""The import contracts of pyproject.toml hold because lint-imports would say so: each is broken once, in a copy."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

# A contract's name -> a module and the import that it may not have. Chosen so that no other contract minds it.
BREAKS = {
    "the base imports nothing of ours": ("base/source.py", "sop.values"),
    "rooms of the collector: cli, then upkeep, then apps, then store, then pure": (
        "collector/store/tables.py",
        "collector.desk.loopback",
    ),
    "rooms of the site: build, then pages | paper, then words, then rules, then facts": (
        "site_config/pages/html.py",
        "site_config.paper.card",
    ),
    "only the desk and the command line can open an envelope": ("collector/web/site.py", "collector.core.opening"),
    "pure rooms do no I/O and read no clock": ("collector/core/header.py", "time"),
    "only core touches the crypto library": ("collector/web/site.py", "cryptography"),
    "only the store touches a database": ("collector/web/site.py", "sqlite3"),
    "only the command line reads a terminal": ("collector/upkeep/here.py", "click"),
    "the procedures import nothing of ours": ("sop/load.py", "collector.forms.calendar"),
    "the site knows the procedures and the forms, and nothing else of the collector": (
        "site_config/build/weigh.py",
        "collector.core.bech32",
    ),
    "no two modules and no two rooms import each other": ("sop/names.py", "sop.together"),
    "the collector does not know the site (upkeep and the command line excepted)": (
        "collector/web/site.py",
        "site_config.errors",
    ),
}
# Rooms from the bottom up: a room may name files of its own and of those below it; `upkeep` and `cli` see everything.
SITE = ["site_config/facts", "site_config/rules", "site_config/words", "site_config/paper", "site_config/pages"]
FROM_BELOW = {
    "the site": ["base", "sop", "collector/forms", *SITE, "site_config/build"],
    "the collector": [
        "base",
        "collector/core",
        "collector/forms",
        "collector/store",
        "collector/desk",
        "collector/web",
    ],
}
UPWARD = {
    # Words for the author of a district: where the shared list stands that a wrong id is not in. Nothing is read.
    ("base/district.py", "sop/agencies.yml"),
    ("base/district.py", "sop/laws.yml"),
    # A procedure names the sealed form that carries its report: their ids are the names of these files.
    ("sop/load.py", "collector/forms/specs"),
    # The check of words reads whatever a person reads, the server's pages and scripts among it.
    ("site_config/rules/register.py", "collector/web"),
    # So does the check for another district's names.
    ("site_config/rules/foreign.py", "collector/web/client/*.js"),
}
PATH = re.compile(r"(?<![\w/-])(?:base|collector|sop|site_config)(?:/[\w.*-]+)+")
DOCUMENTED = ast.Module | ast.FunctionDef | ast.ClassDef


def contracts(root: Path) -> list[str]:
    """The names of all contracts."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def broken(tree: Path) -> list[str]:
    """The contracts that lint-imports names as broken in a tree."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return [name for name in contracts(tree) if re.search(rf"^{re.escape(name)} ?BROKEN", done.stdout, re.MULTILINE)]


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code and its contracts."""
    copy = tmp_path_factory.mktemp("contracts")
    only_code = shutil.ignore_patterns("__pycache__", "*.yml", "*.js", "*.html", "*.svg", "*.typ")
    for package in ("base", "collector", "site_config", "sop"):
        shutil.copytree(root / package, copy / package, ignore=only_code)
    shutil.copy(root / "pyproject.toml", copy)
    return copy


def test_each_contract_has_its_break(root: Path) -> None:
    """No contract is without an import that shows it to bite, and none here is forgotten there."""
    assert sorted(contracts(root)) == sorted(BREAKS)


def test_nothing_is_broken_before(tree: Path) -> None:
    """The copy as it is keeps every contract, so what is named below is the import put in."""
    assert broken(tree) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_forbidden_import_breaks_exactly_its_contract(tree: Path, name: str) -> None:
    """One import put into the copy is named by its contract and by no other."""
    file, module = BREAKS[name]
    path = tree / file
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\nimport {module}\n", encoding="utf-8")
    try:
        assert broken(tree) == [name]
    finally:
        path.write_text(before, encoding="utf-8")


def paths_in(file: Path) -> set[str]:
    """The paths into rooms that stand in a module's strings, docstrings aside."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = (node.body[0] for node in ast.walk(tree) if isinstance(node, DOCUMENTED) and node.body)
    docstrings = {id(first.value) for first in told if isinstance(first, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return {path for node in strings if isinstance(node.value, str) for path in PATH.findall(node.value)}


def room_of(path: str, rooms: list[str]) -> str | None:
    """The room that a path lies in, if it is one of these."""
    return next((room for room in rooms if path == room or path.startswith(f"{room}/")), None)


def upward(file: str, path: str) -> bool:
    """Whether a module names a file of a room that it may not see."""
    chain = FROM_BELOW["the collector" if file.startswith("collector/") else "the site"]
    target, own = (room_of(name, [*FROM_BELOW["the site"], *FROM_BELOW["the collector"]]) for name in (path, file))
    if target is None or own is None:
        return False
    seen = chain[: chain.index(own) + 1]
    return target not in seen


def test_no_room_reads_files_of_a_room_above_it(root: Path) -> None:
    """What a room may not import it does not read by path either; exceptions are listed with their reason."""
    found = set()
    for package in ("base", "collector", "site_config", "sop"):
        for file in (root / package).rglob("*.py"):
            name = file.relative_to(root).as_posix()
            found |= {(name, path) for path in paths_in(file) if upward(name, path)}
    assert found == UPWARD


@pytest.mark.parametrize(
    ("file", "path", "expected"),
    [
        ("sop/load.py", "site_config/facts/contacts.yml", True),
        ("collector/forms/load.py", "sop/laws.yml", True),
        ("site_config/rules/links.py", "site_config/pages/public/blocks.py", True),
        ("site_config/build/check.py", "collector/web/app.py", True),
        ("site_config/build/check.py", "sop/procedures", False),
        ("collector/web/site.py", "collector/forms/specs", False),
        ("collector/cli/verify.py", "site_config/facts/keys.yml", False),
    ],
)
def test_an_upward_path_is_told_from_a_downward_one(file: str, path: str, expected: bool) -> None:
    """The rule above bites: a path into a higher or a foreign room is found, one into a lower room is not."""
    assert upward(file, path) == expected
