"""A wrong clock, for one hour or for a year, takes neither the alarm nor a report away."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from collector.store import Envelope, Store
from collector.upkeep.alarm import watch_once
from collector.upkeep.demo import prepare_demo
from collector.upkeep.here import our_office
from collector.upkeep.settings import read_folder
from collector.upkeep.status import look
from collector.upkeep.sweep import WrongClock, sweep_once
from collector.upkeep.watching import ALIVE, MORNING, SUBJECT
from tests.house.post import PASSWORD, USER, make_certificate, run_post

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from collector.upkeep.settings import Folder
    from tests.house.post import Post

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
START, YEAR, DAY = 490_000, 8760, 24
REPORT = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, "d" * 64, received_hour=START)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """An e-mail server on this machine."""
    yield from run_post(make_certificate(tmp_path / "certificate.pem"), "none")


@pytest.fixture
def folder(tmp_path: Path, post: Post) -> Folder:
    """A data folder that knows whom to tell."""
    data = tmp_path / "demo"
    prepare_demo(data, "http://127.0.0.1:8000")
    with (data / "suluh.yml").open("a") as settings:
        settings.write("watch: {people: [satu@kantor.example, dua@kantor.example], operator: kami@kantor.example}\n")
        settings.write(f"mail: {{host: 127.0.0.1, port: {post.port}, security: none, sender: suluh@kantor.example,\n")
        settings.write(f"  user: {USER}, password_file: mail.password}}\n")
    (data / "mail.password").write_text(PASSWORD)
    (data / "mail.password").chmod(0o600)
    return read_folder(data)


@pytest.fixture
def store(folder: Folder) -> Iterator[Store]:
    """Its real store."""
    with closing(folder.open_store()) as store:
        yield store


def hours_heard(folder: Folder, post: Post, hours: range, subject: str = SUBJECT) -> list[int]:
    """Let the watch run hourly; give the hours, counted from START, at which an e-mail of this subject came."""
    heard = []
    for hour in hours:
        post.take()
        watch_once(folder, hour)
        heard += [hour - START] * any(letter["Subject"] == subject for letter in post.take())
    return heard


def test_one_watch_with_the_clock_a_year_ahead_stops_no_alarm(folder: Folder, store: Store, post: Post) -> None:
    """An officer who can set the clock once would have had 180 quiet hours; alarm and daily e-mail come as ever."""
    store.add_envelope(REPORT, b"x")
    watch_once(folder, START + YEAR)
    assert hours_heard(folder, post, range(START + 1, START + 12)) == [1, 4, 7, 10]
    morning = START - START % DAY + DAY + MORNING - our_office().zone.ahead
    watch_once(folder, START + YEAR)
    assert hours_heard(folder, post, range(morning, morning + 30), ALIVE) == [
        morning - START,
        morning + DAY - START,
    ]


def test_what_came_while_the_clock_was_ahead_is_late_at_once(folder: Folder, store: Store, post: Post) -> None:
    """A report noted for next year is told of in each hour until it is opened, and never has a negative age."""
    store.add_envelope(replace(REPORT, received_hour=START + YEAR), b"x")
    assert hours_heard(folder, post, range(START, START + 5)) == [0, 1, 2, 3, 4]
    seen = look(folder, store, START + 5)
    assert seen["unopened"] == [{"urgency": "now", "hours": None, "number": 1}]
    assert any("jam server pernah salah" in need for need in seen["needs"])


def test_a_duty_done_next_year_is_a_missed_duty(folder: Folder, store: Store) -> None:
    """What ran once with the clock ahead does not count as running until then."""
    for duty in ("watch", "backup", "sweep"):
        store.note_done(duty, START)
    assert look(folder, store, START + 1)["needs"] == []
    for duty in ("watch", "backup", "sweep"):
        store.note_done(duty, START + YEAR)
    needs = look(folder, store, START + 1)["needs"]
    assert [need.split("`")[1] for need in needs] == ["suluh watch", "suluh backup", "suluh sweep"]


def test_a_sweep_with_a_wrong_clock_deletes_nothing(folder: Folder, store: Store) -> None:
    """A year ahead, also after an hourly watch has noted that year, nothing goes; a person can vouch for the hour."""
    store.add_envelope(REPORT, b"x")
    store.mark_opened(REPORT.id, START)
    with pytest.raises(WrongClock, match="belum ada"):
        sweep_once(folder, START + YEAR)
    store.note_done("watch", START)
    sweep_once(folder, START + 1)
    store.note_done("watch", START + YEAR)
    with pytest.raises(WrongClock, match="--clock-is-right"):
        sweep_once(folder, START + YEAR)
    assert store.envelope(REPORT.id)
    assert not sweep_once(folder, START + YEAR, clock_is_right=True).needs_a_person
    assert not store.envelope(REPORT.id)


def test_a_report_of_minutes_ago_is_not_past_its_time(folder: Folder, store: Store) -> None:
    """What came while the clock stood at 1970 and was opened just now stays for the whole of its time."""
    store.add_envelope(replace(REPORT, received_hour=3), b"x")
    store.mark_opened(REPORT.id, START)
    store.note_done("sweep", START - DAY)
    assert not sweep_once(folder, START + 1).needs_a_person
    assert store.envelope(REPORT.id)
