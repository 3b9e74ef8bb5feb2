"""For operators: no report stays unread in silence, and one look tells how the server is."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from collector.cli.group import data_option, suluh
from collector.forms.schema import URGENCIES
from collector.upkeep.alarm import try_mail, watch_once
from collector.upkeep.forms import switch_form
from collector.upkeep.here import now_hour
from collector.upkeep.serving import STATES
from collector.upkeep.settings import MB, SETTINGS, read_folder
from collector.upkeep.status import ago, look
from collector.upkeep.watching import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@suluh.command()
@data_option
def watch(data: Path) -> None:
    """Beri tahu orang bila amplop terlalu lama belum dibuka; untuk pengatur waktu tiap jam.

    Contoh: suluh watch --data /var/lib/suluh

    Batas jam dan daftar orang ada di suluh.yml (watch, mail). Surelnya hanya berisi jumlah, tanda mendesak, dan lama
    menunggu. Orang pertama diberi tahu lebih dulu; bila tetap tidak dibuka, orang berikutnya. Sekali sehari, sesudah
    pukul 07.00 waktu setempat, pengelola mendapat surel bahwa penjagaan berjalan; bila tidak datang, ada yang mati.
    """
    folder = read_folder(data)
    done = watch_once(folder, now_hour())
    for line in in_words(done.late):
        click.echo(line)
    click.echo(f"{done.told} orang diberi tahu.")
    if done.failed:
        raise click.ClickException(f"{len(done.failed)} orang tidak: {'; '.join(sorted(set(done.failed.values())))}")
    if folder.settings.watch.operator is None:
        raise click.ClickException(
            f"{folder.path / SETTINGS}: isi 'watch: operator', supaya ada yang tahu bila penjagaan mati."
        )


@suluh.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Untuk program lain.")
def status(data: Path, as_json: bool) -> None:
    """Keadaan server dalam sekali lihat. Contoh: suluh status --data /var/lib/suluh.

    Kode keluar 2 bila ada yang memerlukan orang: amplop lewat batas, tugas berkala yang tidak berjalan, ruang habis.
    """
    folder = read_folder(data)
    with closing(folder.open_store()) as store:
        seen = look(folder, store, now_hour())
    if as_json:
        click.echo(json.dumps(seen, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(seen)))
    sys.exit(2 if seen["needs"] else 0)


def lines(seen: dict[str, Any]) -> Iterator[str]:
    """The same for a person."""
    yield f"mode:          {seen['mode']}, {seen['origin']}, skema {seen['schema']}"
    if not seen["keys"]:
        yield "kunci:         belum ada kunci; tidak ada formulir yang menerima kiriman"
    yield from (
        f"kunci:         {key} {holder or '(tanpa nama)'}"
        for key, holder in zip(seen["keys"], seen["holders"], strict=True)
    )
    yield from (f"formulir:      {form}: {STATES[state]}" for form, state in seen["forms"].items())
    for urgency, word in URGENCIES.items():
        ours = [one for one in seen["unopened"] if one["urgency"] == urgency]
        number, known = sum(one["number"] for one in ours), [one["hours"] for one in ours if one["hours"] is not None]
        yield f"belum dibuka:  {word}: {number} amplop" + (f", paling lama {max(known)} jam" if known else "")
    yield from (f"{duty + ':':<14} terakhir {ago(hours)}" for duty, hours in seen["last_hours"].items())
    yield f"ruang:         terpakai {seen['database_bytes'] // MB} MB dari {seen['largest_bytes'] // MB} MB"
    yield from (f"PERLU ORANG:   {need}" for need in seen["needs"])


@suluh.group()
def mail() -> None:
    """Server surel yang dipakai untuk memberi tahu orang."""


@mail.command("test")
@data_option
def mail_test(data: Path) -> None:
    """Kirim surel percobaan kepada setiap orang di 'watch'. Contoh: suluh mail test --data /var/lib/suluh."""
    said = try_mail(read_folder(data))
    for person, wrong in said.items():
        click.echo(f"{person}: {wrong or 'diterima server surel'}")
    if not said or any(said.values()):
        raise click.ClickException("belum semua orang bisa diberi tahu. Betulkan 'mail' dan 'watch' di suluh.yml.")
    click.echo("Telepon setiap orang: surelnya sudah tampak? Periksa juga kotak spam.")


@suluh.group()
def form() -> None:
    """Tutup formulir bila tidak ada yang bisa membaca, dan buka lagi."""


@form.command("close")
@click.argument("form_id", metavar="ID")
@data_option
def form_close(form_id: str, data: Path) -> None:
    """Tutup satu formulir untuk kiriman baru. Contoh: suluh form close laporan --data /var/lib/suluh."""
    switch_form(read_folder(data), form_id, closed=True)
    click.echo(f"Formulir '{form_id}' ditutup: kiriman baru ditolak, dan halamannya menunjukkan nomor telepon.")
    click.echo("Kotak dan jawaban yang sudah ada tetap bisa dibaca pelapor.")


@form.command("open")
@click.argument("form_id", metavar="ID")
@data_option
def form_open(form_id: str, data: Path) -> None:
    """Buka lagi satu formulir. Contoh: suluh form open laporan --data /var/lib/suluh."""
    switch_form(read_folder(data), form_id, closed=False)
    click.echo(f"Formulir '{form_id}' terbuka lagi. Pastikan ada petugas yang membacanya.")
