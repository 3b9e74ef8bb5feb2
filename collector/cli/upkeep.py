"""For operators: copy the database, prove the copy, bring it back, and delete what has served its time."""

from __future__ import annotations

import sys
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from collector.cli.group import data_option, show_progress, suluh
from collector.cli.officer import ask_passphrase
from collector.desk.keyfile import open_key
from collector.desk.letter import hour_in_words
from collector.upkeep.backup import OPENS, make_backup, prove_backup, restore_backup
from collector.upkeep.here import now_hour, our_office
from collector.upkeep.settings import read_folder
from collector.upkeep.sweep import sweep_once
from collector.upkeep.watching import in_words

if TYPE_CHECKING:
    from collector.store import Manifest

backup_file = click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))


@suluh.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_option
def backup(file: Path, data: Path) -> None:
    """Salin seluruh basis data ke satu berkas baru, selagi server berjalan.

    Contoh: suluh backup /var/backups/suluh-2026-11-24.sqlite3 --data /var/lib/suluh

    Isinya sama untuk SQLite dan PostgreSQL. Amplop dan jawaban tetap tersegel. Yang terbaca: formulir, tanda mendesak,
    jam tiba, jam dibuka, dan ukurannya; nomor kotak dan sidik rahasianya; nama akun petugas dan hash kata sandinya;
    formulir yang ditutup. Amplop yang belum selesai dikirim tidak ikut, begitu pula kunci, suluh.yml, recipients.txt.

    Jaga berkas ini seperti servernya, dan hapus yang lama: yang sudah dihapus di server masih ada di sini. Bila FILE
    sebuah folder, cadangannya diberi nomor berikutnya, dan hanya 13 yang terbaru disimpan di sana.
    """
    file, made = make_backup(read_folder(data), file, show_progress("disalin"))
    click.echo(f"{counts(made)} disalin ke {file}. Buktikan bahwa bisa dipulihkan: suluh drill {file}")
    require_sound(made)


@suluh.command()
@backup_file
@data_option
def restore(file: Path, data: Path) -> None:
    """Pulihkan cadangan ke basis data yang kosong; SQLite dan PostgreSQL sama saja.

    Contoh: suluh restore /var/backups/suluh-2026-11-24.sqlite3 --data /var/lib/suluh

    Folder data harus sudah berisi suluh.yml dan recipients.txt. Cadangan diperiksa seluruhnya sebelum ada yang ditulis,
    dan sekali lagi sesudahnya; bila ada yang tidak cocok, basis datanya tetap kosong.
    """
    made = restore_backup(read_folder(data), file, show_progress("dipulihkan"))
    click.echo(
        f"{counts(made)} dipulihkan dan cocok. Cadangan ini dibuat {hour_in_words(made.made_hour, our_office().zone)}."
    )
    click.echo("Yang masuk sesudah jam itu tidak ada di sini.")
    require_sound(made)


@suluh.command()
@backup_file
@click.option("--key", "keys", type=click.Path(dir_okay=False, path_type=Path), multiple=True, help="Berkas kunci.")
@click.option(
    "--passphrase-file",
    "passphrases",
    type=click.File(encoding="utf-8"),
    multiple=True,
    help="Untuk skrip, urut seperti --key; biasanya ditanyakan.",
)
def drill(file: Path, keys: tuple[Path, ...], passphrases: tuple[Any, ...]) -> None:
    """Buktikan bahwa cadangan bisa dipulihkan, dan dengan kunci petugas bahwa amplopnya bisa dibuka.

    Contoh: suluh drill suluh-2026-11-24.sqlite3 --key petugas-1.kunci.age

    Semuanya terjadi di folder sementara yang dihapus lagi. Dengan --key, 100 amplop terbaru dibuka di memori; hanya
    jumlahnya yang ditunjukkan. Kode keluar 1 bila ada yang tidak bisa dibuka. Pakai komputer petugas, bukan server:
    kunci tidak boleh sampai di server.
    """
    identities = [
        open_key(key, ask_passphrase(given)) for key, given in zip_longest(keys, passphrases[: len(keys)]) if key
    ]
    said, opened = prove_backup(file, identities, show_progress("dipulihkan"))
    click.echo(
        f"{counts(said)} dipulihkan dan cocok. Cadangan ini dibuat {hour_in_words(said.made_hour, our_office().zone)}."
    )
    for outcome, number in opened.items():
        click.echo(f"{number} amplop terbaru: {outcome}.")
    require_sound(said)
    if opened.keys() - {OPENS}:
        raise click.ClickException(
            "ada amplop yang tidak bisa dibuka. Disegel untuk kunci lain? Ulangi dengan semua kunci. Rusak? Coba "
            "cadangan yang lebih lama. Amplop sampah dari luar juga dihitung di sini."
        )


@suluh.command()
@data_option
@click.option("--clock-is-right", is_flag=True, help="Jam server sudah diperiksa: hapus walau server lama mati.")
def sweep(data: Path, *, clock_is_right: bool) -> None:
    """Hapus yang sudah dibuka dan lewat masa simpannya, untuk pengatur waktu harian. Contoh: suluh sweep --data DIR.

    Masa simpan tiap formulir tertulis di berkasnya (retention_days), dihitung sejak tiba atau dibuka, mana yang lebih
    akhir. Kiriman yang tidak selesai dalam 24 jam juga dihapus, begitu pula amplop yang kotaknya dihapus pelapor tujuh
    hari lalu, dibuka atau tidak. Amplop lain yang belum dibuka tidak pernah: bila lewat masa simpan, jumlahnya disebut
    dan kode keluarnya 3. Bila jam server jauh dari sapuan terakhir, tidak ada yang dihapus.
    """
    done = sweep_once(read_folder(data), now_hour(), clock_is_right=clock_is_right)
    click.echo(f"{done.gone} amplop lewat masa simpan dan {done.dropped} kiriman yang tidak selesai dihapus.")
    for line in in_words(done.kept):
        click.echo(f"PERHATIAN, lewat masa simpan tetapi belum dibuka, jadi tidak dihapus: {line}.", err=True)
    if done.unknown:
        click.echo(
            f"PERHATIAN, ada amplop dari formulir yang tidak ada berkasnya: {', '.join(done.unknown)}.", err=True
        )
    if not done.clean:
        raise click.ClickException("sisanya belum bersih karena ada yang sedang membaca (cadangan?). Ulangi nanti.")
    sys.exit(3 if done.needs_a_person else 0)


def require_sound(made: Manifest) -> None:
    """Exit with 1, after all is done, where rows were bad before the backup was made."""
    if made.broken:
        raise click.ClickException(
            f"{made.broken} amplop atau jawaban sudah rusak di basis data sebelum dicadangkan. Periksa disknya, dan "
            "cari yang utuh di cadangan yang lebih lama."
        )


def counts(made: Manifest) -> str:
    """How much a backup holds."""
    named = (("envelopes", "amplop"), ("answers", "jawaban"), ("accounts", "akun"))
    return ", ".join(f"{made.tables.get(table, (0, ''))[0]} {word}" for table, word in named)
