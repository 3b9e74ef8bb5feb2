"""Everything on one machine, with DEMO keys, account and data: what `scripts/serve` runs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import urllib3

from collector.cli.group import PORT, data_option, suluh
from collector.cli.keys import make_key
from collector.desk.loopback import listen
from collector.store import AccountExists
from collector.upkeep.accounts import add_account
from collector.upkeep.demo_letters import add_demo_letters
from collector.upkeep.here import BUILD, ROOT
from collector.upkeep.serving import DEMO_HOURS
from collector.upkeep.settings import RECIPIENTS, SETTINGS, read_folder, read_settings, write_secret
from site_config.build.generate import write_public
from site_config.build.sites import PUBLIK, build_site
from site_config.facts.load import SERVICE

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

DEMO_KEY, DEMO_PASSPHRASE = "demo.kunci.age", "kunci-demo-suluh"
DEMO_ACCOUNT = "demo"
DEMO_PASSWORD = "sandi-demo-suluh"  # noqa: S105  printed on the screen by `suluh demo`, refused in production
DEMO_CODE = "demo.kode.txt"
READY_WITHIN_SECONDS = 300
DEMO_SERVICE = f"open:\n  hours: {DEMO_HOURS}\n  approved_by: DEMO\n  approved_on: 2026-01-01\n"


@suluh.command()
@data_option
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port situs dan formulir.")
@click.option("--desk-port", type=PORT, default=8001, show_default=True, help="Port meja petugas.")
def demo(data: Path, port: int, desk_port: int) -> None:
    """Jalankan semuanya di komputer ini dengan kunci, akun, dan data DEMO. Contoh: suluh demo --port 9000."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the programs below end with this one
    # Held from here on: what is printed below is ours on both loopback addresses.
    doors, desk_doors = listen(port), listen(desk_port)
    if not (BUILD / "client").is_dir():
        raise click.ClickException("kode peramban belum dibuat. Jalankan lewat scripts/serve, yang membuatnya.")
    build_site(ROOT, BUILD, say=click.echo)
    build_demo_site()
    origin = f"http://127.0.0.1:{port}"
    prepare_demo(data, origin)
    prepare_letters(data)
    desk = ("--server", origin, "--key", str(data / DEMO_KEY), "--port", str(desk_port), "--demo")
    programs = [
        start("web", "--data", str(data), "--bind", doors=doors),
        start("desk", *desk, "--sockets", doors=desk_doors),
    ]
    try:
        wait_until_up(f"{origin}/healthz", 200)
        wait_until_up(f"http://127.0.0.1:{desk_port}/", 403)
        click.echo(f"Situs publik:     {origin}/")
        click.echo(f"Formulir laporan: {origin}/lapor")
        click.echo(f"Buku internal:    {origin}/internal/  (DEMO: akun {DEMO_ACCOUNT}, kata sandi {DEMO_PASSWORD})")
        click.echo(f"Kunci meja DEMO:  {data / DEMO_KEY}  (kata sandi kunci {DEMO_PASSPHRASE})")
        click.echo(f"Kotak DEMO:       {origin}/kotak  (kode {(data / DEMO_CODE).read_text(encoding='utf-8').strip()})")
        click.echo("Berhenti dengan Ctrl+C.")
        raise SystemExit(programs[0].wait())
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            program.wait()


def build_demo_site() -> None:
    """Build the public site as it is when reports are open: from a copy of its sources with the switch thrown."""
    with tempfile.TemporaryDirectory(prefix="suluh-demo-") as room:
        tree = Path(room)
        for name in ("collector/forms", "docs", "site_config", "sop"):
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / PUBLIK.config, tree)
        (tree / SERVICE).write_text(DEMO_SERVICE, encoding="utf-8")
        write_public(tree)
        build_site(tree, BUILD / "demo", sites=[PUBLIK], say=click.echo)


def prepare_demo(data: Path, origin: str) -> None:
    """Make the demo's settings, key and account, each only where it is missing."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = data / SETTINGS
    if any(data.iterdir()) and not (settings.exists() and read_settings(settings).mode == "demo"):
        raise click.ClickException(f"{data} berisi sesuatu yang bukan demo. Pilih folder lain dengan --data.")
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


def start(*words: str, doors: Sequence[socket.socket]) -> subprocess.Popen[bytes]:
    """Another `suluh` command as a process of its own, whose last word is the sockets that it alone now listens on."""
    found = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251  a child process inherits ours
    handed = [door.fileno() for door in doors]
    named = ",".join(f"fd://{number}" for number in handed)
    program = subprocess.Popen([sys.executable, "-m", "collector.cli", *words, named], env=found, pass_fds=handed)
    for door in doors:
        door.close()
    return program


def wait_until_up(address: str, status: int) -> None:
    """Return when a program gives the answer that a healthy one gives.

    It was handed sockets that listen already, so one question waits there until the program takes it, and breaks off
    where the program ends instead.
    """
    try:
        found = urllib3.request("GET", address, timeout=READY_WITHIN_SECONDS, retries=False).status
    except urllib3.exceptions.TimeoutError:
        raise click.ClickException(f"{address} tidak menjawab dalam {READY_WITHIN_SECONDS} detik.") from None
    except urllib3.exceptions.HTTPError:
        raise click.ClickException("salah satu program berhenti saat mulai; sebabnya tertulis di atas.") from None
    if found != status:
        raise click.ClickException(f"{address} menjawab {found}, bukan {status}. Lihat catatan server di atas.")
