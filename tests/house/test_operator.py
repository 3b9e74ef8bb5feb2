"""Journey 15: the operator's one page, from an empty machine to the first opened envelope in production mode."""

from __future__ import annotations

import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
import urllib3

from collector.store import Store
from site_config.facts.load import load_facts
from tests.browser.reporter import fill, send
from tests.house.post import PASSWORD, make_certificate, run_post
from tests.house.terminal import PASSPHRASE
from tests.machine import PATIENCE, PHONE, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from collector.forms.schema import FormSpec
    from tests.house.post import Post

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
GUIDE = "docs/internal/panduan-pengelola.md"


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
def checkout(root: Path, tmp_path: Path) -> Path:
    """The program with a district's facts as they are on the first day: numbers tried, readers on duty."""
    place = tmp_path / "program"
    for name in ("base", "collector", "sop", "site_config", "docs", "scripts"):
        shutil.copytree(root / name, place / name)
    shutil.copytree(root / "build/client", place / "build/client")
    for name in ("publik", "internal"):
        (place / "build" / name).mkdir()
    shutil.copy(root / "mkdocs.yml", place)
    contacts = place / "site_config/district/contacts.yml"
    filled = contacts.read_text().replace("\n    status: to-be-filled", '\n    number: "110"\n    display: "110"')
    tried = filled.replace("verified_on: null", "verified_on: 2026-11-24")
    shared = [each.id for each in load_facts(root).contacts if each.scope == "national"]
    trials = "".join(f"  {name}: {{on: 2026-11-24, by: pengelola}}\n" for name in shared)
    contacts.write_text(
        tried.replace("verified_by: null", "verified_by: pengelola").replace("tried: {}", f"tried:\n{trials}")
    )
    duty = "open:\n  hours: Senin sampai Jumat\n  approved_by: kepala dinas\n  approved_on: 2026-11-24\n"
    settle(place, "service", duty)
    address = place / "site_config/district/mkdocs.yml"
    address.write_text(address.read_text().replace(".example/", ".go.id/"))
    settle(place, "operator", "security_contact: mailto:aman@kantor.example\nexpires: 2027-11-01\n")
    return place


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


class Operator:
    """Somebody who copies the page's commands, with addresses and folders of their own, and types what is asked."""

    def __init__(self, root: Path, room: Path, checkout: Path, certificate: Path) -> None:
        """`room` is where all files lie."""
        page = (root / GUIDE).read_text(encoding="utf-8")
        part = page.split("\n## Dari mesin kosong", 1)[1].split("\n## ", 1)[0]
        self.boxes = re.findall(r"```sh\n(.*?)```", re.sub(r"(?m)^    ", "", part), re.DOTALL)
        self.room, self.swaps = room, {"/var/lib/suluh": f"{room}/data", "/var/backups/suluh": f"{room}/backups"}
        self.swaps["scripts/suluh"] = f"{sys.executable} -m collector.cli"
        secret = room / "secret.txt"
        secret.write_text(PASSPHRASE)
        for asks in ("--name", "--key"):
            self.swaps[f" {asks} "] = f" --passphrase-file {secret} {asks} "
        for asks in ("account add", "account password"):
            self.swaps[asks] = f"{asks} --password-file {secret}"
        self.env = {**os.environ, "PYTHONPATH": str(checkout), "SSL_CERT_FILE": str(certificate)}  # noqa: TID251

    def follow(self, box: int) -> str:
        """Run one box of the page; give what it shows."""
        words = self.boxes[box]
        for here, there in self.swaps.items():
            assert isinstance(there, str)
            words = words.replace(here, there)
        done = subprocess.run(
            ["bash", "-ec", words], cwd=self.room, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, words + done.stdout + done.stderr
        return done.stdout


def test_the_page_leads_from_an_empty_machine_to_an_opened_envelope(
    root: Path,
    tmp_path: Path,
    checkout: Path,
    certificate: Path,
    post: Post,
    forms: dict[str, FormSpec],
    browser: Browser,
) -> None:
    """Each command as it is written: keys, folder, account, e-mail, duties, a calm status, and a report that opens."""
    for name in ("data", "backups"):
        (tmp_path / name).mkdir()
    (tmp_path / "data/mail.password").write_text(PASSWORD)
    operator, port = Operator(root, tmp_path, checkout, certificate), free_port()
    with Proxy(certificate, port) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        origin = f"https://127.0.0.1:{proxy.server_address[1]}"
        operator.swaps |= {"https://alamat.resmi.anda": origin, "host: surel.kantor.example": "host: 127.0.0.1"}
        operator.swaps["port: 465"] = f"port: {post.port}"
        operator.follow(0)
        announce(checkout, re.findall(r"# sidik: (.*)", operator.follow(1)))
        web = [sys.executable, "-m", "collector.cli", "web", "--data", "data", "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(web, cwd=tmp_path, env=operator.env) as server:
            pool = urllib3.PoolManager(ca_certs=str(certificate), retries=False)
            try:
                wait_for(pool, origin, server)
                calm = operator.follow(2)
                assert len(post.letters) >= 3
                assert "petugas 2" in calm
                assert "PERLU ORANG" not in calm
                operator.swaps["NOMOR"] = send_report(browser, origin, forms["laporan"])
                shown = operator.follow(3)
                assert operator.swaps["NOMOR"] in shown
                assert forms["laporan"].questions[0].label in shown
                operator.follow(4)
            finally:
                server.terminate()
                pool.clear()
        proxy.shutdown()
    with closing(Store.open(f"sqlite:///{tmp_path}/data/collector.sqlite3", "production")) as store:
        assert store.waiting() == []


def test_a_key_that_is_taken_away_never_keeps_the_server_down(root: Path, tmp_path: Path, checkout: Path) -> None:
    """The page's order works while the old server runs on; the other order is refused, by `status` beforehand too."""
    for name in ("data", "backups"):
        (tmp_path / name).mkdir()
    (tmp_path / "data/mail.password").write_text(PASSWORD)
    operator, port = Operator(root, tmp_path, checkout, tmp_path), free_port()
    operator.follow(0)
    marks = re.findall(r"# sidik: (.*)", operator.follow(1))
    announce(checkout, marks)
    recipients, keys = tmp_path / "data/recipients.txt", checkout / "site_config/district/keys.yml"
    cli = [sys.executable, "-m", "collector.cli"]
    web = [*cli, "web", "--data", "data", "--bind", f"127.0.0.1:{port}"]
    run = partial(subprocess.run, cwd=tmp_path, env=operator.env, capture_output=True, text=True, check=False)
    both = recipients.read_text()
    recipients.write_text(both.splitlines(keepends=True)[0])
    refused, warned = run(web), run([*cli, "status", "--data", "data"])
    assert (refused.returncode, warned.returncode) == (1, 2)
    for shown in (refused.stderr, warned.stdout):
        assert re.search(r"keys\.yml.*until.*site build.*recipients\.txt", shown, re.DOTALL)
    recipients.write_text(both)
    origin, pool = f"http://127.0.0.1:{port}", urllib3.PoolManager(retries=False)
    for box in (5, None):
        with subprocess.Popen(web, cwd=tmp_path, env=operator.env) as server:
            try:
                wait_for(pool, origin, server)
                page = pool.request("GET", f"{origin}/lapor", headers={"Host": "alamat.resmi.anda"}).data.decode()
                assert [mark in page for mark in marks] == [True, box is not None]
                if box is not None:
                    old = f"fingerprint: {marks[1]}, since: 2026-11-24"
                    keys.write_text(keys.read_text().replace(old, f"{old}, until: 2027-01-15"))
                    operator.follow(box)
                    operator.follow(box + 1)
                    assert server.poll() is None
            finally:
                server.terminate()
                pool.clear()


def wait_for(pool: urllib3.PoolManager, origin: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server would store an envelope."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None
        with suppress(urllib3.exceptions.HTTPError):
            if pool.request("GET", f"{origin}/healthz").status == 200:
                return
    pytest.fail("the server did not start")


def send_report(browser: Browser, origin: str, spec: FormSpec) -> str:
    """Send one report from a phone, through the page that the guide names; give its number."""
    context = browser.new_context(viewport=PHONE, ignore_https_errors=True)
    page, sent = context.new_page(), list[str]()
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    page.goto(f"{origin}/lapor")
    fill(page, spec, dict(spec.examples.valid[0].answers))
    assert len(send(page).split()) == 5
    context.close()
    return sent[-1].rpartition("/")[2]


def test_what_the_page_starts_is_what_it_copies(root: Path, tmp_path: Path) -> None:
    """The page's own line for the services, with another folder, puts there each unit that it then starts, by name."""
    page = (root / GUIDE).read_text(encoding="utf-8")
    [box] = re.findall(r"( +cp -r scripts/deploy/systemd.*?)```", page, re.DOTALL)
    copy, *rest = (line.strip() for line in box.strip().splitlines())
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    words = copy.replace("/etc/systemd/system", str(units))
    assert words != copy
    subprocess.run(["bash", "-ec", words], cwd=root, check=True)
    [enabled] = [line for line in rest if "--now" in line]
    names = enabled.partition("--now ")[2].split()
    assert names
    for name in names:
        unit = units / (name if "." in name else f"{name}.service")
        assert unit.is_file()
        assert unit.with_suffix(".service").is_file()
    assert (units / "suluh-.service.d").is_dir()
