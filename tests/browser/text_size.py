"""A browser that is set to a text size, the way its settings page does it.

A style on the page is something else: a page's media queries and its `rem` in them would not follow.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.machine import FLAGS, chromium

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Playwright

NORMAL_PIXELS = 16


def sized(playwright: Playwright, profile: Path, percent: int, **options: Any) -> BrowserContext:
    """Open Chromium with a new profile whose text is of this size; `options` are those of a Playwright context."""
    (profile / "Default").mkdir(parents=True)
    prefs = {"webkit": {"webprefs": {"default_font_size": NORMAL_PIXELS * percent // 100}}}
    (profile / "Default" / "Preferences").write_text(json.dumps(prefs))
    return playwright.chromium.launch_persistent_context(profile, executable_path=chromium(), args=FLAGS, **options)
