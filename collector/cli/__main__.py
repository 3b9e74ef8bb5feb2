"""`python -m collector.cli`."""

from __future__ import annotations

from collector.cli.group import leave_no_core, suluh

__all__ = ["suluh"]

if __name__ == "__main__":
    leave_no_core()
    suluh(prog_name="suluh")
