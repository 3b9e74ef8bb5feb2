"""Nobody learns at the login who has an account: a name that there is not costs what a wrong password costs."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from collector.upkeep.accounts import make_account
from collector.web.passwords import Passwords, unmatched


def test_a_name_that_there_is_not_costs_the_work_of_a_wrong_password() -> None:
    """Its stand-in has the parameters of an account's hash, and argon2 works it through before it says no."""
    kept = make_account("petugas", "kata-sandi-panjang", demo=True).password
    stand_in = unmatched(PasswordHasher())
    assert extract_parameters(stand_in) == extract_parameters(kept)
    with pytest.raises(VerifyMismatchError):  # a hash that it cannot read would be refused at once
        PasswordHasher().verify(stand_in, "kata-sandi-panjang")


def test_only_the_password_of_an_account_is_right() -> None:
    """The right one is; a wrong one, and any for a name that there is not, are not."""
    passwords, kept = Passwords(), PasswordHasher().hash("benar")
    assert passwords.is_right(kept, "benar")
    assert not passwords.is_right(kept, "salah")
    assert not passwords.is_right(None, "benar")
