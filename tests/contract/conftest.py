"""New, empty databases of each kind, and stores on them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import psycopg
import pytest

from collector.store import Envelope, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from collector.store.database import Mode

KINDS = ["sqlite", "postgresql"]
FIRST = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, "d" * 64, received_hour=490_000)


@pytest.fixture
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Gives the URL of a new, empty database of a kind."""
    made: list[tuple[str, str]] = []

    def make(kind: str) -> str:
        name = f"t{secrets.token_hex(8)}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        base = request.getfixturevalue("postgres")
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append((base, name))
        return str(base).replace("/postgres?", f"/{name}?")

    yield make
    for base, name in made:
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, make_url: Callable[[str], str]) -> str:
    """The URL of a new, empty database of each kind."""
    return make_url(request.param)


@pytest.fixture(params=KINDS)
def other_url(request: pytest.FixtureRequest, make_url: Callable[[str], str]) -> str:
    """The URL of a second one, of each kind in its turn."""
    return make_url(request.param)


@pytest.fixture
def open_store() -> Iterator[Callable[..., Store]]:
    """Opens stores by their URL and closes them after the test."""
    stores: list[Store] = []

    def open_it(url: str, mode: Mode = "demo") -> Store:
        stores.append(Store.open(url, mode))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()


@pytest.fixture
def opened(url: str, open_store: Callable[..., Store]) -> Callable[[], Store]:
    """Opens the same database again and again, as several processes do."""
    return lambda: open_store(url)
