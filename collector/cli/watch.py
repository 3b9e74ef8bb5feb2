"""For operators: no report stays unread in silence, and one look tells how the server is."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from collector.cli.group import data_option, suluh
from collector.core.age import fingerprint
from collector.store import SCHEMA, StoreUnavailable
from collector.upkeep.here import ROOT, now_hour, our_forms
from collector.upkeep.mail import MailFailed, send
from collector.upkeep.serving import STATES, state_of, unannounced
from collector.upkeep.settings import MB, SETTINGS, Unready, read_folder
from collector.upkeep.watching import (
    ALIVE,
    SUBJECT,
    TRIAL,
    URGENCIES,
    digest,
    find_late,
    heartbeat,
    heartbeat_due,
    in_words,
    is_missed,
    people_due,
    steps_sent,
    waited,
)
from site_config.facts.load import load_facts, untried

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from collector.store import Store
    from collector.upkeep.settings import Folder
    from collector.upkeep.watching import Late
    from collector.web.room import Room

# After how many hours a duty that a timer does has been missed: watch runs hourly, the others daily.
MISSED = {"watch": 3, "backup": 48, "sweep": 48}
HEARTBEAT = "heartbeat"
DISPLACED_MATTERS = 24  # hours


@suluh.command()
@data_option
def watch(data: Path) -> None:
    """Beri tahu orang bila amplop terlalu lama belum dibuka; untuk pengatur waktu tiap jam.

    Contoh: suluh watch --data /var/lib/suluh

    Batas jam dan daftar orang ada di suluh.yml (watch, mail). Surelnya hanya berisi jumlah, tanda mendesak, dan lama
    menunggu. Orang pertama diberi tahu lebih dulu; bila tetap tidak dibuka, orang berikutnya. Sekali sehari, sesudah
    pukul 07.00 WIB, pengelola mendapat surel bahwa penjagaan berjalan; bila tidak datang, ada yang mati.
    """
    watch_once(read_folder(data), now_hour())


def watch_once(folder: Folder, hour: int) -> None:
    """Tell whose turn it is at this hour, and remember who was told; what was not sent is tried again next time."""
    settings = folder.settings
    if settings.mail is None or not settings.watch.people:
        raise Unready(f"{folder.path / SETTINGS}: isi 'watch: people' dan 'mail', supaya ada yang tahu.")
    with closing(folder.open_store()) as store:
        late = find_late(store.waiting(), settings.watch, hour)
        people = people_due(late, settings.watch)
        failed = tell(folder, people, SUBJECT, digest(late))
        for one in late:
            if one.due:
                store.mark_warned(one.group, steps_sent(one, settings.watch, failed))
        if not failed:
            store.note_done("watch", hour)
        told = len(people) - len(failed)
        if settings.watch.operator is not None:
            failed |= show_life(folder, store, settings.watch.operator, hour)
    for line in in_words(late):
        click.echo(line)
    click.echo(f"{told} orang diberi tahu.")
    if failed:
        raise click.ClickException(f"{len(failed)} orang tidak: {'; '.join(sorted(set(failed.values())))}")
    if settings.watch.operator is None:
        raise Unready(f"{folder.path / SETTINGS}: isi 'watch: operator', supaya ada yang tahu bila penjagaan mati.")


def show_life(folder: Folder, store: Store, operator: str, hour: int) -> dict[str, str]:
    """Once a day let the operator know that this still runs; give what went wrong."""
    if not heartbeat_due(store.done_hours().get(HEARTBEAT), hour):
        return {}
    failed = tell(folder, [operator], ALIVE, heartbeat(look(folder, store, hour)["needs"]))
    if not failed:
        store.note_done(HEARTBEAT, hour)
    return failed


def tell(folder: Folder, people: Iterable[str], subject: str, text: str) -> dict[str, str]:
    """Send one e-mail to each; give what went wrong with whom."""
    mail, failed = folder.settings.mail, {}
    for person in people:
        try:
            if mail is not None:
                send(mail, folder.mail_password(), person, subject, text)
        except MailFailed as error:
            failed[person] = str(error)
    return failed


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


def look(folder: Folder, store: Store, hour: int) -> dict[str, Any]:
    """Everything that `status` tells, as plain data; hours are ages, bytes are bytes."""
    waiting, closed = store.waiting(), store.closed_forms()
    done, room = store.done_hours(), folder.room(store)
    last = {duty: hour - done[duty] if duty in done else None for duty in MISSED}
    missed = {duty: last[duty] for duty, within in MISSED.items() if is_missed(done.get(duty), hour, within)}
    late = find_late(waiting, folder.settings.watch, hour)
    return {
        "mode": folder.settings.mode,
        "origin": folder.settings.origin,
        "schema": SCHEMA,
        "keys": [fingerprint(key) for key in folder.recipients],
        "holders": [folder.names.get(str(key), "") for key in folder.recipients],
        "forms": {form: state_of(spec, folder, closed) for form, spec in our_forms().items()},
        "unopened": [
            {"urgency": group.urgency, "hours": waited(group, hour), "number": group.number} for group in waiting
        ],
        "last_hours": last,
        "displaced_hours": displaced_hours(store, hour),
        "database_bytes": room.used,
        "largest_bytes": room.whole,
        "needs": [
            *needs(late, missed, closed),
            *crowded(room),
            *unwritable(store),
            *displacing(displaced_hours(store, hour)),
            *unfit(folder),
        ],
    }


def displaced_hours(store: Store, hour: int) -> int | None:
    """How long ago an unfinished envelope last had to give way to another, in hours; None where none ever had to."""
    displaced = store.displaced_hour()
    return None if displaced is None else max(hour - displaced, 0)


def unwritable(store: Store) -> Iterator[str]:
    """What is wrong where the database can be read and not written, as on a full disk of its own."""
    try:
        store.probe()
    except StoreUnavailable:
        yield "basis data tidak bisa ditulis (disknya penuh, atau hanya bisa dibaca): amplop baru ditolak"


def displacing(hours: int | None) -> Iterator[str]:
    """What an operator must know of a flood of unfinished envelopes within the last day."""
    if hours is not None and hours < DISPLACED_MATTERS:
        yield (
            f"tempat kiriman yang belum selesai penuh, terakhir {ago(hours)}: yang paling lama diam digusur dan harus "
            "mengulang. Mungkin banjir kiriman; amplop kecil tetap masuk sekali kirim"
        )


def crowded(room: Room) -> Iterator[str]:
    """What an operator must know of the room, long before the first report is refused."""
    if not room.largest_kib(report=True):
        yield "ruang habis: amplop baru ditolak. Lihat keep_free_mb dan largest_mb di suluh.yml"
    elif room.filling:
        yield (
            f"ruang terpakai {room.percent} %: makin penuh, makin lama HP pelapor menghitung, dan hanya laporan pendek "
            "yang masih diterima. Mungkin banjir kiriman. Tambah disk, naikkan largest_mb"
        )


def needs(late: Iterable[Late], missed: dict[str, int | None], closed: Iterable[str]) -> Iterator[str]:
    """What a person must look after."""
    yield from (f"belum dibuka dan lewat batas: {line}" for line in in_words(late))
    yield from (f"`suluh {duty}` tidak berjalan: terakhir {ago(hours)}" for duty, hours in missed.items())
    yield from (f"formulir '{form}' ditutup: kiriman baru ditolak" for form in sorted(closed))


def unfit(folder: Folder) -> Iterator[str]:
    """What a person must look after before others rely on this server; a demo is for nobody to rely on."""
    if folder.demo:
        return
    if len(folder.recipients) == 1:
        yield "hanya ada satu kunci: bila hilang, tidak ada amplop yang bisa dibuka lagi. Minta kunci petugas kedua"
    nameless = sum(str(key) not in folder.names for key in folder.recipients)
    if nameless:
        yield f"{nameless} kunci tanpa nama pemegang di recipients.txt: pelapor tidak bisa mengecualikan pemegangnya"
    facts = load_facts(ROOT)
    if wrong := unannounced(folder, facts):
        yield f"server tidak akan menyala lagi sesudah berhenti. {wrong}"
    if number := len(untried(facts)):
        yield f"{number} nomor atau tempat di situs belum diuji. Lihat site_config/district/contacts.yml"


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


def ago(hours: int | None) -> str:
    """How long ago something was done."""
    if hours is None:
        return "belum pernah"
    return f"{hours} jam lalu" if hours >= 0 else f"tercatat {-hours} jam di masa depan; jam server salah, atau pernah"


@suluh.group()
def mail() -> None:
    """Server surel yang dipakai untuk memberi tahu orang."""


@mail.command("test")
@data_option
def mail_test(data: Path) -> None:
    """Kirim surel percobaan kepada setiap orang di 'watch'. Contoh: suluh mail test --data /var/lib/suluh."""
    folder = read_folder(data)
    if folder.settings.mail is None:
        raise Unready(f"{folder.path / SETTINGS}: isi 'mail', supaya ada yang bisa dikirim.")
    watch = folder.settings.watch
    people = dict.fromkeys([*watch.people, *([watch.operator] if watch.operator else [])])
    failed = tell(folder, people, ALIVE, TRIAL)
    for person in people:
        click.echo(f"{person}: {failed.get(person, 'diterima server surel')}")
    if failed or not people:
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
    switch(data, form_id, closed=True)
    click.echo(f"Formulir '{form_id}' ditutup: kiriman baru ditolak, dan halamannya menunjukkan nomor telepon.")
    click.echo("Kotak dan jawaban yang sudah ada tetap bisa dibaca pelapor.")


@form.command("open")
@click.argument("form_id", metavar="ID")
@data_option
def form_open(form_id: str, data: Path) -> None:
    """Buka lagi satu formulir. Contoh: suluh form open laporan --data /var/lib/suluh."""
    switch(data, form_id, closed=False)
    click.echo(f"Formulir '{form_id}' terbuka lagi. Pastikan ada petugas yang membacanya.")


def switch(data: Path, form_id: str, *, closed: bool) -> None:
    """Close or reopen a form that there is."""
    forms = our_forms()
    if form_id not in forms:
        raise click.ClickException(f"formulir '{form_id}' tidak ada. Yang ada: {', '.join(sorted(forms))}.")
    with closing(read_folder(data).open_store()) as store:
        (store.close_form if closed else store.reopen_form)(form_id)
