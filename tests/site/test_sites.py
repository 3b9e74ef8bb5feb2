"""The two sites as built: whole, apart, light, and silent towards everybody else."""

from __future__ import annotations

import hashlib
import posixpath
import queue
import re
import shutil
import subprocess
import sys
import threading
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from base.errors import ContentErrors
from site_config.build import sites as build
from site_config.build.alone import alone
from site_config.build.check import check_site
from site_config.build.generate import stale_pages, write_pages
from site_config.build.inline import MINIFIED, STYLES, finish
from site_config.build.sites import build_site
from site_config.build.weigh import over_budget
from site_config.errors import BuildFailed
from site_config.words.downloads import download_names
from sop.load import load_handbook

if TYPE_CHECKING:
    from tests.site.conftest import Built

# Files beside the pages: the stop on the way out, and the card that is passed from phone to phone.
ALONE = {"cuaca.html", "kartu-nomor.html"}
# What the collector serves beside the static pages (form addresses come from the specs).
FORMS = {"/lapor", "/kotak", "/pendaftaran-pelatihan", "/saran-forum"}
COLLECTOR = {"publik": FORMS, "internal": FORMS | {"/internal/isi/pembaruan-kasus"}}
CSS_LOAD = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')]+)""")


class Page(HTMLParser):
    """What a page loads by itself, what it links to, and the ids in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids |= {given["id"]} if "id" in given else set()
        self.loads += [given[name] for name in ("src", "srcset", "poster", "data") if name in given]
        if "href" in given:
            passive = tag == "a" or given.get("rel") in {"canonical", "next", "prev"}
            (self.links if passive else self.loads).append(given["href"])
        self.loads += CSS_LOAD.findall(given.get("style", ""))


def test_the_real_content_keeps_every_rule(root: Path) -> None:
    """What is in git has no mistake, and its generated pages are what `write` would make."""
    assert [str(error) for error in check_site(root)] == []
    assert stale_pages(root) == []


def test_writing_pages_twice_changes_nothing(small: Path) -> None:
    """The pages are a fixed point: a second `write` has nothing to do."""
    path = small / "docs/publik/index.md"
    path.write_text(path.read_text(encoding="utf-8").replace("<em>110</em>", "<em>111</em>"), encoding="utf-8")
    assert write_pages(small) == [path]
    assert write_pages(small) == []


@pytest.mark.parametrize("site", ["publik", "internal"])
def test_both_generators_make_the_same_pages(built: Built, site: str) -> None:
    """Material's successor builds the same tree, strictly, to the same addresses."""
    by_mkdocs, by_zensical = built.pages(site), built.pages(site, "zensical")
    assert set(by_mkdocs) == set(by_zensical)
    assert len(by_mkdocs) > 3


def test_public_pages_say_the_same_in_both_generators(built: Built) -> None:
    """The public template renders alike in Jinja2 and MiniJinja, addresses normalised."""
    by_mkdocs, by_zensical = built.pages("publik"), built.pages("publik", "zensical")
    for name, html in by_mkdocs.items():
        assert _normal(html, name) == _normal(by_zensical[name], name)


def test_every_public_page_keeps_its_budget(built: Built) -> None:
    """A first visit costs at most 10 KB gzip (home 7 KB) in at most 3 requests, and asks nobody else (design.md 9)."""
    for generator in ("mkdocs", "zensical"):
        assert over_budget(built.html[generator, "publik"]) == []


@pytest.mark.parametrize(
    ("page", "added", "said"),
    [
        ("index.html", "<i>" + "".join(f"{n:x}" for n in range(9000)), "index.html: "),
        ("bantuan/index.html", "".join(f"<i>{n * n:x}" for n in range(9000)), "paling banyak 10240"),
        ("bantuan/index.html", '<script src="../assets/exit.js?1"></script><img src="../cuaca.png">', "5 permintaan"),
        ("bantuan/index.html", '<img src="https://x.example/a.png">', "https://x.example/a.png"),
    ],
)
def test_a_page_above_its_budget_is_named(tmp_path: Path, page: str, added: str, said: str) -> None:
    """Too many bytes, too many requests, another host: each is said with its page."""
    for name in ("index.html", "bantuan/index.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        up = "../" * name.count("/")
        text = f'<link rel="stylesheet" href="{up}assets/suluh.css"><script src="{up}assets/exit.js"></script>'
        path.write_text(text + (added if name == page else ""))
    (tmp_path / "assets").mkdir()
    for name in ("assets/suluh.css", "assets/exit.js", "cuaca.png"):
        (tmp_path / name).touch()
    found = over_budget(tmp_path)
    assert [line for line in found if line.startswith(f"{page}: ") and said in line]
    assert all(line.startswith(f"{page}: ") for line in found)


def test_a_site_above_its_budget_is_not_published(small_site: Path, tmp_path: Path) -> None:
    """The build fails with the page's name, and no heavy site takes the old one's place."""
    heavy = "\n".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(300))
    page = small_site / "docs/publik/bantuan.md"
    page.write_text(page.read_text(encoding="utf-8") + heavy, encoding="utf-8")
    with pytest.raises(BuildFailed, match=r"bantuan/index\.html: .* byte gzip"):
        build_site(small_site, tmp_path / "out")
    assert not (tmp_path / "out/publik").exists()


def test_public_pages_need_no_script_and_always_offer_the_way_out(built: Built) -> None:
    """In the page: the styles and the exit's script; fetched: the search's on its page. No frame, no form, one main."""
    for name, html in built.pages("publik").items():
        if name in ALONE:
            continue
        tags = Page(html).tags
        assert not {"iframe", "form", "object", "embed"} & set(tags), name
        assert (tags.count("style"), tags.count("main"), tags.count("h1")) == (len(STYLES), 1, 1), name
        inside = [body for body in re.findall(r"<script>(.*?)</script>", html, re.DOTALL) if "location.replace" in body]
        assert len(inside) == 1, name
        fetched = [posixpath.basename(src) for src in re.findall(r'<script [^>]*src="([^"]+)"', html)]
        assert fetched == (["cari.js"] if name == "cari/index.html" else []), name
        assert re.search(r'<a class="exit" href="[./]*cuaca.html" rel="nofollow" data-exit>', html), name


def test_what_goes_into_a_page_takes_the_place_of_its_link_alone(tmp_path: Path) -> None:
    """However a generator writes the tag, it is replaced; text that looks like it, and other files, stay."""
    (tmp_path / "assets").mkdir()
    for name in ("suluh.css", "pages.css", "exit.js", "cari.js"):
        (tmp_path / "assets" / name).write_text("/* source */")
    kept = '<!-- <link rel="stylesheet" href="assets/suluh.css"> --><script src="x/exit.js"></script><p>\u2028é</p>\n'
    page = tmp_path / "index.html"
    page.write_text(
        f"{kept}<link  href='../assets/suluh.css' rel=stylesheet /><script defer src=assets/exit.js>\n</script>!"
    )
    finish(tmp_path)
    style, script = ((MINIFIED / name).read_text().strip() for name in ("suluh.css", "exit.js"))
    assert page.read_text(encoding="utf-8") == f"{kept}<style>{style}</style><script>{script}</script>!"
    assert [path.name for path in (tmp_path / "assets").iterdir()] == ["cari.js"]
    assert "/*" not in style + script


def test_every_public_page_offers_two_ways_to_help(built: Built) -> None:
    """One number can fail (facts.md 0.11): each page has at least two to dial, the error page and the card too."""
    for name, html in built.pages("publik").items():
        dials = {link for link in Page(html).links if link.startswith("tel:")}
        assert len(dials) >= 2 or name == "cuaca.html", name


@pytest.mark.parametrize("site", ["publik", "internal"])
def test_no_page_loads_anything_from_another_host(built: Built, site: str) -> None:
    """A loaded resource would tell a stranger who reads here."""
    loads = [each for html in built.pages(site).values() for each in Page(html).loads]
    for path in built.html["mkdocs", site].rglob("*.css"):
        loads += CSS_LOAD.findall(path.read_text(encoding="utf-8"))
    assert loads
    assert [each for each in loads if urlsplit(each).netloc] == []
    # Material fetches its diagram and worker code from a CDN, but only for pages that ask for them.
    for html in built.pages(site).values():
        assert 'class="mermaid"' not in html
        assert "iframe-worker" not in html


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
@pytest.mark.parametrize("site", ["publik", "internal"])
def test_every_link_of_the_built_site_leads_somewhere(built: Built, site: str, generator: str) -> None:
    """Links and loads in Markdown, in raw HTML, in generated pages and in the template, fragments too."""
    pages = {name: Page(html) for name, html in built.pages(site, generator).items()}
    folder = built.html[generator, site]
    home = "/internal/" if site == "internal" else "/"  # where it is served: too many "../" lead out of it
    # Made beside the pages, not by a generator; tests/site/test_print.py proves that each of these names is made.
    printed = download_names(load_handbook(built.root)) if site == "internal" else frozenset()
    broken = []
    for name, page in pages.items():
        if name == "404.html":  # served at any address; Material's links in it start at the site's root
            continue
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or parts.path in COLLECTOR[site]:
                continue
            target = _resolve(name, link, home)
            there = target in pages if target.endswith(".html") else (folder / target).is_file()
            there = there or target in printed
            if not there or (parts.fragment and parts.fragment not in pages[target].ids):
                broken.append((name, link))
    assert broken == []


def test_an_unchanged_tree_is_not_built_again(small_site: Path, tmp_path: Path) -> None:
    """The second start is quick; one changed page builds its own site and only that."""
    out = tmp_path / "out"
    assert [site.name for site in build_site(small_site, out)] == ["publik", "internal"]
    assert build_site(small_site, out) == []
    page = small_site / "docs/publik/bantuan.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nLagi.\n", encoding="utf-8")
    assert [site.name for site in build_site(small_site, out)] == ["publik"]
    assert "Lagi." in (out / "publik/bantuan/index.html").read_text(encoding="utf-8")


def test_two_runs_of_one_checkout_wait_for_each_other(small_site: Path, tmp_path: Path) -> None:
    """Whoever builds into a folder where another run builds says so, waits, and then has nothing left to do."""
    out, done = tmp_path / "out", []
    told: queue.Queue[str] = queue.Queue()
    build_site(small_site, out)
    with alone(out, told.put):
        other = threading.Thread(target=lambda: done.append(build_site(small_site, out, say=told.put)))
        other.start()
        assert str(out) in told.get()
        assert done == []
    other.join()
    assert done == [[]]


def test_the_stamp_holds_all_code_of_a_site(root: Path) -> None:
    """Every file of ours that a process loads to build the sites counts, so that none can change without a new site."""
    files = "print(*(getattr(module, '__file__', None) for module in sys.modules.values()))"
    program = f"import sys, site_config.build.sites, site_config.build.generate; {files}"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    rooms = [root / name for name in ("base", "collector", "site_config", "sop")]
    loaded = {Path(name) for name in done.stdout.split() if any(Path(name).is_relative_to(room) for room in rooms)}
    assert root / "site_config/pages/internal/card.py" in loaded
    assert loaded <= {*build.CODE}


def test_a_site_of_other_code_is_built_again(small_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change in any file of code that makes a site makes it anew: an old site is never served as today's."""
    copied = [Path(shutil.copy(build.CODE[0], tmp_path / "code.py"))]
    monkeypatch.setattr(build, "CODE", copied)
    out = tmp_path / "out"
    build_site(small_site, out)
    copied[0].write_text("# changed\n")
    assert [site.name for site in build_site(small_site, out)] == ["publik", "internal"]


def test_a_page_without_its_head_is_named_and_no_traceback(small_site: Path, tmp_path: Path) -> None:
    """What a page lacks is a sentence with its file before anything is built, and not what the generator trips over."""
    page = small_site / "docs/publik/bantuan.md"
    page.write_text(page.read_text(encoding="utf-8").split("---\n", 2)[2], encoding="utf-8")
    with pytest.raises(ContentErrors, match=r"bantuan\.md:1: halaman publik tanpa kepala") as told:
        build_site(small_site, tmp_path / "out")
    assert "Traceback" not in str(told.value)


def test_a_broken_link_fails_the_build_and_keeps_the_old_site(small_site: Path, tmp_path: Path) -> None:
    """Strict means strict, and readers keep the last good site, also the one that could be built."""
    out = tmp_path / "out"
    build_site(small_site, out)
    other = small_site / "docs/internal/index.md"
    other.write_text(other.read_text(encoding="utf-8") + "\nLagi.\n", encoding="utf-8")
    page = small_site / "docs/publik/bantuan.md"
    good = page.read_text(encoding="utf-8")
    page.write_text(good.replace("index.md", "hilang.md"), encoding="utf-8")
    with pytest.raises(BuildFailed, match=r"hilang\.md"):
        build_site(small_site, out)
    assert (out / "publik/bantuan/index.html").exists()
    assert "Lagi." not in (out / "internal/index.html").read_text(encoding="utf-8")
    page.write_text(good, encoding="utf-8")
    assert [site.name for site in build_site(small_site, out)] == ["publik", "internal"]
    assert "Lagi." in (out / "internal/index.html").read_text(encoding="utf-8")


def _resolve(page: str, link: str, home: str = "/") -> str:
    """The file below the site that a link of a page asks for; a link that leaves `home` keeps its whole address."""
    path = urlsplit(urljoin(f"https://x{home}{page}", link)).path.removeprefix(home)
    return posixpath.join(path, "index.html") if not path or path.endswith("/") else path


def _normal(html: str, page: str) -> str:
    """The page with every address written out, since the generators differ in "./"."""
    return re.sub(
        r'(href|src)="([^":]*)"',
        lambda found: f'{found[1]}="{urljoin(f"https://x/{page}", found[2]).rstrip("/")}"',
        html,
    )
