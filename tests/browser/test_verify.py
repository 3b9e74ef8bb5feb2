"""`suluh verify` against the demo as it runs: the real build, the real server."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from collector.cli.fetching import PHONE, as_browser

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Request

    from tests.browser.conftest import Served


def test_the_running_demo_is_what_its_source_says(served: Served) -> None:
    """Every page, script and form of the demo passes with the demo's own keys, and fails without an announced one."""
    command = [sys.executable, "-m", "collector.cli", "verify", served.origin]
    known = subprocess.run(
        [*command, "--data", str(served.data)], cwd=served.root, capture_output=True, text=True, check=False
    )
    assert (known.returncode, known.stderr) == (0, "")
    unknown = subprocess.run(command, cwd=served.root, capture_output=True, text=True, check=False)
    assert unknown.returncode == 1
    assert "Belum ada kunci" in unknown.stderr


def test_verify_asks_as_a_browser_does(served: Served, context: BrowserContext) -> None:
    """A page, and each script that a page asks for, is asked for with the names of headers that Chromium sends."""
    page = context.new_page()
    asked: dict[str, Request] = {}

    def note(request: Request) -> None:
        asked.setdefault(request.url.rpartition("/")[2], request)

    page.on("request", note)
    page.goto(f"{served.origin}/lapor")
    for kind, name in (("document", "lapor"), ("script", "form.js"), ("style", "work.css")):
        sent = {each.lower() for each in asked[name].all_headers()}
        ours = {each.lower() for each, _ in as_browser(kind, PHONE, served.origin)}
        assert sent - {"host"} == ours
