"""Strangers with wrong passwords keep no member of staff from the handbook."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from collector.store import Account, Store
from tests.builders import login_form, solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

NAME, PASSWORD = "petugas", "kata-sandi-panjang"
SECRET = b"0123456789abcdef0123456789abcdef"  # of the application in tests/conftest.py


@pytest.fixture
def app(make_app: Callable[..., Flask], store: Store) -> Flask:
    """A server with one staff account, whose password is checked at its full cost."""
    store.add_account(Account(NAME, PasswordHasher().hash(PASSWORD)))
    return make_app()


def try_once(client: FlaskClient, password: str, name: str = NAME) -> int:
    """One try whose work is done."""
    return client.post("/masuk", data=login_form(client, name, password, paid=SECRET)).status_code


@pytest.mark.parametrize("connections", [6, 60])
def test_wrong_passwords_in_many_connections_keep_no_member_out(app: Flask, connections: int) -> None:
    """Six or sixty strangers at once, half of them at the member's own name: who knows the password comes in."""
    member = app.test_client()
    with ThreadPoolExecutor(connections) as strangers:
        names = [NAME if number % 2 else f"nama-{number}" for number in range(connections)]
        tries = [strangers.submit(try_once, app.test_client(), "salah", name) for name in names]
        while not all(each.done() for each in tries):
            status = try_once(member, PASSWORD)
            assert status in {303, 429}  # told to press the button again, since the line is full now
        assert {each.result() for each in tries} <= {401, 429}
    assert try_once(member, PASSWORD) == 303


def test_a_name_is_not_kept_dear_for_nothing(app: Flask) -> None:
    """A wrong password counts only with work that was never shown before, and that is as heavy as the name costs."""
    stranger = app.test_client()
    fields = login_form(stranger, NAME, "salah")
    light = [login_form(stranger, NAME, "salah") for _ in range(20)]  # saved up while it was cheap
    assert stranger.post("/masuk", data=fields | {"work": ""}).status_code == 428
    assert stranger.post("/masuk", data=fields).status_code == 401
    assert [stranger.post("/masuk", data=fields).status_code for _ in range(20)] == [428] * 20
    assert try_once(app.test_client(), PASSWORD) == 303
    answers = [stranger.post("/masuk", data=each).status_code for each in light]
    assert answers.count(401) <= 3
    assert set(answers[3:]) == {428}


def test_the_work_of_an_envelope_opens_no_login(app: Flask) -> None:
    """A challenge asked for under an envelope's name is worth nothing here."""
    client = app.test_client()
    fields = login_form(client, NAME, PASSWORD)
    envelopes = client.get(f"/api/work/{fields['ticket']}").json
    assert client.post("/masuk", data=fields | {"work": solved(envelopes or {})["Suluh-Work"]}).status_code == 428
    assert client.post("/masuk", data=fields).status_code == 303
