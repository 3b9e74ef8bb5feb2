"""For operators: staff accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from collector.cli.group import ask_secret, data_option, suluh
from collector.desk.passphrase import generate
from collector.upkeep.accounts import add_account, change_password, remove_account
from collector.upkeep.settings import read_folder

if TYPE_CHECKING:
    from pathlib import Path


@suluh.group()
def account() -> None:
    """Akun petugas untuk buku kerja internal."""


@account.command("add")
@click.argument("name")
@data_option
@click.option("--password-file", type=click.File(encoding="utf-8"), help="Untuk skrip; biasanya ditanyakan.")
def account_add(name: str, data: Path, password_file: Any) -> None:
    """Tambah akun. Contoh: suluh account add dinsos-1 --data /var/lib/suluh."""
    password = ask_secret("Kata sandi", password_file, offer=generate())
    add_account(read_folder(data), name, password)
    click.echo(f"Akun '{name}' dibuat.")


@account.command("password")
@click.argument("name")
@data_option
@click.option("--password-file", type=click.File(encoding="utf-8"), help="Untuk skrip; biasanya ditanyakan.")
def account_password(name: str, data: Path, password_file: Any) -> None:
    """Ganti kata sandi yang lupa atau bocor; sesinya berakhir. Contoh: suluh account password dinsos-1 --data DIR."""
    password = ask_secret("Kata sandi baru", password_file, offer=generate())
    change_password(read_folder(data), name, password)
    click.echo(f"Kata sandi akun '{name}' diganti. Semua yang masuk dengan akun itu harus masuk lagi.")


@account.command("remove")
@click.argument("name")
@data_option
def account_remove(name: str, data: Path) -> None:
    """Hapus akun petugas yang pindah; sesinya berakhir. Contoh: suluh account remove dinsos-1 --data DIR."""
    remove_account(read_folder(data), name)
    click.echo(f"Akun '{name}' dihapus.")
