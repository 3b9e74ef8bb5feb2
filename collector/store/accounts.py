"""Members of staff who may read the internal site."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from base.errors import SuluhError
from collector.store.database import Database
from collector.store.tables import accounts


class NoSuchAccount(SuluhError):
    """There is no staff account of that name."""


class AccountExists(SuluhError):
    """A staff account of that name is there already."""


@dataclass(frozen=True)
class Account:
    """One member of staff.

    `password` is an argon2 hash; `signed_out` counts how often all sessions of this account were ended.
    """

    name: str
    password: str
    signed_out: int = 0


class Accounts(Database):
    """The accounts of a store."""

    def add_account(self, account: Account) -> None:
        """Add a member of staff; AccountExists where the name is taken."""
        try:
            with self._write() as connection:
                connection.execute(accounts.insert().values(name=account.name, password=account.password))
        except IntegrityError as error:
            raise AccountExists(f"akun '{account.name}' sudah ada; pilih nama lain.") from error

    def remove_account(self, name: str) -> None:
        """Remove a member of staff, whose sessions end with it; NoSuchAccount where there is none."""
        with self._write() as connection:
            _require_one(connection.execute(accounts.delete().where(accounts.c.name == name)).rowcount, name)

    def change_password(self, changed: Account) -> None:
        """Give an account another password hash, which ends its sessions; NoSuchAccount where there is none."""
        update = accounts.update().where(accounts.c.name == changed.name)
        with self._write() as connection:
            _require_one(connection.execute(update.values(password=changed.password)).rowcount, changed.name)

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


def _require_one(changed_rows: int, name: str) -> None:
    if changed_rows != 1:
        raise NoSuchAccount(f"akun '{name}' tidak ada; periksa ejaannya.")
