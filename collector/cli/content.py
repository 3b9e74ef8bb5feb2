"""For authors: build and check both sites."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from collector.cli.group import suluh
from collector.upkeep.here import BUILD, ROOT
from site_config.build.alone import alone
from site_config.build.check import check_site
from site_config.build.generate import stale_pages, write_pages
from site_config.build.sites import build_site
from site_config.build.weigh import weigh_default, weigh_site
from site_config.paper.printing import print_papers, stale_papers
from site_config.rules.register import load_words, reading_levels
from sop.load import load_handbook
from sop.overlay import lapsed

_NOTHING_TO_PRINT = "Cetakan sesuai dengan isinya."


@suluh.group()
def site() -> None:
    """Situs publik dan buku kerja internal."""


@site.command("build")
def site_build() -> None:
    """Bangun kedua situs ke build/publik dan build/internal. Contoh: suluh site build."""
    build_site(ROOT, BUILD, say=click.echo)
    tell_lapsed()
    click.echo("Situs ada di build/publik dan build/internal.")


@site.command("check")
@click.option("--production", is_flag=True, help="Tolak juga kontak yang belum diuji.")
def site_check(production: bool) -> None:
    """Periksa semua isi: SOP, fakta, formulir, halaman. Contoh: suluh site check --production."""
    errors = check_site(ROOT, production=production)
    for error in errors:
        click.echo(str(error), err=True)
    if errors:
        raise click.ClickException(f"{len(errors)} hal perlu dibetulkan.")
    click.echo("halaman            kata/kalimat  >20 kata  kata kantor/100")
    for name, level in reading_levels(ROOT, load_words(ROOT)):
        click.echo(f"{name:<18} {level.mean:>12.1f}  {level.long:>8.0%}  {level.office:>15.1f}")
    tell_lapsed()
    click.echo("Isi situs baik.")


def tell_lapsed() -> None:
    """Say in one line which procedures lost their approval: their pages say draft, and nobody may miss that."""
    if titles := lapsed(load_handbook(ROOT).procedures.values()):
        click.echo(
            f"PERHATIAN: {len(titles)} prosedur yang pernah disahkan menjadi draf lagi, karena versinya naik: "
            f"{', '.join(titles)}. Baca perubahannya, lalu mintakan pengesahan baru.",
            err=True,
        )


@site.command("pages")
@click.option("--write/--check", default=False, help="Tulis halaman, atau hanya bandingkan.")
def site_pages(write: bool) -> None:
    """Halaman yang dihasilkan dari data. Contoh: suluh site pages --write."""
    if write:
        for path in write_pages(ROOT):
            click.echo(f"ditulis: {path}")
        return
    stale = stale_pages(ROOT)
    for _, difference in stale:
        click.echo(difference)
    if stale:
        raise click.ClickException("halaman tidak sesuai dengan datanya. Jalankan: suluh site pages --write")
    click.echo("Halaman sesuai dengan datanya.")


@site.command("weigh")
def site_weigh() -> None:
    """Timbang setiap halaman publik, di samping Material bawaan. Contoh: suluh site weigh."""
    build_site(ROOT, BUILD, say=click.echo)
    with tempfile.TemporaryDirectory() as room:
        plain = weigh_default(ROOT, Path(room) / "default")
    click.echo(f"{'halaman':<26}{'byte':>8}{'gzip':>8}{'minta':>7}   Material bawaan: gzip, minta (paling sedikit)")
    for weight in weigh_site(BUILD / "publik"):
        other = plain.get(weight.page)
        beside = f"{other.packed:>12}{other.requests:>7}  {other.packed / weight.packed:.0f} kali" if other else ""
        click.echo(f"{weight.page:<26}{weight.raw:>8}{weight.packed:>8}{weight.requests:>7}{beside}")


@site.command("print")
@click.option("--check", is_flag=True, help="Hanya katakan apa yang perlu dicetak (kode keluar 3 bila ada).")
def site_print(check: bool) -> None:
    """Cetak buku, kartu, dan formulir menjadi PDF untuk situs internal. Contoh: suluh site print."""
    if check:
        stale = stale_papers(ROOT, BUILD)
        click.echo(f"{len(stale)} berkas perlu dicetak." if stale else _NOTHING_TO_PRINT)
        sys.exit(3 if stale else 0)  # 3: scripts/bootstrap.py borrows typst only then
    with alone(BUILD, click.echo):
        printed = print_papers(ROOT, BUILD, say=click.echo)
    click.echo(f"{len(printed)} berkas dicetak ke build/internal/unduh." if printed else _NOTHING_TO_PRINT)
