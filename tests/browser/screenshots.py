"""Pictures of the pages for a person to look at: `python -m tests.browser.screenshots ORIGIN [--desk LINK] [PATH ...]`.

ORIGIN is a demo that `scripts/serve` runs, LINK the desk's link that it prints. Each page is taken on a phone and on a
wide screen, with text of 100 and of 200 %, light and dark, into build/screenshots/, which is not committed. Without a
PATH a report is written too: each screen of its form, its code, its mailbox, the handbook behind the login, and with
LINK the desk that reads it.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from playwright.sync_api import sync_playwright

from collector.upkeep.demo import DEMO_ACCOUNT, DEMO_PASSPHRASE, DEMO_PASSWORD
from collector.upkeep.here import BUILD, ROOT, our_forms
from tests.browser.conftest import Scheme, public_pages
from tests.browser.reporter import fill, send, sentinel_answers
from tests.browser.text_size import sized
from tests.machine import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Page, Playwright

    from collector.forms.schema import FormSpec

WIDTHS, ZOOMS = (360, 1280), (100, 200)  # CSS pixels, percent of the text
TALLEST = 16_000  # pixels; Chromium draws no higher picture
# Each kind of page that the handbook has.
HANDBOOK = (
    "",
    "sop/matriks.html",
    "sop/penerimaan-laporan.html",
    "sop/batas-waktu.html",
    "kartu/mui.html",
    "keadaan/anak-dalam-bahaya.html",
    "formulir/rujukan.html",
    "cari.html",
    "isi/pembaruan-kasus",
)


def camera(page: Page, look: str) -> Callable[[str], None]:
    """What takes a picture of the page as it stands, under the name of a screen."""

    def take(screen: str) -> None:
        page.evaluate("scrollTo(0, 0)")  # what sticks to the top would stand in the middle of the picture
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        width = page.evaluate("innerWidth")
        file = BUILD / "screenshots" / f"{screen}-{look}.png"
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})

    return take


def take_report(page: Page, origin: str, spec: FormSpec, take: Callable[[str], None]) -> None:
    """Every screen of a report, from the first question to its opened mailbox."""
    page.goto(f"{origin}{spec.address}")
    fill(page, spec, sentinel_answers(spec), lambda screen: take(f"report-{screen}"))
    code = send(page)
    take("report-code")
    page.goto(f"{origin}/kotak")
    page.locator("[data-group]").first.fill(code)
    page.locator("#entry .button").click()
    page.locator("#box").wait_for()
    take("mailbox")


def take_handbook(page: Page, origin: str, take: Callable[[str], None]) -> None:
    """What stands behind the login: the handbook's kinds of page, a form for staff, and the way out of the account."""
    page.goto(f"{origin}/masuk")
    page.fill("[name=name]", DEMO_ACCOUNT)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/internal/")
    for path in HANDBOOK:
        page.goto(f"{origin}/internal/{path}")
        take(f"internal-{path.removesuffix('.html').replace('/', '-')}")
    page.goto(f"{origin}/keluar")
    take("keluar")


def take_desk(page: Page, base: str, take: Callable[[str], None]) -> None:
    """The list, the first letter with the form to answer it, and what the desk says of a page that it has not."""
    page.goto(base)
    take("desk")
    page.locator("a.item").first.click()
    page.locator("#jawab").wait_for()
    take("desk-letter")
    page.goto(f"{base}/tidak-ada")
    take("desk-error")


def unlock(playwright: Playwright, link: str, profile: Path) -> list[Any]:
    """Go in through the desk's link, which works once, and give the cookies that let the other browsers in."""
    with sized(playwright, profile, 100) as context:
        page = context.pages[0]
        page.goto(link)
        page.get_by_label("Kata sandi kunci").fill(DEMO_PASSPHRASE)
        page.get_by_role("button", name="Buka").click()
        page.get_by_role("heading", name="Kotak masuk").wait_for()
        return context.cookies()


def take_all(playwright: Playwright, profiles: Path, origin: str, link: str, paths: Sequence[str]) -> None:
    """Take the named pages, or all, in every form."""
    forms = our_forms()
    open_to_all = [form.address for form in forms.values() if form.address and form.audience != "staff"]
    cookies = unlock(playwright, link, profiles / "desk") if link else []
    for width, scheme, zoom in product(WIDTHS, get_args(Scheme), ZOOMS):
        look = f"{width}-{scheme}-{zoom}"
        seen = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme, "locale": "id-ID"}
        with sized(playwright, profiles / look, zoom, **seen) as context:
            context.set_default_timeout(PATIENCE_MS)
            page = context.pages[0]
            take = camera(page, look)
            for path in paths or [*public_pages(ROOT), *open_to_all, "kotak", "masuk", "tidak-ada"]:
                page.goto(f"{origin}/{path.lstrip('/')}")
                take(path.strip("/").replace("/", "-") or "home")
            if not paths:
                take_report(page, origin, forms["laporan"], take)
                take_handbook(page, origin, take)
            if link:
                context.add_cookies(cookies)
                take_desk(page, link.partition("/mulai")[0], take)


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("origin")
    parser.add_argument("--desk", default="", metavar="LINK")
    parser.add_argument("paths", nargs="*", metavar="PATH")
    asked = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profiles:
        take_all(playwright, Path(profiles), asked.origin.rstrip("/"), asked.desk, asked.paths)
    print(BUILD / "screenshots")  # noqa: T201  where they are


if __name__ == "__main__":
    main()
