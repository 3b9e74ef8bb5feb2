"""For operators: run the server, make staff accounts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from argon2 import PasswordHasher

from collector.cli.group import BUILD, HOUR, ROOT, data_option, suluh
from collector.forms.load import load_forms
from collector.store import Account
from collector.web import Contact, Door, create_app
from collector.web.settings import read_folder
from site_config.load import load_facts

if TYPE_CHECKING:
    from flask import Flask

    from collector.web.settings import Folder


def make_app(data: str) -> Flask:
    """The server's application for one data folder; gunicorn calls this in each of its processes."""
    folder = read_folder(Path(data))
    return create_app(
        Door(
            origin=folder.settings.origin,
            demo=folder.demo,
            secret_key=folder.session_key,
            store=folder.open_store(),
            forms=load_forms(),
            recipients=folder.recipients,
            contacts=public_contacts(),
            public_site=BUILD / "publik",
            internal_site=BUILD / "internal",
            client=BUILD / "client",
            now_hour=lambda: int(time.time()) // HOUR,
        )
    )


def public_contacts() -> dict[str, list[Contact]]:
    """The numbers that the form and the error pages show, from the same facts as the public site."""
    return {
        group: [Contact(one.name, one.display, one.href, one.hours, one.cost, one.note) for one in contacts]
        for group, contacts in load_facts(ROOT).by_group().items()
    }


@suluh.command()
@data_option
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Alamat dan port.")
@click.option("--workers", default=2, show_default=True, help="Jumlah proses.")
def web(data: Path, bind: str, workers: int) -> None:
    """Jalankan server. Contoh: suluh web --data /var/lib/suluh --bind 127.0.0.1:8000."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  it does not exist on the officer's Windows

    read_folder(data).open_store()  # say what is wrong once, here, and not once per process

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            for name, value in (
                ("bind", bind),
                ("workers", workers),
                ("threads", 4),
                ("loglevel", "warning"),
                ("accesslog", None),  # an access log is a list of who came and when: there is none
            ):
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return make_app(str(data))

    Server().run()


@suluh.group()
def account() -> None:
    """Akun petugas untuk buku kerja internal."""


@account.command("add")
@click.argument("name")
@data_option
@click.password_option(prompt="Kata sandi", help="Ditanyakan bila tidak diberikan.")
def account_add(name: str, data: Path, password: str) -> None:
    """Tambah akun. Contoh: suluh account add dinsos-1 --data /var/lib/suluh."""
    add_account(read_folder(data), name, password)
    click.echo(f"Akun '{name}' dibuat.")


def add_account(folder: Folder, name: str, password: str) -> None:
    """Store a staff account with an argon2id hash."""
    folder.open_store().add_account(Account(name, PasswordHasher().hash(password)))
