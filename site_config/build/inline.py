"""Finishes the built public pages: what every page needs goes into the page, so that one request shows it.

A second round trip is two seconds on slow 3G, and nothing of ours may be kept in a cache instead (no-store). What
stands inside runs by its hash in the Content-Security-Policy and by nothing else. Works on any generator's HTML.
Styles and scripts are what `npm run build` has made of the theme's: esbuild alone takes out what only authors read.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

from site_config.errors import BuildFailed
from site_config.pages.public.helpcard import STYLE as CARD_STYLE

_ROOT = Path(__file__).resolve().parents[2]
MINIFIED, _SOURCES = _ROOT / "build" / "client", _ROOT / "site_config" / "theme" / "assets"
STYLES, SCRIPT, SEARCH = ("suluh.css", "pages.css"), "exit.js", "cari.js"
ASSETS = (*STYLES, SCRIPT, SEARCH)
_INSIDE = {**dict.fromkeys(STYLES, "style"), SCRIPT: "script"}


def finish(html: Path) -> None:
    """Put the stylesheets and the way out into every page below `html`, and leave no file of them.

    The search's script, which one page loads, takes the place of its source. Raise BuildFailed where one is not made.
    """
    for page in html.rglob("*.html"):
        page.write_text(_inlined(page.read_text(encoding="utf-8")), encoding="utf-8")
    for name in _INSIDE:
        (html / "assets" / name).unlink()
    shutil.copyfile(_made(SEARCH), html / "assets" / SEARCH)


def allowed(text: str) -> str:
    """Return a server's configuration with the hashes of what stands in the pages, in every policy that it has.

    A static host sends one policy for all pages, so it names everything that any of them has inside.
    """
    scripts, styles = _sources(minified(SCRIPT)), _sources(*map(minified, STYLES), CARD_STYLE)
    text = re.sub(r"script-src 'self'(?: 'sha256-[^']+')*", f"script-src 'self' {scripts}", text)
    return re.sub(r"style-src 'self'(?: 'sha256-[^']+')*", f"style-src 'self' {styles}", text)


def minified(name: str) -> str:
    """Return a style or a script of the theme as it stands in a page. Raise BuildFailed where it is not made."""
    return _made(name).read_text(encoding="utf-8").strip()


def _made(name: str) -> Path:
    path, source = MINIFIED / name, _SOURCES / name
    # One that is older than its source would put yesterday's hash into the hosts' files.
    if not path.is_file() or path.stat().st_mtime < source.stat().st_mtime:
        raise BuildFailed(f"{path}: gaya dan skrip situs belum dibuat dari {source}. Jalankan: npm run build")
    return path


def _inlined(html: str) -> str:
    """Return a page with its links to styles and to the way out replaced by what they lead to."""
    parts, at = [], 0
    for start, end, name in _Links(html).places:
        tag = _INSIDE[name]
        parts += [html[at:start], f"<{tag}>{minified(name)}</{tag}>"]
        at = end
    return "".join([*parts, html[at:]])


def _sources(*bodies: str) -> str:
    """Return CSP hash sources (CSP level 2)."""
    digests = sorted(base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


class _Links(HTMLParser):
    """Where a page links to what is to stand inside it: (start, end, file name), in characters."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: list[tuple[int, int, str]] = []
        self._open: tuple[int, str] | None = None  # a script whose end tag has not come yet
        self._lines = [0]
        for line in html.split("\n"):  # as the parser counts them, and not at every separator that Unicode knows
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get({"link": "href", "script": "src"}.get(tag, "")) or ""
        name = posixpath.basename(address)
        if name not in _INSIDE or posixpath.basename(posixpath.dirname(address)) != "assets":
            return
        if tag == "script":
            self._open = (self._offset(), name)
        else:
            self.places.append((self._offset(), self._offset() + len(self.get_starttag_text() or ""), name))

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._open is not None:
            start, name = self._open
            self.places.append((start, self._offset() + len("</script>"), name))
            self._open = None

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
