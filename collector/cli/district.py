"""For whoever brings the program to another district."""

from __future__ import annotations

from pathlib import Path

import click

from collector.cli.group import suluh
from collector.upkeep.here import ROOT
from site_config.build.new_district import new_district


@suluh.group()
def district() -> None:
    """Folder daerah: semua yang berbeda dari satu daerah ke daerah lain."""


@district.command("new")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "site_config/district-baru",
    help="Folder baru.",
)
def district_new(name: str, out: Path) -> None:
    """Buat folder daerah baru dengan semua isiannya. Contoh: suluh district new 'Kabupaten Contoh'."""
    if out.exists():
        raise click.ClickException(f"{out} sudah ada dan tidak ditimpa. Pilih folder lain dengan --out.")
    for path in new_district(ROOT, name, out):
        click.echo(f"ditulis: {path}")
    click.echo("Pakai sebagai site_config/district, lalu jalankan suluh site check: ia menyebut yang belum diisi.")
