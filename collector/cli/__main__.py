"""`python -m collector.cli`."""

from __future__ import annotations

from collector.cli import bench, content, demo, keys, officer, server, upkeep, verify, watch  # noqa: F401  each adds commands
from collector.cli.group import leave_no_core, suluh

__all__ = ["suluh"]

if __name__ == "__main__":
    leave_no_core()
    suluh(prog_name="suluh")
