"""The command line: keys, settings, and what a production start refuses."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from base.errors import ContentErrors
from collector.core.age import fingerprint, hybrid_recipient
from collector.desk.keyfile import open_key
from collector.desk.passphrase import WeakPassphrase
from collector.store import WrongStore
from collector.upkeep.accounts import add_account
from collector.upkeep.demo import DEMO_ACCOUNT, DEMO_PASSWORD, prepare_demo
from collector.upkeep.serving import hindrances, make_app, unannounced
from collector.upkeep.settings import Unready, read_folder, read_recipients
from site_config.facts.load import Key, load_facts
from tests.house.terminal import PASSPHRASE, run
from tests.machine import free_port

if TYPE_CHECKING:
    from pathlib import Path

UMASK = os.umask(0o022)  # can only be asked by setting it (umask(2))
os.umask(UMASK)


def test_a_new_key_prints_the_line_that_the_server_takes(tmp_path: Path, passphrase: Path) -> None:
    """`keys new` writes a protected file of its owner's alone, and its printed line is a valid recipient."""
    file = tmp_path / "petugas.kunci.age"
    shown = run("keys", "new", file, "--name", "petugas 1", "--passphrase-file", passphrase)
    assert shown.exit_code == 0
    assert file.stat().st_mode & 0o077 == 0
    line = next(line for line in shown.output.splitlines() if line.startswith("age1pq1"))
    (tmp_path / "recipients.txt").write_text(line)
    found = read_recipients(tmp_path / "recipients.txt", demo=False)
    assert found == {open_key(file, PASSPHRASE).recipient: "petugas 1"}
    assert "AGE-SECRET-KEY" not in shown.output
    assert PASSPHRASE not in shown.output


def test_a_command_leaves_the_process_as_it_was(tmp_path: Path, passphrase: Path) -> None:
    """What is written after a command has run within a process may be read by whom the process allows, as before."""
    assert run("keys", "new", tmp_path / "kunci", "--name", "petugas 1", "--passphrase-file", passphrase).exit_code == 0
    before = os.umask(0o022)
    os.umask(before)
    assert before == UMASK


def test_a_key_is_never_overwritten(tmp_path: Path, passphrase: Path) -> None:
    """A second `keys new` into the same file fails and leaves the first key as it was."""
    file = tmp_path / "petugas.kunci.age"
    words = ("keys", "new", file, "--name", "petugas 1", "--passphrase-file", passphrase)
    run(*words)
    before = file.read_bytes()
    assert run(*words).exit_code == 1
    assert file.read_bytes() == before


def test_a_passphrase_typed_differently_makes_no_key(tmp_path: Path) -> None:
    """Two different passphrases at the prompt are asked again, and none is written."""
    file = tmp_path / "petugas.kunci.age"
    shown = run("keys", "new", file, "--name", "petugas 1", typed=f"{PASSPHRASE}\nlain lain lain\n")
    assert shown.exit_code != 0
    assert not file.exists()


def test_production_refuses_what_a_demo_made(demo: Path) -> None:
    """The demo's key, its plain http and its database are each refused when the settings say production."""
    settings = demo / "suluh.yml"
    settings.write_text("mode: production\norigin: http://127.0.0.1:8000\n")
    with pytest.raises(Unready, match="DEMO"):
        read_folder(demo)
    lines = (demo / "recipients.txt").read_text()
    (demo / "recipients.txt").write_text(lines.replace("DEMO", "petugas 1"))
    with pytest.raises(Unready, match="https"):
        read_folder(demo)
    settings.write_text("mode: production\norigin: https://suluh.example\n")
    with pytest.raises(WrongStore):
        read_folder(demo).open_store()


def test_production_refuses_keys_that_are_not_announced(tmp_path: Path, root: Path) -> None:
    """Another key, name or order than the site announces would make every form differ from what can be checked."""
    keys = [hybrid_recipient(bytes([n]) * 32) for n in (1, 2)]
    (tmp_path / "recipients.txt").write_text("".join(f"{key} # petugas {n}\n" for n, key in enumerate(keys)))
    (tmp_path / "suluh.yml").write_text("mode: production\norigin: https://suluh.example\n")
    folder, facts = read_folder(tmp_path), load_facts(root)
    named = [Key(name=f"petugas {n}", fingerprint=fingerprint(key), since="2026-11-01") for n, key in enumerate(keys)]
    assert unannounced(folder, dataclasses.replace(facts, keys=named)) == ""
    for other in ([], named[:1], named[::-1], [named[0], named[1].model_copy(update={"name": "kepala"})]):
        assert "recipients.txt" in unannounced(folder, dataclasses.replace(facts, keys=other))


def test_production_refuses_an_untried_number(tmp_path: Path) -> None:
    """As long as nobody has tried the public numbers, a production server names each of them and does not start."""
    line = str(hybrid_recipient(bytes(32)))
    (tmp_path / "recipients.txt").write_text(line)
    (tmp_path / "suluh.yml").write_text("mode: production\norigin: https://suluh.example\n")
    with pytest.raises(ContentErrors, match="belum diuji"):
        make_app(read_folder(tmp_path))


def test_production_refuses_a_site_that_is_not_built(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the browser's code or without the site nothing is served; each error says what to run."""
    monkeypatch.setattr("collector.upkeep.serving.BUILD", tmp_path)
    (tmp_path / "suluh.yml").write_text("mode: production\norigin: https://suluh.example\n")
    folder, facts = read_folder(tmp_path), dataclasses.replace(load_facts(root), contacts=[], places=[], keys=[])
    missing = {"client/form.js": "npm run build", "publik/index.html": "suluh site build"}
    while missing:
        for error, needed in zip(hindrances(folder, facts), missing.values(), strict=True):
            assert str(error).endswith(needed)
        made = tmp_path / next(iter(missing))
        made.parent.mkdir()
        made.touch()
        del missing[made.relative_to(tmp_path).as_posix()]
    assert list(hindrances(folder, facts)) == []


def test_production_refuses_the_demo_password_and_a_short_one(tmp_path: Path) -> None:
    """No account of a production folder has a password that the demo prints, or one that would be guessed."""
    (tmp_path / "recipients.txt").write_text(str(hybrid_recipient(bytes(32))))
    (tmp_path / "suluh.yml").write_text("mode: production\norigin: https://suluh.example\n")
    folder = read_folder(tmp_path)
    for password in ("pendek", DEMO_PASSWORD):
        with pytest.raises(WeakPassphrase):
            add_account(folder, "demo", password)


def test_a_secret_that_others_can_read_stops_the_start(demo: Path) -> None:
    """session.key with rights for the group or others is named, with the command that mends it."""
    read_folder(demo)
    (demo / "session.key").chmod(0o644)
    with pytest.raises(Unready, match="chmod 600"):
        read_folder(demo)


def test_an_empty_session_key_is_named_and_made_again(demo: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What a power cut leaves of the secret signs nothing and stops nothing; a short one is still refused."""
    (demo / "session.key").write_bytes(b"")
    assert len(read_folder(demo).session_key) == 32
    assert "session.key" in caplog.text
    (demo / "session.key").write_bytes(b"short")
    with pytest.raises(Unready, match="terlalu pendek"):
        read_folder(demo)


def test_a_server_that_may_not_start_says_so_once_and_in_words(tmp_path: Path) -> None:
    """Before any process is split off: one paragraph that names each untried contact, and no traceback."""
    (tmp_path / "recipients.txt").write_text(str(hybrid_recipient(bytes(32))))
    (tmp_path / "suluh.yml").write_text("mode: production\norigin: https://suluh.example\n")
    shown = run("web", "--data", tmp_path)
    assert shown.exit_code == 1
    assert "contacts.yml:" in shown.output
    assert "Traceback" not in shown.output


def test_a_busy_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    """When another program has the port, `demo` and `desk` stop with its number, and never point at that program."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for words in (("demo", "--data", tmp_path / "x", "--port", port), ("desk", "--key", "x", "--port", port)):
            shown = run(*words)
            assert shown.exit_code == 1
            assert port in shown.output


def test_a_place_that_cannot_be_written_is_one_plain_sentence(passphrase: Path) -> None:
    """A folder that is not there ends in words with its name, not in a traceback."""
    shown = run("keys", "new", "/nowhere/at/all.age", "--name", "x", "--passphrase-file", passphrase)
    assert shown.exit_code == 1
    assert "/nowhere/at/all.age" in shown.output
    assert "Traceback" not in shown.output


def test_a_demo_start_never_touches_a_production_folder(tmp_path: Path) -> None:
    """`suluh demo` stops at a folder whose settings are not a demo's, whatever its comments say."""
    settings = "# bukan mode: demo\nmode: production\norigin: https://suluh.example\n"
    (tmp_path / "suluh.yml").write_text(settings)
    with pytest.raises(Unready):
        prepare_demo(tmp_path, "http://127.0.0.1:8000")
    assert (tmp_path / "suluh.yml").read_text() == settings
    assert not (tmp_path / "recipients.txt").exists()


def test_a_second_demo_start_keeps_key_and_account(demo: Path) -> None:
    """Starting the demo again changes neither its key nor its account."""
    before = (demo / "recipients.txt").read_bytes()
    prepare_demo(demo, "http://127.0.0.1:9000")
    assert (demo / "recipients.txt").read_bytes() == before
    store = read_folder(demo).open_store()
    assert store.account(DEMO_ACCOUNT) is not None
    store.close()


def test_an_account_can_be_added_once(demo: Path) -> None:
    """`account add` asks for the password twice, stores only a hash, and refuses the name a second time."""
    typed = "kata-sandi-panjang\nkata-sandi-panjang\n"
    assert run("account", "add", "dinsos-1", "--data", demo, typed=typed).exit_code == 0
    assert run("account", "add", "dinsos-1", "--data", demo, typed=typed).exit_code == 1
    assert b"kata-sandi-panjang" not in b"".join(file.read_bytes() for file in demo.iterdir())


def test_a_lost_desk_link_is_made_new_from_its_window(tmp_path: Path, root: Path) -> None:
    """Each Enter in the window of `suluh desk` prints another one-time link under the same name."""
    command = [sys.executable, "-m", "collector.cli", "desk", "--key", str(tmp_path / "x"), "--port", str(free_port())]
    pipe = subprocess.PIPE
    # A shell lets what it starts in the background ignore this signal, and so would the desk that we start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe, text=True) as program:
        try:
            signal.signal(signal.SIGINT, before)
            first = program.stdout.readline()
            program.stdin.write("\n")
            program.stdin.flush()
            second = program.stdout.readline()
            assert first.partition("/mulai/")[0] == second.partition("/mulai/")[0]
            assert first != second
            program.send_signal(signal.SIGINT)
            assert program.wait() in {0, 1}  # it ends by itself, although one of its threads waits for Enter
        finally:
            program.kill()


def test_a_lost_password_is_changed_and_an_account_removed(demo: Path, tmp_path: Path) -> None:
    """`account password` gives another hash, `account remove` takes the account; a name that is not there is named."""
    file = tmp_path / "password.txt"
    file.write_text("jerapah ungu menyapu atap\n")
    with closing(read_folder(demo).open_store()) as store:
        before = store.account(DEMO_ACCOUNT)
        assert run("account", "password", DEMO_ACCOUNT, "--data", demo, "--password-file", file).exit_code == 0
        assert store.account(DEMO_ACCOUNT) != before
        assert run("account", "remove", DEMO_ACCOUNT, "--data", demo).exit_code == 0
        assert store.account(DEMO_ACCOUNT) is None
    for words in (("remove",), ("password", "--password-file", file)):
        shown = run("account", *words, DEMO_ACCOUNT, "--data", demo)
        assert (shown.exit_code, DEMO_ACCOUNT in shown.output) == (1, True)


def test_status_warns_of_what_nobody_should_rely_on(tmp_path: Path) -> None:
    """A production folder's holders are named; a single key, one without a name and untried contacts need a person."""
    lines = [str(hybrid_recipient(bytes([n]) * 32)) for n in range(2)]
    (tmp_path / "suluh.yml").write_text("mode: production\norigin: https://suluh.example\n")
    (tmp_path / "recipients.txt").write_text(f"{lines[0]} # petugas 1\n")
    shown = run("status", "--data", tmp_path).output
    assert "petugas 1" in shown
    assert "hanya ada satu kunci" in shown
    assert "belum diuji" in shown
    (tmp_path / "recipients.txt").write_text(f"{lines[0]} # petugas 1\n{lines[1]}\n")
    shown = run("status", "--data", tmp_path).output
    assert "hanya ada satu kunci" not in shown
    assert "1 kunci tanpa nama" in shown
