"""Envelopes on their way, part by part, on a line that breaks: each part is durable before it is acknowledged."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from collector.store.database import Database
from collector.store.engine import StoreUnavailable
from collector.store.envelopes import EnvelopeConflict, drop_arrival
from collector.store.tables import arrivals, envelopes, parts

PATIENT_HOURS = 1  # while they are too many, an unfinished one is kept so long
MOST_ARRIVALS = 500  # on their way at once; each costs its sender a proof of work, and is gone after a day


@dataclass(frozen=True)
class Part:
    """Bytes of the envelope `id` from offset `first` on; `total` is the envelope's length in bytes.

    No bytes ask how far it has come.
    """

    id: str
    first: int
    data: bytes = field(repr=False)
    total: int


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
        where to go on.

        Raises:
            EnvelopeConflict: the envelope on its way under this id has another length.
            StoreUnavailable: too many are on their way.

        """
        try:
            with self._write() as connection:
                return _add_part(connection, part, hour)
        except IntegrityError:  # another sender of the same envelope began at this very moment
            return Progress(0)

    def drop_arrival(self, envelope_id: str) -> None:
        """Forget the parts of what turned out to be no envelope."""
        with self._write() as connection:
            drop_arrival(connection, envelope_id)

    def drop_arrivals(self, *, before_hour: int) -> int:
        """Forget what began before an hour and never became whole; return how many."""
        with self._write() as connection:
            return _drop_before(connection, before_hour)


def _add_part(connection: sa.Connection, part: Part, hour: int) -> Progress:
    if connection.scalar(sa.select(envelopes.c.id).where(envelopes.c.id == part.id)):
        return Progress(part.total, known=True)
    begun = _received(connection, part)
    received = begun or 0
    new = part.data[received - part.first :] if part.first <= received else b""
    if not new:
        return Progress(received)
    if received + len(new) == part.total:
        return Progress(received, _kept(connection, part.id) + new)
    if begun is None:
        _begin(connection, part, hour)
    row = {"arrival": part.id, "first": received, "size": len(new), "data": new}
    connection.execute(parts.insert(), row)
    return Progress(received + len(new))


def _received(connection: sa.Connection, part: Part) -> int | None:
    """Return how many bytes are here, None where nothing has begun. The row is locked: two senders would interleave."""
    query = sa.select(arrivals.c.total).where(arrivals.c.id == part.id).with_for_update()
    announced = connection.scalar(query)
    if announced is None:
        return None
    if announced != part.total:
        raise EnvelopeConflict("amplop ini sedang dikirim dengan panjang lain; tidak ada yang disimpan.")
    size = sa.select(sa.func.coalesce(sa.func.sum(parts.c.size), 0)).where(parts.c.arrival == part.id)
    return connection.scalar(size)


def _begin(connection: sa.Connection, part: Part, hour: int) -> None:
    counted = sa.select(sa.func.count()).select_from(arrivals)
    if (connection.scalar(counted) or 0) >= MOST_ARRIVALS:
        _drop_before(connection, hour - PATIENT_HOURS)  # or whoever fills it once keeps everybody out for a day
    if (connection.scalar(counted) or 0) >= MOST_ARRIVALS:
        raise StoreUnavailable("terlalu banyak amplop sedang dikirim; coba lagi sebentar lagi.")
    connection.execute(arrivals.insert(), {"id": part.id, "total": part.total, "started_hour": hour})


def _drop_before(connection: sa.Connection, hour: int) -> int:
    stale = sa.select(arrivals.c.id).where(arrivals.c.started_hour < hour)
    connection.execute(stale.with_for_update()).close()  # a part that is being added ends before
    connection.execute(parts.delete().where(parts.c.arrival.in_(stale)))
    return connection.execute(arrivals.delete().where(arrivals.c.started_hour < hour)).rowcount


def _kept(connection: sa.Connection, envelope_id: str) -> bytes:
    query = sa.select(parts.c.data).where(parts.c.arrival == envelope_id).order_by(parts.c.first)
    return b"".join(bytes(data) for data in connection.scalars(query))
