"""All of a store in one file, the same for both databases, and back again.

The file is a SQLite database with the store's own tables and a `manifest` of what they must hold, so that a copy that
was cut or changed by chance is noticed. Envelopes stay sealed. Unfinished arrivals are left out: they are none yet.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from base.errors import SuluhError
from collector.store.database import SCHEMA, Database, Mode, WrongStore, reachable
from collector.store.tables import answers, arrivals, envelopes, facts, metadata, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager as Context
    from pathlib import Path

    # Called with how many rows are done, and how many there are.
    Progress = Callable[[int, int], None]

KEPT = [table for table in metadata.sorted_tables if table not in {arrivals, parts}]
MODES: dict[str, Mode] = {mode: mode for mode in get_args(Mode)}
MADE_BY_THE_STORE = ("schema", "mode")  # facts that every database writes for itself; the manifest has its own
ROWS_AT_ONCE = 16  # of at most 1 MiB
manifest = sa.Table(
    "manifest",
    sa.MetaData(),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)


class DamagedBackup(SuluhError):
    """The file is no backup of ours, or not whole; or it cannot be written."""


class NotEmpty(SuluhError):
    """The database to restore into holds something."""


@dataclass
class Tally:
    """What one table holds: `digest` is the sum of the SHA-256 of its rows, modulo 2^256, in 64 hex digits.

    A sum, so that it is the same in whatever order a database gives its rows. It guards against chance, not against
    somebody who can write the file: he can write the manifest too. `broken` rows have sealed bytes that are not those
    of their own digest.
    """

    rows: int = 0
    broken: int = 0
    _sum: int = field(default=0, repr=False)

    @property
    def digest(self) -> str:
        """The sum as text."""
        return f"{self._sum:064x}"

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count rows, their columns by name."""
        for row in rows:
            self.rows += 1
            self._sum = (self._sum + int.from_bytes(_row_hash(row), "big")) % (1 << 256)
            if "sealed" in row:
                self.broken += hashlib.sha256(row["sealed"]).hexdigest() != row["digest"]


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: `tables` gives rows and digest by name, `broken` how many rows were bad before."""

    mode: Mode
    schema: int
    made_hour: int
    broken: int
    tables: dict[str, tuple[int, str]]

    @property
    def rows(self) -> int:
        """How many rows it holds in all."""
        return sum(rows for rows, _ in self.tables.values())


class Backups(Database):
    """How a store is copied out and in."""

    def back_up(self, file: Path, hour: int, progress: Progress) -> Manifest:
        """Write every table as of one moment into `file`, which must be new or empty, while others read and write.

        A row that is bad already is copied as it is and counted. DamagedBackup where the file cannot be written.
        """
        with self._snapshot() as source, _usable("tidak bisa ditulis"), _open_file(file, "rwc") as target:
            mode = _mode(source)
            count = _counter(progress, sum(_rows(source, table) for table in KEPT))
            metadata.create_all(target, tables=KEPT)
            tallies = {table.name: Tally() for table in KEPT}
            for table in KEPT:
                for batch in _batches(source, table, reachable):
                    target.execute(table.insert(), batch)
                    tallies[table.name].add(batch)
                    count(len(batch))
            broken = sum(tally.broken for tally in tallies.values())
            tables = {name: (tally.rows, tally.digest) for name, tally in tallies.items()}
            made = Manifest(mode, SCHEMA, hour, broken, tables)
            _write_manifest(target, made)
        return made

    def restore(self, file: Path, progress: Progress) -> Manifest:
        """Fill this empty store from a backup, in one transaction that is compared with the manifest before it ends.

        Raises:
            DamagedBackup: the file is not whole; nothing was written.
            NotEmpty: there is something in this store; it stays as it is.
            WrongStore: the backup is of the other mode, or of another version.

        """
        with _usable(_UNREADABLE), _open_file(file, "ro") as source:
            said = _read_manifest(source)
            with self._read() as target:
                # Checked again in the transaction that fills the store; this one refuses before minutes of work.
                _require_fit(target, said)
            count = _counter(progress, 3 * said.rows)
            _require_whole(source, said, count)
            with self._write() as target:
                _require_fit(target, said)
                for table in KEPT:
                    for batch in _batches(source, table, lambda: _usable(_UNREADABLE)):
                        target.execute(table.insert(), batch)
                        count(len(batch))
                _continue_positions(target)
                _require_whole(target, said, count)
        return said


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself, not compared with anything yet. DamagedBackup; WrongStore for another version's."""
    with _usable(_UNREADABLE), _open_file(file, "ro") as source:
        return _read_manifest(source)


_UNREADABLE = "bukan cadangan Suluh, rusak, atau terpotong; tidak ada yang diubah. Pakai cadangan lain"


@contextmanager
def _usable(otherwise: str) -> Iterator[None]:
    """Turn what goes wrong with a backup file into DamagedBackup: a flipped bit makes any number, text or key wrong."""
    try:
        yield
    except (SQLAlchemyError, KeyError, TypeError, ValueError) as error:
        raise DamagedBackup(f"berkas cadangan {otherwise} ({type(error).__name__}).") from None


@contextmanager
def _open_file(file: Path, mode: Literal["rwc", "ro"]) -> Iterator[sa.Connection]:
    """Give one transaction on the file."""
    location = f"file:{quote(str(file.resolve()))}"
    url = sa.URL.create("sqlite", database=location, query={"mode": mode, "uri": "true"})
    engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        if mode == "rwc":
            connection.execute("PRAGMA journal_mode=OFF")  # nothing to go back to: what fails half-way is deleted

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.begin() as connection:
        yield connection


def _batches(
    connection: sa.Connection, table: sa.Table, guard: Callable[[], Context[None]]
) -> Iterator[list[dict[str, Any]]]:
    """Every row, a few at a time, in constant memory; `guard` says whose failure a failure to read is."""
    query = sa.select(table).where(_is_kept(table)).execution_options(yield_per=ROWS_AT_ONCE)
    with guard():
        for rows in connection.execute(query).mappings().partitions():
            yield [dict(row) for row in rows]


def _mode(connection: sa.Connection) -> Mode:
    return MODES[connection.scalar(sa.select(facts.c.value).where(facts.c.name == "mode")) or ""]


def _rows(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table).where(_is_kept(table))) or 0


def _is_kept(table: sa.Table) -> sa.ColumnElement[bool]:
    return facts.c.name.not_in(MADE_BY_THE_STORE) if table is facts else sa.true()


def _counter(progress: Progress, total: int) -> Callable[[int], None]:
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    return count


def _row_hash(row: Mapping[str, Any]) -> bytes:
    """SHA-256 over name, type, length and value of each column, in the order of the names."""
    hashed = hashlib.sha256()
    for name in sorted(row):
        value = row[name]
        data = value if isinstance(value, bytes) else str(value).encode()
        hashed.update(f"{name}:{type(value).__name__}:{len(data)}:".encode())
        hashed.update(data)
    return hashed.digest()


def _write_manifest(target: sa.Connection, made: Manifest) -> None:
    said: dict[str, object] = {
        "mode": made.mode,
        "schema": made.schema,
        "made_hour": made.made_hour,
        "broken": made.broken,
    }
    for name, (rows, digest) in made.tables.items():
        said |= {f"rows:{name}": rows, f"digest:{name}": digest}
    manifest.create(target)
    target.execute(manifest.insert(), [{"name": name, "value": str(value)} for name, value in said.items()])


def _read_manifest(source: sa.Connection) -> Manifest:
    values = {row.name: row.value for row in source.execute(sa.select(manifest))}
    if int(values["schema"]) != SCHEMA:
        raise WrongStore("cadangan ini dibuat oleh versi Suluh yang lain. Pasang versi itu, lalu ulangi.")
    names = [name.removeprefix("rows:") for name in values if name.startswith("rows:")]
    tables = {name: (int(values[f"rows:{name}"]), values[f"digest:{name}"]) for name in names}
    schema, made_hour, broken = (int(values[name]) for name in ("schema", "made_hour", "broken"))
    return Manifest(MODES[values["mode"]], schema, made_hour, broken, tables)


def _require_whole(connection: sa.Connection, said: Manifest, count: Callable[[int], None]) -> None:
    broken = 0
    for table in KEPT:
        tally = Tally()
        for batch in _batches(connection, table, nullcontext):
            tally.add(batch)
            count(len(batch))
        broken += tally.broken
        if said.tables.get(table.name) != (tally.rows, tally.digest):
            raise DamagedBackup(f"berkas cadangan {_UNREADABLE} ({table.name}).")
    if broken != said.broken:
        raise DamagedBackup(f"berkas cadangan {_UNREADABLE} ({broken}).")


def _require_fit(target: sa.Connection, said: Manifest) -> None:
    if _mode(target) != said.mode:
        raise WrongStore(f"cadangan ini untuk mode '{said.mode}', folder ini bukan. Data demo tidak menjadi sungguhan.")
    if any(_rows(target, table) for table in metadata.sorted_tables):
        raise NotEmpty(
            "basis data ini tidak kosong; tidak ada yang diubah. Hentikan server, "
            "sebut basis data baru di suluh.yml, lalu ulangi."
        )


def _continue_positions(target: sa.Connection) -> None:
    """PostgreSQL counts positions apart from the rows; SQLite looks at the rows."""
    if target.dialect.name == "postgresql":
        for table in (envelopes, answers):
            sequence = sa.func.pg_get_serial_sequence(table.name, "position")
            highest = sa.func.coalesce(sa.func.max(table.c.position), 0)
            target.execute(sa.select(sa.func.setval(sequence, highest + 1, sa.false())).select_from(table))
