"""The operator's commands: backup, drill, restore, sweep, and closing a form."""

from __future__ import annotations

import fcntl
import os
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from collector.store import Envelope, Part
from collector.upkeep.backup import KEPT, NUMBERED
from collector.upkeep.demo import DEMO_KEY, DEMO_PASSPHRASE, prepare_demo
from collector.upkeep.here import now_hour
from collector.upkeep.settings import read_folder
from tests.builders import sealed
from tests.house.terminal import run

if TYPE_CHECKING:
    from pathlib import Path

    from collector.forms.schema import FormSpec
    from collector.store import Store

OUTSIDE = Envelope("", "laporan", 1, "now", "", "c" * 64, "d" * 64, received_hour=0)


def open_demo(folder: Path) -> closing[Store]:
    """The store of a data folder."""
    return closing(read_folder(folder).open_store())


def add(store: Store, name: str, body: bytes = b"x", **changes: Any) -> None:
    """Store one envelope whose id is made of one hex digit."""
    store.add_envelope(replace(OUTSIDE, id=name * 32, mailbox=name * 32, **changes), body)


@pytest.fixture
def filled(demo: Path, forms: dict[str, FormSpec]) -> Path:
    """A demo's folder with two real envelopes."""
    spec, recipients = forms["laporan"], read_folder(demo).recipients
    with open_demo(demo) as store:
        for name in "12":
            add(store, name, sealed(spec, dict(spec.examples.valid[0].answers), recipients).body)
    return demo


@pytest.fixture
def demo_passphrase(tmp_path: Path) -> Path:
    """A file with the passphrase of the demo's key."""
    file = tmp_path / "demo-passphrase.txt"
    file.write_text(DEMO_PASSPHRASE)
    return file


def test_a_backup_is_drilled_and_restored(filled: Path, tmp_path: Path, demo_passphrase: Path) -> None:
    """A copy of its owner's alone, made once under its name, opens with the key and fills a new server's folder."""
    copy, new = tmp_path / "copy.sqlite3", tmp_path / "new"
    assert run("backup", copy, "--data", filled).exit_code == 0
    assert copy.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy.sqlite3"]
    words = ("drill", copy, "--key", filled / DEMO_KEY, "--passphrase-file", demo_passphrase)
    assert run(*words).exit_code == 0
    prepare_demo(new, "http://127.0.0.1:9000")
    with open_demo(new) as store:
        database = store.size()
    assert run("restore", copy, "--data", new).exit_code == 1  # the demo's account is in it
    (new / "collector.sqlite3").unlink()
    assert run("restore", copy, "--data", new).exit_code == 0
    with open_demo(filled) as old, open_demo(new) as restored:
        assert [restored.envelope(one * 32) for one in "12"] == [old.envelope(one * 32) for one in "12"]
        assert restored.size() > database


def test_a_backup_never_overwrites_and_leaves_nothing_half_done(filled: Path, tmp_path: Path) -> None:
    """A name that is taken, another backup under way and a disk without room each stop it before it begins."""
    taken, under_way = tmp_path / "taken", tmp_path / "other"
    taken.write_text("mine")
    (tmp_path / "other.part").write_text("theirs")
    assert run("backup", taken, "--data", filled).exit_code == 1
    with (tmp_path / "other.part").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert run("backup", under_way, "--data", filled).exit_code == 1
    settings = filled / "suluh.yml"
    settings.write_text(settings.read_text() + "keep_free_mb: 1000000000\n")
    assert run("backup", tmp_path / "full", "--data", filled).exit_code == 1
    left = {file.name: file.read_text() for file in tmp_path.iterdir() if file.is_file()}
    assert left == {"taken": "mine", "other.part": "theirs"}


def test_a_folder_keeps_the_newest_by_number_whatever_the_clock_says(filled: Path, tmp_path: Path) -> None:
    """Backups that seem a year too old, or come from the future, stay until thirteen newer ones are there."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "mine.sqlite3").write_text("not numbered")
    for number in range(1, KEPT + 3):
        file = folder / NUMBERED.format(number)
        file.write_text("old")
        os.utime(file, (number, 2**33 - number))
    for newest in (KEPT + 3, KEPT + 4):
        assert run("backup", folder, "--data", filled).exit_code == 0
        left = sorted(file.name for file in folder.iterdir())
        assert left == [*(NUMBERED.format(number) for number in range(newest - KEPT + 1, newest + 1)), "mine.sqlite3"]


def test_a_backup_that_fails_again_and_again_deletes_no_more(filled: Path, tmp_path: Path) -> None:
    """Where nothing can be written any more, what was kept beside it stays."""
    folder = tmp_path / "backups"
    folder.mkdir()
    for number in range(1, KEPT + 1):
        (folder / NUMBERED.format(number)).write_text("old")
    settings = filled / "suluh.yml"
    settings.write_text(settings.read_text() + "keep_free_mb: 1000000000\n")
    for _ in range(3):
        assert run("backup", folder, "--data", filled).exit_code == 1
    assert len(list(folder.iterdir())) == KEPT - 1


def test_what_a_killed_backup_left_does_not_stop_the_next(filled: Path, tmp_path: Path) -> None:
    """Half a file under the temporary name, as a power cut leaves it, is written anew and becomes a good backup."""
    file = tmp_path / "copy.sqlite3"
    file.with_name("copy.sqlite3.part").write_bytes(b"half a page" * 1000)
    assert run("backup", file, "--data", filled).exit_code == 0
    assert run("drill", file).exit_code == 0
    assert not file.with_name("copy.sqlite3.part").exists()


def test_a_drill_says_what_does_not_open_and_only_counts(filled: Path, tmp_path: Path, passphrase: Path) -> None:
    """Another key and a damaged file end in code 1; no id of an envelope is shown."""
    copy, key = tmp_path / "copy.sqlite3", tmp_path / "other.kunci.age"
    run("backup", copy, "--data", filled)
    run("keys", "new", key, "--name", "petugas 9", "--passphrase-file", passphrase)
    shown = run("drill", copy, "--key", key, "--passphrase-file", passphrase)
    assert shown.exit_code == 1
    assert "2 amplop" in shown.output
    assert "1" * 32 not in shown.output
    assert run("drill", copy).exit_code == 0
    copy.write_bytes(copy.read_bytes()[:20_000])
    assert run("drill", copy).exit_code == 1


def test_a_drill_takes_the_keys_of_several_officers(
    filled: Path, tmp_path: Path, passphrase: Path, demo_passphrase: Path
) -> None:
    """An envelope counts as opened when one of the keys opens it."""
    copy, key = tmp_path / "copy.sqlite3", tmp_path / "other.kunci.age"
    run("backup", copy, "--data", filled)
    run("keys", "new", key, "--name", "petugas 9", "--passphrase-file", passphrase)
    words: list[str | Path] = ["drill", copy, "--key", key, "--key", filled / DEMO_KEY]
    assert run(*words, "--passphrase-file", passphrase, "--passphrase-file", demo_passphrase).exit_code == 0
    with open_demo(filled) as store:
        add(store, "3", b"junk")
    run("backup", tmp_path / "second.sqlite3", "--data", filled)
    words[1] = tmp_path / "second.sqlite3"
    assert run(*words, "--passphrase-file", passphrase, "--passphrase-file", demo_passphrase).exit_code == 1


def test_a_sweep_deletes_by_form_and_never_what_is_unopened(demo: Path, forms: dict[str, FormSpec]) -> None:
    """Old and opened goes, young or unopened stays; a nameless alarm tells of the unopened, and ends in code 3."""
    days = forms["laporan"].retention_days
    old, young = now_hour() - days * 24 - 2, now_hour() - days * 24 + 2
    with open_demo(demo) as store:
        store.note_done("sweep", now_hour() - 24)
        for name, hour in (("1", old), ("2", young)):
            add(store, name, received_hour=hour)
            store.mark_opened(name * 32, hour)
        store.add_part(Part("8" * 32, 0, b"x", 100, "d" * 64, "laporan"), now_hour() - 25)
        store.add_part(Part("9" * 32, 0, b"x", 100, "d" * 64, "laporan"), now_hour() - 23)
    assert run("sweep", "--data", demo).exit_code == 0
    with open_demo(demo) as store:
        assert [one.id[0] for one in store.envelopes()] == ["2"]
        assert [store.add_part(Part(one * 32, 1, b"", 100, "d" * 64, "laporan"), 0).received for one in "89"] == [0, 1]
        add(store, "3", received_hour=old)
    shown = run("sweep", "--data", demo)
    assert shown.exit_code == 3
    assert "1 amplop" in shown.output
    assert "3" * 32 not in shown.output
    with open_demo(demo) as store:
        assert [one.id[0] for one in store.envelopes()] == ["2", "3"]


def test_a_sweep_ends_what_its_reporter_deleted_a_week_ago(demo: Path) -> None:
    """Unopened or not, it goes after seven days, as the page says; not a day before."""
    with open_demo(demo) as store:
        for name, days in (("1", 8), ("2", 6)):
            add(store, name, received_hour=now_hour() - 24 * days)
            store.delete_mailbox(name * 32, OUTSIDE.mailbox_key, "e" * 31 + name, now_hour() - 24 * days)
        store.note_done("sweep", now_hour() - 24)
    assert run("sweep", "--data", demo).exit_code == 0
    with open_demo(demo) as store:
        assert [one.id[0] for one in store.envelopes()] == ["2"]


def test_a_form_that_is_no_longer_offered_is_not_forgotten(demo: Path) -> None:
    """Without its file nobody knows how long its envelopes may stay: they do, and the operator is told."""
    with open_demo(demo) as store:
        store.note_done("sweep", now_hour() - 24)
        add(store, "1", form="formulir-lama", received_hour=1)
        store.mark_opened("1" * 32, 2)
    shown = run("sweep", "--data", demo)
    assert (shown.exit_code, "formulir-lama" in shown.output) == (3, True)
    with open_demo(demo) as store:
        assert store.envelope("1" * 32)


def test_a_form_is_closed_and_opened_by_its_name(demo: Path) -> None:
    """Only a form that there is can be closed; the server sees it at once."""
    assert run("form", "close", "laporan", "--data", demo).exit_code == 0
    with open_demo(demo) as store:
        assert store.closed_forms() == {"laporan"}
        assert run("form", "close", "lapran", "--data", demo).exit_code == 1
        assert run("form", "open", "laporan", "--data", demo).exit_code == 0
        assert store.closed_forms() == frozenset()
