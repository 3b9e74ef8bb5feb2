"""For officers: read envelopes in a terminal, or at the desk in this machine's browser."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import waitress

from collector.cli.group import PORT, ask_secret, suluh
from collector.core.answer import STATUSES
from collector.desk import Collector, Inbox, create_desk
from collector.desk.app import LARGEST_POST
from collector.desk.export import as_json, as_roster
from collector.desk.inbox import SAID_BEFORE
from collector.desk.keyfile import open_key
from collector.desk.letter import harmless, hour_in_words, progress
from collector.desk.loopback import listen, take_over
from collector.forms.schema import URGENCIES
from collector.upkeep.forms import find_form
from collector.upkeep.here import BUILD, our_forms, our_office
from collector.upkeep.settings import write_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from base.days import Zone
    from collector.desk import Letter
    from collector.desk.app import Desk


def officer_options(command: Callable[..., None]) -> Callable[..., None]:
    """What every command of the officer needs: which server, which key, which passphrase."""
    for option in (
        click.option("--passphrase-file", type=click.File(encoding="utf-8"), help="Untuk skrip; biasanya ditanyakan."),
        click.option("--key", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Berkas kunci."),
        click.option("--server", default="http://127.0.0.1:8000", show_default=True, help="Alamat server."),
    ):
        command = option(command)
    return command


def open_inbox(server: str, key: Path, passphrase: str) -> Inbox:
    """The inbox of one server for the key in one file."""
    identity = open_key(key, passphrase)
    return Inbox(Collector(server, identity), identity, our_forms())


def ask_passphrase(given: Any) -> str:
    """The passphrase of a key file."""
    return ask_secret("Kata sandi kunci", given)


@suluh.group()
def inbox() -> None:
    """Baca amplop tersegel di terminal."""


@inbox.command("list")
@officer_options
def inbox_list(server: str, key: Path, passphrase_file: Any) -> None:
    """Daftar amplop, yang mendesak di atas. Contoh: suluh inbox list --key petugas-1.kunci.age."""
    untrusted = open_inbox(server, key, ask_passphrase(passphrase_file)).untrusted_outsides()
    click.echo(f"{'Nomor':<32}  {'Tanda':<18}  {'Tiba':<17}  {'Keadaan':<21}  Formulir")
    zone = our_office().zone
    for one in untrusted:
        when = hour_in_words(one.received_hour, zone)
        click.echo(f"{one.id}  {URGENCIES[one.urgency]:<18}  {when:<17}  {progress(one):<21}  {one.form}")


@inbox.command("show")
@click.argument("envelope_id")
@officer_options
def inbox_show(envelope_id: str, server: str, key: Path, passphrase_file: Any) -> None:
    """Buka satu amplop. Contoh: suluh inbox show 3f2a… --key petugas-1.kunci.age."""
    letter = open_inbox(server, key, ask_passphrase(passphrase_file)).letter(envelope_id)
    click.echo("\n".join(as_lines(letter, our_office().zone)))
    if letter.opened is None:
        raise SystemExit(1)


def as_lines(letter: Letter, zone: Zone) -> Iterator[str]:
    """One letter for a terminal: which it is, warnings, how to reach the reporter, then question and answer."""
    untrusted = letter.untrusted_outside
    arrived = hour_in_words(untrusted.received_hour, zone)
    yield f"{letter.spec.title if letter.spec else untrusted.form} · {untrusted.id}"
    yield f"{URGENCIES[untrusted.urgency]} · tiba {arrived} · {progress(untrusted)}"
    yield from (f"PERHATIKAN: {warning}" for warning in (*letter.warnings, *letter.doubts))
    yield f"Sidik amplop (untuk --seen): {letter.digest}"
    for heading, rows in [*letter.contact, ("Isian", letter.rows)]:
        yield f"== {heading} =="
        for question, lines in rows:
            yield question
            yield from (f"    {harmless(line)}" for line in lines)
    yield from letter.raw_lines


@inbox.command("reply")
@click.argument("envelope_id")
@click.option("--seen", required=True, metavar="SIDIK", help="Sidik amplop yang sudah dibaca, dari `suluh inbox show`.")
@click.option("--status", type=click.Choice(list(STATUSES)), help="Keadaan yang tampak bagi pelapor.")
@click.option(
    "--text",
    type=click.File(encoding="utf-8"),
    help="Berkas jawaban, atau - untuk mengetik di sini (bukan di baris perintah, yang disimpan terminal).",
)
@officer_options
def inbox_reply(
    envelope_id: str, seen: str, status: str | None, text: Any, server: str, key: Path, passphrase_file: Any
) -> None:
    """Jawab pelapor lewat kotaknya.

    Contoh: suluh inbox reply 3f2a… --seen 9c41… --status dibaca --text jawaban.txt --key petugas-1.kunci.age
    """
    words = text.read() if text else ""
    here = open_inbox(server, key, ask_passphrase(passphrase_file))
    here.letter(envelope_id)  # another letter than the one that was seen is refused below
    new = here.reply(envelope_id, seen, status, words)
    click.echo("Jawaban sudah ada di kotak pelapor." if new else SAID_BEFORE)


@inbox.command("export")
@click.argument("form")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Berkas baru: .json, atau .csv bila formulirnya punya daftar peserta (roster).",
)
@officer_options
def inbox_export(form: str, out: Path, server: str, key: Path, passphrase_file: Any) -> None:
    """Buka semua amplop satu formulir ke berkas baru.

    Contoh: suluh inbox export pendaftaran-pelatihan --out peserta.csv --key petugas-1.kunci.age
    """
    spec = find_form(form)
    if out.suffix not in {".csv", ".json"}:
        raise click.ClickException(f"{out}: akhiri nama berkasnya dengan .csv (lembar kerja) atau .json (program).")
    if out.suffix == ".csv" and not spec.roster:
        raise click.ClickException(f"formulir '{form}' tidak punya daftar peserta (roster); pakai nama .json.")
    letters = list(open_inbox(server, key, ask_passphrase(passphrase_file)).letters(form))
    text = as_roster(spec, letters, our_office().zone) if out.suffix == ".csv" else as_json(letters)
    write_secret(out, text.encode())
    click.echo(f"{len(letters)} amplop ditulis ke {out}. Isinya tidak tersegel lagi: hapus setelah dipakai.")


@suluh.command()
@click.option("--server", default="http://127.0.0.1:8000", show_default=True, help="Alamat server.")
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Berkas kunci.")
@click.option("--port", type=PORT, default=8001, show_default=True, help="Port di komputer ini.")
@click.option("--demo", is_flag=True, hidden=True)
@click.option("--sockets", hidden=True, help="fd://3,fd://4: listening already, for `suluh demo`.")
def desk(server: str, key: Path, port: int, demo: bool, sockets: str | None) -> None:
    """Buka meja petugas di browser komputer ini.

    Contoh: suluh desk --key petugas-1.kunci.age --server https://…

    Tautannya hilang atau sudah dipakai? Tekan Enter di jendela ini: tautan baru dicetak, dan yang lama tidak berlaku.
    """
    doors = take_over(sockets) if sockets else listen(port)
    app, here = create_desk(
        port, lambda typed: open_inbox(server, key, typed), BUILD / "client", office=our_office(), demo=demo
    )
    tell_link(here)
    threading.Thread(target=make_links, args=(here,), daemon=True).start()
    waitress.serve(app, sockets=doors, threads=4, ident=None, max_request_body_size=LARGEST_POST)


def tell_link(here: Desk) -> None:
    """Print a one-time link, which ends the session of the one before."""
    click.echo(f"Meja petugas (tautan sekali pakai): {here.new_link()}")


def make_links(here: Desk) -> None:
    """Each Enter in the desk's window makes a new link, where the old one was lost or somebody else used it."""
    if hasattr(signal, "SIGTTIN"):  # in the background a read then fails, instead of stopping the whole program
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTIN})
    with suppress(OSError, ValueError):
        # Not through sys.stdin, whose lock this thread would still hold while the program ends.
        while os.read(sys.stdin.fileno(), 4096):
            tell_link(here)
