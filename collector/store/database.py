"""One store for both databases; the contract tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from collector.errors import SuluhError
from collector.store.engine import StoreUnavailable, make_engine
from collector.store.tables import accounts, envelopes, facts, mailboxes, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

Mode = Literal["demo", "production"]
Outcome = Literal["stored", "known"]
SCHEMA = "1"


class EnvelopeConflict(SuluhError):
    """The id, or the mailbox, already belongs to something else."""


class AccountExists(SuluhError):
    """A staff account of that name is there already."""


class WrongStore(SuluhError):
    """This database belongs to another mode (demo or production) or to another version of the program."""


@dataclass(frozen=True)
class Envelope:
    """A sealed envelope as the server knows it.

    `id` and `mailbox` are 32, `mailbox_key` (SHA-256 of the mailbox secret) 64 lower-case hex digits; `urgency` is
    now, soon or normal as the reporter's form openly says; `received_hour` counts whole hours since 1970 (UTC), since
    the minute of an arrival can tell an abuser who held the phone; `size` is in bytes and one of a few.
    """

    id: str
    form: str
    form_version: int
    urgency: str
    mailbox: str
    mailbox_key: str
    received_hour: int
    size: int = 0
    position: int = 0


@dataclass(frozen=True)
class Account:
    """One member of staff who may read the internal site; `password` is an argon2 hash."""

    name: str
    password: str


class Store:
    """The one door to the database. Every method raises StoreUnavailable where the database does not answer."""

    def __init__(self, engine: sa.Engine) -> None:
        """Use `Store.open`."""
        self._engine = engine

    @classmethod
    def open(cls, url: str, mode: Mode) -> Store:
        """Open, and where it is new make, the database at `url` for one mode.

        The mode is written into the database when it is made. A demo database, whose keys and passwords are printed
        on every screen, can so never become a production one by a changed setting.

        Raises:
            WrongStore: the database is of the other mode, or of another version.
            StoreUnavailable: it cannot be reached.

        """
        store = cls(make_engine(url))
        try:
            store._prepare(mode)
        except SuluhError:
            store.close()
            raise
        return store

    def _prepare(self, mode: Mode) -> None:
        """Make the tables where they are missing, and check whose database this is."""
        with self._write() as connection:
            metadata.create_all(connection)
            found = {row.name: row.value for row in connection.execute(sa.select(facts))}
            if not found:
                found = {"schema": SCHEMA, "mode": mode}
                connection.execute(facts.insert(), [{"name": name, "value": value} for name, value in found.items()])
        if found.get("mode") != mode:
            raise WrongStore(
                f"basis data ini dibuat untuk mode '{found.get('mode')}', bukan '{mode}'. "
                "Sebut basis data lain di suluh.yml; data demo tidak pernah menjadi data sungguhan."
            )
        if found.get("schema") != SCHEMA:
            raise WrongStore(f"basis data ini berskema {found.get('schema')}, program ini memerlukan {SCHEMA}.")

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def ping(self) -> None:
        """Raise StoreUnavailable unless the database answers."""
        with self._read() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def add_envelope(self, new: Envelope, sealed: bytes) -> Outcome:
        """Make a sealed envelope durable; "known" when these very bytes were stored under this id before.

        Raises:
            EnvelopeConflict: the id stands for other bytes, or the mailbox has another key.

        """
        digest = hashlib.sha256(sealed).hexdigest()
        try:
            with self._write() as connection:
                self._claim_mailbox(connection, new)
                connection.execute(
                    envelopes.insert().values(
                        id=new.id,
                        form=new.form,
                        form_version=new.form_version,
                        urgency=new.urgency,
                        mailbox=new.mailbox,
                        received_hour=new.received_hour,
                        size=len(sealed),
                        digest=digest,
                        sealed=sealed,
                    )
                )
        except IntegrityError:
            return self._known_or_conflict(new.id, digest)
        return "stored"

    def _claim_mailbox(self, connection: sa.Connection, new: Envelope) -> None:
        """The first envelope of a mailbox sets its key; a later one must bring the same."""
        key = connection.scalar(sa.select(mailboxes.c.key).where(mailboxes.c.id == new.mailbox))
        if key is None:
            connection.execute(mailboxes.insert().values(id=new.mailbox, key=new.mailbox_key))
        elif key != new.mailbox_key:
            raise EnvelopeConflict("kotak ini punya kunci lain; tidak ada yang disimpan.")

    def _known_or_conflict(self, envelope_id: str, digest: str) -> Outcome:
        with self._read() as connection:
            stored = connection.scalar(sa.select(envelopes.c.digest).where(envelopes.c.id == envelope_id))
        if stored == digest:
            return "known"
        if stored is None:  # two first envelopes of one mailbox at the same moment: the loser simply tries again
            raise StoreUnavailable("dua amplop bertemu; kirim yang ini sekali lagi.")
        raise EnvelopeConflict("nomor ini milik amplop lain; tidak ada yang disimpan.")

    def envelopes(self, *, after: int = 0, limit: int = 200) -> list[Envelope]:
        """A page of the list, oldest first, of at most `limit` envelopes behind position `after`.

        A full listing starts from 0 each time: on PostgreSQL a transaction may commit later than one with a higher
        position, so a remembered last position could pass over an envelope for good.
        """
        query = (
            sa.select(envelopes, mailboxes.c.key)
            .join(mailboxes)
            .where(envelopes.c.position > after)
            .order_by(envelopes.c.position)
            .limit(limit)
            .with_only_columns(
                envelopes.c.position,
                envelopes.c.id,
                envelopes.c.form,
                envelopes.c.form_version,
                envelopes.c.urgency,
                envelopes.c.mailbox,
                mailboxes.c.key.label("mailbox_key"),
                envelopes.c.received_hour,
                envelopes.c.size,
            )
        )
        with self._read() as connection:
            return [Envelope(**row) for row in connection.execute(query).mappings()]

    def sealed(self, envelope_id: str) -> bytes | None:
        """The sealed bytes of one envelope, or None where there is no such id."""
        with self._read() as connection:
            found = connection.scalar(sa.select(envelopes.c.sealed).where(envelopes.c.id == envelope_id))
        return None if found is None else bytes(found)

    def add_account(self, account: Account) -> None:
        """Add a member of staff; AccountExists where the name is taken."""
        try:
            with self._write() as connection:
                connection.execute(accounts.insert().values(name=account.name, password=account.password))
        except IntegrityError as error:
            raise AccountExists(f"akun '{account.name}' sudah ada; pilih nama lain.") from error

    def account(self, name: str) -> Account | None:
        """One member of staff, or None."""
        with self._read() as connection:
            row = connection.execute(sa.select(accounts).where(accounts.c.name == name)).mappings().first()
        return None if row is None else Account(**row)

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with reachable(), self._engine.begin() as connection:
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
