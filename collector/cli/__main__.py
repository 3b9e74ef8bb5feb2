"""`python -m collector.cli`."""

from __future__ import annotations

from collector.cli import bench, content, demo, keys, officer, server, upkeep, verify, watch  # noqa: F401  each adds commands
from collector.cli.group import suluh

if __name__ == "__main__":
    suluh(prog_name="suluh")
