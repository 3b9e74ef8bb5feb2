"""What an envelope costs the database: an attacker's flood is paid for in these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from collector.web.envelopes import hash_secret
from tests.builders import prepaid, sealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store
    from tests.builders import Sealed

SECRET = "e" * 64
MOST = 3


@pytest.fixture
def letters(forms: dict[str, FormSpec], identity: HybridIdentity) -> list[Sealed]:
    """A first letter that opens its mailbox, and a second one into the same."""
    spec = forms["laporan"]
    first, second = (sealed(spec, spec.examples.valid[0].answers, [identity.recipient]) for _ in range(2))
    again = {"Suluh-Mailbox": first.headers["Suluh-Mailbox"], "Suluh-Mailbox-Secret": SECRET}
    return [replace(first, headers={**first.headers, **again}), replace(second, headers={**second.headers, **again})]


def test_an_envelope_costs_three_statements_and_one_commit(
    make_app: Callable[..., Flask], opened: Callable[[], Store], letters: list[Sealed]
) -> None:
    """The first letter and one more into its mailbox, as the server takes them; counted where the database is asked."""
    store, counted = opened(), []
    app = make_app(store=store)
    client, secret = app.test_client(), app.extensions["suluh"].secret_key
    engine = store._engine  # noqa: SLF001  counted behind the store's back
    sa.event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
    sa.event.listen(engine, "commit", lambda _: counted.append("COMMIT"))
    first, second = letters
    opening = {**first.headers, "Suluh-Mailbox-Key": hash_secret(SECRET)}
    del opening["Suluh-Mailbox-Secret"]
    for letter, headers in ((first, opening), (second, second.headers)):
        counted.clear()
        sent = client.put(letter.path, data=letter.body, headers={**headers, **prepaid(secret, letter.id)})
        assert sent.status_code == 201
        asked = [words for words in counted if words != "COMMIT" and not words.startswith("BEGIN")]
        assert (len(asked) <= MOST, counted.count("COMMIT")) == (True, 1), asked
