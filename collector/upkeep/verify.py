"""For whoever does not trust the server: make its pages again from the source and compare, byte by byte.

Nothing of what comes is parsed: a parser can be fooled, equality cannot. Pages behind the staff login are not covered.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3

from collector.core.age import InvalidKey, fingerprint, parse_recipient
from collector.upkeep.fetching import DEVICES, OK, PHONE, SITES, Device, Kept, Served, fetch
from collector.upkeep.here import BUILD, ROOT, our_office
from collector.upkeep.serving import announced_keys, contact_html, public_site, staffed
from collector.upkeep.settings import RECIPIENTS, SETTINGS, read_recipients, read_settings
from collector.web import guard
from collector.web.rendering import Announced, form_pages, public_keys
from collector.web.site import DEMO_MARK, marked
from site_config.facts.load import load_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from collector.forms.schema import FormSpec

KEYS = "api/recipients"
MISSING = "404.html"
NOT_FOUND, MOVED = 404, (301, 302, 303, 307, 308)
INDEX = "/index.html"
CLOSED = "#tertutup"  # behind a form's path: what stands there while it is closed. No address that is asked for has a #
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>\S+)")
# What a server or a proxy may add: it changes neither what a browser makes of a page nor what it loads or tells. Any
# other header is named, such as Link, Refresh, Set-Cookie, a second policy, or Alt-Svc, which leads to another server.
HARMLESS = {
    *("accept-ranges", "age", "connection", "content-disposition", "content-encoding", "content-length", "date"),
    *("etag", "keep-alive", "last-modified", "server", "transfer-encoding", "vary", "via"),
}
KINDS = {".js": ("script", "classic", "worker"), ".css": ("style",), ".svg": ("image",), ".txt": ("document",)}

Digests = dict[str, str]  # path as it is served, without the first slash, and CLOSED -> SHA-256 of what stands there


def announced(data: Path | None) -> Announced:
    """What the pages must be made of: the announced facts and keys, or those of a demo's data folder."""
    facts = load_facts(ROOT)
    keys, demo = announced_keys(facts), False
    if data:
        demo = read_settings(data / SETTINGS).mode == "demo"
        holders = read_recipients(data / RECIPIENTS, demo=demo)
        keys = public_keys(list(holders), {str(key): name for key, name in holders.items() if name})
    integrity = guard.integrities(BUILD / "client")
    return Announced(keys, contact_html(facts), integrity, staffed(facts, demo=demo), demo, our_office())


def expected(build: Path, forms: Mapping[str, FormSpec], said: Announced) -> Digests:
    """What an honest server gives: every file of a build, and every form page that needs no login, open and closed."""
    found: Digests = {}
    for folder, prefix in ((public_site(build, demo=said.demo), ""), (build / "client", "static/")):
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            body = path.read_bytes()
            if said.demo and not prefix and path.suffix == ".html":
                body = marked(body, DEMO_MARK)
            found[prefix + path.relative_to(folder).as_posix()] = _sha(body)
    open_to_all = {key: spec for key, spec in forms.items() if spec.audience == "anyone"}
    pages = form_pages(open_to_all, said)
    for address, page in pages.shown.items():
        found[address.lstrip("/")] = _sha(page)
        if pages.closed.get(address, page) != page:
            found[address.lstrip("/") + CLOSED] = _sha(pages.closed[address])
    return found


def read_hashes(text: str) -> Digests:
    """The same from a published list, in the format of sha256sum."""
    lines = (_LINE.fullmatch(line) for line in text.splitlines())
    return {read["path"]: read["digest"] for read in lines if read}


def all_faults(url: str, wanted: Digests, marks: Sequence[str], *, plain: bool = False) -> Iterator[str]:
    """Say how the server at `url` differs from its source. `marks` are the fingerprints of the announced keys.

    `plain` is a host that has files only: there the forms must be missing pages, no key is asked for, and a header that
    it cannot send is not missed (`unsent` names it), while any that it sends must be right.
    """
    base, https = url.rstrip("/") + "/", url.startswith("https:")
    forms = [path for path in wanted if is_form(path)]
    files = {path: digest for path, digest in wanted.items() if not (plain and is_of_the_collector(path))}
    answers = ask(base, files)
    everything = inside([answer for path, answer in answers if is_page(path) and is_right(path, answer, files)])
    for path, answer in answers:
        yield from body_faults(path, answer, files)
        yield from header_faults(path, answer, everything, https=https, plain=plain)
    for address in [secrets.token_hex(16), *stray_addresses(forms), *(forms if plain else ())]:
        answer = fetch(base + address)
        if answer.status != NOT_FOUND or not is_right(MISSING, answer, wanted):
            yield f"{address}: tidak ada di sumbernya, tetapi dijawab dengan isi lain (jawaban {answer.status})"
        else:
            yield from header_faults(MISSING, answer, everything, https=https, plain=plain)
    for path in files:
        if path.endswith(INDEX):
            yield from stroke_faults(base, path.removesuffix(INDEX), wanted, https=https, plain=plain)
    if not plain:
        yield from key_faults(base, marks, https=https)


def ask(base: str, wanted: Digests) -> list[tuple[str, Served]]:
    """Fetch everything, in an order that says nothing: each visit on a connection of its own and on one in use.

    A server that lies only the second time, to one kind of browser, link or visit, or late on a connection lies here
    too.
    """
    visits = [visit for path in wanted if CLOSED not in path for visit in visits_to(path)]
    asked = [(*visit, kept) for visit in visits for kept in (False, True)]
    secrets.SystemRandom().shuffle(asked)
    with Kept(base) as line:
        return [
            (path, (line.fetch if kept else fetch)(base + address, kind, device, site))
            for path, address, kind, device, site, kept in asked
        ]


def visits_to(path: str) -> Iterator[tuple[str, str, str, Device, str]]:
    """(path, address, kind, device, site): each device, each way to come here, and a query as on a poster."""
    address = path.removesuffix("index.html")
    if not is_page(path):
        kinds = KINDS.get(Path(path).suffix, ("empty",))
        yield from ((path, address, kind, device, SITES[0]) for kind in kinds for device in DEVICES)
        return
    yield from ((path, address, "document", device, site) for device in DEVICES for site in SITES)
    yield path, f"{address}?{secrets.token_hex(4)}", "document", PHONE, SITES[0]


def stray_addresses(forms: Sequence[str]) -> list[str]:
    """What somebody types who means a form: it leads to no page of ours, and must not lead to anybody else's."""
    return [wrong for form in forms for wrong in (f"{form}/", f"{form}.html", form.upper())]


def inside(pages: Sequence[Served]) -> guard.Hashes:
    """What stands in any page: a static host has one policy for all of them (scripts/deploy/static)."""
    hashes = [guard.inline_hashes(page.unpacked() or b"") for page in pages]
    return guard.Hashes(*(sorted({digest for page in hashes for digest in page[kind]}) for kind in (0, 1)))


def is_right(path: str, answer: Served, wanted: Digests) -> bool:
    """Whether the body is the source's. What lies packed in the build (sitemap.xml.gz) is compared as it came."""
    body = answer.body if path.endswith(".gz") else answer.unpacked()
    return body is not None and _sha(body) == wanted.get(path)


def body_faults(path: str, answer: Served, wanted: Digests) -> Iterator[str]:
    """Say what is wrong with the answer to a path, its headers aside."""
    if not answer.status:
        yield f"{path}: jawabannya bukan HTTP yang lurus, atau terlalu panjang; peramban dapat membacanya lain"
    elif answer.unpacked() is None:
        yield f"{path}: dikemas dengan cara yang tidak dapat dibandingkan; server yang jujur memakai gzip saja"
    elif answer.status == OK and path + CLOSED in wanted and is_right(path + CLOSED, answer, wanted):
        yield f"{path}: tertutup, padahal menurut sumbernya terbuka. Tanyakan pengelola apakah ia yang menutupnya"
    elif answer.status != OK or not is_right(path, answer, wanted):
        yield f"{path}: isinya lain (jawaban {answer.status})"


def header_faults(path: str, answer: Served, everything: guard.Hashes, *, https: bool, plain: bool) -> Iterator[str]:
    """Say which header of an answer is missing, doubled, other than ours, or none that an honest server sends."""
    if not answer.status:
        return
    address = "/" + path.removesuffix("index.html")
    own = guard.inline_hashes(answer.unpacked() or b"") if is_page(path) else guard.NO_HASHES
    wanted = {name: {value} for name, value in guard.headers(address, https=https, hashes=own).items()}
    wanted["Content-Security-Policy"] |= {guard.policy(address, everything)}
    for name, values in wanted.items():
        sent = answer.headers.getlist(name)
        if (sent or not plain) and (len(sent) != 1 or sent[0] not in values):
            yield f"{path}: kepala {name} lain dari sumbernya"
    known = {name.lower() for name in wanted} | HARMLESS | {"content-type"}
    for name in answer.headers:
        if name.lower() not in known:
            yield f"{path}: kepala {name} tidak dikirim oleh server yang jujur"
    if not all(
        said == "inline" or said.startswith("inline;") for said in answer.headers.getlist("Content-Disposition")
    ):
        yield f"{path}: diunduh, bukan ditampilkan"
    if not is_typed(path, answer.headers.getlist("Content-Type")):
        yield f"{path}: jenis isinya lain dari sumbernya"


def stroke_faults(base: str, address: str, wanted: Digests, *, https: bool, plain: bool) -> Iterator[str]:
    """Say where the address of a page, typed from a poster without its last stroke, leads but to that page."""
    right = {f"{base}{address}/", f"{urlsplit(base).path}{address}/"}
    for device in DEVICES:
        answer = fetch(base + address, device=device)
        aims = answer.headers.getlist("Location")
        if answer.status in MOVED and len(aims) == 1 and aims[0] in right:
            beside = urllib3.HTTPHeaderDict(answer.headers)
            beside.discard("Location")
            beside["Content-Type"] = "text/html"  # of a body that no browser shows
            yield from header_faults(address, Served(answer.status, beside), guard.NO_HASHES, https=https, plain=plain)
        elif answer.status != NOT_FOUND or not is_right(MISSING, answer, wanted):
            yield f"{address}: tanpa garis miring di akhir tidak menuju halamannya (jawaban {answer.status})"


def unsent(home: Served, *, https: bool) -> list[str]:
    """The headers of ours that a host does not send with its first page."""
    return [name for name in guard.headers("/", https=https) if name not in home.headers]


def is_page(path: str) -> bool:
    """Whether a path is given out as HTML."""
    return path.endswith(".html") or is_form(path)


def is_form(path: str) -> bool:
    """Whether a path is a form's page or the mailbox's, which alone have no ending."""
    return "." not in path and CLOSED not in path and path != KEYS


def is_of_the_collector(path: str) -> bool:
    """Whether a path is answered by the collector and not from a file of the public site."""
    return path.startswith("static/") or CLOSED in path or is_form(path)


def is_typed(path: str, given: Sequence[str]) -> bool:
    """Whether the type is right: under another character set the same bytes are another page."""
    kind, _, charset = (given[0] if len(given) == 1 else "").lower().partition(";")
    scripted = kind in {"text/javascript", "application/javascript"}
    right = kind == "text/html" if is_page(path) else kind != "text/html" and scripted == path.endswith(".js")
    return right and charset.strip() in {"", "charset=utf-8"}


def key_faults(base: str, marks: Sequence[str], *, https: bool) -> Iterator[str]:
    """Say how the keys that the server gives differ from those whose fingerprints are announced."""
    if not marks:
        yield "Belum ada kunci yang diumumkan (site_config/district/keys.yml): tidak ada yang dapat dibandingkan."
    for device in DEVICES:
        answer = fetch(base + KEYS, "empty", device)
        yield from header_faults(KEYS, answer, guard.NO_HASHES, https=https, plain=False)
        try:
            sent = [_mark(str(key)) for key in json.loads(answer.unpacked() or b"")["recipients"]]
        except (ValueError, KeyError, TypeError):
            yield f"{KEYS}: tidak memberi daftar kunci (jawaban {answer.status})"
            continue
        if sent != list(marks):
            yield f"{KEYS}: bukan kunci yang diumumkan ({', '.join(sent) or 'tidak ada kunci'})"


def _sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _mark(recipient: str) -> str:
    try:
        return fingerprint(parse_recipient(recipient))
    except InvalidKey:
        return "bukan kunci"
