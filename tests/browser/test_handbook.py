"""The handbook in a real Chromium: the role matrix with and without its script, and pages on a narrow screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_config.words.roles import matrix_rows
from sop.load import load_handbook
from tests.browser.conftest import faults, sign_in
from tests.machine import PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, StorageState, ViewportSize

    from tests.browser.conftest import Scheme, Served

SHOWN = "[...document.querySelectorAll('[data-procedure] tbody tr')].filter(row => row.offsetParent).length"
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
# The texts of a node that are wider than its frame, by more than a pixel.
OUTSIDE = """() => [...document.querySelectorAll("g.node")].flatMap((node) => {
  const frame = node.querySelector("polygon, path, ellipse").getBBox();
  return [...node.querySelectorAll("text")].filter((each) => {
    const box = each.getBBox();
    return box.x < frame.x - 1 || box.x + box.width > frame.x + frame.width + 1;
  }).map((each) => each.textContent);
})"""
PAGES = (
    "",
    "sop/",
    "sop/penerimaan-laporan.html",
    "sop/matriks.html",
    "sop/batas-waktu.html",
    "kartu/layanan.html",
    "formulir/rujukan.html",
)
# One of each kind, the search last; a short duty card, since axe takes ten seconds for the longest.
KINDS = (
    "",
    "sop/",
    "sop/penerimaan-laporan.html",
    "sop/matriks.html",
    "kartu/bapas.html",
    "formulir/rujukan.html",
    "keadaan/guru-melapor.html",
    "cari.html",
)
LAPTOP = {"width": 1280, "height": 740}


@pytest.fixture(scope="module")
def session(browser: Browser, served: Served) -> StorageState:
    """What an officer's browser keeps after signing in; once, since the login counts tries."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    sign_in(page, served)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def inside(browser: Browser, session: StorageState) -> Iterator[Page]:
    """A narrow phone that is signed in."""
    context = browser.new_context(storage_state=session, viewport={"width": 320, "height": 640}, locale="id-ID")
    yield context.new_page()
    context.close()


def rows_with(root: Path, agency: str) -> int:
    """How many steps of the handbook an agency has a part in."""
    head, *rows = matrix_rows(load_handbook(root))
    return sum(row[head.index(agency)] != "" for row in rows)


def test_the_matrix_is_filtered_with_the_keyboard(inside: Page, served: Served, root: Path) -> None:
    """One agency's steps, said aloud and kept in the address; nothing that the site's policy refuses."""
    faults: list[str] = []
    inside.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    inside.goto(f"{served.origin}/internal/sop/matriks.html")
    whole = inside.evaluate(SHOWN)
    inside.locator("#lembaga").focus()
    inside.keyboard.type("Kejaksaan")
    inside.wait_for_url("**/matriks.html?lembaga=kejaksaan")
    wanted = rows_with(root, "Kejaksaan Negeri")
    assert 0 < wanted < whole
    assert inside.evaluate(SHOWN) == wanted
    assert inside.inner_text(".filter [role=status]").startswith(f"Tampil {wanted} langkah dari ")
    inside.reload()
    assert inside.evaluate(SHOWN) == wanted
    inside.select_option("#lembaga", "")
    assert inside.evaluate(SHOWN) == whole
    assert inside.url.endswith("/matriks.html")
    assert faults == []


def test_a_duty_card_leads_to_the_matrix_of_its_agency(inside: Page, served: Served, root: Path) -> None:
    """The link on the card opens the matrix filtered, so that nobody has to search for themselves again."""
    inside.goto(f"{served.origin}/internal/kartu/bapas.html")
    inside.click("text=Lihat di matriks peran")
    inside.wait_for_selector(".filter")
    assert inside.input_value("#lembaga") == "bapas"
    assert inside.evaluate(SHOWN) == rows_with(root, "Bapas")


def test_without_scripts_the_matrix_is_whole(
    browser: Browser, session: StorageState, served: Served, root: Path
) -> None:
    """Every step is there, and no control that does nothing."""
    context = browser.new_context(storage_state=session, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.origin}/internal/sop/matriks.html?lembaga=bapas")
    assert page.locator("[data-procedure] tbody tr").count() == len(matrix_rows(load_handbook(root))) - 1
    assert page.locator("select").count() == 0
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways_on_a_narrow_phone(inside: Page, served: Served, address: str) -> None:
    """At 320 px only a table moves, inside its own region."""
    inside.goto(f"{served.origin}/internal/{address}")
    assert inside.evaluate(SIDEWAYS) <= 0


def test_a_card_page_prints_its_list_only(inside: Page, served: Served) -> None:
    """The paper of a card is its PDF; whoever prints the page gets the list, not a hundred sheets of details."""
    inside.goto(f"{served.origin}/internal/kartu/layanan.html")
    steps, heads = inside.locator("ol.steps"), inside.locator("h2:has(+ ol.steps)")
    assert (steps.first.is_visible(), heads.first.is_visible()) == (True, True)
    inside.emulate_media(media="print")
    assert [each.is_visible() for each in (*steps.all(), *heads.all())] == [False] * (steps.count() + heads.count())
    assert inside.locator("table.glance").is_visible()


def test_no_word_leaves_its_box(page: Page, root: Path) -> None:
    """The drawings hold their words in the widest sans-serif at hand, to a pixel: the reader's font is not ours."""
    for drawing in sorted((root / "docs/internal/sop/gambar").glob("*.svg")):
        svg = drawing.read_text(encoding="utf-8").replace("Arial,Helvetica", "DejaVu Sans,Verdana")
        page.set_content(svg.partition("\n")[2])
        assert page.evaluate(OUTSIDE) == [], drawing.name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_no_page_of_the_handbook_has_an_accessibility_fault(
    browser: Browser, session: StorageState, served: Served, root: Path, scheme: Scheme, screen: ViewportSize
) -> None:
    """Axe finds nothing on a page of each kind, Material's own parts included, nor on what the search found."""
    context = browser.new_context(storage_state=session, viewport=screen, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for address in KINDS:
        page.goto(f"{served.origin}/internal/{address}")
        assert faults(page, root) == [], address
    page.fill(".search input", "melaporkan")
    page.wait_for_selector(".found a")
    assert faults(page, root) == []
    context.close()
