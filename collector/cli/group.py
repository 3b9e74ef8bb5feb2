"""The command itself, where its files are, and how errors become words."""

from __future__ import annotations

import importlib
import os
import tomllib
import warnings
from getpass import GetPassWarning
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from base.errors import SuluhError
from collector.upkeep.here import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

PORT = click.IntRange(1, 65535)
LONG_WORK = 2000  # rows, from which on progress is shown

data_option = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), default=ROOT / ".data", help="Folder data server."
)


# Which module adds a command. It is imported when its command is asked for, so that a server holds only what it serves.
MODULES = {
    **dict.fromkeys(("backup", "restore", "drill", "sweep"), "upkeep"),
    **dict.fromkeys(("watch", "status", "mail", "form"), "watch"),
    **dict.fromkeys(("hashes", "verify"), "verify"),
    **dict.fromkeys(("inbox", "desk"), "officer"),
    "account": "accounts",
    "bench": "bench",
    "demo": "demo",
    "district": "district",
    "keys": "keys",
    "site": "content",
    "web": "server",
}


class Commands(click.Group):
    """Imports a command when it is asked for, and turns our errors into one plain paragraph and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The names of all commands, in the order of the alphabet."""
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name in MODULES:
            importlib.import_module(f"collector.cli.{MODULES[cmd_name]}")
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a SuluhError is words for a person, not a traceback."""
        before = os.umask(0o077)  # what this program writes (keys, database, exports) is its owner's alone
        try:
            return super().invoke(ctx)
        except SuluhError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            hint = "Periksa letak dan izinnya, atau pilih folder lain."
            raise click.ClickException(f"{where}{error.strerror or type(error).__name__}. {hint}") from None
        finally:
            os.umask(before)  # for whoever runs a command within a process of its own, as tests do


def say_version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Say the version, which stands in pyproject.toml and nowhere else, and end."""
    if asked:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        click.echo(f"suluh {project['version']}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=say_version, help="Versi ini.")
def suluh() -> None:
    """Suluh: situs, buku SOP, dan laporan tersegel untuk perlindungan anak."""


def leave_no_core() -> None:
    """A crash leaves no memory on the disk: it holds opened letters and keys, or who sent what from where."""
    try:
        import resource  # noqa: PLC0415  not on Windows, which writes no such file unless an administrator asks for it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ask_secret(label: str, given: Any, *, offer: str = "") -> str:
    """A secret from a file, or from the keyboard; refused where what is typed would show on the screen.

    A new secret comes with one to `offer`, which Enter takes. It is typed again from the paper it was written on, so
    that one that was not copied protects nothing. All of it is on the error stream: the output may go into a file.
    """
    if given:
        try:
            return str(given.read().rstrip("\n"))
        except UnicodeDecodeError:
            raise click.ClickException(f"{label}: berkasnya bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from None
    again: bool | str = False
    if offer:
        click.echo(f"{label}, usulan: {offer}", err=True)
        click.echo("Tulis di kertas, lalu tekan Enter untuk memakainya; atau ketik pilihan Anda.", err=True)
        again = "Ketik sekali lagi, dari kertas"
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # which getpass gives just before it reads with an echo
        try:
            return str(
                click.prompt(
                    label,
                    default=offer or None,
                    show_default=False,
                    hide_input=True,
                    confirmation_prompt=again,
                    err=True,
                )
            )
        except GetPassWarning:
            raise click.ClickException(
                f"{label} akan terlihat di layar, jadi tidak ditanyakan. Jalankan di jendela terminal biasa, atau "
                "pakai berkas (lihat --help)."
            ) from None


def show_progress(verb: str) -> Callable[[int, int], None]:
    """Say each tenth of long work as a line of its own, which is readable in a log too."""
    said = 0

    def progress(done: int, total: int) -> None:
        nonlocal said
        if total >= LONG_WORK and done * 10 // total > said:
            said = done * 10 // total
            click.echo(f"{said * 10} % {verb}")

    return progress
