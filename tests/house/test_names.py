"""A district's names stand in its folder: whatever else the project holds is said in the words of any district."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from base.district import FOLDER
from site_config.build.generate import INTERNAL, PUBLIC
from site_config.facts.marks import BLOCKS, DRAWN, GENERATED
from tests.house.test_house import tracked
from tests.site.districts import BATANG

if TYPE_CHECKING:
    from pathlib import Path

# The district itself, its story, and what tests and their data say of it.
MAY_NAME = (f"{FOLDER}/", "README.md", "CHANGELOG.md", "docs/decisions/", "tests/")
# Tests that put another district in the real one's place, or hold one piece of the real folder against its rules.
ABOUT_THE_FOLDER = {
    "tests/house/test_operator.py", "tests/house/test_new_version.py", "tests/house/test_new_district.py",
    "tests/site/districts.py", "tests/site/test_districts.py", "tests/site/test_mistakes.py",
    "tests/site/test_overlay.py", "tests/web/test_new_form.py",
}  # fmt: skip


def test_no_line_kept_by_hand_names_the_first_district(root: Path) -> None:
    """Code, commands, messages, templates, forms and pages hold none of its names; what is generated is not kept."""
    named = [
        f"{path.relative_to(root)}:{number}"
        for path in tracked(root)
        if not path.relative_to(root).as_posix().startswith(MAY_NAME)
        for number, line in enumerate(kept(path, root).splitlines(), start=1)
        if BATANG.search(line)
    ]
    assert named == []


def kept(path: Path, root: Path) -> str:
    """What people wrote of a file, nothing of what is generated; a file that is no text says nothing."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    if path.relative_to(root).as_posix().startswith((PUBLIC, INTERNAL)):
        if GENERATED in text or text.startswith(DRAWN):
            return ""
        return BLOCKS.sub("", text)
    return text


def test_only_tests_about_the_folder_read_a_districts_files(root: Path) -> None:
    """No other test opens the folder by its path, so that none of them depends on what this district settled."""
    reading = {
        path.relative_to(root).as_posix()
        for path in tracked(root, "tests/*.py")
        if any(
            isinstance(node, ast.Constant) and isinstance(node.value, str) and f"{FOLDER}/" in node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert reading <= ABOUT_THE_FOLDER
