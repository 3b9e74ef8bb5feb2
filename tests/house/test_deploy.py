"""The files that run the collector on a server, scripts/deploy, agree with the program and with each other."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from click import Context

from collector.cli.__main__ import suluh
from collector.upkeep.backup import KEPT

if TYPE_CHECKING:
    from pathlib import Path

    from click import Command

SERVICES = ("web", "watch", "sweep", "backup")
TIMED = SERVICES[1:]
HOME, DATA, BACKUPS = "/opt/suluh", "/var/lib/suluh", "/var/backups/suluh"
PROGRAM = [f"{HOME}/.venv/bin/python", "-m", "collector.cli"]
KEPT_DAYS = 14  # docs/internal/panduan-pengelola.md


def settings(*files: Path) -> dict[str, list[str]]:
    """Every value that a systemd unit and its drop-in give a name, in order."""
    found = defaultdict(list)
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and line[0] not in "#[":
                name, _, value = line.partition("=")
                found[name].append(value)
    return found


def service(root: Path, name: str) -> dict[str, list[str]]:
    """One service of ours as systemd sees it: what holds for all of them, and its own."""
    folder = root / "scripts/deploy/systemd"
    return settings(*sorted((folder / "suluh-.service.d").iterdir()), folder / f"suluh-{name}.service")


def container(root: Path) -> list[tuple[str, str]]:
    """The instructions of the Containerfile, each with what follows it."""
    text = (root / "scripts/deploy/Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"(?m)^#.*\n", "", text).replace("\\\n", " ").splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


def started(root: Path) -> list[list[str]]:
    """The whole command line of each service, and of the container."""
    image = dict(container(root))
    units = [shlex.split(command) for name in SERVICES for command in service(root, name)["ExecStart"]]
    return [*units, json.loads(image["ENTRYPOINT"]) + json.loads(image["CMD"])]


def command(name: str) -> Command:
    """A command of `suluh`, which imports it when it is asked for."""
    found = suluh.get_command(Context(suluh), name)
    assert found is not None, name
    return found


def test_what_is_started_is_a_command_of_ours(root: Path) -> None:
    """Every command and option that a unit or the container gives is one that `suluh` takes, on one data folder."""
    seen = []
    for words in started(root):
        assert words[:3] == PROGRAM
        name, *rest = words[3:]
        given = command(name).make_context(name, rest).params  # click refuses what it does not know
        assert str(given["data"]) == DATA
        seen.append(name)
    assert seen == [*SERVICES, "web"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_nobody_and_can_write_its_data_alone(root: Path, name: str) -> None:
    """No service runs as root or dumps core; each writes its data folder, and only the backup one folder more."""
    said = service(root, name)
    assert (said["User"], said["Group"], said["CapabilityBoundingSet"]) == (["suluh"], ["suluh"], [""])
    assert (said["LimitCORE"], said["UMask"], said["NoNewPrivileges"]) == (["0"], ["0077"], ["yes"])
    assert (said["ProtectSystem"], said["WorkingDirectory"]) == (["strict"], [HOME])
    assert [f"/var/lib/{folder}" for folder in said["StateDirectory"]] == [DATA]
    assert said["ReadWritePaths"] == ([BACKUPS] if name == "backup" else [])
    assert all(command.startswith("/") for command in said["ExecStart"] + said["ExecStartPre"])  # no + or ! before it
    # An exit code of ours is not called a success: `systemctl --failed` shows it.
    assert said.keys().isdisjoint({"SuccessExitStatus", "EnvironmentFile"})


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_the_right_time_and_not_for_ever(root: Path, name: str) -> None:
    """None starts before the clock is set, and a time server that does not answer keeps none from starting at last."""
    said = service(root, name)
    assert all("time-sync.target" in " ".join(said[word]).split() for word in ("After", "Wants"))
    bounded = settings(root / "scripts/deploy/systemd/systemd-time-wait-sync.service.d/bounded.conf")
    assert bounded["TimeoutStartSec"] == ["5min"]


@pytest.mark.parametrize("name", TIMED)
def test_each_duty_has_its_timer(root: Path, name: str) -> None:
    """A timer of the same name starts each duty, also after a time without power, and is started with the machine."""
    timer = settings(root / f"scripts/deploy/systemd/suluh-{name}.timer")
    assert (timer["Persistent"], timer["WantedBy"], len(timer["OnCalendar"])) == (["yes"], ["timers.target"], 1)
    assert service(root, name)["Type"] == ["oneshot"]


def test_backups_go_where_the_newest_are_kept(root: Path) -> None:
    """The daily copy goes into the folder, which keeps no more of them than the days that reporters are told."""
    said = service(root, "backup")
    assert shlex.split(said["ExecStart"][0])[4] == BACKUPS
    assert (said["ExecStartPre"], KEPT < KEPT_DAYS) == ([], True)  # no command of a shell deletes by the clock
    assert "suluh-sweep.service" in " ".join(said["After"])


def test_the_container_has_what_the_server_needs_and_is_nobody(root: Path, demo: Path, tmp_path: Path) -> None:
    """The copied folders alone make a server, at the units' place; it runs under a number that is not root's."""
    image = container(root)
    assert [rest for word, rest in image if word == "USER"] == ["10001:10001"]
    assert {rest for word, rest in image if word == "WORKDIR"} == {HOME}
    assert any("--require-hashes" in rest and "requirements.lock" in rest for _, rest in image)
    copied = {rest.split()[0] for word, rest in image if word == "COPY" and not rest.startswith("--from")}
    assert "build" in copied
    place = tmp_path / "image"
    for name in copied - {"build", "requirements.lock"}:
        if (root / name).is_dir():
            shutil.copytree(root / name, place / name)
        else:
            place.mkdir(exist_ok=True)
            shutil.copy(root / name, place)
    shutil.copytree(root / "build/client", place / "build/client")
    script = (
        "import sys, pathlib, collector.upkeep.serving as s; from collector.upkeep.settings import read_folder; "
        "s.make_app(read_folder(pathlib.Path(sys.argv[1]))); print(s.__file__)"
    )
    done = subprocess.run([sys.executable, "-c", script, demo], cwd=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(str(place))


def test_an_onion_ends_where_nginx_listens(root: Path) -> None:
    """Tor hands readers to a port of nginx on loopback, from which the collector's addresses lead to https."""
    tor = dict(line.split(" ", 1) for line in read_plain(root / "scripts/deploy/tor/torrc"))
    port, target = tor["HiddenServicePort"].split()
    nginx = "\n".join(read_plain(root / "scripts/deploy/static/nginx.conf"))
    assert port == "80"
    assert f"listen {target};" in nginx
    assert f"if ($server_port = {target.rpartition(':')[2]}) {{ return 307 https://" in nginx
    assert tor["SocksPort"] == "0"


def test_nothing_turns_a_log_of_readers_on(root: Path) -> None:
    """No file says where accesses are logged, except that they are not, and Tor's log keeps names out of it."""
    lines = [line for file in (root / "scripts/deploy").rglob("*") if file.is_file() for line in read_plain(file)]
    assert {line.strip() for line in lines if re.search("access.?log", line)} == {"access_log off;"}
    said = [line for line in lines if re.match(r"(SafeLogging|Log) ", line)]
    assert said == ["SafeLogging 1", "Log warn syslog"]


def read_plain(file: Path) -> list[str]:
    """The lines of a file that are no comment."""
    lines = (re.sub(r"(^|\s)#.*", "", line) for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line.strip()]
