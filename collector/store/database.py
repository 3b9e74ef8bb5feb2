"""Opens the database, makes its tables where it is new, and gives the other files their transactions."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from base.errors import SuluhError
from collector.store.engine import StoreUnavailable, make_engine
from collector.store.patience import BUSY_MS
from collector.store.tables import facts, metadata, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

Mode = Literal["demo", "production"]
SCHEMA = 7  # of the tables; a database of another version is refused
CLOSED, _DONE = "closed:", "done:"
_LONGEST_FACT = 40  # characters of a name
_PAGES_AT_ONCE = 1000  # a writer waits for no more than these
_OPENING_LOCK = 0x53554C5548  # any number, the same in every process of ours
# A socket has no address; a hidden setting has no row.
_DATA_HERE = sa.text(
    "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
    " AND inet_server_addr() IS NOT DISTINCT FROM inet_client_addr()"
)


class WrongStore(SuluhError):
    """This database belongs to another mode (demo or production) or to another version of the program."""


class Database:
    """Every method of a store raises StoreUnavailable where the database does not answer."""

    def __init__(self, engine: sa.Engine) -> None:
        """Use `open`."""
        self._engine = engine

    @classmethod
    def open(cls, url: str, mode: Mode, *, patient: bool = False) -> Self:
        """Open, and where it is new make, the database at `url` for one mode; one that is there is only read.

        The mode is written into the database when it is made. A demo database, whose keys and passwords are printed
        on every screen, can so never become a production one by a changed setting. A `patient` store is for an
        operator's long work; any other gives up within seconds where the database is frozen.

        Raises:
            WrongStore: the database is of the other mode, or of another version.
            StoreUnavailable: it cannot be reached.

        """
        store = cls(make_engine(url, patient=patient))
        try:
            store._prepare(mode)
        except SuluhError:
            store.close()
            raise
        return store

    def _prepare(self, mode: Mode) -> None:
        with self._read() as connection:
            known = _facts(connection)
        _refuse(known or self._make(mode), mode)

    def _make(self, mode: Mode) -> dict[str, str]:
        """Make the tables, unless another process was first; give the facts that are there then."""
        with self._write() as connection:
            if connection.dialect.name == "postgresql":  # SQLite's writers wait for each other anyway
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_OPENING_LOCK)))
            known = _facts(connection)
            if not known:
                known = {"schema": str(SCHEMA), "mode": mode}
                metadata.create_all(connection)
                connection.execute(facts.insert(), [{"name": name, "value": value} for name, value in known.items()])
            return known

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def size(self) -> int:
        """How many bytes the database takes on its disk; on PostgreSQL without what given up parts leave behind.

        It writes over that only when it has vacuumed, so that a flood of unfinished envelopes, each of which gives way
        to the next, would count as far more than they may ever take, and go on counting when it is over.
        """
        if self._engine.dialect.name == "postgresql":
            live = sa.select(sa.func.coalesce(sa.func.sum(parts.c.size), 0)).scalar_subquery()
            left = sa.func.greatest(sa.func.pg_total_relation_size(parts.name) - live, 0)
            query = sa.select(sa.func.pg_database_size(sa.func.current_database()) - left)
        else:
            query = sa.select(sa.text("page_count * page_size")).select_from(
                sa.text("pragma_page_count, pragma_page_size")
            )
        with self._read() as connection:
            return int(connection.scalar(query) or 0)

    def reusable_bytes(self) -> int:
        """How many of those the database writes over before it takes more; 0 on PostgreSQL, which does not tell."""
        if self._engine.dialect.name == "postgresql":
            return 0
        query = sa.select(sa.text("freelist_count * page_size")).select_from(
            sa.text("pragma_freelist_count, pragma_page_size")
        )
        with self._read() as connection:
            return connection.scalar(query) or 0

    def free_bytes(self) -> int | None:
        """How many bytes are free on the database's own disk; None where that disk is not this machine's to see.

        On PostgreSQL it is seen where both ends of the connection are one machine and the role may read
        `data_directory` (pg_read_all_settings). StoreUnavailable where a disk that is ours does not answer.
        """
        place = Path(str(self._engine.url.database)).parent
        if self._engine.dialect.name == "postgresql":
            with self._read() as connection:
                place = Path(connection.scalar(_DATA_HERE) or "")
            if not place.is_absolute() or not os.access(place, os.F_OK):  # hidden, or another machine's or container's
                return None
        try:
            return shutil.disk_usage(place).free
        except OSError:
            raise StoreUnavailable("disk basis data tidak menjawab.") from None

    def free_pages(self) -> bool:
        """Give the room of what was deleted back to the disk, a little at a time, while others read and write.

        On SQLite nothing of the deleted is left in the files afterwards; False where a reader, such as a backup, still
        holds on to it: try again later. On PostgreSQL the room can be used again and is overwritten in time.
        """
        with reachable(), self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(f"VACUUM {', '.join(metadata.tables)}"))
                return True
            _free_sqlite(connection)
        return self.cut_log()

    def cut_log(self) -> bool:
        """Leave nothing of what was deleted in SQLite's write-ahead log; False where a reader still holds on to it.

        Old pages stand in it until it is cut to nothing; writers wait meanwhile, so not for long.
        """
        if self._engine.dialect.name == "postgresql":
            return True
        with self._read() as connection:
            connection.execute(sa.text(f"PRAGMA busy_timeout={BUSY_MS // 10}"))
            busy: int = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
            connection.execute(sa.text(f"PRAGMA busy_timeout={BUSY_MS}"))
        return busy == 0

    def closed_forms(self) -> frozenset[str]:
        """The ids of the forms that an operator has closed."""
        query = sa.select(facts.c.value).where(facts.c.name.startswith(CLOSED))
        with self._read() as connection:
            return frozenset(connection.scalars(query))

    def close_form(self, form: str) -> None:
        """Close a form for every process, until `reopen_form`."""
        self.reopen_form(form)
        with self._write() as connection:
            connection.execute(facts.insert().values(name=f"{CLOSED}{form}"[:_LONGEST_FACT], value=form))

    def reopen_form(self, form: str) -> None:
        """Open a form again; nothing happens where it is open."""
        with self._write() as connection:
            connection.execute(facts.delete().where(facts.c.name.startswith(CLOSED), facts.c.value == form))

    def note_done(self, what: str, hour: int) -> None:
        """Note when a duty of the operator (at most 35 characters) was last done."""
        name = f"{_DONE}{what}"
        with self._write() as connection:
            connection.execute(facts.delete().where(facts.c.name == name))
            connection.execute(facts.insert().values(name=name, value=str(hour)))

    def done_hours(self) -> dict[str, int]:
        """When each duty was last done, in whole hours since 1970 (UTC)."""
        with self._read() as connection:
            return noted_hours(connection)

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with reachable(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _snapshot(self) -> Iterator[sa.Connection]:
        """One moment of all tables, however long the reading takes and whatever others write meanwhile."""
        options: dict[str, object] = {"read_only": True}
        if self._engine.dialect.name == "postgresql":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with reachable(), self._engine.connect() as connection, connection.execution_options(**options).begin():
            yield connection

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with reachable(), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def reachable() -> Iterator[None]:
    """Turn the database's own failures into StoreUnavailable, without the statement: it carries sealed bytes."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, SQLAlchemyError) as error:
        raise StoreUnavailable(f"basis data tidak menjawab ({type(error).__name__}).") from None


def noted_hours(connection: sa.Connection) -> dict[str, int]:
    """When each duty was last done, in whole hours since 1970 (UTC), as this transaction sees it."""
    query = sa.select(facts).where(facts.c.name.startswith(_DONE))
    return {row.name.removeprefix(_DONE): int(row.value) for row in connection.execute(query)}


def _facts(connection: sa.Connection) -> dict[str, str]:
    """Every fact by its name, none where there are no tables yet."""
    if not sa.inspect(connection).has_table(facts.name):
        return {}
    return {row.name: row.value for row in connection.execute(sa.select(facts))}


def _free_sqlite(connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    for _ in range((connection.scalar(sa.text("PRAGMA freelist_count")) or 0) // _PAGES_AT_ONCE + 1):
        driver.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")  # `execute` would stop after one page


def _refuse(found: dict[str, str], mode: Mode) -> None:
    if found["mode"] != mode:
        raise WrongStore(
            f"basis data ini dibuat untuk mode '{found['mode']}', bukan '{mode}'. "
            "Sebut basis data lain di suluh.yml; data demo tidak pernah menjadi data sungguhan."
        )
    if found["schema"] != str(SCHEMA):
        raise WrongStore(
            f"basis data ini dibuat oleh versi Suluh yang lain (skema {found['schema']}, di sini {SCHEMA}). "
            "Pasang versi itu, atau sebut basis data baru di suluh.yml."
        )
