"""The files for a static host say what the collector says: scripts/deploy/static against collector/web/guard.py.

They are written by hand and read here with three small parsers. A generator would hide them in Python strings and still
leave open whether a server would choose the right line for an address; here the choice itself is followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

import pytest

from collector.web import guard
from site_config.build.inline import SCRIPT, STYLES, minified
from site_config.pages.public.helpcard import STYLE as CARD_STYLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

NGINX_WORD = re.compile(r""""([^"]*)"|'([^']*)'|#[^\n]*|([{};])|([^\s{};"']+)""")
CADDY_WORD = re.compile(r""""([^"]*)"|`([^`]*)`|#.*|([^\s"`]+)""")
# What is no page: files of the build, an address that is not there, and neighbours of the addresses with rules.
OTHERS = [
    "/index.html",
    "/404.html",
    "/tidak-ada",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/assets/cari.js",
    "/cari/index.html",
    "/pagefind/pagefind.js",
    "/pagefind/wasm.id.pagefind",
    "/pagefind/fragment/id_1.pf_fragment",
    "/cari",
    "/pagefind",
    "/carilah/",
    "/x/cari/",
    "/x/pagefind/x",
    "/x/cuaca.html",
    "/cuaca.html.gz",
    "/x/kartu-nomor.html",
    "/laporan",
    "/apiary/x",
    "/statics/x",
]


@dataclass
class Directive:
    """One line of a server's configuration, with what stands in its braces."""

    words: list[str]
    inside: list[Directive] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Directive]:
        """Every directive of this name below this one, at any depth."""
        for one in self.inside:
            if one.words[0] == name:
                yield one
            yield from one.all(name)

    def own(self, name: str) -> list[list[str]]:
        """What follows the name in the directives right below this one."""
        return [one.words[1:] for one in self.inside if one.words[0] == name]


def read_nginx(text: str) -> Directive:
    """Read nginx: words up to a semicolon, or up to a block in braces."""
    stack = [Directive([])]
    words: list[str] = []
    for double, single, mark, plain in NGINX_WORD.findall(text):
        if mark in {";", "{"}:
            stack[-1].inside.append(Directive(words))
            if mark == "{":
                stack.append(stack[-1].inside[-1])
            words = []
        elif mark:
            stack.pop()
        elif double or single or plain or words:  # a comment is none of them; an empty word is never the first
            words.append(double or single or plain)
    assert (len(stack), words) == (1, [])
    return stack[0]


def read_caddy(text: str) -> Directive:
    """Read Caddy: a directive a line, a block when the line ends with a brace."""
    stack = [Directive([])]
    for line in text.splitlines():
        words = ["".join(found) for found in CADDY_WORD.findall(line) if any(found)]
        if words == ["}"]:
            stack.pop()
        elif words:
            opens = words[-1] == "{"
            stack[-1].inside.append(Directive(words[:-1] or [""] if opens else words))
            if opens:
                stack.append(stack[-1].inside[-1])
    assert len(stack) == 1
    return stack[0]


def choose(table: Directive, path: str) -> str:
    """Follow a `map` of either server: the very address, then a regular expression, then the default."""
    rows = {one.words[0]: one.words[1] for one in table.inside}
    regular = (value for key, value in rows.items() if key.startswith("~") and re.search(key[1:], path))
    return rows[path] if path in rows else next(regular, rows["default"])


def from_nginx(text: str, path: str) -> dict[str, str]:
    """The headers that nginx adds; it sends none with an empty value."""
    tree = read_nginx(text)
    maps = {one.words[2]: one for one in tree.all("map") if one.words[1] == "$uri"}
    [place] = [one for one in tree.all("location") if one.words[1:] == ["/"]]
    assert list(tree.all("add_header")) == list(place.all("add_header"))  # elsewhere it drops or doubles these
    found: dict[str, str] = {}
    for name, value, always in place.own("add_header"):
        assert always == "always"  # or errors have none
        found[name] = choose(maps[value], path) if value.startswith("$") else value
    return {name: value for name, value in found.items() if value}


def from_caddy(text: str, path: str) -> dict[str, str]:
    """The headers that Caddy sets, by the one snippet that pages and the error page import."""
    tree = read_caddy(text)
    [snippet] = tree.all("(headers)")
    [table] = snippet.all("map")
    assert table.words[1:] == ["{path}", "{csp}"]
    assert list(tree.all("header")) == list(snippet.all("header"))
    [site] = tree.all("suluh.example")
    pages, errors = [one for one in site.inside if one.words in (["handle"], ["handle_errors"])]
    assert pages.own("import") == errors.own("import") == [["headers"]]
    found: dict[str, str] = {}
    for one in snippet.all("header"):
        match one.words[1:]:
            case []:
                found |= {row.words[0]: row.words[1] for row in one.inside}
            case [only, name, value] if only == path:
                found[name] = value
    return found | {"Content-Security-Policy": choose(table, path)}


def read_rules(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """_headers: an address, then indented lines `Name: value` or `! Name` (here a pair without a value)."""
    rules: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("/"):
            assert "*" not in line[:-1]
            rules.append((line, []))
        elif line.startswith("  ! "):
            rules[-1][1].append((line[4:], ""))
        else:
            assert re.fullmatch(r"  [A-Za-z-]+: \S.*", line), line
            name, _, value = line.strip().partition(": ")
            rules[-1][1].append((name, value))
    return rules


def from_rules(text: str, path: str, *, joins: bool) -> dict[str, str]:
    """The headers of a host that joins values and knows `!`, or of one where the later rule wins and `!` is nothing."""
    found: dict[str, str] = {}
    for address, lines in read_rules(text):
        if path == address or (address.endswith("*") and path.startswith(address[:-1])):
            for name, value in lines:
                if value:
                    found[name] = f"{found[name]}, {value}" if joins and name in found else value
                elif joins:
                    found.pop(name, None)
    return found


def content(root: Path, name: str) -> str:
    """One of the three files."""
    return (root / "scripts/deploy/static" / name).read_text(encoding="utf-8")


def addresses(root: Path) -> list[str]:
    """Every public page, every file beside them, and OTHERS."""
    public = root / "docs/publik"
    pages = [path.relative_to(public).with_suffix("").as_posix() for path in public.rglob("*.md")]
    files = [f"/{path.relative_to(public).as_posix()}" for path in public.rglob("*.html")]
    return [*OTHERS, *("/" if page == "index" else f"/{page}/" for page in pages), *files]


def inside(root: Path) -> guard.Hashes:
    """What stands in any public page, as the collector finds it in what is served."""
    styles = "".join(f"<style>{style}</style>" for style in [*map(minified, STYLES), CARD_STYLE])
    page = f"{styles}<script>{minified(SCRIPT)}</script>"
    return guard.inline_hashes(page.encode())


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("nginx.conf", from_nginx),
        ("Caddyfile", from_caddy),
        ("_headers", partial(from_rules, joins=True)),
        ("_headers", partial(from_rules, joins=False)),
    ],
)
def test_a_static_host_sends_the_collectors_headers(
    root: Path, name: str, read: Callable[[str, str], dict[str, str]]
) -> None:
    """For every public address each file gives exactly the headers of guard.headers over https, and no other."""
    text = content(root, name)
    hashes = inside(root)  # one list for all: a static host cannot look into the page it sends
    wanted = {path: guard.headers(path, https=True, hashes=hashes) for path in addresses(root)}
    assert len({tuple(found.items()) for found in wanted.values()}) == 3  # plain, search, way out
    sent = {path: read(text, path) for path in wanted}
    wrong = {
        path: {"sent": sent[path].items() - wanted[path].items(), "wanted": wanted[path].items() - sent[path].items()}
        for path in wanted
        if sent[path] != wanted[path]
    }
    assert wrong == {}


def test_hosts_that_drop_html_from_an_address_send_the_same(root: Path) -> None:
    """Where a host serves x.html as x, the way out still asks the browser to forget."""
    text = content(root, "_headers")
    assert from_rules(text, "/cuaca", joins=True) == from_rules(text, "/cuaca.html", joins=True)


def test_a_proxy_hands_the_collectors_addresses_over_and_no_page(root: Path, make_app: Callable[..., Flask]) -> None:
    """Every route of the collector, and no public address, goes to it; it sends its headers itself."""
    rules = [rule for rule in make_app().url_map.iter_rules() if rule.endpoint != "site.public_page"]
    theirs = {re.sub(r"<[^>]+>", "x", rule.rule) for rule in rules} | {"/internal"}
    tree = read_nginx(content(root, "nginx.conf"))
    [pattern] = [one.words[2] for one in tree.all("location") if one.words[1] == "~"]
    site = read_caddy(content(root, "Caddyfile"))
    [words] = [one.words[2:] for one in site.all("@collector")]
    for path in theirs | set(addresses(root)):
        assert bool(re.search(pattern, path)) is (path in theirs), path
        assert any(fnmatchcase(path, word) for word in words) is (path in theirs), path


def test_a_server_keeps_no_log_and_names_no_version(root: Path) -> None:
    """No server of nginx writes about a request; Caddy is asked for no access log, and serving logs no error."""
    tree = read_nginx(content(root, "nginx.conf"))
    servers = list(tree.all("server"))
    assert len(servers) == 2
    for server in servers:
        said = (server.own("access_log"), server.own("error_log"), server.own("server_tokens"))
        assert said == ([["off"]], [["/dev/null", "emerg"]], [["off"]])
        assert len([*server.all("access_log"), *server.all("error_log")]) == 2
    caddy = read_caddy(content(root, "Caddyfile"))
    [log] = caddy.all("log")
    assert (log.words[1:], log.own("exclude")) == (["default"], [["http"]])


def test_a_missing_page_is_our_page(root: Path) -> None:
    """A missing page, and a collector that is down, are both answered with 404.html, which has the numbers."""
    tree = read_nginx(content(root, "nginx.conf"))
    pages = [one.words[1:] for one in tree.all("error_page")]
    assert all(words[-1] == "/404.html" for words in pages)
    assert {"403", "404", "502", "504"} <= {word for words in pages for word in words}
    [errors] = read_caddy(content(root, "Caddyfile")).all("handle_errors")
    assert errors.own("rewrite") == [["*", "/404.html"]]
