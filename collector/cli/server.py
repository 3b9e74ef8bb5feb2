"""For operators: run the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from collector.cli.group import data_option, suluh
from collector.upkeep.serving import serve
from collector.upkeep.settings import read_folder

if TYPE_CHECKING:
    from pathlib import Path


@suluh.command()
@data_option
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Alamat dan port; beberapa dipisah koma.")
@click.option("--workers", default=2, show_default=True, help="Jumlah proses.")
def web(data: Path, bind: str, workers: int) -> None:
    """Jalankan server. Contoh: suluh web --data /var/lib/suluh --bind 127.0.0.1:8000."""
    serve(read_folder(data), bind, workers)
