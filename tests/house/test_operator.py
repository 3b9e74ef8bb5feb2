"""Journey 15: the operator's one page, from an empty machine to the first opened envelope in production mode."""

from __future__ import annotations

import re
import shutil
import socket
import socketserver
import ssl
import sys
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
import urllib3

from collector.store import Store
from site_config.facts.load import load_facts
from tests.browser.reporter import fill, send
from tests.house.bare import make_machine
from tests.house.operator import (
    DATA,
    FOLDERS,
    KEY,
    KEY_OUT,
    LAPTOP,
    LOOK,
    MOVED,
    PROGRAM,
    RESTART,
    SERVICES,
    SETTINGS,
    SITE,
    STAFF,
    Operator,
    swaps,
)
from tests.house.post import PASSWORD, make_certificate, run_post
from tests.machine import PATIENCE, PHONE, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from collector.forms.schema import FormSpec
    from tests.house.bare import Machine
    from tests.house.post import Post

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
LOCKS = ("package.json", "package-lock.json", ".npmrc", "requirements.lock", "requirements-dev.lock")
# There is no network: what lies there already is said to be what the lock files ask for.
PACKAGES = """
python3 - <<'END'
import bootstrap as b
lock = b.digest_of(b.ROOT / "package.json", b.ROOT / "package-lock.json", b.ROOT / ".npmrc")
made = b.digest_of(b.ROOT / "site_config/theme/assets", b.ROOT / "collector/web/client", extra=lock)
python = b.digest_of(b.ROOT / "requirements.lock", b.ROOT / "requirements-dev.lock")
for path, of in (("build/client/.made", made), ("node_modules/.installed", lock), (".venv/.installed", python)):
    (b.ROOT / path).unlink(missing_ok=True)
    b.Stamp(b.ROOT / path, of, dev=True).write()
END
"""


class Proxy(socketserver.ThreadingTCPServer):
    """The proxy in front of the server: takes TLS off and passes every byte on."""

    def __init__(self, certificate: Path, behind: int) -> None:
        """`behind` is the server's port on this machine."""
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind, self.context = behind, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)


class Passing(socketserver.BaseRequestHandler):
    """One connection."""

    server: Proxy

    def handle(self) -> None:
        """Pass both ways until one side ends."""
        with (
            suppress(OSError),
            self.server.context.wrap_socket(self.request, server_side=True) as outer,
            socket.create_connection(("127.0.0.1", self.server.behind)) as inner,
        ):
            back = threading.Thread(target=pass_on, args=(inner, outer))
            back.start()
            pass_on(outer, inner)
            back.join()


def pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until there are no more."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine."""
    return make_certificate(tmp_path / "certificate.pem")


@pytest.fixture
def post(certificate: Path) -> Iterator[Post]:
    """An e-mail server."""
    yield from run_post(certificate, "tls")


@pytest.fixture
def machine(root: Path, tmp_path: Path, certificate: Path) -> Machine:
    """A bare machine with the program and a district's facts as they are on the first day."""
    made = make_machine(tmp_path / "machine")
    place = made.root / PROGRAM
    place.mkdir(mode=0o755)
    for name in ("base", "collector", "sop", "site_config", "docs", "scripts", "build/client"):
        shutil.copytree(root / name, place / name)
    for name in ("mkdocs.yml", *LOCKS):
        shutil.copy(root / name, place)
    (place / ".venv").symlink_to(sys.prefix)
    made.run(PACKAGES, "root", "/opt/suluh/scripts", str)
    (made.root / LAPTOP).mkdir()
    (made.root / LAPTOP / "scripts").symlink_to("/opt/suluh/scripts")
    shutil.copy(certificate, made.root / "etc/ssl/cert.pem")
    made.environment["SSL_CERT_FILE"] = "/etc/ssl/cert.pem"
    fill_in(root, place)
    return made


def fill_in(root: Path, checkout: Path) -> None:
    """Write what the district has found out: numbers tried, readers on duty, an address of its own."""
    contacts = checkout / "site_config/district/contacts.yml"
    filled = contacts.read_text().replace("\n    status: to-be-filled", '\n    number: "110"\n    display: "110"')
    tried = filled.replace("verified_on: null", "verified_on: 2026-11-24")
    shared = [each.id for each in load_facts(root).contacts if each.scope == "national"]
    trials = "".join(f"  {name}: {{on: 2026-11-24, by: pengelola}}\n" for name in shared)
    contacts.write_text(
        tried.replace("verified_by: null", "verified_by: pengelola").replace("tried: {}", f"tried:\n{trials}")
    )
    duty = "open:\n  hours: Senin sampai Jumat\n  approved_by: kepala dinas\n  approved_on: 2026-11-24\n"
    settle(checkout, "service", duty)
    address = checkout / "site_config/district/mkdocs.yml"
    address.write_text(address.read_text().replace(".example/", ".go.id/"))
    settle(checkout, "operator", "security_contact: mailto:aman@kantor.example\nexpires: 2027-11-01\n")


def settle(checkout: Path, name: str, words: str) -> None:
    """Write one of the district's files, below the line that tells editors its shape."""
    (checkout / f"site_config/district/{name}.yml").write_text(
        f"# yaml-language-server: $schema=../schema/{name}.json\n{words}"
    )


def announce(checkout: Path, fingerprints: list[str]) -> None:
    """Write down the officers' keys as the site shows them, in the order of recipients.txt."""
    lines = [
        f"  - {{name: petugas {number}, fingerprint: {one}, since: 2026-11-24}}\n"
        for number, one in enumerate(fingerprints, 1)
    ]
    assert len(lines) == 2
    settle(checkout, "keys", "keys:\n" + "".join(lines))


def test_the_page_leads_from_an_empty_machine_to_an_opened_envelope(
    root: Path, machine: Machine, certificate: Path, post: Post, forms: dict[str, FormSpec], browser: Browser
) -> None:
    """The page's commands, in its order and as its users: keys, folders, site, services, a report that opens.

    Then a key is taken away, in the order that never keeps the server down.
    """
    port, pool = free_port(), urllib3.PoolManager(ca_certs=str(certificate), retries=False)
    with Proxy(certificate, port) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        origin = f"https://127.0.0.1:{proxy.server_address[1]}"
        operator = Operator(root, machine, swaps(origin, post.port, port))
        try:
            marks = set_up(operator)
            operator.follow(SERVICES)
            wait_for(pool, origin, operator)
            assert "PERLU ORANG" not in operator.follow(STAFF, "suluh")
            assert len(post.letters) >= 3
            accept(operator, browser, origin, forms["laporan"])
            operator.follow(MOVED, "suluh")
            take_away(operator, marks)
            wait_for(pool, origin, operator)
            page = pool.request("GET", f"{origin}/lapor").data.decode()
            assert [mark in page for mark in marks] == [True, False]
        finally:
            operator.stop()
            pool.clear()
            proxy.shutdown()


def set_up(operator: Operator) -> list[str]:
    """Steps 1 to 5; give the fingerprints that the officers read out."""
    there = operator.machine.root
    for officer in ("1", "2"):
        operator.follow_on_laptop(KEY, officer)
        shutil.copy(there / LAPTOP / f"petugas-{officer}.txt", there / PROGRAM)  # the USB stick
    operator.follow(FOLDERS)
    (there / DATA / "mail.password").write_text(PASSWORD)
    marks = re.findall(r"# sidik: (.*)", operator.follow(SETTINGS))
    announce(there / PROGRAM, marks)
    operator.follow(SITE)
    assert "server tidak menyala" not in operator.status()
    return marks


def accept(operator: Operator, browser: Browser, origin: str, spec: FormSpec) -> None:
    """Step 8: a report from a phone opens on both laptops, and its code deletes it."""
    context = browser.new_context(viewport=PHONE, ignore_https_errors=True)
    page = context.new_page()
    number, code = send_report(page, origin, spec)
    operator.swaps["NOMOR"] = number  # the page says: put the number from the list
    for officer in ("1", "2"):
        shown = operator.follow_on_laptop(LOOK, officer)
        assert number in shown
        assert spec.questions[0].label in shown
    with closing(Store.open(database(operator), "production")) as store:
        assert store.waiting() == []
        delete_mailbox(page, origin, code)
        assert store.envelopes() == []
    context.close()


def database(operator: Operator) -> str:
    """The server's database, seen from outside."""
    return f"sqlite:///{operator.machine.root / DATA / 'collector.sqlite3'}"


def take_away(operator: Operator, marks: list[str]) -> None:
    """Officer 2 leaves. Until the last step the old server runs on; in another order `status` warns before."""
    server, there = operator.server, operator.machine.root
    keys, recipients = there / PROGRAM / "site_config/district/keys.yml", there / DATA / "recipients.txt"
    both = recipients.read_text()
    recipients.write_text(both.splitlines(keepends=True)[0])
    warned = operator.status()
    assert re.search(r"server tidak menyala.*keys\.yml.*until.*site build.*recipients\.txt", warned, re.DOTALL)
    recipients.write_text(both)
    old = f"fingerprint: {marks[1]}, since: 2026-11-24"
    keys.write_text(keys.read_text().replace(old, f"{old}, until: 2027-01-15"))
    operator.follow(KEY_OUT)  # the site's box was followed before, and the server looks at keys.yml alone
    assert server is operator.server
    assert server is not None
    assert server.poll() is None
    operator.follow(RESTART)


def wait_for(pool: urllib3.PoolManager, origin: str, operator: Operator) -> None:
    """Wait until the server would store an envelope."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert operator.server is not None
        assert operator.server.poll() is None
        with suppress(urllib3.exceptions.HTTPError):
            if pool.request("GET", f"{origin}/healthz").status == 200:
                return
    pytest.fail("the server did not start")


def send_report(page: Page, origin: str, spec: FormSpec) -> tuple[str, str]:
    """Send one report through the page that the guide names; give its number and its code."""
    sent = list[str]()
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    page.goto(f"{origin}/lapor")
    fill(page, spec, dict(spec.examples.valid[0].answers))
    code = send(page)
    return sent[-1].rpartition("/")[2], code


def delete_mailbox(page: Page, origin: str, code: str) -> None:
    """Delete what was sent with its code, as the guide says."""
    page.goto(f"{origin}/kotak")
    page.locator("[data-group]").first.fill(code)
    page.locator("#entry .button").click()
    page.locator("#ask-delete").click()
    page.locator("#delete").click()
    page.locator("#gone").wait_for()
