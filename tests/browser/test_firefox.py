"""The reporter's whole path and the way out in Debian's Firefox, the second engine that people really have."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.test_way_back import answer, envelope_of
from tests.machine import PATIENCE_MS, firefox
from tests.node import run_node

if TYPE_CHECKING:
    from tests.browser.conftest import Served

PROGRAM = Path(__file__).parent / "firefox.mjs"
WEATHER = "https://www.bmkg.go.id/"
NOTHING = [{}, {}, ""]


def in_firefox(served: Served, profile: Path, path: str, **more: str) -> dict[str, Any]:
    """What a new Firefox saw on one path through the site."""
    given = {"program": firefox(), "profile": str(profile), "patience": PATIENCE_MS, "weather": WEATHER}
    seen: dict[str, Any] = run_node(PROGRAM, {**given, "origin": served.origin, "path": path, **more})
    return seen


def strangers(served: Served, seen: dict[str, Any]) -> list[str]:
    """The addresses outside this server that the pages made the browser ask for."""
    return [one for one in seen["addresses"] if one.startswith("http") and not one.startswith(served.origin)]


def test_a_report_and_its_answer_go_through_firefox(served: Served, tmp_path: Path) -> None:
    """Home, form, code; home, code, answer in a fresh Firefox; nothing is kept and no stranger is asked."""
    sent = in_firefox(served, tmp_path / "first", "report")
    code = " ".join(sent["code"].split())
    assert re.fullmatch(r"\d{4}( \d{4}){4}", code)
    answer(served, envelope_of(served, code), "dibaca", words := f"SUAR {secrets.token_hex(6)}")
    read = in_firefox(served, tmp_path / "second", "read", code=code)
    assert read["answer"] == words
    for seen in (sent, read):
        assert strangers(served, seen) == []
        assert seen["left"] == NOTHING


def test_the_exit_leaves_in_firefox_too(served: Served, tmp_path: Path) -> None:
    """The page is covered at once, the weather takes its place, and Back does not lead to it."""
    seen = in_firefox(served, tmp_path / "third", "leave")
    assert seen["covered"] == [False, "Cuaca"]
    assert seen["first"] == WEATHER
    assert not seen["back"].startswith(served.origin)
