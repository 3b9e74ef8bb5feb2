"""A whole demo as `scripts/serve` starts it, and a real Chromium in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import pytest

from collector.store import Store
from collector.upkeep.demo import DEMO_ACCOUNT, DEMO_KEY, DEMO_PASSPHRASE, DEMO_PASSWORD
from tests.house.terminal import run
from tests.machine import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from collector.store import Envelope

Scheme = Literal["light", "dark"]
# By itself axe leaves the contrast undecided of a text beside a drawn number or box, and of a letter alone.
# Only what is wrong crosses over to here: all that is right, every element of it, takes five times as long as axe.
AXE = """axe.run({
  resultTypes: ["violations"],
  checks: {"color-contrast": {options: {ignorePseudo: true, ignoreLength: true}}},
}).then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)))"""


@dataclass(frozen=True)
class Served:
    """A running demo: its addresses, and every folder and file that it could write to."""

    origin: str
    desk_port: int
    desk_link: str
    data: Path
    temporary: Path
    log: Path
    root: Path
    account: tuple[str, str] = (DEMO_ACCOUNT, DEMO_PASSWORD)

    def suluh(self, *words: str) -> str:
        """Give the officer's command against this demo, with the demo's key, and return what it prints."""
        passphrase = self.data / "passphrase.txt"
        passphrase.write_text(DEMO_PASSPHRASE)
        done = run(*words, "--server", self.origin, "--key", self.data / DEMO_KEY, "--passphrase-file", passphrase)
        assert done.exit_code == 0, done.output
        return done.stdout

    def envelopes(self) -> list[Envelope]:
        """What the server knows of every envelope, oldest first."""
        with closing(Store.open(f"sqlite:///{self.data / 'collector.sqlite3'}", "demo")) as store:
            return store.envelopes(limit=100_000)

    def written_bytes(self) -> Iterator[tuple[Path, bytes]]:
        """Every file that the demo's processes could have written, byte for byte."""
        for folder in (self.data, self.temporary):
            for file in folder.rglob("*"):
                if file.is_file():
                    yield file, file.read_bytes()
        yield self.log, self.log.read_bytes()


@contextmanager
def demo_of(root: Path, base: Path) -> Iterator[Served]:
    """Start the demo of the checkout `root` and wait for its own word that it is ready; stop it at the end."""
    temporary, log, data = base / "tmp", base / "log.txt", base / "data"
    temporary.mkdir()
    port, desk_port = free_port(), free_port()
    command = [sys.executable, "-m", "collector.cli", "demo", "--data", str(data)]
    command += ["--port", str(port), "--desk-port", str(desk_port)]
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(root)}  # noqa: TID251
    desk_link = ""
    with (
        log.open("w") as file,
        subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=file, text=True) as program,
    ):
        for line in program.stdout:
            file.write(line)
            if "/mulai/" in line:
                desk_link = line.split()[-1]
            if "Ctrl+C" in line:
                break
        else:
            pytest.fail(f"the demo did not start: {log.read_text()}")
        file.flush()
        yield Served(f"http://127.0.0.1:{port}", desk_port, desk_link, data, temporary, log, root)
        program.terminate()
        program.wait()


@pytest.fixture(scope="session")
def served(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo of this checkout."""
    with demo_of(root, tmp_path_factory.mktemp("demo")) as found:
        yield found


def public_pages(root: Path) -> list[str]:
    """The address of every page of the public site, home first, as the build served here has them."""
    folder = root / "build/demo/publik"
    return sorted(path.parent.relative_to(folder).as_posix().strip(".") + "/" for path in folder.rglob("index.html"))


def sign_in(page: Page, served: Served) -> None:
    """Sign in as the demo's officer."""
    page.goto(f"{served.origin}/masuk")
    name, password = served.account
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/internal/")


@pytest.fixture(scope="session")
def at_the_desk(served: Served, browser: Browser) -> Iterator[BrowserContext]:
    """The officer's browser with the desk unlocked; its link works once, so all tests share it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.desk_link)
    page.get_by_label("Kata sandi kunci").fill(DEMO_PASSPHRASE)
    page.get_by_role("button", name="Buka").click()
    page.get_by_role("heading", name="Kotak masuk").wait_for()
    yield context
    context.close()


@pytest.fixture
def desk(at_the_desk: BrowserContext) -> Page:
    """The officer's one page, at the list."""
    page = at_the_desk.pages[0]
    page.goto(page.url.split("/amplop")[0])
    return page


def faults(page: Page, root: Path) -> list[str]:
    """What axe finds wrong on the page as it stands; its context must have been made with `bypass_csp`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((root / "node_modules/axe-core/axe.min.js").read_text())
    return list(page.evaluate(AXE))


def faults_in_both_schemes(page: Page, root: Path) -> list[str]:
    """The same in light and in dark, for a page of ours: its style alone tells them apart, so it is loaded once."""
    found: list[str] = []
    for scheme in get_args(Scheme):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.getAnimations().forEach((change) => change.finish())")  # colours half-way are neither
        found += [f"{scheme}: {fault}" for fault in faults(page, root)]
    return found
