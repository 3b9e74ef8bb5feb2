"""What Lighthouse, the yardstick that others will hold to us, says of the public site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.conftest import FLAGS, chromium, free_port
from tests.node import run_node

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from tests.browser.conftest import Served

PROGRAM = Path(__file__).parent / "lighthouse.mjs"
FULL = {"performance": 100, "accessibility": 100, "best-practices": 100}
PAGES = ("", "sekarang/", "orang-tua/")


def test_home_help_and_prevention_have_full_marks(served: Served, playwright: Playwright) -> None:
    """Home, help now and a page on prevention score 100 for performance, accessibility and best practices."""
    port = free_port()
    urls = [f"{served.origin}/{path}" for path in PAGES]
    with playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, f"--remote-debugging-port={port}"]):
        found = run_node(PROGRAM, {"port": port, "urls": urls})
    assert [one["scores"] for one in found] == [FULL] * len(PAGES), found
