"""`python -m collector.cli`."""

from __future__ import annotations

from collector.cli import (  # noqa: F401  each adds commands
    bench,
    content,
    demo,
    district,
    keys,
    officer,
    server,
    upkeep,
    verify,
    watch,
)
from collector.cli.group import leave_no_core, suluh

__all__ = ["suluh"]

if __name__ == "__main__":
    leave_no_core()
    suluh(prog_name="suluh")
