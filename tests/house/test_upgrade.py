"""A district takes over a year of changes with real git, by the commands that the guide prints."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_house import tracked

GUIDE = "docs/internal/panduan-naik-versi.md"
DISTRICT = "site_config/district/district.yml"
CONTACTS = "site_config/district/contacts.yml"
SWITCH = "site_config/district/service.yml"
SHARED = "sop/procedures/rujukan.yml"
SITUATIONS = "sop/situations.yml"
PAGE = "docs/publik/nomor.md"
MADE = ("docs/internal/sop", "docs/internal/kartu", "docs/internal/formulir", "docs/internal/keadaan")


class Checkout:
    """A working tree of git that a person changes, makes pages of and commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *words: str, check: bool = True) -> str:
        """Run git with an identity of its own and no settings of this machine."""
        return self.run("git", "-c", "user.name=Penulis", "-c", "user.email=penulis@daerah.test", *words, check=check)

    def run(self, *words: str, check: bool = True) -> str:
        """Run a program here; its output."""
        settings = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PYTHONPATH": str(self.folder)}
        path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        done = subprocess.run(
            words, cwd=self.folder, env={"PATH": path, "LANG": "C.UTF-8", **settings}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def change(self, name: str, old: str, new: str) -> None:
        """Put `new` in the place of the first `old` of a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def commit(self, why: str) -> None:
        """Write the pages anew and commit everything."""
        self.run(sys.executable, "-m", "collector.cli", "site", "pages", "--write")
        self.git("add", "--all")
        self.git("commit", "-q", "-m", why)

    def boxes(self) -> list[list[str]]:
        """The commands of the guide, box by box, for this checkout."""
        text = (self.folder / GUIDE).read_text(encoding="utf-8")
        program = f"{shlex.quote(sys.executable)} -m collector.cli"
        return [
            box.replace("scripts/suluh", program).splitlines()
            for box in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        ]

    def follow(self, commands: list[str], source: Path) -> None:
        """Type commands of the guide; a merge may stop and leave something to do."""
        for command in commands:
            words = shlex.split(command.replace("ALAMAT-NASKAH-BERSAMA", str(source)))
            run = self.git if words[0] == "git" else self.run
            run(*(words[1:] if words[0] == "git" else words), check=not command.startswith("git merge"))

    def unmerged(self) -> set[str]:
        """The files that git could not merge, apart from those that are written anew."""
        names = set(self.git("diff", "--name-only", "--diff-filter=U").split())
        return {name for name in names if not name.startswith(MADE)}


@pytest.fixture
def source(root: Path, tmp_path: Path) -> Checkout:
    """What all districts share, as its makers have it."""
    folder = tmp_path / "sumber"
    (tmp_path / "node_modules").symlink_to(root / "node_modules")  # Node looks for it above both checkouts
    for path in tracked(root):
        if path.is_relative_to(root / "tests"):
            continue
        (folder / path.relative_to(root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, folder / path.relative_to(root))
    checkout = Checkout(folder)
    checkout.git("init", "-q", "-b", "main")
    checkout.commit("awal")
    return checkout


@pytest.fixture
def district(source: Checkout, tmp_path: Path) -> Checkout:
    """Another district's checkout, with its own names in every page, set up as the guide says."""
    source.git("clone", "-q", str(source.folder), str(tmp_path / "daerah"))
    checkout = Checkout(tmp_path / "daerah")
    for old, new in (("name: P2TP2A", "name: Layanan Contoh"), ("name: DP3AP2KB", "name: Dinas Contoh")):
        checkout.change(DISTRICT, old, new)
    checkout.change(DISTRICT, "name: Kabupaten Batang", "name: Kabupaten Contoh")
    checkout.change(DISTRICT, "short: Batang", "short: Contoh")
    checkout.commit("daerah ini")
    checkout.follow(checkout.boxes()[0], source.folder)
    return checkout


def a_year(source: Checkout, district: Checkout) -> None:
    """Change the same procedures, pages and files on both sides, each what is its own."""
    source.change(SHARED, "    action: ", "    action: Segera. ")
    source.change(PAGE, "\n# ", "\nKalimat baru dari naskah bersama.\n\n# ")
    source.change("site_config/facts/contacts.yml", 'display: "110"', 'display: "1-1-0"')
    source.commit("musim pertama")
    text = (source.folder / SITUATIONS).read_text(encoding="utf-8")
    dropped = re.search(r"  - id: (\S+)\n(?:    .*\n|\n)+", text)
    (source.folder / SITUATIONS).write_text(text.replace(dropped[0], ""), encoding="utf-8")
    source.change("docs/internal/index.md", "\n# ", "\nDitambah di naskah bersama.\n\n# ")
    source.commit("musim kedua")

    number = 'status: ready\n    number: "0299000000"\n    display: "0299-000000"'
    district.change(CONTACTS, "    status: to-be-filled", f"    {number}")
    district.change(DISTRICT, "name: Dinas Contoh", "name: Dinas Contoh Baru")
    district.commit("nomor")
    duty = "open: {hours: Senin, approved_by: kepala dinas, approved_on: 2026-11-20}"
    district.change(SWITCH, "open: null", duty)
    district.commit("piket")


def test_a_year_on_both_sides_merges_without_a_conflict(source: Checkout, district: Checkout) -> None:
    """Shared text changed there, names and numbers here: nothing is left to settle, and both stand in the pages."""
    a_year(source, district)
    merge, write = district.boxes()[1:3]
    district.follow(merge, source.folder)
    assert district.unmerged() == set()
    district.follow(write, source.folder)
    assert district.git("status", "--porcelain") == ""
    district.run(sys.executable, "-m", "collector.cli", "site", "pages", "--check")
    page = (district.folder / PAGE).read_text(encoding="utf-8")
    assert ("Kalimat baru dari naskah bersama." in page, "0299-000000" in page, "1-1-0" in page) == (True, True, True)
    book = (district.folder / "docs/internal/sop/rujukan.md").read_text(encoding="utf-8")
    assert ("Segera. " in book, "Dinas Contoh Baru" in book, "DP3AP2KB" in book) == (True, True, False)


def test_what_both_changed_is_the_only_conflict(source: Checkout, district: Checkout) -> None:
    """A shared sentence that the district rewrote in its own way is named by git, and nothing beside it."""
    district.change(SHARED, "    action: ", "    action: Pelan-pelan. ")
    district.commit("di berkas bersama")
    a_year(source, district)
    district.follow(district.boxes()[1], source.folder)
    assert district.unmerged() == {SHARED}
