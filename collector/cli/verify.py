"""For whoever does not trust the server: make its pages again from the source and compare, byte by byte.

Nothing of what comes is parsed: a parser can be fooled, equality cannot. Pages behind the staff login are not covered.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click
import urllib3

from collector.cli.group import BUILD, ROOT, suluh
from collector.cli.server import announced_keys, contact_html, staffed
from collector.core.age import InvalidKey, fingerprint, parse_recipient
from collector.forms.load import load_forms
from collector.web import guard
from collector.web.rendering import Announced, form_pages, public_keys
from collector.web.settings import RECIPIENTS, SETTINGS, read_recipients, read_settings
from collector.web.site import DEMO_MARK, marked
from site_config.load import load_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.forms.schema import FormSpec

LARGEST = 16 * 1024 * 1024  # a longer answer is none of ours, and fails
KEYS = "api/recipients"
MISSING = "404.html"
TIMEOUT = urllib3.Timeout(connect=20, read=60)
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>\S+)")
# What a server or a proxy may add: it changes neither what a browser makes of a page nor what it loads or tells. Any
# other header is named, such as Link, Refresh, Set-Cookie or a second policy.
HARMLESS = {
    *("accept-ranges", "age", "alt-svc", "connection", "content-disposition", "content-length", "date", "etag"),
    *("keep-alive", "last-modified", "server", "transfer-encoding", "vary", "via"),
}

Digests = dict[str, frozenset[str]]  # path as it is served, without the first slash -> SHA-256 of what may stand there


@dataclass(frozen=True)
class Served:
    """One answer: its body as it came over the line, not decoded."""

    status: int
    headers: urllib3.HTTPHeaderDict
    body: bytes


@suluh.command()
def hashes() -> None:
    """Sidik setiap berkas umum dan formulir, untuk diumumkan di luar server. Contoh: suluh hashes > sidik.txt."""
    for path, digests in expected(BUILD, load_forms(), announced(None)).items():
        for digest in sorted(digests):
            click.echo(f"{digest}  {path}")


@suluh.command()
@click.argument("url")
@click.option(
    "--hashes", "file", type=click.File(), help="Daftar sidik yang diumumkan; tanpa ini: hasil bangun di sini."
)
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder data demo, untuk kuncinya."
)
def verify(url: str, file: TextIO | None, data: Path | None) -> None:
    """Buat lagi setiap halaman umum dan bandingkan dengan situs yang hidup. Contoh: suluh verify https://….

    Demo: suluh verify http://127.0.0.1:8000 --data .data. Jalankan dari beberapa jaringan: server yang berbohong dapat
    menjawab jujur hanya kepada pemeriksa.
    """
    said = announced(data)
    wanted = read_hashes(file.read()) if file else expected(BUILD, load_forms(), said)
    if MISSING not in wanted:
        raise click.ClickException("belum ada hasil bangun. Jalankan dulu: suluh site build")
    faults = [*differences(url, wanted), *key_faults(url, [key.fingerprint for key in said.keys])]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(
            f"{len(faults)} hal berbeda dari sumbernya. Jangan pakai formulirnya; beri tahu pengelola."
        )
    click.echo(f"{len(wanted)} berkas dan halaman sama dengan sumbernya, dan kuncinya kunci yang diumumkan.")


def announced(data: Path | None) -> Announced:
    """What the pages must be made of: the announced facts and keys, or those of a demo's data folder."""
    facts = load_facts(ROOT)
    keys, demo = announced_keys(facts), False
    if data:
        demo = read_settings(data / SETTINGS).mode == "demo"
        found = read_recipients(data / RECIPIENTS, demo=demo)
        keys = public_keys(list(found), {str(key): name for key, name in found.items() if name})
    return Announced(keys, contact_html(facts), guard.integrities(BUILD / "client"), staffed(facts, demo=demo), demo)


def expected(build: Path, forms: Mapping[str, FormSpec], said: Announced) -> Digests:
    """What an honest server gives: every file of a build, and every form page that needs no login, open or closed."""
    found: Digests = {}
    for folder, prefix in ((build / "publik", ""), (build / "client", "static/")):
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            body = path.read_bytes()
            if said.demo and not prefix and path.suffix == ".html":
                body = marked(body, DEMO_MARK)
            found[prefix + path.relative_to(folder).as_posix()] = frozenset({_sha(body)})
    open_to_all = {key: spec for key, spec in forms.items() if spec.audience == "anyone"}
    pages = form_pages(open_to_all, said)
    for address, page in pages.shown.items():
        found[address.lstrip("/")] = frozenset({_sha(page), _sha(pages.closed.get(address, page))})
    return found


def read_hashes(text: str) -> Digests:
    """The same from a published list, in the format of sha256sum."""
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if read := _LINE.fullmatch(line):
            found.setdefault(read["path"], set()).add(read["digest"])
    return {path: frozenset(digests) for path, digests in found.items()}


def differences(url: str, wanted: Digests) -> Iterator[str]:
    """Say how the server at `url` differs: every body and every header, and the page in place of a missing one."""
    base = url.rstrip("/") + "/"
    answers = {path: fetch(base + path.removesuffix("index.html")) for path in wanted}
    same = {path: each for path, each in answers.items() if _sha(each.body) in wanted[path] and each.status == 200}
    inside = [guard.inline_hashes(each.body) for path, each in same.items() if is_page(path)]
    # A static host has one policy for all pages (scripts/deploy/static), with the hashes of what stands in any of them.
    everything = guard.Hashes(*(sorted({one for each in inside for one in each[kind]}) for kind in (0, 1)))
    for path, answer in answers.items():
        if path in same:
            yield from header_faults(path, answer, everything, https=url.startswith("https:"))
        else:
            yield f"{path}: isinya lain (jawaban {answer.status})"
    stray = fetch(base + secrets.token_hex(16))
    if stray.status != 404 or _sha(stray.body) not in wanted.get(MISSING, ()):
        yield f"{MISSING}: halaman yang tidak ada dijawab dengan isi lain (jawaban {stray.status})"


def header_faults(path: str, answer: Served, everything: guard.Hashes, *, https: bool) -> Iterator[str]:
    """Say which header of an answer is missing, doubled, other than ours, or none that an honest server sends."""
    address = "/" + path.removesuffix("index.html")
    own = guard.inline_hashes(answer.body) if is_page(path) else guard.NO_HASHES
    wanted = {name: {value} for name, value in guard.headers(address, https=https, hashes=own).items()}
    wanted["Content-Security-Policy"] |= {guard.policy(address, everything)}
    for name, values in wanted.items():
        given = answer.headers.getlist(name)
        if len(given) != 1 or given[0] not in values:
            yield f"{path}: kepala {name} lain dari sumbernya"
    known = {name.lower() for name in wanted} | HARMLESS | {"content-type"}
    known |= {"content-encoding"} if path.endswith(".gz") else set()
    for name in answer.headers:
        if name.lower() not in known:
            yield f"{path}: kepala {name} tidak dikirim oleh server yang jujur"
    if not all(said.startswith("inline") for said in answer.headers.getlist("Content-Disposition")):
        yield f"{path}: diunduh, bukan ditampilkan"
    if not is_typed(path, answer.headers.getlist("Content-Type")):
        yield f"{path}: jenis isinya lain dari sumbernya"


def is_page(path: str) -> bool:
    """Whether a path is given out as HTML: a form's page has no ending."""
    return path.endswith(".html") or "." not in path


def is_typed(path: str, given: Sequence[str]) -> bool:
    """Whether the type is right: under another character set the same bytes are another page."""
    kind, _, charset = (given[0] if len(given) == 1 else "").lower().partition(";")
    scripted = kind in {"text/javascript", "application/javascript"}
    right = kind == "text/html" if is_page(path) else kind != "text/html" and scripted == path.endswith(".js")
    return right and charset.strip() in {"", "charset=utf-8"}


def key_faults(url: str, marks: Sequence[str]) -> Iterator[str]:
    """Say how the keys that the server gives differ from those whose fingerprints are announced."""
    if not marks:
        yield "Belum ada kunci P2TP2A yang diumumkan (site_config/facts/keys.yml): tidak ada yang dapat dibandingkan."
    answer = fetch(url.rstrip("/") + "/" + KEYS)
    try:
        given = [_mark(str(one)) for one in json.loads(answer.body)["recipients"]]
    except (ValueError, KeyError, TypeError):
        yield f"{KEYS}: tidak memberi daftar kunci (jawaban {answer.status})"
        return
    if given != list(marks):
        yield f"{KEYS}: bukan kunci yang diumumkan ({', '.join(given) or 'tidak ada kunci'})"


def fetch(address: str) -> Served:
    """One answer as it came. ClickException where the server cannot be reached."""
    try:
        answer = urllib3.request(
            "GET", address, headers={"Accept-Encoding": "identity"}, redirect=False, retries=False,
            timeout=TIMEOUT, preload_content=False, decode_content=False,
        )  # fmt: skip
        body = answer.read(LARGEST + 1, decode_content=False)
        answer.close()
    except urllib3.exceptions.HTTPError as error:
        raise click.ClickException(f"{address} tidak terjangkau ({type(error).__name__}).") from None
    return Served(answer.status, answer.headers, body)


def _sha(body: bytes) -> str:
    """The digest of a whole body; of one that is too long, none that anybody has announced."""
    return hashlib.sha256(body).hexdigest() if len(body) <= LARGEST else "too long"


def _mark(recipient: str) -> str:
    try:
        return fingerprint(parse_recipient(recipient))
    except InvalidKey:
        return "bukan kunci"
