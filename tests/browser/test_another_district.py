"""The invented district's whole demo, made of its folder alone: from a report to the desk, without a foreign name."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from base.resolve import load_district
from collector.forms.load import load_forms
from collector.upkeep.demo import DEMO_PASSPHRASE
from tests.browser.conftest import demo_of, sign_in
from tests.browser.reporter import fill, send
from tests.site.districts import BATANG, program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from collector.forms.schema import FormSpec
    from tests.browser.conftest import Served


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo of the invented district."""
    with demo_of(program(tmp_path_factory.mktemp("cemara") / "program"), tmp_path_factory.mktemp("away")) as found:
        yield found


@pytest.fixture(scope="module")
def their_forms(away: Served) -> dict[str, FormSpec]:
    """The forms as the invented district says them."""
    return load_forms(load_district(away.root), away.root / "collector/forms/specs")


def look(page: Page, seen: list[str]) -> None:
    """Keep what stands on the page now, all of it."""
    seen.append(page.content())


def test_a_report_and_a_registration_reach_the_other_districts_desk(
    away: Served, page: Page, their_forms: dict[str, FormSpec]
) -> None:
    """Forms, mailbox, logins, errors and desk speak of the invented district by its clock, and of no other one."""
    seen: list[str] = []
    for form in ("laporan", "pendaftaran-pelatihan"):
        spec = their_forms[form]
        page.goto(f"{away.origin}{spec.address}")
        look(page, seen)
        fill(page, spec, dict(spec.examples.valid[0].answers))
        look(page, seen)
        assert send(page)
        look(page, seen)
    for path in ("/", "/nomor/", "/kotak", "/masuk", "/tidak-ada", "/api/tidak-ada"):
        page.goto(f"{away.origin}{path}")
        look(page, seen)
    sign_in(page, away)
    look(page, seen)
    for spec in their_forms.values():
        if spec.audience == "staff":
            page.goto(f"{away.origin}{spec.address}")
            look(page, seen)
    page.goto(away.desk_link)
    page.get_by_label("Kata sandi kunci").fill(DEMO_PASSPHRASE)
    page.get_by_role("button", name="Buka").click()
    page.get_by_role("heading", name="Kotak masuk").wait_for()
    assert page.locator(".brand").inner_text() == "Meja UPTD PPA"
    assert "WITA" in page.locator("main").inner_text()
    look(page, seen)
    for address in page.locator("main a[href*=amplop]").evaluate_all("(all) => all.map((a) => a.href)"):
        page.goto(address)
        look(page, seen)
    assert [found.group() for text in seen if (found := BATANG.search(text))] == []
    assert all("WIB" not in text.split() for text in seen)


@pytest.mark.parametrize("words", [["status"], ["site", "check"], ["account", "--help"], ["web", "--help"]])
def test_commands_of_another_district_name_no_other_one(away: Served, words: list[str]) -> None:
    """What a command prints there, its warnings included, holds no name of the first district."""
    data = ["--data", str(away.data)] if words == ["status"] else []
    environment = {**os.environ, "PYTHONPATH": str(away.root)}  # noqa: TID251  a child process inherits ours
    command = [sys.executable, "-m", "collector.cli", *words, *data]
    done = subprocess.run(command, cwd=away.root, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout
    assert not BATANG.search(done.stdout + done.stderr)
