"""The way back: sealed answers, read and deleted by whoever proves the mailbox's secret."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from base.errors import SuluhError
from collector.store.database import Database, noted_hours
from collector.store.envelopes import EnvelopeConflict, Outcome, WrongMailbox
from collector.store.tables import answers, envelopes, mailboxes

# To each envelope, not to each mailbox: who may read one letter of a mailbox, and is left out of the next, must not be
# able to take the room of the answers to that one.
MOST_ANSWERS = 40


class TooManyAnswers(SuluhError):
    """This envelope has as many answers as one may have."""


@dataclass(frozen=True)
class Answer:
    """One sealed answer from outside: `id` is 32 hex digits, `hour` counts whole hours since 1970 (UTC)."""

    id: str
    hour: int


@dataclass(frozen=True)
class Mailbox:
    """What a reporter finds: the answers, and the hours in which their own envelopes came; the newest first."""

    answers: list[Answer]
    letters: list[int]


class Mailboxes(Database):
    """The mailboxes of a store. `key` is the hash of the secret that the caller was shown."""

    def mailbox(self, mailbox: str, key: str) -> Mailbox:
        """What is in a mailbox. WrongMailbox where it is not there, was deleted, or has another key."""
        listed = sa.select(answers.c.id, answers.c.written_hour).where(answers.c.mailbox == mailbox)
        came = sa.select(envelopes.c.received_hour).where(envelopes.c.mailbox == mailbox)
        with self._read() as connection:
            _prove(connection, mailbox, key)
            rows = connection.execute(listed.order_by(answers.c.position.desc()))
            letters = connection.scalars(came.order_by(envelopes.c.position.desc()))
            return Mailbox([Answer(row.id, row.written_hour) for row in rows], list(letters))

    def answer(self, mailbox: str, key: str, answer_id: str) -> bytes | None:
        """The sealed bytes of one answer, None where there is none of that id in it. WrongMailbox as `mailbox`."""
        query = sa.select(answers.c.sealed).where(answers.c.mailbox == mailbox, answers.c.id == answer_id)
        with self._read() as connection:
            _prove(connection, mailbox, key)
            sealed = connection.scalar(query)
        return None if sealed is None else bytes(sealed)

    def add_answer(self, envelope_id: str, new: Answer, sealed: bytes) -> Outcome:
        """Put a sealed answer durably into the mailbox of an envelope; "known" when these very bytes were there before.

        Raises:
            EnvelopeConflict: the id stands for another answer.
            TooManyAnswers: there are MOST_ANSWERS to this envelope.
            WrongMailbox: the envelope or its mailbox is not there.

        """
        digest = hashlib.sha256(sealed).hexdigest()
        same = sa.select(answers.c.envelope, answers.c.digest).where(answers.c.id == new.id)
        row = {"id": new.id, "envelope": envelope_id, "written_hour": new.hour, "digest": digest, "sealed": sealed}
        try:
            with self._write() as connection:
                mailbox = _mailbox_of(connection, envelope_id)
                known = connection.execute(same).first()
                if known is None:
                    _require_room(connection, mailbox, envelope_id)
                    connection.execute(answers.insert().values(row | {"mailbox": mailbox}))
        except IntegrityError:  # another writer was first with this id
            with self._read() as connection:
                known = connection.execute(same).first()
        if known is not None and tuple(known) != (envelope_id, digest):
            raise EnvelopeConflict("nomor ini milik jawaban lain; tidak ada yang disimpan.")
        return "stored" if known is None else "known"

    def delete_mailbox(self, mailbox: str, key: str, tombstone: str, hour: int) -> None:
        """Close a mailbox for good, with its answers and what officers have opened. WrongMailbox as `mailbox`.

        What no officer has opened lies behind the tombstone until `delete_buried`: whoever forces the code out of a
        child must not silence it. `tombstone` (32 hex digits) is a hash of the mailbox's id that cannot be made from
        the database alone; neither id nor key stays, so that a code that is found proves nothing. Where the database
        has seen a later hour than `hour`, the clock is behind, and would shorten the time: that later one counts.
        """
        mine, unread = envelopes.c.mailbox == mailbox, envelopes.c.opened_hour.is_(None)
        with self._write() as connection:
            # Locked: what is being put into it ends before, and is treated alike, or finds no mailbox.
            _prove(connection, mailbox, key, lock=True)
            newest = connection.scalar(sa.select(sa.func.max(envelopes.c.received_hour)).where(mine)) or hour
            latest = max(hour, newest, *noted_hours(connection).values())
            connection.execute(mailboxes.insert().values(id=tombstone, key="", deleted_hour=latest))
            connection.execute(envelopes.update().where(mine, unread).values(mailbox=tombstone))
            connection.execute(envelopes.delete().where(mine))
            connection.execute(answers.delete().where(answers.c.mailbox == mailbox))
            connection.execute(mailboxes.delete().where(mailboxes.c.id == mailbox))
        self.cut_log()

    def delete_buried(self, *, before_hour: int) -> int:
        """Delete the envelopes, opened or not, whose mailbox was deleted before an hour, and its tombstone.

        Returns how many envelopes.
        """
        old = sa.select(mailboxes.c.id).where(mailboxes.c.deleted_hour < before_hour)
        with self._write() as connection:
            gone = connection.execute(envelopes.delete().where(envelopes.c.mailbox.in_(old))).rowcount
            connection.execute(mailboxes.delete().where(mailboxes.c.deleted_hour < before_hour))
        return gone

    def delete_opened(self, form: str, *, before_hour: int) -> int:
        """Delete the envelopes of a form that came, and were opened, before an hour; return how many.

        An unopened one is never deleted, and the later of both hours counts: one that came while the clock was behind
        would go as soon as it is opened. A mailbox whose last envelope goes takes its answers with it: nothing that
        the code could open stays longer than what it was for.
        """
        old = (envelopes.c.form == form, envelopes.c.received_hour < before_hour, envelopes.c.opened_hour < before_hour)
        # In SQL alone: a list of ids would be too long for one statement after a flood.
        used = sa.exists().where(envelopes.c.mailbox == mailboxes.c.id)
        empty = sa.select(mailboxes.c.id).where(~used, mailboxes.c.deleted_hour.is_(None))
        with self._write() as connection:
            gone = connection.execute(envelopes.delete().where(*old)).rowcount
        with self._write() as connection:
            if connection.dialect.name == "postgresql":  # SQLite's writers wait for each other anyway
                # A letter that arrives while its mailbox is found empty would break on the missing mailbox. Locked only
                # now: the first letters of others wait too, and must not wait for a whole flood to be deleted.
                connection.execute(sa.text("LOCK TABLE mailboxes IN EXCLUSIVE MODE"))
            connection.execute(answers.delete().where(answers.c.mailbox.in_(empty)))
            connection.execute(mailboxes.delete().where(mailboxes.c.id.in_(empty)))
        return gone


def _mailbox_of(connection: sa.Connection, envelope_id: str) -> str:
    """The mailbox that an envelope lies in, locked: it cannot be deleted, nor filled by two writers at once."""
    query = sa.select(mailboxes.c.id).join(envelopes).where(envelopes.c.id == envelope_id)
    mailbox = connection.scalar(query.where(mailboxes.c.deleted_hour.is_(None)).with_for_update(of=mailboxes))
    if mailbox is None:
        raise WrongMailbox("kotak ini tidak ada, atau sudah dihapus pelapor.")
    return str(mailbox)


def _require_room(connection: sa.Connection, mailbox: str, envelope_id: str) -> None:
    theirs = (answers.c.mailbox == mailbox, answers.c.envelope == envelope_id)  # by mailbox too: that is indexed
    if (connection.scalar(sa.select(sa.func.count()).where(*theirs)) or 0) >= MOST_ANSWERS:
        raise TooManyAnswers(f"amplop ini sudah dijawab {MOST_ANSWERS} kali. Tunggu sampai pelapor menulis lagi.")


def _prove(connection: sa.Connection, mailbox: str, key: str, *, lock: bool = False) -> None:
    theirs = (mailboxes.c.id == mailbox, mailboxes.c.key == key, mailboxes.c.deleted_hour.is_(None))
    query = sa.select(mailboxes.c.id).where(*theirs)
    if connection.scalar(query.with_for_update() if lock else query) is None:
        raise WrongMailbox("kotak tidak ditemukan. Periksa kodenya.")
