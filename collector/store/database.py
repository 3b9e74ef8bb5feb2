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
    """One member of staff who may read the internal site.

    `password` is an argon2 hash; `signed_out` counts how often all sessions of this account were ended.
    """

    name: str
    password: str
    signed_out: int = 0


OUTSIDE = sa.select(
    envelopes.c.position,
    envelopes.c.id,
    envelopes.c.form,
    envelopes.c.form_version,
    envelopes.c.urgency,
    envelopes.c.mailbox,
    mailboxes.c.key.label("mailbox_key"),
    envelopes.c.received_hour,
    envelopes.c.size,
).join(mailboxes)


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

        A mailbox takes the one envelope that opened it. Writing again has to prove the mailbox secret, of which
        `mailbox_key` is only the hash: with the hash alone, a stolen database would be a pen for every mailbox.

        Raises:
            EnvelopeConflict: the id stands for other bytes, or the mailbox is there already.

        """
        digest = hashlib.sha256(sealed).hexdigest()
        try:
            with self._write() as connection:
                stored = connection.scalar(sa.select(envelopes.c.digest).where(envelopes.c.id == new.id))
                if stored is None:
                    self._insert(connection, new, sealed, digest)
        except IntegrityError:  # another writer was first with this id or this mailbox
            with self._read() as connection:
                stored = connection.scalar(sa.select(envelopes.c.digest).where(envelopes.c.id == new.id))
            if stored is None:
                raise EnvelopeConflict("kotak ini sudah dipakai; tidak ada yang disimpan.") from None
        if stored not in {None, digest}:
            raise EnvelopeConflict("nomor ini milik amplop lain; tidak ada yang disimpan.")
        return "stored" if stored is None else "known"

    def _insert(self, connection: sa.Connection, new: Envelope, sealed: bytes, digest: str) -> None:
        connection.execute(mailboxes.insert().values(id=new.mailbox, key=new.mailbox_key))
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

    def end_sessions(self, name: str) -> None:
        """End every open session of one account: a copied cookie must not outlive the sign-out."""
        with self._write() as connection:
            connection.execute(
                accounts.update().where(accounts.c.name == name).values(signed_out=accounts.c.signed_out + 1)
            )

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
