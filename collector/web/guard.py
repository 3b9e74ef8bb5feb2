"""What every answer carries and every change must prove: pure functions, so that a table of cases can test them."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from base.addresses import SEARCH, SIGN_IN, SIGN_OUT, STAFF_SITE
from collector.forms.schema import STAFF_FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.datastructures import Headers

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOCKED = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
# form-action 'none': even a page that somebody broke cannot hand a typed answer to the server as a plain form post.
# What stands in a page runs by its hash: a public page is complete in one request, and nothing can be added to it.
READER = (
    LOCKED + "; form-action 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; connect-src 'self'"
)
# No string becomes script by a fault of ours: only the policy of client/worker-client.js makes an address of a worker.
# Pagefind makes its own, so the search does without.
TYPED = "; require-trusted-types-for 'script'; trusted-types suluh"
STAFF = f"{LOCKED}; form-action 'self'; style-src 'self'; img-src 'self' data:; script-src 'self'"
# A block of data is no script; browsers leave it alone.
INLINE_SCRIPT = re.compile(
    rb"<script(?![^>]*\ssrc=)(?![^>]*type=.?application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL
)
INLINE_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
WAY_OUT = "/cuaca.html"
SEARCHING = (SEARCH, "/pagefind/")  # the page and its worker
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "serial")
)


class Hashes(NamedTuple):
    """CSP hash sources of the scripts and styles inside one page."""

    scripts: list[str]
    styles: list[str]


NO_HASHES = Hashes([], [])


def headers(path: str, *, https: bool, hashes: Hashes = NO_HASHES) -> dict[str, str]:
    """The security headers for one path; `hashes` are of what is written inside the page itself.

    no-store everywhere: a shared phone's cache must not keep what was read (behind Back, exit.js stands).
    """
    fields = {
        "Content-Security-Policy": policy(path, hashes),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex" if path.startswith((STAFF_SITE, "/api/", SIGN_IN, SIGN_OUT)) else "all",
    }
    if path == WAY_OUT:
        # Not "cookies": that clears those of the whole registrable domain, other offices' sites included. Not "cache":
        # Chrome then searches its whole cache, for seconds on a full one, and nothing of ours is in it (no-store).
        fields["Clear-Site-Data"] = '"storage"'
    if https:
        fields["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return fields


def policy(path: str, hashes: Hashes = NO_HASHES) -> str:
    """The Content-Security-Policy for one path."""
    if path.startswith(STAFF_SITE) and not path.startswith(STAFF_FOLDER):
        # 'wasm-unsafe-eval': the search of the internal site (Pagefind) runs as WebAssembly, which needs this word. It
        # lets compile WebAssembly only, never a string as script, and holds behind the staff login alone.
        scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *hashes.scripts])
        return (
            f"{LOCKED}; form-action 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'"
        )
    if path.startswith((SIGN_IN, SIGN_OUT)):
        return STAFF
    if path.startswith("/api/"):
        return LOCKED
    scripts, styles = (" ".join(["'self'", *sources]) for sources in (hashes.scripts, hashes.styles))
    if path.startswith(SEARCHING):  # only the search needs 'wasm-unsafe-eval'
        return READER.format(scripts=f"{scripts} 'wasm-unsafe-eval'", styles=styles)
    return READER.format(scripts=scripts, styles=styles) + TYPED


def inline_hashes(html: bytes) -> Hashes:
    """What a page of ours has inside itself, as CSP hash sources (CSP level 2)."""
    return Hashes(*(sorted({_source(body) for body in kind.findall(html)}) for kind in (INLINE_SCRIPT, INLINE_STYLE)))


def _source(body: bytes) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}'"


def integrity(script: bytes) -> str:
    """The `integrity` of a script (Subresource Integrity): a page runs the very script it was made with, or none."""
    return f"sha384-{base64.b64encode(hashlib.sha384(script).digest()).decode()}"


def integrities(client: Path) -> dict[str, str]:
    """The `integrity` of every script in a folder, by file name."""
    return {file.name: integrity(file.read_bytes()) for file in client.glob("*.js")}


def is_foreign(method: str, sent: Headers, origin: str) -> bool:
    """Whether a changing request comes from another site (no cookie needed: Sec-Fetch-Site, then Origin).

    A browser always says one of the two with a cross-site change; a program that says neither carries nobody's
    cookies, so nobody is tricked by it.
    """
    if method in SAFE_METHODS:
        return False
    site = sent.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    claimed = sent.get("Origin")
    return claimed is not None and claimed != origin
