"""Sealed envelopes: made durable once, listed, given out, marked as opened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from base.errors import SuluhError
from collector.store.database import CLOSED, Database
from collector.store.tables import answers, arrivals, envelopes, facts, mailboxes, parts

Outcome = Literal["stored", "known"]


class EnvelopeConflict(SuluhError):
    """The id, or the mailbox, already belongs to something else."""


class WrongMailbox(SuluhError):
    """There is no such mailbox, or the key is not its own; which of the two is never said."""


@dataclass(frozen=True)
class Envelope:
    """A sealed envelope as the server knows it.

    `id` and `mailbox` are 32, `mailbox_key` (SHA-256 of the mailbox secret) and `token_hash` (SHA-256 of the token
    inside) 64 lower-case hex digits; `urgency` is now, soon or normal as the reporter's form openly says; `tombstone`
    (32 hex digits, told only when an envelope is added) is what stands in the place of its mailbox once that is
    deleted; `received_hour` and `opened_hour` count whole hours since 1970 (UTC), since the minute of an arrival can
    tell an abuser who held the phone; `size` is in bytes and one of a few; `answered` where an officer answered it.
    """

    id: str
    form: str
    form_version: int
    urgency: str
    mailbox: str
    mailbox_key: str
    token_hash: str
    received_hour: int
    tombstone: str = ""
    size: int = 0
    position: int = 0
    opened_hour: int | None = None
    answered: bool = False


@dataclass(frozen=True)
class Waiting:
    """How many envelopes of one form, urgency and hour no officer has opened; `warned` steps of the alarm were sent."""

    form: str
    urgency: str
    received_hour: int
    warned: int
    number: int


@dataclass(frozen=True)
class Standing:
    """What is here already when an envelope comes: it is `stored`, its form is `closed`.

    `begun` is the form as which its first part was let in, or "" where there is none.
    """

    stored: bool
    begun: str
    closed: bool


OUTSIDE = sa.select(
    envelopes.c.position,
    envelopes.c.id,
    envelopes.c.form,
    envelopes.c.form_version,
    envelopes.c.urgency,
    envelopes.c.mailbox,
    mailboxes.c.key.label("mailbox_key"),
    envelopes.c.token_hash,
    envelopes.c.received_hour,
    envelopes.c.size,
    envelopes.c.opened_hour,
    # By mailbox too: that is indexed.
    sa.exists().where(answers.c.mailbox == envelopes.c.mailbox, answers.c.envelope == envelopes.c.id).label("answered"),
).join(mailboxes)
# Made once: building a statement takes longer than running it.
_OPEN_MAILBOX = mailboxes.insert()
_NEW = [column for column in envelopes.c if column.name not in {"position", "opened_hour", "warned"}]
# Nothing is added where the mailbox was deleted. Asked after the mailbox was opened, which on PostgreSQL waits for a
# deletion of that very moment: asked before, it would not see the tombstone yet.
_ADD = (
    envelopes.insert()
    .from_select(
        [column.name for column in _NEW],
        sa.select(*(sa.bindparam(column.name, type_=column.type) for column in _NEW)).where(
            ~sa.exists().where(mailboxes.c.id == sa.bindparam("tombstone"))
        ),
    )
    .execution_options(preserve_rowcount=True)
)
_STANDING = sa.select(
    sa.exists().where(envelopes.c.id == sa.bindparam("envelope_id")),
    sa.func.coalesce(
        sa.select(arrivals.c.form).where(arrivals.c.id == sa.bindparam("envelope_id")).scalar_subquery(), ""
    ),
    sa.exists().where(facts.c.name.startswith(CLOSED), facts.c.value == sa.bindparam("form")),
)
_DROP_PARTS = parts.delete().where(parts.c.arrival == sa.bindparam("arrival_id"))
_DROP_ARRIVAL = arrivals.delete().where(arrivals.c.id == sa.bindparam("arrival_id"))


class _Deleted(Exception):
    """The mailbox was deleted: what was begun is rolled back."""


class Envelopes(Database):
    """The envelopes of a store."""

    def add_envelope(self, new: Envelope, sealed: bytes, *, again: bool = False, in_parts: bool = False) -> Outcome:
        """Make a sealed envelope durable; "known" when these very bytes were stored under this id before.

        The first envelope opens its mailbox. Writing `again` needs the mailbox, and that the caller has hashed a
        secret to `mailbox_key`: with the hash alone, a stolen database would be a pen for every mailbox. Its parts go
        with it where it came `in_parts`.

        Raises:
            EnvelopeConflict: the id stands for other bytes, or the mailbox that it would open is there already, or
                was deleted.
            WrongMailbox: the mailbox to write into again is not there, or has another key.

        """
        digest = hashlib.sha256(sealed).hexdigest()
        try:
            with self._write() as connection:
                _open_mailbox(connection, new, again=again)
                _add(connection, new, sealed, digest)
                if in_parts:
                    drop_arrival(connection, new.id)
        except (IntegrityError, _Deleted):  # this id or this mailbox was here before
            with self._write() as connection:
                stored = connection.scalar(sa.select(envelopes.c.digest).where(envelopes.c.id == new.id))
                if in_parts:
                    drop_arrival(connection, new.id)
        else:
            return "stored"
        if stored is None:
            raise EnvelopeConflict("kotak ini sudah dipakai; tidak ada yang disimpan.")
        if stored != digest:
            raise EnvelopeConflict("nomor ini milik amplop lain; tidak ada yang disimpan.")
        return "known"

    def standing(self, envelope_id: str, form: str) -> Standing:
        """What is here already for an envelope of this id and form: everything that is asked before it is taken."""
        with self._read() as connection:
            return Standing(*connection.execute(_STANDING, {"envelope_id": envelope_id, "form": form}).one())

    def envelopes(self, *, after: int = 0, limit: int = 200) -> list[Envelope]:
        """A page of the list, oldest first, of at most `limit` envelopes behind position `after`.

        A full listing starts from 0 each time: on PostgreSQL a transaction may commit later than one with a higher
        position, so a remembered last position could pass over an envelope for good.
        """
        query = OUTSIDE.where(envelopes.c.position > after).order_by(envelopes.c.position).limit(limit)
        with self._read() as connection:
            return [Envelope(**row) for row in connection.execute(query).mappings()]

    def envelope(self, envelope_id: str) -> tuple[Envelope, bytes] | None:
        """One envelope's outside and its sealed bytes, or None where there is no such id."""
        query = OUTSIDE.add_columns(envelopes.c.sealed).where(envelopes.c.id == envelope_id)
        with self._read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        outside = {name: value for name, value in row.items() if name != "sealed"}
        return Envelope(**outside), bytes(row["sealed"])

    def token_hash(self, envelope_id: str) -> str | None:
        """What an envelope's token hashes to, or None where there is no such id."""
        with self._read() as connection:
            return connection.scalar(sa.select(envelopes.c.token_hash).where(envelopes.c.id == envelope_id))

    def lies_in(self, envelope_id: str, mailbox: str) -> bool:
        """Whether an envelope was put into this mailbox (32 hex digits), and the mailbox is not deleted."""
        both = sa.select(envelopes.c.id).where(envelopes.c.id == envelope_id, envelopes.c.mailbox == mailbox)
        query = both.join(mailboxes).where(mailboxes.c.deleted_hour.is_(None))
        with self._read() as connection:
            return connection.scalar(query) is not None

    def mark_opened(self, envelope_id: str, hour: int) -> bool:
        """Note when an officer first opened an envelope; False where there is no such id."""
        this = envelopes.c.id == envelope_id
        with self._write() as connection:
            connection.execute(
                envelopes.update().where(this, envelopes.c.opened_hour.is_(None)).values(opened_hour=hour)
            )
            return connection.scalar(sa.select(envelopes.c.id).where(this)) is not None

    def waiting(self) -> list[Waiting]:
        """What no officer has opened and must not stay silent, the oldest first; counted, since an id is not needed."""
        group = (envelopes.c.form, envelopes.c.urgency, envelopes.c.received_hour, envelopes.c.warned)
        query = sa.select(*group, sa.func.count().label("number")).where(envelopes.c.opened_hour.is_(None))
        with self._read() as connection:
            rows = connection.execute(query.group_by(*group).order_by(envelopes.c.received_hour, *group))
            return [Waiting(**row) for row in rows.mappings()]

    def mark_warned(self, group: Waiting, steps: int) -> None:
        """Note for the envelopes of a group how many steps of the alarm have been sent."""
        theirs = [envelopes.c[name] == getattr(group, name) for name in ("form", "urgency", "received_hour", "warned")]
        with self._write() as connection:
            update = envelopes.update().where(*theirs, envelopes.c.opened_hour.is_(None))
            connection.execute(update.values(warned=steps))

    def newest(self, limit: int) -> list[str]:
        """The ids of the envelopes that came last, the newest first."""
        query = sa.select(envelopes.c.id).order_by(envelopes.c.position.desc()).limit(limit)
        with self._read() as connection:
            return list(connection.scalars(query))

    def forms_held(self) -> frozenset[str]:
        """The ids of the forms of which there are envelopes, whether the form is still offered or not."""
        with self._read() as connection:
            return frozenset(connection.scalars(sa.select(envelopes.c.form).distinct()))


def drop_arrival(connection: sa.Connection, envelope_id: str) -> None:
    """Forget the parts of an envelope: it is whole and stored, or it will never be one."""
    if connection.execute(_DROP_PARTS, {"arrival_id": envelope_id}).rowcount:  # there is no arrival without a part
        connection.execute(_DROP_ARRIVAL, {"arrival_id": envelope_id})


def _open_mailbox(connection: sa.Connection, new: Envelope, *, again: bool) -> None:
    if not again:
        connection.execute(_OPEN_MAILBOX, {"id": new.mailbox, "key": new.mailbox_key})
        return
    theirs = (mailboxes.c.id == new.mailbox, mailboxes.c.key == new.mailbox_key, mailboxes.c.deleted_hour.is_(None))
    # Locked until the letter is in it, or it could be deleted in between.
    if connection.scalar(sa.select(mailboxes.c.id).where(*theirs).with_for_update(read=True)) is None:
        raise WrongMailbox("kotak ini tidak ada, atau kodenya lain; tidak ada yang disimpan.")


def _add(connection: sa.Connection, new: Envelope, sealed: bytes, digest: str) -> None:
    if connection.execute(_ADD, _row(new, sealed, digest)).rowcount == 0:
        raise _Deleted


def _row(new: Envelope, sealed: bytes, digest: str) -> dict[str, object]:
    return {
        "id": new.id,
        "form": new.form,
        "form_version": new.form_version,
        "urgency": new.urgency,
        "mailbox": new.mailbox,
        "token_hash": new.token_hash,
        "tombstone": new.tombstone,
        "received_hour": new.received_hour,
        "size": len(sealed),
        "digest": digest,
        "sealed": sealed,
    }
