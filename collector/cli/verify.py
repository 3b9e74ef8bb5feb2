"""For whoever does not trust the server: compare what it gives with what its source says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from collector.cli.group import suluh
from collector.upkeep.fetching import Unreachable, fetch
from collector.upkeep.here import BUILD, our_forms
from collector.upkeep.verify import MISSING, all_faults, announced, expected, read_hashes, unsent
from collector.web.site import DEMO_MARK

if TYPE_CHECKING:
    from collections.abc import Sequence


@suluh.command()
def hashes() -> None:
    """Sidik setiap berkas umum dan formulir, untuk diumumkan di luar server. Contoh: suluh hashes > sidik.txt."""
    for path, digest in expected(BUILD, our_forms(), announced(None)).items():
        click.echo(f"{digest}  {path}")


@suluh.command()
@click.argument("url")
@click.option(
    "--hashes", "file", type=click.File(), help="Daftar sidik yang diumumkan; tanpa ini: hasil bangun di sini."
)
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder data demo, untuk kuncinya."
)
@click.option("--static", "plain", is_flag=True, help="Hosting berkas tanpa formulir: hanya situs umumnya.")
def verify(url: str, file: TextIO | None, data: Path | None, *, plain: bool) -> None:
    """Buat lagi setiap halaman umum dan bandingkan dengan situs yang hidup. Contoh: suluh verify https://….

    Demo: suluh verify http://127.0.0.1:8000 --data .data. Kepala permintaannya ditulis seperti oleh Chrome, untuk
    alamat yang diketik dan untuk tautan, di sambungan baru dan yang sudah dipakai. Server yang berbohong tetap dapat
    mengenali pemeriksa dari alamat internetnya dan dari cara sambungannya dibuat (TLS; hanya HTTP/1.1), lalu jujur
    kepadanya saja. Karena itu jalankan dari beberapa tempat, juga lewat paket data HP.
    """
    said = announced(data)
    wanted = read_hashes(file.read()) if file else expected(BUILD, our_forms(), said)
    if MISSING not in wanted:
        raise click.ClickException("belum ada hasil bangun. Jalankan dulu: suluh site build")
    try:
        home = fetch(url.rstrip("/") + "/")
        if not data and DEMO_MARK in (home.unpacked() or b""):
            raise click.ClickException("ini DEMO: jangan mengirim laporan. Memeriksanya: tambahkan --data FOLDER-DEMO")
        marks = [key.fingerprint for key in said.keys]
        faults = dict.fromkeys(all_faults(url, wanted, marks, plain=plain))  # each fault once, in the order found
    except Unreachable as error:
        raise click.ClickException(f"{url} tidak terjangkau ({error}).") from None
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(
            f"{len(faults)} hal berbeda dari sumbernya. Jangan pakai formulirnya; beri tahu pengelola."
        )
    if plain:
        say_what_is_unchecked(unsent(home, https=url.startswith("https:")))
    else:
        whose = "kunci folder demo" if data else "kunci yang diumumkan"
        click.echo(f"{len(wanted)} berkas dan halaman sama dengan sumbernya, dan kuncinya {whose}.")


def say_what_is_unchecked(missing: Sequence[str]) -> None:
    """Say what a host of files cannot be asked."""
    click.echo("Berkas situs umum sama dengan sumbernya, dan alamat formulirnya berakhir di halaman 'tidak ada'.")
    click.echo("TIDAK diperiksa: formulir, kotak, skripnya (/static/), dan kunci (/api/recipients).")
    if missing:
        click.echo(f"Host ini tidak mengirim: {', '.join(missing)}. Pasang dari scripts/deploy/static.")
