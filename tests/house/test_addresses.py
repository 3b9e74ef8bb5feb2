"""Where a page is, is said in one place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

HOMES = ("base/addresses.py", "site_config/facts/addresses.py")
ROOMS = ("base", "collector", "site_config", "sop")
# The desk is a server of its own, on the officer's machine; these are for machines, not for readers.
APART = ("collector/desk/", "collector/core/yardstick")
NO_PAGE = {"/healthz", "/bare", "/bare/", "/pagefind/", "/api/"}
WITHIN = {"/procedures", "/selesai", "/dari", "/sop"}  # parts of a folder's name, and of what a drawing calls its boxes
IN_CODE = re.compile(r"/[a-z]+(?:-[a-z]+)*/?(?:#[a-z]+)?|(?:[a-z-]+/)?[a-z]+(?:-[a-z]+)*\.md")
IN_HTML = re.compile(r'\b(?:href|action)="(/[a-z][^".{]*)"')


def test_an_address_of_a_page_is_written_in_its_home_only() -> None:
    """No code and no template outside the two homes writes where a page is: who moves it would miss that place."""
    found = [f"{path.relative_to(ROOT)}: {literal}" for path in _code() for literal in _literals(path)]
    assert [each for each in found if each.partition(": ")[2] not in NO_PAGE | WITHIN] == []


def _code() -> list[Path]:
    paths = [path for room in ROOMS for kind in ("py", "html") for path in (ROOT / room).rglob(f"*.{kind}")]
    named = ((path, path.relative_to(ROOT).as_posix()) for path in sorted(paths))
    return [path for path, name in named if name not in HOMES and not name.startswith(APART)]


def _literals(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return IN_HTML.findall(text)
    constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    strings = [each for each in constants if isinstance(each, str)]
    linked = [address for each in strings for address in IN_HTML.findall(each)]
    return [*(each for each in strings if IN_CODE.fullmatch(each)), *linked]
