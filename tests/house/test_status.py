"""`status`: what needs a person, and nothing that belongs to one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from collector.upkeep.here import ROOT, now_hour, our_forms
from collector.upkeep.keys import make_key
from collector.upkeep.serving import state_of
from collector.upkeep.settings import read_folder
from site_config.facts.load import load_facts
from tests.house.terminal import PASSPHRASE, run
from tests.house.unopened import add, open_demo

if TYPE_CHECKING:
    from pathlib import Path


def test_a_closed_form_needs_a_person(demo: Path) -> None:
    """Whoever forgot that a form is closed is reminded by status and by the daily e-mail."""
    with open_demo(demo) as store:
        store.close_form("laporan")
    assert "PERLU ORANG:   formulir 'laporan' ditutup" in run("status", "--data", demo).output


def test_status_is_calm_only_while_all_is_well(demo: Path) -> None:
    """Code 0 while the timers run, nothing waits too long and there is room; each of them alone makes it 2."""

    def needs() -> tuple[int, int]:
        shown = run("status", "--json", "--data", demo)
        return shown.exit_code, len(json.loads(shown.output)["needs"])

    assert needs() == (2, 3)
    with open_demo(demo) as store:
        for duty in ("watch", "backup", "sweep"):
            store.note_done(duty, now_hour())
        assert needs() == (0, 0)
        for duty, hours in (("watch", 4), ("backup", 49), ("sweep", 49)):
            store.note_done(duty, now_hour() - hours)
            assert needs() == (2, 1)
            store.note_done(duty, now_hour())
    add(demo, "1", received_hour=now_hour(), urgency="normal")
    assert needs() == (0, 0)
    add(demo, "2", received_hour=now_hour() - 2)
    assert needs() == (2, 1)
    settings = demo / "suluh.yml"
    settings.write_text(settings.read_text() + "keep_free_mb: 1000000000\n")
    assert needs() == (2, 2)


def test_status_calls_no_form_open_that_takes_nothing(demo: Path) -> None:
    """Without a key no form is open; in production a report is shut as long as the switch is."""
    (demo / "recipients.txt").write_text("")
    seen = json.loads(run("status", "--json", "--data", demo).output)
    assert set(seen["forms"].values()) == {"keyless"}
    key = make_key(demo / "officer.age", "petugas", PASSPHRASE)
    (demo / "recipients.txt").write_text(f"{key}\n")
    folder, forms = read_folder(demo), our_forms()
    real = replace(folder, settings=folder.settings.model_copy(update={"mode": "production"}))
    assert {state_of(forms["saran-forum"], each, []) for each in (folder, real)} == {"open"}
    switch = "open" if load_facts(ROOT).service.open else "unstaffed"
    assert [state_of(forms["laporan"], each, []) for each in (folder, real)] == ["open", switch]


def test_status_tells_of_everything_and_of_nobody(demo: Path) -> None:
    """Mode, address, key, forms, what waits, timers, room; no id, key text or account."""
    add(demo, "1", received_hour=now_hour() - 2)
    run("form", "close", "laporan", "--data", demo)
    seen = json.loads(run("status", "--json", "--data", demo).output)
    assert (seen["mode"], seen["origin"]) == ("demo", "http://127.0.0.1:8000")
    assert seen["forms"]["laporan"] == "closed"
    assert seen["unopened"][0]["number"] == 1
    assert seen["largest_bytes"] > seen["database_bytes"] >= 0
    text = run("status", "--data", demo).output
    assert seen["keys"][0] in text
    for word in ("1" * 32, "c" * 64, "age1pq1", "argon2"):
        assert word not in text
