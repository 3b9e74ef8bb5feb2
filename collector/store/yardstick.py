"""What `suluh bench` needs of a database: one that is its own, many rows in it, and the barest commit beside ours."""

from __future__ import annotations

import secrets
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from collector.store.database import reachable
from collector.store.engine import StoreUnavailable, make_engine
from collector.store.tables import envelopes, mailboxes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS_AT_ONCE = 1000
# A page of the list reads everything of a row but the sealed bytes, so a million rows need not be 10 GB of them.
FILLER_BYTES = 1024


@contextmanager
def own_schema(url: str) -> Iterator[str]:
    """Give the URL of a new, empty schema in a PostgreSQL database and drop it afterwards: nothing else is touched.

    Raises StoreUnavailable where `url` is no PostgreSQL, does not answer, or lets us make no schema.
    """
    engine = make_engine(url)
    if engine.dialect.name != "postgresql":
        raise StoreUnavailable("hanya postgresql://…; tanpa --database, SQLite diukur dalam berkas sementara.")
    name = f"suluh_bench_{secrets.token_hex(8)}"
    with reachable(), engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(name))
    try:
        yield engine.url.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    finally:
        with reachable(), engine.begin() as connection:
            connection.execute(sa.schema.DropSchema(name, cascade=True))
        engine.dispose()


@contextmanager
def bare_commits(url: str) -> Iterator[Callable[[bytes], None]]:
    """Give what makes bytes durable with the least this database can do: the driver, one INSERT, one commit.

    Each thread has a connection, made as the store's are, so a commit is on the disk for both.
    """
    engine, mine = make_engine(url), threading.local()
    bare = sa.Table("bare", sa.MetaData(), sa.Column("position", sa.Integer, primary_key=True))
    bare.append_column(sa.Column("sealed", sa.LargeBinary, nullable=False))
    with reachable(), engine.begin() as connection:
        bare.create(connection)
    engine.dispose()  # a server's processes open connections of their own
    mark = "%s" if engine.dialect.name == "postgresql" else "?"
    statement = f"INSERT INTO bare (sealed) VALUES ({mark})"  # noqa: S608  the mark is one of the two above
    held = []

    def commit(data: bytes) -> None:
        if not hasattr(mine, "driver"):
            raw = engine.raw_connection()
            held.append(raw)
            mine.driver = raw.driver_connection
            if engine.dialect.name == "postgresql":
                mine.driver.autocommit = True
        mine.driver.execute(statement, (data,)).close()

    try:
        yield commit
    finally:
        for raw in held:
            raw.close()
        engine.dispose()


def fill(url: str, number: int, progress: Callable[[int, int], None]) -> None:
    """Put `number` made-up envelopes into an empty store, many in one commit; `progress` gets (rows so far, number)."""
    engine = make_engine(url)
    for first in range(0, number, ROWS_AT_ONCE):
        rows = [_row() for _ in range(min(ROWS_AT_ONCE, number - first))]
        with reachable(), engine.begin() as connection:
            connection.execute(mailboxes.insert(), [{"id": row["mailbox"], "key": row["digest"]} for row in rows])
            connection.execute(envelopes.insert(), rows)
        progress(first + len(rows), number)
    if engine.dialect.name == "postgresql":  # in service, autovacuum would have gathered the statistics by now
        with reachable(), engine.begin() as connection:
            connection.execute(sa.text("ANALYZE envelopes, mailboxes"))
    engine.dispose()


def _row() -> dict[str, object]:
    return {
        "id": secrets.token_hex(16),
        "form": "laporan",
        "form_version": 1,
        "urgency": "normal",
        "mailbox": secrets.token_hex(16),
        "token_hash": secrets.token_hex(32),
        "received_hour": 490_000,
        "size": FILLER_BYTES,
        "digest": secrets.token_hex(32),
        "sealed": secrets.token_bytes(FILLER_BYTES),
    }
