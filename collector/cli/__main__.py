"""`python -m collector.cli`."""

from __future__ import annotations

from collector.cli import content, demo, keys, officer, server, verify  # noqa: F401  each adds its commands
from collector.cli.group import suluh

if __name__ == "__main__":
    suluh(prog_name="suluh")
