"""What each answer tells the browser: who counts as foreign, what may run, who may frame, what is cleared."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from collector.web import guard

ORIGIN = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("method", "sent", "foreign"),
    [
        ("GET", {"Sec-Fetch-Site": "cross-site"}, False),
        ("PUT", {"Sec-Fetch-Site": "same-origin"}, False),
        ("PUT", {"Sec-Fetch-Site": "none"}, False),
        ("PUT", {"Sec-Fetch-Site": "same-site"}, True),
        ("POST", {"Sec-Fetch-Site": "cross-site"}, True),
        ("POST", {"Origin": ORIGIN}, False),
        ("POST", {"Origin": "null"}, True),
        ("POST", {"Origin": ORIGIN + "1"}, True),
        ("POST", {}, False),
    ],
)
def test_who_counts_as_foreign(method: str, sent: dict[str, str], *, foreign: bool) -> None:
    """A change is foreign when the browser says it comes from elsewhere; reading never is."""
    assert guard.is_foreign(method, Headers(sent), ORIGIN) is foreign


@pytest.mark.parametrize(
    "path", ["/", "/lapor", "/kotak", "/cari/", "/masuk", "/internal/", "/internal/kasus", "/api/work/1"]
)
def test_no_page_can_be_framed_by_another(path: str) -> None:
    """Both words that a browser may follow forbid it: a frame could show our page and take the taps."""
    found = guard.headers(path, https=True)
    assert "frame-ancestors 'none'" in found["Content-Security-Policy"]
    assert found["X-Frame-Options"] == "DENY"


def test_what_stands_in_a_page_runs_by_its_hash_only() -> None:
    """A page's own script and style are allowed by their SHA-256, and nothing else that somebody puts beside them."""
    found = guard.inline_hashes(b"<style>b{}</style><script>a()</script><script src=x></script>")
    assert [len(sources) for sources in found] == [1, 1]
    for path in ("/internal/", "/", "/cari/", "/kartu-nomor.html"):
        assert found.scripts[0] in guard.policy(path, found)
        assert "'unsafe-inline'" not in guard.policy(path, found).split("style-src")[0]
        assert found.scripts[0] not in guard.policy(path)
    assert found.styles[0] in guard.policy("/", found)
    assert "'unsafe-inline'" not in guard.policy("/", found)


def test_data_in_a_page_is_no_script() -> None:
    """The hotline as structured data needs no permission, so none is given."""
    assert guard.inline_hashes(b'<script type="application/ld+json">{}</script>') == guard.NO_HASHES


def test_only_the_search_may_run_webassembly() -> None:
    """Pagefind needs 'wasm-unsafe-eval'; nothing may turn a string into script, and no other page may do either."""
    searching = ("/internal/", "/internal/pagefind/pagefind-worker.js", "/cari/", "/pagefind/pagefind-worker.js")
    for path in (
        *searching,
        "/",
        "/lapor",
        "/masuk",
        "/keluar",
        "/api/v1/envelopes",
        "/internal",
        "/cari",
        "/privasi/",
    ):
        assert "'unsafe-eval'" not in guard.policy(path)
        assert ("'wasm-unsafe-eval'" in guard.policy(path)) is (path in searching)


def test_the_way_out_clears_what_this_site_left() -> None:
    """The stop on the way out, and nothing else, asks the browser to forget; never cookies, which are not only ours."""
    cleared = guard.headers("/cuaca.html", https=True)["Clear-Site-Data"]
    assert cleared == '"storage"'
    assert "Clear-Site-Data" not in guard.headers("/", https=True)
