"""`suluh bench`: each budget stands beside a yardstick of the same run. No time is ever asserted."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psycopg
import pytest

from collector.store import Store, StoreUnavailable
from collector.store.yardstick import own_schema
from collector.upkeep.bench import measure
from collector.upkeep.bench.line import ROUNDS, Line
from collector.upkeep.bench.pages import loaded
from collector.upkeep.bench.phone import phone
from collector.upkeep.bench.storing import FEW, durable, listing
from collector.upkeep.here import BUILD
from tests.house.terminal import run

if TYPE_CHECKING:
    from pathlib import Path


def schemas(url: str) -> set[str]:
    """Every schema of a PostgreSQL database."""
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("SELECT nspname FROM pg_namespace")}


def test_each_budget_has_its_line_and_its_yardstick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run prints ten lines, each with ours, the yardstick, their ratio and the budget, and leaves no folder."""
    (tmp_path / "client").symlink_to(BUILD / "client")
    monkeypatch.setattr(measure, "BUILD", tmp_path)  # what another run leaves in ours says nothing of this one
    with ThreadPoolExecutor(1) as thread:  # the browser of another test may hold this thread's event loop
        shown = thread.submit(run, "bench", "--envelopes", "2", "--many", str(FEW)).result()
    assert shown.exit_code == 0, shown.output
    lines = [line.split("; ") for line in shown.output.splitlines() if "tolok ukur: " in line]
    assert len(lines) == 10
    for ours, yardstick, ratio in lines:
        assert any(map(str.isdigit, ours.split(": ")[1]))
        assert any(map(str.isdigit, yardstick))
        assert int(ratio.split("%")[0]) > 0
    assert [file.name for file in tmp_path.iterdir()] == ["client"]


def test_a_budget_is_called_missed_on_the_wrong_side_only() -> None:
    """A ratio at its limit is within it; beyond it the line says so, whichever side is the wrong one."""
    good = [Line("", "", "", 1.5, most=1.5), Line("", "", "", 0.6, least=0.6)]
    bad = [Line("", "", "", 1.51, most=1.5), Line("", "", "", 0.59, least=0.6)]
    assert [line.kept for line in (*good, *bad)] == [True, True, False, False]
    assert [str(line).endswith("TIDAK TERCAPAI") for line in (*good, *bad)] == [False, False, True, True]


def test_both_sides_of_a_commit_rate_make_the_same_bytes_durable(tmp_path: Path) -> None:
    """Every envelope and every bare commit that was counted is in the database afterwards, with the same bytes."""
    durable(f"sqlite:///{tmp_path / 'a.sqlite3'}", 3)
    with sqlite3.connect(tmp_path / "a.sqlite3") as connection:
        ours = connection.execute("SELECT sealed FROM envelopes").fetchall()
        bare = connection.execute("SELECT sealed FROM bare").fetchall()
    connection.close()
    assert ours == bare
    assert len(bare) == 3 * ROUNDS


def test_postgresql_is_measured_in_a_schema_that_is_gone_afterwards(postgres: str) -> None:
    """The same lines come from PostgreSQL, for work that was durable; the database is left as it was found."""
    before = schemas(postgres)
    with own_schema(postgres) as first, own_schema(postgres) as second, own_schema(postgres) as third:
        assert len(schemas(postgres) - before) == 3
        assert durable(first, 2).ratio > 0
        with psycopg.connect(first.replace("+psycopg", "")) as connection:
            ours = connection.execute("SELECT sealed FROM envelopes").fetchall()
            bare = connection.execute("SELECT sealed FROM bare").fetchall()
        assert ours == bare
        assert len(bare) == 2 * ROUNDS
        assert listing(second, third, FEW, lambda *_: None).ratio > 0
        store = Store.open(third, "demo")
        assert len(store.envelopes(after=FEW - 1)) == 1  # filled to the last one
        store.close()
    assert schemas(postgres) == before


def test_without_a_browser_the_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no Chromium nothing is made up: one sentence stands in the place of both lines."""
    monkeypatch.setenv("PATH", "")
    (line,) = phone(BUILD / "client")
    assert "tidak diukur, karena Chromium tidak ada" in str(line)


def test_only_postgresql_gets_a_schema(tmp_path: Path) -> None:
    """A SQLite file given as --database is refused before anything is written into it."""
    with pytest.raises(StoreUnavailable), own_schema(f"sqlite:///{tmp_path / 'a.sqlite3'}"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_weighed_with_what_its_scripts_import(tmp_path: Path) -> None:
    """Styles, scripts, and what those import at once or later count, each once; what nothing loads does not."""
    scripts = {
        "a.js": 'import"./b.js";',
        "b.js": "import('./c.js')",
        "c.js": "import './a.js'",
        "d.js": "",
        "e.css": "",
    }
    for name, text in scripts.items():
        (tmp_path / name).write_text(text)
    assert loaded(tmp_path, '<link href="/static/e.css"><script src="/static/a.js">') == {
        "a.js",
        "b.js",
        "c.js",
        "e.css",
    }
