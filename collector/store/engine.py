"""How each database is opened so that a commit is on the disk when it returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from base.errors import SuluhError
from collector.store.patience import BUSY_MS, PATIENCE_SECONDS

if TYPE_CHECKING:
    from psycopg import Connection

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}  # SQLAlchemy has more, and none of their libraries


class StoreUnavailable(SuluhError):
    """The database cannot be reached, is full or is read-only: try again later."""


def make_engine(url: str, *, patient: bool = False) -> sa.Engine:
    """An engine whose commits are on the disk when they return.

    A `patient` one, for an operator's long work, lets PostgreSQL take as long as it takes.

    Raises StoreUnavailable for a URL that names no known database.
    """
    try:
        parsed = sa.make_url(url)
        remote = DRIVERS[parsed.get_backend_name()] == "postgresql+psycopg"
        parsed = parsed.set(drivername=DRIVERS[parsed.get_backend_name()])
        # PostgreSQL may have gone and come back since a connection was used; a file does not.
        engine = sa.create_engine(parsed, pool_pre_ping=remote, pool_timeout=PATIENCE_SECONDS, hide_parameters=True)
    except (SQLAlchemyError, KeyError):
        raise StoreUnavailable(
            "alamat basis data tidak dikenal; pakai sqlite:///berkas atau postgresql://host/nama."
        ) from None
    if remote:
        sa.event.listen(engine, "do_connect", connect_patiently if patient else connect_impatiently)
    else:
        sa.event.listen(engine, "connect", prepare_sqlite)
        sa.event.listen(engine, "begin", begin_sqlite)
    return engine


def connect_patiently(_dialect: object, _record: object, _args: object, given: dict[str, Any]) -> None:
    """Give up a connection that does not come about or whose other end is gone, in seconds."""
    given.setdefault("connect_timeout", PATIENCE_SECONDS)
    given.setdefault("tcp_user_timeout", PATIENCE_SECONDS * 1000)


def connect_impatiently(dialect: object, record: object, args: list[Any], given: dict[str, Any]) -> Connection[Any]:
    """Connect as `connect_patiently` does, and let client and server stop a statement after PATIENCE_SECONDS."""
    from collector.store.impatient import ImpatientConnection  # noqa: PLC0415  see its module

    connect_patiently(dialect, record, args, given)
    limit = f"-c statement_timeout={PATIENCE_SECONDS * 1000}"
    given["options"] = f"{given.get('options', '')} {limit}".strip()
    return ImpatientConnection.connect(*args, **given)


def prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL with synchronous=FULL: a commit survives a power cut, and readers do not block the writer.

    `secure_delete` overwrites what is deleted, so that a removed envelope is not left on a free page; `auto_vacuum`
    lets `free_pages` give pages back a few at a time. It and the journal are set in a new file alone, where they count:
    later they would write, and a full disk or another writer would keep even readers out.
    """
    connection.isolation_level = None  # SQLAlchemy, not the driver, says when a transaction begins
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    is_new = cursor.execute("PRAGMA page_count").fetchone()[0] == 0
    for pragma in (
        *(("auto_vacuum=INCREMENTAL", "journal_mode=WAL") if is_new else ()),
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later can fail as busy without waiting."""
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")
