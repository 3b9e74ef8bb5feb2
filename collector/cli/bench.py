"""For operators and authors: the budgets of the design, each beside a yardstick measured in the same run."""

from __future__ import annotations

import click

from collector.cli.group import show_progress, suluh
from collector.upkeep.bench.measure import measure
from collector.upkeep.bench.storing import FEW


@suluh.command()
@click.option("--database", metavar="URL", help="PostgreSQL yang diukur, dalam skema sementara. Tanpa ini: SQLite.")
@click.option("--envelopes", type=click.IntRange(1), default=300, show_default=True, help="Amplop dalam satu putaran.")
@click.option("--many", type=click.IntRange(FEW), default=100_000, show_default=True, help="Amplop dalam daftar besar.")
def bench(database: str | None, envelopes: int, many: int) -> None:
    """Ukur anggaran kecepatan dan berat, masing-masing di samping tolok ukurnya.

    Contoh: suluh bench --database postgresql://localhost/suluh --many 1000000

    Yang dibaca adalah perbandingannya: waktunya milik komputer ini pada saat ini, dan tidak ada angka yang menggagalkan
    perintah ini. Perlu setengah menit; sejuta amplop perlu beberapa menit dan beberapa GB. Yang berjalan di peramban
    diukur hanya bila ada Chromium dan playwright.
    """
    for line in measure(database, envelopes, many, show_progress("daftar besar terisi")):
        click.echo(line)
