"""`suluh verify` against the demo as it runs: the real build, the real server."""

from __future__ import annotations

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from collector.upkeep.fetching import PHONE, as_browser

if TYPE_CHECKING:
    from email.message import Message

    from playwright.sync_api import Browser

    from tests.browser.conftest import Served


def test_the_running_demo_is_what_its_source_says(served: Served) -> None:
    """Every page, script and form of the demo passes with its own keys; without them one line says DEMO."""
    command = [sys.executable, "-m", "collector.cli", "verify", served.origin]
    known = subprocess.run(
        [*command, "--data", str(served.data)], cwd=served.root, capture_output=True, text=True, check=False
    )
    assert (known.returncode, known.stderr) == (0, "")
    assert "kunci folder demo" in known.stdout
    unknown = subprocess.run(command, cwd=served.root, capture_output=True, text=True, check=False)
    assert unknown.returncode == 1
    assert "DEMO" in unknown.stderr
    assert unknown.stderr.count("\n") == 1


PAGE = b"""<!doctype html><link rel=icon href=data:,><link rel=stylesheet href=/a.css><img src=/a.svg>
<script src=/classic.js></script><script type=module>import "/module.js"; new Worker("/worker.js"); fetch("/a")</script>
<a href=/linked>x</a>"""
ASKED = {
    "/": ("document", "none"),
    "/linked": ("document", "same-origin"),
    "/a.css": ("style", "none"),
    "/a.svg": ("image", "none"),
    "/classic.js": ("classic", "none"),
    "/module.js": ("script", "none"),
    "/worker.js": ("worker", "none"),
    "/a": ("empty", "none"),
}


class Noting(BaseHTTPRequestHandler):
    """A server that notes the names of the headers as they come over the line, in their order."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[dict[str, Message]] = {}

    def do_GET(self) -> None:
        """Note, and answer with a page that asks for every kind of part."""
        self.seen[self.path] = self.headers
        kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
        body = PAGE if "." not in self.path else b""
        self.send_response(200)
        self.send_header("Content-Type", kinds.get(Path(self.path).suffix, "text/html"))
        self.send_header("Referrer-Policy", "no-referrer")  # as on every page of ours
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_verify_asks_as_a_browser_does(browser: Browser) -> None:
    """A page typed, a page linked to and each part of a page: the headers of Chromium, in Chromium's order."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        origin = f"http://127.0.0.1:{server.server_port}"
        with browser.new_context() as context:  # no language of the tests' own: it would move the header's place
            page = context.new_page()
            page.goto(origin, wait_until="networkidle")
            page.click("a")
            page.wait_for_url("**/linked")
        server.shutdown()
        thread.join()
    for path, (kind, site) in ASKED.items():
        sent, ours = Noting.seen[path], as_browser(kind, PHONE, origin, site)
        assert [name.lower() for name in sent if name != "Host"] == [name.lower() for name, _ in ours], path
        fetched = {name: value for name, value in ours if name.startswith(("Sec-Fetch", "Accept", "Origin"))}
        del fetched["Accept-Language"]
        assert {name: sent[name] for name in fetched} == fetched, path
