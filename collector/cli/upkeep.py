"""For operators: copy the database, prove the copy, bring it back, and delete what has served its time."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from base.errors import SuluhError
from collector.cli.group import data_option, suluh
from collector.cli.officer import ask_passphrase
from collector.core.age import WrongKey
from collector.core.opening import open_envelope
from collector.desk.keyfile import open_key
from collector.desk.letter import hour_in_words
from collector.store import Store, read_manifest
from collector.upkeep.here import now_hour, our_forms
from collector.upkeep.settings import MB, read_folder, sync
from collector.upkeep.watching import in_words, is_plausible, past_retention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from collector.core.opening import HybridIdentity
    from collector.store import Manifest
    from collector.upkeep.settings import Folder

OPENED_IN_A_DRILL = 100  # the newest: sealed to the keys of today
UNFINISHED_HOURS = 24
BURIED_HOURS = 7 * 24  # a letter that nobody has read outlives its mailbox: the code may have been forced out
KEPT, NUMBERED = 13, "{:06}.sqlite3"  # made daily, the oldest goes before it is 14 days old: reporters are told so
LONG_WORK = 2000  # rows, from which on progress is shown
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
    folder = read_folder(data)
    if file.is_dir():
        file = next_in(file)
    with closing(folder.open_store(patient=True)) as store:
        with appearing(file) as part:
            require_room(part.parent, store.size() + folder.settings.keep_free_mb * MB)
            made = store.back_up(part, now_hour(), show_progress("disalin"))
        store.note_done("backup", now_hour())
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
    with closing(read_folder(data).open_store(patient=True)) as store:
        made = store.restore(file, show_progress("dipulihkan"))
    click.echo(f"{counts(made)} dipulihkan dan cocok. Cadangan ini dibuat {hour_in_words(made.made_hour)}.")
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
    said = read_manifest(file)
    with tempfile.TemporaryDirectory(prefix="suluh-") as room:
        require_room(Path(room), 2 * file.stat().st_size)
        with closing(Store.open(f"sqlite:///{room}/drill.sqlite3", said.mode)) as store:
            store.restore(file, show_progress("dipulihkan"))
            click.echo(f"{counts(said)} dipulihkan dan cocok. Cadangan ini dibuat {hour_in_words(said.made_hour)}.")
            opened = try_newest(store, identities) if identities else Counter()
    for outcome, number in opened.items():
        click.echo(f"{number} amplop terbaru: {outcome}.")
    require_sound(said)
    if opened.keys() - {OPENS}:
        raise click.ClickException(
            "ada amplop yang tidak bisa dibuka. Disegel untuk kunci lain? Ulangi dengan semua kunci. Rusak? Coba "
            "cadangan yang lebih lama. Amplop sampah dari luar juga dihitung di sini."
        )


OPENS, OTHER_KEY, UNREADABLE = "bisa dibuka", "disegel untuk kunci lain", "rusak atau bukan kiriman formulir"


def try_newest(store: Store, identities: list[HybridIdentity]) -> Counter[str]:
    """Open the newest envelopes in memory and count how it went; what was inside is dropped at once."""
    outcomes: Counter[str] = Counter()
    for envelope_id in store.newest(OPENED_IN_A_DRILL):
        found = store.envelope(envelope_id)
        try:
            open_envelope(identities, found[1] if found else b"")
            outcomes[OPENS] += 1
        except WrongKey:
            outcomes[OTHER_KEY] += 1
        except SuluhError:
            outcomes[UNREADABLE] += 1
    return outcomes


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
    sys.exit(3 if sweep_once(read_folder(data), now_hour(), clock_is_right=clock_is_right) else 0)


def sweep_once(folder: Folder, hour: int, *, clock_is_right: bool = False) -> bool:
    """Delete at this hour what has served its time; True where something needs a person.

    WrongClock, and nothing is deleted, where the hour is far from the last noted one and nobody vouches for it.
    """
    forms = our_forms()
    with closing(folder.open_store(patient=True)) as store:
        if not clock_is_right:
            require_plausible(store, hour)
        dropped = store.drop_arrivals(before_hour=hour - UNFINISHED_HOURS)
        gone = sum(store.delete_opened(form.id, before_hour=hour - 24 * form.retention_days) for form in forms.values())
        gone += store.delete_buried(before_hour=hour - BURIED_HOURS)
        freed = store.free_pages()
        kept = past_retention(store.waiting(), forms, hour)
        unknown = sorted(store.forms_held() - forms.keys())
        if freed:
            store.note_done("sweep", hour)
    click.echo(f"{gone} amplop lewat masa simpan dan {dropped} kiriman yang tidak selesai dihapus.")
    for line in in_words(kept):
        click.echo(f"PERHATIAN, lewat masa simpan tetapi belum dibuka, jadi tidak dihapus: {line}.", err=True)
    if unknown:
        click.echo(f"PERHATIAN, ada amplop dari formulir yang tidak ada berkasnya: {', '.join(unknown)}.", err=True)
    if not freed:
        raise click.ClickException("sisanya belum bersih karena ada yang sedang membaca (cadangan?). Ulangi nanti.")
    return bool(kept or unknown)


class WrongClock(SuluhError):
    """The clock may be wrong, and what a wrong clock deletes does not come back."""


def require_plausible(store: Store, hour: int) -> None:
    """WrongClock where the hour is far from the last sweep, or before the first one from every other duty."""
    done = store.done_hours()
    if is_plausible(done, "sweep", hour):
        return
    last = done.get("sweep", min(done.values(), default=None))
    known = "belum ada tugas yang pernah mencatat jam" if last is None else f"terakhir tercatat {hour_in_words(last)}"
    raise WrongClock(
        f"tidak ada yang dihapus: jam server menunjukkan {hour_in_words(hour)}, {known}. Periksa dengan `date`. Bila "
        "salah, betulkan jamnya. Bila benar (server baru, atau lama mati): suluh sweep --clock-is-right"
    )


def next_in(folder: Path) -> Path:
    """The next numbered backup of a folder; of those before it only so many stay that they are KEPT with it.

    By number and not by date: a clock that is a year ahead would make all others too old. What failed is not counted,
    so that failing again deletes nothing more.
    """
    there = sorted(int(each.stem) for each in folder.glob("*.sqlite3") if each.stem.isdecimal())
    for number in there[: 1 - KEPT]:
        (folder / NUMBERED.format(number)).unlink(missing_ok=True)
    return folder / NUMBERED.format(there[-1] + 1 if there else 1)


@contextmanager
def appearing(file: Path) -> Iterator[Path]:
    """Give a temporary name beside `file`, which becomes `file` once all has gone well; nothing is ever overwritten.

    What a killed backup left under that name is written anew; one that is still under way holds a lock on it.
    """
    part = file.with_name(f"{file.name}.part")
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if not is_alone(handle, part):
        os.close(handle)
        raise click.ClickException(f"{part}: cadangan lain sedang berjalan. Tunggu sampai selesai.")
    try:
        if file.exists():
            raise click.ClickException(f"{file} sudah ada dan tidak ditimpa. Pilih nama lain.")
        os.ftruncate(handle, 0)
        yield part
        part.rename(file)
        sync(file.parent)
    finally:
        part.unlink(missing_ok=True)
        os.close(handle)


def is_alone(handle: int, part: Path) -> bool:
    """Lock an open file; False where another backup holds it, or has made it its result meanwhile."""
    import fcntl  # noqa: PLC0415  not on Windows, like the server

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), part.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def require_room(folder: Path, wanted: int) -> None:
    """Stop before anything is written where it would fill the disk: a server beside it would turn reports away."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise click.ClickException(
            f"{folder}: ruang kosong {free // MB} MB, perlu {wanted // MB} MB. Pilih tempat lain."
        )


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


def show_progress(verb: str) -> Callable[[int, int], None]:
    """Say each tenth of long work as a line of its own, which is readable in a log too."""
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if total >= LONG_WORK and done * 10 // total > said:
            said = done * 10 // total
            click.echo(f"{said * 10} % {verb}")

    return progress
