"""Which mutations a run tries: all with --mutations, otherwise a few that change with every commit."""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING

from collector.upkeep.here import ROOT

if TYPE_CHECKING:
    import pytest

A_RUN = 4


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the others out, so that an ordinary run stays short; after eight commits most had their turn."""
    ours = [item for item in items if item.name.startswith("test_a_mutation_is_killed[")]
    if config.getoption("--mutations") or not ours:
        return
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, check=False).stdout
    turn = int.from_bytes(hashlib.sha256(head).digest()[:4], "big") * A_RUN
    chosen = {(turn + step) % len(ours) for step in range(A_RUN)}
    left_out = [item for place, item in enumerate(ours) if place not in chosen]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
