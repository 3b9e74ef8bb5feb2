"""A process imports what it serves: what a server holds beyond that costs each start, and memory."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

UNUSED_BY_A_SERVER = {
    *("collector.desk", "collector.core.opening", "collector.upkeep.verify", "site_config.build", "site_config.paper"),
    *("mkdocs", "playwright", "psycopg", "waitress", "xlsxwriter"),
}


def loaded(root: Path, code: str) -> set[str]:
    """The names of the modules that a new Python holds after it has run the code."""
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_server_imports_nothing_that_it_does_not_serve(root: Path) -> None:
    """Neither the desk nor opening, building or measuring is loaded by `suluh web`, which does load the application."""
    names = loaded(root, "import collector.cli.__main__\nimport collector.cli.server\nimport collector.web.worker")
    assert "collector.web.app" in names
    assert not names & UNUSED_BY_A_SERVER


def test_the_command_itself_imports_no_room_that_serves(root: Path) -> None:
    """Before a command is named, no web server, no database and no crypto is loaded."""
    assert loaded(root, "import collector.cli.__main__").isdisjoint({"flask", "sqlalchemy", "cryptography"})
