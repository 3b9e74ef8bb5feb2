"""For whoever wants to see it: everything on one machine, with DEMO keys, account and data."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from base.addresses import WRITING
from collector.cli.group import PORT, data_option, suluh
from collector.desk.loopback import listen
from collector.upkeep.demo import (
    DEMO_ACCOUNT,
    DEMO_CODE,
    DEMO_KEY,
    DEMO_PASSPHRASE,
    DEMO_PASSWORD,
    prepare,
    running,
)

if TYPE_CHECKING:
    from pathlib import Path


@suluh.command()
@data_option
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port situs dan formulir.")
@click.option("--desk-port", type=PORT, default=8001, show_default=True, help="Port meja petugas.")
def demo(data: Path, port: int, desk_port: int) -> None:
    """Jalankan semuanya di komputer ini dengan kunci, akun, dan data DEMO. Contoh: suluh demo --port 9000."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the programs below end with this one
    # Held from here on: what is printed below is ours on both loopback addresses.
    doors, desk_doors = listen(port), listen(desk_port)
    origin = f"http://127.0.0.1:{port}"
    prepare(data, origin, click.echo)
    with running(data, origin, doors, desk_doors) as server:
        click.echo(f"Situs publik:     {origin}/")
        click.echo(f"Formulir laporan: {origin}{WRITING}")
        click.echo(f"Buku internal:    {origin}/internal/  (DEMO: akun {DEMO_ACCOUNT}, kata sandi {DEMO_PASSWORD})")
        click.echo(f"Kunci meja DEMO:  {data / DEMO_KEY}  (kata sandi kunci {DEMO_PASSPHRASE})")
        click.echo(f"Kotak DEMO:       {origin}/kotak  (kode {(data / DEMO_CODE).read_text(encoding='utf-8').strip()})")
        click.echo("Berhenti dengan Ctrl+C.")
        raise SystemExit(server.wait())
