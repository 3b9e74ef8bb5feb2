"""The tables, the same on both databases."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
_position = sa.BigInteger().with_variant(sa.Integer, "sqlite")
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)
mailboxes = sa.Table(
    "mailboxes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key", sa.String(64), nullable=False),
    # Set in a tombstone alone. Its `id` is a keyed hash of the mailbox's, so that a code proves nothing here.
    sa.Column("deleted_hour", sa.Integer),
)
envelopes = sa.Table(
    "envelopes",
    metadata,
    sa.Column("position", _position, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("form", sa.String(64), nullable=False),
    sa.Column("form_version", sa.Integer, nullable=False),
    sa.Column("urgency", sa.String(8), nullable=False),
    sa.Column("mailbox", sa.String(32), sa.ForeignKey("mailboxes.id"), nullable=False, index=True),
    sa.Column("token_hash", sa.String(64), nullable=False),
    sa.Column("received_hour", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("opened_hour", sa.Integer),
    sa.Column("warned", sa.Integer, nullable=False, server_default="0"),  # how many steps of the alarm were sent
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # last: SQLite reads through it to what stands behind it
    sqlite_autoincrement=True,  # a position is never used again after a deletion
)
_unopened = envelopes.c.opened_hour.is_(None)
sa.Index(
    "envelopes_waiting",
    *(envelopes.c[name] for name in ("urgency", "received_hour", "form", "warned")),
    sqlite_where=_unopened,
    postgresql_where=_unopened,
)
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("position", _position, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("mailbox", sa.String(32), sa.ForeignKey("mailboxes.id"), nullable=False, index=True),
    sa.Column("envelope", sa.String(32), nullable=False),  # which it answers; that one may go first
    sa.Column("written_hour", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
# An envelope on its way, part by part. It is none until it is whole: nothing here is ever listed or given out.
arrivals = sa.Table(
    "arrivals",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # of the whole, as its sender says
    sa.Column("form", sa.String(40), nullable=False),  # as which it was let in
    sa.Column("turn", sa.Integer, nullable=False),  # the lowest of a length has been idle for longest; no time is kept
    sa.Column("started_hour", sa.Integer, nullable=False),
    sa.Index("arrivals_turn", "total", "turn"),
)
parts = sa.Table(
    "parts",
    metadata,
    sa.Column("arrival", sa.String(32), sa.ForeignKey("arrivals.id"), primary_key=True),
    sa.Column("first", sa.Integer, primary_key=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("signed_out", sa.Integer, nullable=False, server_default="0"),
)
