"""No silence: the e-mail about what waits, sent to a real server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from collector.upkeep.alarm import watch_once
from collector.upkeep.here import now_hour, our_office
from collector.upkeep.settings import Unready, read_folder
from collector.upkeep.watching import ALIVE, MORNING, SUBJECT
from tests.house.post import PASSWORD, USER, make_certificate, run_post
from tests.house.terminal import run
from tests.house.unopened import START, add, open_demo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.house.post import Post

# aiosmtpd does not know that a connection is sealed from its first byte, nor that a test's password protects nothing.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
FIRST, SECOND, OPERATOR = "satu@kantor.example", "dua@kantor.example", "pengelola@kantor.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine."""
    return make_certificate(tmp_path_factory.mktemp("post") / "certificate.pem")


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the e-mail server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def post(request: pytest.FixtureRequest, certificate: Path) -> Iterator[Post]:
    """An e-mail server; sealed from the first byte unless a test asks for another."""
    yield from run_post(certificate, getattr(request, "param", "tls"))


def settle(demo: Path, port: int, security: str = "tls") -> None:
    """Write down whom to tell, and by which server."""
    words = [
        "mode: demo",
        "origin: http://127.0.0.1:8000",
        f"watch: {{people: [{FIRST}, {SECOND}], operator: {OPERATOR}, now: 1, soon: 6, normal: 24,",
        "  next_after_hours: 3}",
        f"mail: {{host: 127.0.0.1, port: {port}, security: {security}, sender: suluh@kantor.example,",
        f"  user: {USER}, password_file: mail.password}}",
    ]
    (demo / "suluh.yml").write_text("\n".join(words) + "\n")
    (demo / "mail.password").write_text(PASSWORD + "\n")
    (demo / "mail.password").chmod(0o600)


def told(folder: Path, post: Post, hour: int) -> list[str]:
    """Let the watch of one hour run; give who got an e-mail about what waits."""
    watch_once(read_folder(folder), hour)
    return waiting(post)


def waiting(post: Post) -> list[str]:
    """Who got an e-mail about what waits."""
    return [str(letter["To"]) for letter in post.take() if letter["Subject"] == SUBJECT]


@pytest.mark.usefixtures("trusted")
def test_what_waits_goes_from_person_to_person_until_it_is_opened(demo: Path, post: Post) -> None:
    """Each is told once in turn, hour by hour, and nobody after an officer has opened it."""
    settle(demo, post.port)
    add(demo, "1")
    by_hour = {START + hour: told(demo, post, START + hour) for hour in range(9)}
    sent = {hour - START: people for hour, people in by_hour.items() if people}
    assert sent == {1: [FIRST], 4: [SECOND], 7: [FIRST]}
    with open_demo(demo) as store:
        store.mark_opened("1" * 32, START + 9)
    assert told(demo, post, START + 100) == []


@pytest.mark.usefixtures("trusted")
def test_hours_without_a_watch_are_made_up_for_in_one_digest(demo: Path, post: Post) -> None:
    """After an outage each person gets one e-mail for all that waits, not one for each missed step."""
    settle(demo, post.port)
    for name, urgency in (("1", "now"), ("2", "soon"), ("3", "normal"), ("4", "normal")):
        add(demo, name, urgency=urgency)
    assert told(demo, post, START + 200) == [FIRST, SECOND]
    assert told(demo, post, START + 200) == []


@pytest.mark.usefixtures("trusted")
def test_the_e_mail_holds_numbers_and_nothing_else(demo: Path, post: Post) -> None:
    """How many, how urgent, how long; no id, mailbox, form, place or link, in any part of the e-mail."""
    settle(demo, post.port)
    add(demo, "1")
    add(demo, "2", received_hour=START - 4)
    watch_once(read_folder(demo), START + 1)
    letter = post.take()[0]
    text = letter.get_content()
    assert "2 amplop, paling lama menunggu 5 jam" in text
    for word in ("1" * 32, "2" * 32, "c" * 64, "laporan", "://", "8000", str(START)):
        assert word not in letter.as_string()
    assert str(letter["Message-ID"]).endswith("@kantor.example>")


@pytest.mark.usefixtures("trusted")
def test_an_e_mail_that_is_not_taken_is_sent_again(demo: Path, post: Post) -> None:
    """One person's broken address keeps nothing from the other, is not forgotten, and shows in `status`."""
    settle(demo, post.port)
    add(demo, "1", received_hour=now_hour() - 5)
    post.refused.add(FIRST)
    shown = run("watch", "--data", demo)
    assert shown.exit_code == 1
    assert FIRST not in shown.output
    assert waiting(post) == [SECOND]
    assert json.loads(run("status", "--json", "--data", demo).output)["last_hours"]["watch"] is None
    post.refused.clear()
    assert run("watch", "--data", demo).exit_code == 0
    assert FIRST in waiting(post)
    assert json.loads(run("status", "--json", "--data", demo).output)["last_hours"]["watch"] in {0, 1}


@pytest.mark.usefixtures("trusted")
def test_the_operator_hears_once_a_day_that_all_is_alive(demo: Path, post: Post) -> None:
    """One e-mail at the day's first watch, whether something waits or not; a day without a watch is a day without."""
    settle(demo, post.port)
    morning = START - START % 24 + MORNING - our_office().zone.ahead
    sent = []
    for hour in (*range(morning, morning + 48), morning + 30 * 24 + 5):
        watch_once(read_folder(demo), hour)
        sent += [(hour - morning, letter["To"]) for letter in post.take() if letter["Subject"] == ALIVE]
    assert sent == [(0, OPERATOR), (24, OPERATOR), (725, OPERATOR)]


@pytest.mark.usefixtures("trusted")
def test_the_daily_e_mail_says_what_needs_a_person_and_nothing_else(demo: Path, post: Post) -> None:
    """A missed backup and an envelope that waits stand in it by number; on a calm day it asks for nothing."""
    settle(demo, post.port)
    add(demo, "1")
    with open_demo(demo) as store:
        store.note_done("sweep", START + 1)
    watch_once(read_folder(demo), START + 1)
    text = post.take()[-1].get_content()
    assert "sekarang: 1 amplop" in text
    assert "`suluh backup` tidak berjalan" in text
    for word in ("sweep", "watch", "1" * 32, "laporan", "://"):
        assert word not in text
    with open_demo(demo) as store:
        store.mark_opened("1" * 32, START + 2)
        for duty in ("backup", "sweep"):
            store.note_done(duty, START + 24)
    watch_once(read_folder(demo), START + 24)
    assert "tidak ada yang perlu dikerjakan." in post.take()[-1].get_content()


@pytest.mark.usefixtures("trusted")
def test_without_an_operator_the_officers_are_warned_all_the_same(demo: Path, post: Post) -> None:
    """Settings that name nobody for the daily e-mail are an error, but silence no alarm."""
    settle(demo, post.port)
    file = demo / "suluh.yml"
    file.write_text(file.read_text().replace(f", operator: {OPERATOR}", ""))
    add(demo, "1", received_hour=now_hour() - 1)
    shown = run("watch", "--data", demo)
    assert (shown.exit_code, "operator" in shown.output) == (1, True)
    assert [str(letter["Subject"]) for letter in post.take()] == [SUBJECT]


@pytest.mark.usefixtures("trusted")
def test_a_daily_e_mail_that_is_not_taken_is_an_error_and_sent_again(demo: Path, post: Post) -> None:
    """The watch exits with 1, as for anybody who was not told, and the next hour tries again."""
    settle(demo, post.port)
    post.refused.add(OPERATOR)
    assert run("watch", "--data", demo).exit_code == 1
    post.refused.clear()
    assert run("watch", "--data", demo).exit_code == 0
    assert [str(letter["Subject"]) for letter in post.take()] == [ALIVE]


@pytest.mark.parametrize("post", ["starttls"], indirect=True)
@pytest.mark.usefixtures("trusted")
def test_starttls_serves_too(demo: Path, post: Post) -> None:
    """The other usual port: plain at first, sealed before the password."""
    settle(demo, post.port, "starttls")
    add(demo, "1")
    assert told(demo, post, START + 1) == [FIRST]


def test_a_certificate_that_nobody_vouches_for_gets_nothing(demo: Path, post: Post) -> None:
    """Somebody on the line with a certificate of his own learns neither address nor password."""
    settle(demo, post.port)
    add(demo, "1")
    failed = watch_once(read_folder(demo), START + 1).failed
    assert failed.keys() == {FIRST, OPERATOR}
    assert post.take() == []
    for word in (FIRST, USER + "@", PASSWORD):
        assert word not in " ".join(failed.values())


@pytest.mark.parametrize("post", ["none"], indirect=True)
def test_a_server_that_does_not_seal_gets_nothing(demo: Path, post: Post) -> None:
    """Where STARTTLS is stripped from the line, nothing is sent in the open."""
    settle(demo, post.port, "starttls")
    add(demo, "1")
    assert FIRST in watch_once(read_folder(demo), START + 1).failed
    assert post.take() == []


@pytest.mark.parametrize("post", ["none"], indirect=True)
def test_an_open_line_is_for_this_machine_only(demo: Path, post: Post) -> None:
    """A mail server on the loopback may go without TLS; another address is refused with the line in suluh.yml."""
    settle(demo, post.port, "none")
    add(demo, "1")
    assert told(demo, post, START + 1) == [FIRST]
    settings = demo / "suluh.yml"
    settings.write_text(settings.read_text().replace("host: 127.0.0.1", "host: mail.example"))
    shown = run("watch", "--data", demo)
    assert (shown.exit_code, "suluh.yml:5" in shown.output) == (1, True)


def test_nobody_to_tell_is_an_error_and_not_a_silence(demo: Path) -> None:
    """A watch without people, or whose password others can read, says so instead of doing nothing."""
    shown = run("watch", "--data", demo)
    assert (shown.exit_code, "suluh.yml" in shown.output) == (1, True)
    settle(demo, 1)
    (demo / "mail.password").chmod(0o644)
    add(demo, "1")
    with pytest.raises(Unready, match="chmod 600"):
        watch_once(read_folder(demo), START + 1)


@pytest.mark.usefixtures("trusted")
def test_a_trial_e_mail_reaches_everybody_who_would_be_told(demo: Path, post: Post) -> None:
    """`mail test` sends to each person and to the operator; one who cannot be reached is named and makes it fail."""
    settle(demo, post.port)
    assert run("mail", "test", "--data", demo).exit_code == 0
    assert [str(letter["To"]) for letter in post.take()] == [FIRST, SECOND, OPERATOR]
    post.refused.add(SECOND)
    shown = run("mail", "test", "--data", demo)
    assert (shown.exit_code, f"{SECOND}: surel tidak terkirim" in shown.output) == (1, True)
