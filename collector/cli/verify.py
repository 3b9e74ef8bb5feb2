"""For whoever does not trust the server: compare what it serves with a build of the same source."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, TextIO
from urllib.parse import urljoin, urlsplit

import click
import urllib3

from collector.cli.group import BUILD, ROOT, suluh
from collector.core.age import InvalidKey, fingerprint, parse_recipient
from collector.forms.load import load_forms
from site_config.load import load_facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 16 * 1024 * 1024
KEYS = "/api/recipients"
TIMEOUT = urllib3.Timeout(connect=20, read=60)
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>\S+)")


@suluh.command()
def hashes() -> None:
    """Sidik setiap berkas umum dari hasil bangun, untuk diumumkan di luar server. Contoh: suluh hashes > sidik.txt."""
    for path, digest in built_hashes(BUILD).items():
        click.echo(f"{digest}  {path}")


@suluh.command()
@click.argument("url")
@click.option(
    "--hashes", "file", type=click.File(), help="Daftar sidik yang diumumkan; tanpa ini: hasil bangun di sini."
)
def verify(url: str, file: TextIO | None) -> None:
    """Bandingkan situs yang hidup dengan hasil bangun, berkas demi berkas. Contoh: suluh verify https://….

    Jalankan dari beberapa jaringan: server yang berbohong dapat menjawab jujur hanya kepada pemeriksa.
    """
    expected = read_hashes(file.read()) if file else built_hashes(BUILD)
    if not expected:
        raise click.ClickException("belum ada hasil bangun. Jalankan dulu: suluh site build")
    pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)
    faults = [fault for path, digest in expected.items() if (fault := differs(pool, url, path, digest))]
    # A page behind the staff login is not for whoever checks from outside.
    forms = [spec.address for spec in load_forms().values() if spec.address and spec.audience == "anyone"]
    for address in forms:
        faults += form_faults(pool, url, address, expected)
    faults += key_faults(pool, url)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(
            f"{len(faults)} hal berbeda dari sumbernya. Jangan pakai formulirnya; beri tahu pengelola."
        )
    click.echo(f"{len(expected)} berkas dan {len(forms)} formulir sama dengan sumbernya.")


def built_hashes(build: Path) -> dict[str, str]:
    """Path as it is served -> SHA-256 of every public file of a build."""
    found: dict[str, str] = {}
    for folder, prefix in ((build / "publik", ""), (build / "client", "static/")):
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            name = path.relative_to(folder).as_posix()
            if not path.name.startswith(".made"):
                found[prefix + name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def read_hashes(text: str) -> dict[str, str]:
    """The same from a published list, in the format of sha256sum."""
    return {found["path"]: found["digest"] for line in text.splitlines() if (found := _LINE.fullmatch(line))}


def differs(pool: urllib3.PoolManager, url: str, path: str, digest: str) -> str:
    """Say how one served file differs from its hash; nothing where it does not."""
    address = urljoin(url.rstrip("/") + "/", path.removesuffix("index.html"))
    status, body = fetch(pool, address)
    if status != 200 and path != "404.html":  # which is served for what is not there
        return f"{path}: tidak diberikan (jawaban {status})"
    if path != "404.html" and hashlib.sha256(body).hexdigest() != digest:
        return f"{path}: isinya lain"
    return ""


def form_faults(pool: urllib3.PoolManager, url: str, path: str, expected: dict[str, str]) -> Iterator[str]:
    """Say what a form page runs that is not in the build."""
    status, body = fetch(pool, urljoin(url, path))
    page = _FormPage(body.decode("utf-8", "replace"))
    if status != 200:
        yield f"{path}: tidak diberikan (jawaban {status})"
    if page.inline:
        yield f"{path}: ada skrip di dalam halaman"
    for source in page.scripts:
        if urlsplit(source).netloc or urlsplit(source).path.lstrip("/") not in expected:
            yield f"{path}: memuat skrip yang tidak ada di sumbernya"


def key_faults(pool: urllib3.PoolManager, url: str) -> Iterator[str]:
    """Say which of the keys that the forms seal to nobody has announced."""
    status, body = fetch(pool, urljoin(url, KEYS))
    try:
        recipients = [str(one) for one in json.loads(body)["recipients"]]
    except (ValueError, KeyError, TypeError):
        yield f"{KEYS}: tidak memberi daftar kunci (jawaban {status})"
        return
    known = {key.fingerprint for key in load_facts(ROOT).keys if key.until is None}
    for recipient in recipients:
        if known and sidik(recipient) not in known:
            yield f"{KEYS}: kunci yang tidak diumumkan ({sidik(recipient)})"


def sidik(recipient: str) -> str:
    """A recipient's fingerprint, or that it is none."""
    try:
        return fingerprint(parse_recipient(recipient))
    except InvalidKey:
        return "bukan kunci"


def fetch(pool: urllib3.PoolManager, address: str) -> tuple[int, bytes]:
    """Status and body; nothing longer than any file of ours is read."""
    try:
        answer = pool.request("GET", address, redirect=False, preload_content=False)
        body = answer.read(LARGEST, decode_content=True)
        answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise click.ClickException(f"{address} tidak terjangkau ({type(error).__name__}).") from None
    return answer.status, body


class _FormPage(HTMLParser):
    """The scripts of a form page, its worker among them, and whether one stands in the page itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.inline = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script":
            self.scripts += [given[name] for name in ("src", "data-worker") if name in given]
            self.inline = self.inline or "src" not in given
        self.inline = self.inline or any(name.startswith("on") for name in given)
