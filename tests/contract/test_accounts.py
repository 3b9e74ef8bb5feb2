"""Staff accounts, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.store import Account, AccountExists, NoSuchAccount

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.store import Store


def test_an_account_changes_and_goes_by_its_name(opened: Callable[[], Store]) -> None:
    """A new hash takes the old one's place, a removed account is gone, and a name that is not there is an error."""
    store = opened()
    store.add_account(Account("demo", "hash"))
    store.add_account(Account("other", "hash"))
    store.change_password(Account("demo", "new"))
    assert store.account("demo") == Account("demo", "new")
    store.remove_account("demo")
    assert store.account("demo") is None
    assert store.account("other") == Account("other", "hash")
    with pytest.raises(NoSuchAccount):
        store.remove_account("demo")
    with pytest.raises(NoSuchAccount):
        store.change_password(Account("demo", "new"))


def test_an_account_name_is_taken_once(opened: Callable[[], Store]) -> None:
    """A second account of the same name is refused and the first keeps its password."""
    store = opened()
    store.add_account(Account("demo", "hash"))
    with pytest.raises(AccountExists):
        store.add_account(Account("demo", "other"))
    assert store.account("demo") == Account("demo", "hash")
    assert store.account("nobody") is None


def test_ending_sessions_is_counted(opened: Callable[[], Store]) -> None:
    """Signing out changes the account for every process, so that a copied cookie ends too."""
    store = opened()
    store.add_account(Account("demo", "hash"))
    store.end_sessions("demo")
    assert opened().account("demo") == Account("demo", "hash", signed_out=1)
