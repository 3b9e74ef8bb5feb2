"""Finishes the built public pages: what every page needs goes into the page, so that one request shows it.

A second round trip is two seconds on slow 3G, and nothing of ours may be kept in a cache instead (no-store). What
stands inside runs by its hash in the Content-Security-Policy and by nothing else. Works on any generator's HTML.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

from site_config.pages.public.helpcard import STYLE as CARD_STYLE

if TYPE_CHECKING:
    from pathlib import Path

STYLES, SCRIPT = ("assets/suluh.css", "assets/pages.css"), "assets/exit.js"
_LINK = re.compile(r'<link rel="stylesheet" href="[./]*(assets/(?:suluh|pages)\.css)">')
_SOURCE = re.compile(r'<script src="[./]*assets/exit\.js"></script>')
_COMMENT = re.compile(r"/\*(?:.|\n)*?\*/|^[ \t]*//.*$|(?<=[;,{}]) +// .*$", re.MULTILINE)
_BLANK = re.compile(r"\s*\n\s*")


def finish(html: Path) -> None:
    """Put the stylesheets and the way out into every page below `html`, and leave no file of them."""
    styles = {name: f"<style>{bare(html / name)}</style>" for name in STYLES}
    script = f"<script>{bare(html / SCRIPT)}</script>"
    for page in html.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        text = _LINK.sub(lambda link: styles[link[1]], text)
        page.write_text(_SOURCE.sub(lambda _: script, text), encoding="utf-8")
    for name in (*STYLES, SCRIPT):
        (html / name).unlink()


def allowed(text: str, theme: Path) -> str:
    """Return a server's configuration with the hashes of what stands in the pages, in every policy that it has.

    A static host sends one policy for all pages, so it names everything that any of them has inside.
    """
    scripts, styles = _sources(bare(theme / SCRIPT)), _sources(*(bare(theme / name) for name in STYLES), CARD_STYLE)
    text = re.sub(r"script-src 'self'(?: 'sha256-[^']+')*", f"script-src 'self' {scripts}", text)
    return re.sub(r"style-src 'self'(?: 'sha256-[^']+')*", f"style-src 'self' {styles}", text)


def _sources(*bodies: str) -> str:
    """Return CSP hash sources (CSP level 2)."""
    digests = sorted(base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def bare(path: Path) -> str:
    """Return a style or a script without what only its authors read."""
    return _BLANK.sub("\n", _COMMENT.sub("", path.read_text(encoding="utf-8"))).strip()
