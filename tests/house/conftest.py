"""Data folders of a server for the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from collector.upkeep.demo import prepare_demo
from tests.house.terminal import PASSPHRASE


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    """A file with a passphrase."""
    file = tmp_path / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture(scope="session")
def new_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's data folder that is only copied: its passphrase and its password cost a second."""
    folder = tmp_path_factory.mktemp("new") / "demo"
    prepare_demo(folder, "http://127.0.0.1:8000")
    return folder


@pytest.fixture
def demo(new_demo: Path, tmp_path: Path) -> Path:
    """The data folder of a demo."""
    return Path(shutil.copytree(new_demo, tmp_path / "demo"))
