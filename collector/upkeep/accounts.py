"""Staff accounts: made, given another password, removed; each ends what was logged in under its name."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from argon2 import PasswordHasher

from collector.desk.passphrase import require_strong
from collector.store import Account
from collector.upkeep.here import our_district

if TYPE_CHECKING:
    from collector.upkeep.settings import Folder


def add_account(folder: Folder, name: str, password: str) -> None:
    """Store a staff account. WeakPassphrase as `make_account`, AccountExists where the name is taken."""
    made = make_account(name, password, demo=folder.demo)
    with closing(folder.open_store()) as store:
        store.add_account(made)


def make_account(name: str, password: str, *, demo: bool) -> Account:
    """An account with an argon2id hash. WeakPassphrase where it is not a demo's and would be guessed."""
    if not demo:
        require_strong(password, our_district().words.values())
    return Account(name, PasswordHasher().hash(password))


def change_password(folder: Folder, name: str, password: str) -> None:
    """Replace an account's password, which ends its sessions. WeakPassphrase as `make_account`."""
    changed = make_account(name, password, demo=folder.demo)
    with closing(folder.open_store()) as store:
        store.change_password(changed)


def remove_account(folder: Folder, name: str) -> None:
    """Remove an account, which ends its sessions."""
    with closing(folder.open_store()) as store:
        store.remove_account(name)
