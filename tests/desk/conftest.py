"""One inbox, and a desk that opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.desk import Collector, Inbox, create_desk
from collector.desk.keyfile import KeyFileError
from tests.builders import OFFICE
from tests.desk.officer import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec


@pytest.fixture
def inbox(server: str, identity: HybridIdentity, forms: dict[str, FormSpec]) -> Inbox:
    """The inbox of the key that the server's envelopes are sealed to."""
    return Inbox(Collector(server, identity), identity, forms)


@pytest.fixture
def desk(inbox: Inbox, tmp_path: Path) -> tuple[Flask, str]:
    """A desk that any passphrase unlocks, and the path of its one-time link."""

    def unlock(typed: str) -> Inbox:
        if typed != PASSPHRASE:
            raise KeyFileError("kata sandi kunci salah.")
        return inbox

    (tmp_path / "desk.css").write_text("")
    app, here = create_desk(8001, unlock, tmp_path, office=OFFICE, demo=True)
    return app, here.new_link()
