"""A server's data folder: settings, public keys and the session secret, each read once at the start."""

from __future__ import annotations

import logging
import os
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from base.content import Content, mistake
from base.errors import SuluhError
from base.source import parse, read_yaml
from collector.core.age import HybridRecipient, InvalidKey, parse_recipient
from collector.forms.schema import LONGEST_NAME, is_public_name
from collector.store import Store
from collector.upkeep.mail import Mail
from collector.upkeep.watching import Watch
from collector.web.room import ARRIVALS, SMALLEST, Room, room_of

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)
SETTINGS, RECIPIENTS, SESSION_KEY = "suluh.yml", "recipients.txt", "session.key"
DEMO_MARK = "DEMO"
SESSION_KEY_BYTES = 32
MB = 10**6


class Unready(SuluhError):
    """The data folder does not hold what this start needs; the message says which file and how to mend it."""


class AlreadyThere(SuluhError):
    """A file of that name exists, and nothing of ours overwrites one."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} sudah ada dan tidak ditimpa. Pilih nama lain.")


def large_enough(megabytes: int) -> int:
    """Refuse a room that unfinished envelopes could fill by a quarter and more."""
    if megabytes * MB < SMALLEST:
        raise mistake(
            f"largest_mb: {megabytes} terlalu kecil",
            f"Paling sedikit {SMALLEST // MB}; kiriman yang belum selesai saja dapat memakai {ARRIVALS // MB}",
        )
    return megabytes


def only_an_origin(address: str) -> str:
    """Refuse what is more or less than scheme, host and port (RFC 6454), as a browser says it."""
    if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", address):
        raise mistake(
            f"origin: '{address}' bukan alamat situs", "Huruf kecil, tanpa garis miring di akhir: https://nama.go.id"
        )
    return address


class Settings(Content):
    """What suluh.yml says: the mode, the address readers type, the database (a file is relative to the folder).

    An envelope is turned away before less than `keep_free_mb` is free on the database's disk, or before the database
    takes more than `largest_mb` (both in 10^6 bytes): a full disk would tear what is being written. `watch` and `mail`
    say who is told of envelopes that wait, and how.
    """

    mode: Literal["demo", "production"]
    origin: Annotated[str, AfterValidator(only_an_origin)]
    database: str = "sqlite:///collector.sqlite3"
    keep_free_mb: Annotated[int, Field(ge=1)] = 200
    largest_mb: Annotated[int, AfterValidator(large_enough)] = 10_000
    watch: Watch = Watch()
    mail: Mail | None = None


@dataclass(frozen=True)
class Folder:
    """One data folder, read and found fit for its mode."""

    settings: Settings
    recipients: list[HybridRecipient]
    names: dict[str, str]  # by recipient (`age1pq1…`), where its line has one
    session_key: bytes = field(repr=False)
    database: str = field(repr=False)  # may hold a password
    path: Path

    @property
    def demo(self) -> bool:
        """Whether keys, accounts and data are for show."""
        return self.settings.mode == "demo"

    def open_store(self, *, patient: bool = False) -> Store:
        """The folder's store, `patient` for long work. WrongStore where the database was made in the other mode."""
        return Store.open(self.database, self.settings.mode, patient=patient)

    def mail_password(self) -> str:
        """The password of the e-mail server, empty where it asks for none. Unready where others can read its file."""
        if self.settings.mail is None or self.settings.mail.password_file is None:
            return ""
        file = self.path / self.settings.mail.password_file
        require_private(file)
        return file.read_text(encoding="utf-8").strip()

    def room(self, store: Store) -> Room:
        """How much envelopes take, and may take: of `largest_mb`, or of less where the database's own disk has less."""
        size, free, most = store.size(), store.free_bytes(), self.settings.largest_mb * MB
        if free is not None:
            most = min(most, size + free - self.settings.keep_free_mb * MB)
        return room_of(size - store.reusable_bytes(), most)


def read_folder(path: Path) -> Folder:
    """Read and judge a data folder. Unready, or ContentErrors with file:line, where it is not fit to start."""
    settings = read_settings(path / SETTINGS)
    holders = read_recipients(path / RECIPIENTS, demo=settings.mode == "demo")
    recipients, names = list(holders), {str(key): name for key, name in holders.items() if name}
    if settings.mode == "production":
        refuse_unsafe(settings, path)
    database = settings.database
    if database.startswith("sqlite:///") and not database.startswith("sqlite:////"):
        database = f"sqlite:///{path.resolve() / database.removeprefix('sqlite:///')}"
    return Folder(settings, recipients, names, read_session_key(path / SESSION_KEY), database, path)


def read_settings(file: Path) -> Settings:
    """Read suluh.yml. ContentError or ContentErrors with file:line."""
    return parse(Settings, read_yaml(file))


def refuse_unsafe(settings: Settings, path: Path) -> None:
    """What a production start does not forgive."""
    if not settings.origin.startswith("https://"):
        raise Unready(f"{path / SETTINGS}: origin harus https://… untuk produksi; http hanya untuk demo.")


def read_recipients(path: Path, *, demo: bool) -> dict[HybridRecipient, str]:
    """The active keys, one `age1pq1…` a line, with the name behind `#`. Unready names the line, never a guess.

    The name is public: a form offers it to a reporter who must keep a report from its holder. A key whose line says
    DEMO has its passphrase on the screen of `scripts/serve`: outside a demo it is refused.
    """
    found: dict[HybridRecipient, str] = {}
    try:  # -sig: editors on Windows put a mark before the first line, and its shell writes UTF-16
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    except UnicodeDecodeError:
        raise Unready(f"{path}: berkas bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from None
    for number, line in enumerate(lines, 1):
        key, _, name = (part.strip() for part in line.partition("#"))
        if not key:
            continue
        where = f"{path}:{number}"
        if not demo and DEMO_MARK in name.upper():
            raise Unready(f"{where}: kunci DEMO tidak boleh dipakai untuk produksi. Buat dengan `suluh keys new`.")
        recipient = read_recipient(key, where)
        if recipient in found:
            raise Unready(f"{where}: kunci ini ditulis dua kali; hapus salah satunya.")
        if name and (name in found.values() or not is_public_name(name)):
            raise Unready(f"{where}: nama sesudah # harus berbeda tiap kunci, paling panjang {LONGEST_NAME} huruf.")
        found[recipient] = name
    return found


def read_recipient(key: str, where: str) -> HybridRecipient:
    """One hybrid recipient. Unready, without the text itself, for anything else."""
    try:
        recipient = parse_recipient(key)
    except InvalidKey:
        raise Unready(f"{where}: bukan kunci penerima age1pq1…; salin lagi seluruh barisnya.") from None
    if not isinstance(recipient, HybridRecipient):
        raise Unready(f"{where}: kunci ini tidak tahan komputer kuantum; pakai age1pq1….")
    return recipient


def read_session_key(path: Path) -> bytes:
    """The secret that signs sessions and passes; made on the first start, readable by the owner only.

    An empty file is what a power cut leaves of one: it protects nothing and is made again.
    """
    if path.exists() and path.stat().st_size == 0:
        log.warning("%s kosong (listrik mati saat dibuat?). Dibuat lagi; petugas harus masuk lagi.", path)
        path.unlink()
    if not path.exists():
        write_secret(path, secrets.token_bytes(SESSION_KEY_BYTES))
    require_private(path)
    key = path.read_bytes()
    if len(key) < SESSION_KEY_BYTES:
        raise Unready(f"{path}: terlalu pendek; hapus berkas ini, dan yang baru dibuat saat mulai.")
    return key


def require_private(path: Path) -> None:
    """Unready where somebody else on this machine can read a secret."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Unready(f"{path}: berkas ini rahasia, tetapi bisa dibaca orang lain. Jalankan: chmod 600 {path}")


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file, durably, that only its owner can read. AlreadyThere rather than overwrite a key."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AlreadyThere(path) from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make the names in a folder durable: a file alone may be whole and have no name after a power cut (fsync(2))."""
    if os.name != "posix":  # Windows opens no folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
