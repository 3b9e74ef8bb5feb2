"""The command line as a person uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from collector.cli.__main__ import suluh

if TYPE_CHECKING:
    from pathlib import Path

PASSPHRASE = "empat kata acak panjang"


def run(*words: str | Path, typed: str = "") -> Result:
    """Run the command as in a terminal."""
    return CliRunner().invoke(suluh, [str(word) for word in words], input=typed)
