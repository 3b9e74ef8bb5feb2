"""Pictures of the pages for a person to look at: `python -m tests.browser.screenshots ORIGIN [PATH ...]`.

ORIGIN is a demo that `scripts/serve` runs. Each page is taken on a phone and on a wide screen, with text of 100 and of
200 %, light and dark, into build/screenshots/, which is not committed.
"""

from __future__ import annotations

import sys
from itertools import product
from typing import TYPE_CHECKING, get_args

from playwright.sync_api import sync_playwright

from collector.upkeep.here import BUILD, ROOT, our_forms
from tests.browser.conftest import Scheme, public_pages
from tests.machine import FLAGS, PATIENCE_MS, chromium

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

WIDTHS, ZOOMS = (360, 1280), (100, 200)  # CSS pixels, percent of the text


def take(browser: Browser, origin: str, paths: Sequence[str]) -> None:
    """Take every page in every form."""
    for width, scheme, zoom in product(WIDTHS, get_args(Scheme), ZOOMS):
        with browser.new_context(
            viewport={"width": width, "height": 740}, color_scheme=scheme, locale="id-ID", bypass_csp=True
        ) as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            for path in paths:
                page.goto(f"{origin}/{path.lstrip('/')}")
                page.add_style_tag(content=f":root {{ font-size: {zoom}% }}")
                name = path.strip("/").replace("/", "-") or "home"
                page.screenshot(path=BUILD / "screenshots" / f"{name}-{width}-{scheme}-{zoom}.png", full_page=True)


def main(origin: str, *paths: str) -> None:
    """Take the named pages, or the whole public site with its forms, the mailbox and the staff login."""
    forms = [form.address for form in our_forms().values() if form.address and form.audience != "staff"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        take(browser, origin.rstrip("/"), paths or [*public_pages(ROOT), *forms, "kotak", "masuk"])
        browser.close()
    print(BUILD / "screenshots")  # noqa: T201  where they are


if __name__ == "__main__":
    main(*sys.argv[1:])
