"""What docs/architecture.md and docs/decisions/ say of the code, and that neither is published."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

NAMED = re.compile(r"`((?:base|collector|docs|scripts|site_config|sop|tests)/[\w./-]+)`")
INSIDE = ("docs/architecture.md", "docs/decisions")


def test_every_file_that_the_architecture_names_exists(root: Path) -> None:
    """A file or folder named in docs/architecture.md is there under that name."""
    named = set(NAMED.findall((root / INSIDE[0]).read_text(encoding="utf-8")))
    assert len(named) > 50
    assert sorted(name for name in named if not (root / name).exists()) == []


def test_every_room_of_a_contract_is_in_the_architecture(root: Path) -> None:
    """Each room that the layers of pyproject.toml order has its line in docs/architecture.md."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    layered = [one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    rooms = [
        f"{container}/{room.strip()}/"
        for contract in layered
        for container in contract["containers"]
        for layer in contract["layers"]
        for room in layer.split("|")
    ]
    text = (root / INSIDE[0]).read_text(encoding="utf-8")
    folders = [room for room in rooms if (root / room).is_dir()]
    assert len(folders) > 10
    assert [room for room in folders if f"`{room}`" not in text] == []


@pytest.mark.parametrize("config", ["mkdocs.yml", "site_config/internal.yml"])
def test_neither_site_publishes_what_is_for_developers(root: Path, config: str) -> None:
    """The folder that a site is built from holds neither the architecture nor the decisions about code."""
    file = root / config
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    published = (file.parent / settings["docs_dir"]).resolve()
    for name in INSIDE:
        assert (root / name).exists()
        assert not (root / name).resolve().is_relative_to(published)


def test_no_string_of_the_program_leads_to_them(root: Path) -> None:
    """No module names the developers' pages, so none can copy them into a site."""
    for package in ("base", "collector", "site_config", "sop"):
        for file in (root / package).rglob("*.py"):
            strings = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)]
            assert not [node for node in strings if isinstance(node.value, str) and node.value.startswith(INSIDE)]
