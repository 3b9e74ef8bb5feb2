"""Envelopes on their way, part by part, on a line that breaks: each part is durable before it is acknowledged.

Their room is bounded in bytes, for each length of envelope apart: a flood of long ones displaces no short one. Where it
is full, the arrival that has been idle for longest gives way to the new one, and is told to begin again if it comes
back. Nobody is turned away. What that costs an attacker is reckoned in docs/internal/model-ancaman.md.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from collector.store.database import Database
from collector.store.envelopes import EnvelopeConflict, drop_arrival
from collector.store.tables import arrivals, envelopes, facts, parts

ROOM = 64 * 1024 * 1024  # bytes for the arrivals of one length; there are eight lengths
# So often an arrival moves to the end of the queue on its way. If each part counted, whoever sends many small ones
# would keep his own fresh for the price of one proof of work, and everybody else's would be the oldest.
STEPS = 8
DISPLACED = "displaced"
PROBE = 16 * 1024  # bytes


@dataclass(frozen=True)
class Part:
    """Bytes of the envelope `id` from offset `first` on; `total` is the envelope's length, `digest` its SHA-256 in hex.

    `form` is the form it is sent as: all parts name the same one, or an envelope could begin as a form that is open and
    end as one that is shut. A part without bytes changes nothing and only asks how far the envelope has come.
    """

    id: str
    first: int
    data: bytes = field(repr=False)
    total: int
    digest: str
    form: str


@dataclass(frozen=True)
class Progress:
    """How far an envelope has come: `received` bytes from its start are durable.

    With the part that ends it, `sealed` is the whole, and that part is not kept by itself: the envelope is made durable
    next, and who is cut off in between sends one part again. `known` is True where the whole was stored before.
    """

    received: int
    sealed: bytes | None = field(default=None, repr=False)
    known: bool = False


class Arrivals(Database):
    """The unfinished envelopes of a store."""

    def add_part(self, part: Part, hour: int) -> Progress:
        """Keep the bytes of one part that are not here yet, and say where to go on.

        A part that does not begin where the last one ended, or is here already, changes nothing: the sender is told
        where to go on. EnvelopeConflict where another envelope is on its way under this id.
        """
        try:
            with self._write() as connection:
                return _add_part(connection, part, hour)
        except IntegrityError:  # another sender of the same envelope began at this very moment
            return Progress(0)

    def probe(self) -> None:
        """Write as much as a small envelope takes and take it back; StoreUnavailable where that cannot be done.

        It answers for the database's own disk, wherever that is. Nothing stays.
        """
        row = {"id": secrets.token_hex(16), "total": PROBE, "digest": "", "form": "", "turn": 0, "started_hour": 0}
        part = {"arrival": row["id"], "first": 0, "size": PROBE, "data": secrets.token_bytes(PROBE)}
        with self._write() as connection:
            connection.execute(arrivals.insert(), row)
            connection.execute(parts.insert(), part)
            drop_arrival(connection, str(row["id"]))

    def drop_arrival(self, envelope_id: str) -> None:
        """Forget the parts of what turned out to be no envelope."""
        with self._write() as connection:
            drop_arrival(connection, envelope_id)

    def drop_arrivals(self, *, before_hour: int) -> int:
        """Forget what began before an hour and never became whole; return how many."""
        stale = sa.select(arrivals.c.id).where(arrivals.c.started_hour < before_hour).with_for_update()
        with self._write() as connection:  # locked: a part that is being added ends before
            return _drop(connection, list(connection.scalars(stale)))

    def displaced_hour(self) -> int | None:
        """When an arrival last had to give way, in whole hours since 1970 (UTC); None where none ever had to."""
        with self._read() as connection:
            noted = connection.scalar(sa.select(facts.c.value).where(facts.c.name == DISPLACED))
        return None if noted is None else int(noted)


def _add_part(connection: sa.Connection, part: Part, hour: int) -> Progress:
    if connection.scalar(sa.select(envelopes.c.id).where(envelopes.c.id == part.id)):
        return Progress(part.total, known=True)
    begun = _received(connection, part)
    received = begun or 0
    new = part.data[received - part.first :] if part.first <= received else b""
    if not new:
        return Progress(received)
    there = received + len(new)
    if there == part.total:
        return Progress(received, _kept(connection, part.id) + new)
    if begun is None:
        _begin(connection, part, hour)
    elif received * STEPS // part.total < there * STEPS // part.total:
        connection.execute(arrivals.update().where(arrivals.c.id == part.id).values(turn=_next_turn(part.total)))
    row = {"arrival": part.id, "first": received, "size": len(new), "data": new}
    connection.execute(parts.insert(), row)
    return Progress(there)


def _received(connection: sa.Connection, part: Part) -> int | None:
    """Return how many bytes are here, None where nothing has begun. The row is locked: two senders would interleave."""
    query = (
        sa.select(arrivals.c.total, arrivals.c.digest, arrivals.c.form)
        .where(arrivals.c.id == part.id)
        .with_for_update()
    )
    announced = connection.execute(query).first()
    if announced is None:
        return None
    if tuple(announced) != (part.total, part.digest, part.form):
        raise EnvelopeConflict("di bawah nomor ini sedang dikirim amplop lain; tidak ada yang disimpan.")
    size = sa.select(sa.func.coalesce(sa.func.sum(parts.c.size), 0)).where(parts.c.arrival == part.id)
    return connection.scalar(size)


def _begin(connection: sa.Connection, part: Part, hour: int) -> None:
    """Make room for a whole envelope of this length, and take the last place. Two in one moment may pass it by one."""
    begun = sa.select(sa.func.count()).where(arrivals.c.total == part.total)
    over = (connection.scalar(begun) or 0) + 1 - ROOM // part.total
    if over > 0:
        oldest = sa.select(arrivals.c.id).where(arrivals.c.total == part.total).order_by(arrivals.c.turn).limit(over)
        if _drop(connection, list(connection.scalars(oldest.with_for_update(skip_locked=True)))):
            _note_displaced(connection, hour)
    row = {"id": part.id, "total": part.total, "digest": part.digest, "form": part.form, "started_hour": hour}
    connection.execute(arrivals.insert().values(row | {"turn": _next_turn(part.total)}))


def _next_turn(total: int) -> sa.ScalarSelect[int]:
    other = arrivals.alias()
    last = sa.select(sa.func.coalesce(sa.func.max(other.c.turn), 0) + 1)
    return last.where(other.c.total == total).scalar_subquery()


def _note_displaced(connection: sa.Connection, hour: int) -> None:
    noted = facts.update().where(facts.c.name == DISPLACED).values(value=str(hour))
    if connection.execute(noted).rowcount == 0:
        connection.execute(facts.insert().values(name=DISPLACED, value=str(hour)))


def _drop(connection: sa.Connection, ids: list[str]) -> int:
    for envelope_id in ids:
        drop_arrival(connection, envelope_id)
    return len(ids)


def _kept(connection: sa.Connection, envelope_id: str) -> bytes:
    query = sa.select(parts.c.data).where(parts.c.arrival == envelope_id).order_by(parts.c.first)
    return b"".join(bytes(data) for data in connection.scalars(query))
