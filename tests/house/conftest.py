"""Data folders of a server for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.upkeep.demo import prepare_demo
from tests.house.terminal import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    """A file with a passphrase."""
    file = tmp_path / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The data folder of a demo."""
    prepare_demo(tmp_path / "demo", "http://127.0.0.1:8000")
    return tmp_path / "demo"
