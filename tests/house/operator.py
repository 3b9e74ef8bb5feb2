"""An operator who follows the guide's page: its boxes, in its words, on a bare machine."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from tests.machine import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.house.bare import Machine

GUIDE = "docs/internal/panduan-pengelola.md"
PROGRAM, DATA, UNITS, LAPTOP = "opt/suluh", "var/lib/suluh", "etc/systemd/system", "root/laptop"
# The page's boxes, in its order.
KEY, FOLDERS, SETTINGS, SITE, SERVICES, STAFF, LOOK, MOVED, KEY_OUT, RESTART = range(10)


class Operator:
    """Somebody who copies the page's commands as they stand, and types what is asked."""

    def __init__(self, root: Path, machine: Machine, swaps: dict[str, str]) -> None:
        """Read the page; `swaps` is what is put in the place of some of its words."""
        page = (root / GUIDE).read_text(encoding="utf-8")
        part = page.split("\n## Dari mesin kosong", 1)[1].split("\n## ", 1)[0]
        found = re.findall(r"(?ms)^( *)```sh\n(.*?)^ *```$", part)
        self.boxes = [re.sub(rf"(?m)^{indent}", "", box) for indent, box in found]
        self.machine, self.swaps, self.papers = machine, swaps, dict[str, str]()
        self.server: subprocess.Popen[bytes] | None = None

    def follow(self, box: int, user: str = "root") -> str:
        """Run one box of the page on the server; give what it shows."""
        return self.run(self.boxes[box], user, PROGRAM)

    def follow_on_laptop(self, box: int, officer: str) -> str:
        """Run one box on an officer's laptop; for the second officer the page says to put a 2."""
        words = re.sub(r"(petugas[- ])1", rf"\g<1>{officer}", self.boxes[box])
        return self.run(words, "root", LAPTOP, officer)

    def status(self) -> str:
        """What `status` says, whatever its code."""
        return self.run("scripts/suluh status --data /var/lib/suluh || test $? = 2", "suluh", PROGRAM)

    def run(self, words: str, user: str, folder: str, officer: str = "") -> str:
        """Run commands; those to systemd are carried out here."""
        shown = ""
        for piece in re.split(r"(?m)^(systemctl .*\n)", self.swap(words)):
            if piece.startswith("systemctl "):
                self.systemctl(*piece.split()[1:])
            elif piece:
                shown += self.machine.run(piece, user, f"/{folder}", lambda said: self.answer(said, officer))
        return shown

    def swap(self, words: str) -> str:
        """The page's words with what stands in the place of some."""
        for here, there in self.swaps.items():
            words = words.replace(here, there)
        return words

    def answer(self, shown: str, officer: str) -> str:
        """What is typed: Enter for the passphrase that is offered, then what was copied onto paper."""
        offered = re.findall(r"usulan: (\S+)", shown)
        if offered and shown.endswith("kertas: "):
            self.papers[officer] = offered[-1]
        elif offered:
            return ""
        return self.papers[officer]

    def systemctl(self, verb: str, *words: str) -> None:
        """Do what systemd does with the units that were copied: start what each names, as its user; nothing more."""
        folder, names = self.machine.root / UNITS, [word for word in words if word[0] != "-"]
        if verb == "enable" and "--now" not in words:  # a unit of systemd's own, which ours change
            assert all((folder / f"{name}.service.d").is_dir() for name in names)
            return
        for name in names:
            unit = folder / (name if "." in name else f"{name}.service")
            assert unit.is_file()
            if name == "suluh-web":
                self.stop()
                self.server = subprocess.Popen(self.started(unit), env=self.machine.environment)
            elif unit.suffix == ".service":
                subprocess.run(self.started(unit), env=self.machine.environment, check=True)
            else:
                assert unit.with_suffix(".service").is_file()

    def started(self, unit: Path) -> list[str]:
        """The command line of a service."""
        said = dict(re.findall(r"(?m)^(\w+)=(.*)$", unit.read_text()))
        script = f"cd {said['WorkingDirectory']} && exec {self.swap(said['ExecStart'])}"
        return self.machine.command(["/bin/bash", "-c", script], said["User"])

    def stop(self) -> None:
        """End the server, if one runs."""
        if self.server:
            self.server.terminate()
            self.server.wait(PATIENCE)
            self.server = None


def swaps(origin: str, mail_port: int, port: int) -> dict[str, str]:
    """What stands in the place of the page's words, and why."""
    return {
        "https://alamat.resmi.anda": origin,  # the page says: put your own
        "host: surel.kantor.example": "host: 127.0.0.1",  # the page says: put your own
        "port: 465": f"port: {mail_port}",  # the page says: put your own
        "127.0.0.1:8000": f"127.0.0.1:{port}",  # in the unit: no test relies on a port
    }
