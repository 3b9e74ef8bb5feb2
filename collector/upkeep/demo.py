"""Everything on one machine, with DEMO keys, account and data: what `scripts/serve` runs."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from collector.store import AccountExists
from collector.upkeep.accounts import add_account
from collector.upkeep.demo_letters import add_demo_letters
from collector.upkeep.here import BUILD, ROOT
from collector.upkeep.keys import make_key
from collector.upkeep.programs import start, wait_until_up
from collector.upkeep.serving import DEMO_HOURS
from collector.upkeep.settings import RECIPIENTS, SETTINGS, Unready, read_folder, read_settings, write_secret
from site_config.build.generate import write_public
from site_config.build.sites import PUBLIK, build_site
from site_config.facts.load import SERVICE

if TYPE_CHECKING:
    import socket
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

DEMO_KEY, DEMO_PASSPHRASE = "demo.kunci.age", "kunci-demo-suluh"
DEMO_ACCOUNT = "demo"
DEMO_PASSWORD = "sandi-demo-suluh"  # noqa: S105  printed on the screen by `suluh demo`, refused in production
DEMO_CODE = "demo.kode.txt"
DEMO_SERVICE = f"open:\n  hours: {DEMO_HOURS}\n  approved_by: DEMO\n  approved_on: 2026-01-01\n"


def prepare(data: Path, origin: str, say: Callable[[str], None]) -> None:
    """Build both sites and make the demo's data, each only where it is missing; `say` hears the builders' lines.

    Unready where the browser's code has not been built, or `data` holds something that is no demo.
    """
    if not (BUILD / "client").is_dir():
        raise Unready("kode peramban belum dibuat. Jalankan lewat scripts/serve, yang membuatnya.")
    build_site(ROOT, BUILD, say=say)
    build_demo_site(say)
    prepare_demo(data, origin)
    prepare_letters(data)


@contextmanager
def running(
    data: Path, origin: str, doors: Sequence[socket.socket], desk_doors: Sequence[socket.socket]
) -> Iterator[subprocess.Popen[bytes]]:
    """Server and desk, each with sockets that listen already; give the server once both answer. NotRunning."""
    port = desk_doors[0].getsockname()[1]
    desk = ("--server", origin, "--key", str(data / DEMO_KEY), "--port", str(port), "--demo")
    programs = [
        start("web", "--data", str(data), "--bind", doors=doors),
        start("desk", *desk, "--sockets", doors=desk_doors),
    ]
    try:
        wait_until_up(f"{origin}/healthz", 200)
        wait_until_up(f"http://127.0.0.1:{port}/", 403)
        yield programs[0]
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait()


def build_demo_site(say: Callable[[str], None]) -> None:
    """Build the public site as it is when reports are open: from a copy of its sources with the switch thrown."""
    with tempfile.TemporaryDirectory(prefix="suluh-demo-") as room:
        tree = Path(room)
        for name in ("collector/forms", "docs", "site_config", "sop"):
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / PUBLIK.config, tree)
        (tree / SERVICE).write_text(DEMO_SERVICE, encoding="utf-8")
        write_public(tree)
        build_site(tree, BUILD / "demo", sites=[PUBLIK], say=say)


def prepare_demo(data: Path, origin: str) -> None:
    """Make the demo's settings, key and account, each only where it is missing."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = data / SETTINGS
    if any(data.iterdir()) and not (settings.exists() and read_settings(settings).mode == "demo"):
        raise Unready(f"{data} berisi sesuatu yang bukan demo. Pilih folder lain dengan --data.")
    settings.write_text(f"# DEMO\nmode: demo\norigin: {origin}\n", encoding="utf-8")
    if not (data / DEMO_KEY).exists():
        line = make_key(data / DEMO_KEY, "petugas 1 (DEMO)", DEMO_PASSPHRASE)
        (data / RECIPIENTS).write_text(f"{line}\n", encoding="utf-8")
    try:
        add_account(read_folder(data), DEMO_ACCOUNT, DEMO_PASSWORD)
    except AccountExists:
        return


def prepare_letters(data: Path) -> None:
    """Put invented letters into a new demo, and the code that reads the answer to one of them beside it."""
    if not (data / DEMO_CODE).exists():
        write_secret(data / DEMO_CODE, f"{add_demo_letters(read_folder(data))}\n".encode())
