"""The fast checks, in one list: `scripts/check` runs them, `scripts/test` runs them first."""

from __future__ import annotations

from typing import NamedTuple

from bootstrap import BIN, PYTHON, ROOT, node_and_npm, run, say


class Check(NamedTuple):
    """One program that fails when something is wrong, and what to do then."""

    command: list[object]
    hint: str


FORMATTING = [
    Check([BIN / "ruff", "check", "."], "ruff says which rule; pyproject.toml says why a rule is off."),
    Check([BIN / "ruff", "format", "--check", "."], "Run: .venv/bin/ruff format ."),
    Check(["npm", "run", "--silent", "lint"], "eslint says which rule; eslint.config.js says why a rule is off."),
    Check(["npm", "run", "--silent", "formatted"], "Run: npm run format"),
]
FAST = [
    *FORMATTING,
    Check([BIN / "mypy"], "Types are strict; the message names the line."),
    Check(["npm", "run", "--silent", "types"], "Types stand in comments, and the shared ones in client/types.d.ts."),
    Check([BIN / "lint-imports"], "A room imported what it may not see: design section 3, pyproject.toml."),
    Check([PYTHON, "-m", "collector.cli", "site", "check"], "Each line names file, line and how to mend it."),
]


def run_checks(checks: list[Check]) -> None:
    """Run checks in their order; the first that fails raises SetupError with its hint."""
    with node_and_npm() as (npm, environment):
        for check in checks:
            say(" ".join(str(word) for word in check.command[1:] or check.command).replace(str(ROOT), "."))
            command = [*npm, *check.command[1:]] if check.command[0] == "npm" else check.command
            run(command, hint=check.hint, env=environment)
