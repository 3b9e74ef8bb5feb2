"""For officers: make the keys that open envelopes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector.cli.group import ask_secret, suluh
from collector.desk.passphrase import generate, require_strong
from collector.upkeep.here import our_district
from collector.upkeep.keys import make_key
from collector.upkeep.settings import RECIPIENTS


@suluh.group()
def keys() -> None:
    """Kunci petugas: hanya kunci ini yang membuka amplop."""


@keys.command("new")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="Jabatan pemegang kunci, misalnya 'petugas 1'. Bukan nama orang.")
@click.option("--passphrase-file", type=click.File(encoding="utf-8"), help="Untuk skrip; biasanya ditanyakan.")
def keys_new(file: Path, name: str, passphrase_file: Any) -> None:
    """Buat kunci baru. Contoh: suluh keys new petugas-1.kunci.age --name 'petugas 1'."""
    if not passphrase_file:
        click.echo(
            "Kata sandi kunci melindungi berkas ini bila hilang. Tanpa kata sandi, amplop tidak bisa dibuka lagi.",
            err=True,
        )
    passphrase = ask_secret("Kata sandi kunci", passphrase_file, offer=generate())
    require_strong(passphrase, our_district().words.values())
    click.echo(make_key(file, name, passphrase))
    click.echo(
        f"Tempel baris age1pq1… itu ke {RECIPIENTS} di folder data server. Simpan salinan {file} di tempat lain."
    )
