"""`suluh verify` against the demo as it runs: the real build, the real server."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
