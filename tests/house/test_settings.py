"""Settings and recipients of a data folder: what is wrong is named with its line, and repeated to nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from collector.core.age import hybrid_recipient
from collector.upkeep.settings import Unready, read_recipients
from tests.house.terminal import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("age1pq1short", "age1pq1"),
        ("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "kuantum"),
        ("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX", "age1pq1"),
    ],
)
def test_a_wrong_recipient_line_is_named_and_not_repeated(tmp_path: Path, line: str, word: str) -> None:
    """A bad line in recipients.txt stops the start with file:line; the line itself, perhaps a secret, is not shown."""
    file = tmp_path / "recipients.txt"
    file.write_text(f"# kunci\n{line}\n")
    with pytest.raises(Unready, match=word) as found:
        read_recipients(file, demo=False)
    assert f"{file}:2" in str(found.value)
    assert line not in str(found.value)


@pytest.mark.parametrize(
    ("names", "line"), [(("petugas 1", "petugas 1"), 2), (("x" * 41,), 1), (("petugas\x1b[2J",), 1)]
)
def test_a_key_holder_has_a_public_name_of_its_own(tmp_path: Path, names: tuple[str, ...], line: int) -> None:
    """A name given twice, too long or unprintable stops the start: a reporter picks a holder by it."""
    file = tmp_path / "recipients.txt"
    keys = (hybrid_recipient(bytes([n]) * 32) for n in range(9))
    file.write_text("\n".join(f"{key} # {name}" for key, name in zip(keys, names, strict=False)))
    with pytest.raises(Unready, match=f":{line}: nama"):
        read_recipients(file, demo=False)


def test_a_key_written_twice_is_named(tmp_path: Path) -> None:
    """The same key on two lines would make one officer count as two."""
    file = tmp_path / "recipients.txt"
    file.write_text(f"{hybrid_recipient(bytes(32))} # petugas 1\n{hybrid_recipient(bytes(32))} # petugas 2\n")
    with pytest.raises(Unready, match=":2: kunci ini"):
        read_recipients(file, demo=False)


def test_a_mistake_in_the_settings_is_shown_with_its_line(demo: Path) -> None:
    """An unknown key in suluh.yml ends in one paragraph with file:line, without a traceback."""
    (demo / "suluh.yml").write_text("mode: demo\norigin: http://127.0.0.1:8000\ndatabse: x\n")
    shown = run("web", "--data", demo)
    assert shown.exit_code == 1
    assert "suluh.yml:3" in shown.output
    assert "Traceback" not in shown.output


def test_a_room_that_the_unfinished_could_fill_is_refused_with_its_line(demo: Path) -> None:
    """largest_mb below the least is named with file, line and the least, before anything starts."""
    settings = demo / "suluh.yml"
    settings.write_text(settings.read_text() + "largest_mb: 1999\n")
    shown = run("status", "--data", demo)
    assert shown.exit_code == 1
    assert re.search(r"suluh\.yml:\d+: largest_mb: 1999.*2000", shown.output)


@pytest.mark.parametrize("wrong", ["https://a.example/", "a.example", "https://A.example", "https://a.example\\n"])
def test_an_address_that_no_browser_says_is_refused_with_its_line(demo: Path, wrong: str) -> None:
    """A last stroke, no scheme or a capital: each request would seem foreign, so it is named before anything starts."""
    (demo / "suluh.yml").write_text(f'mode: demo\norigin: "{wrong}"\n')
    shown = run("status", "--data", demo)
    assert shown.exit_code == 1
    assert re.search(r"suluh\.yml:2: origin: .*https://nama", shown.output, re.DOTALL)


def test_recipients_from_windows_are_read_or_named(tmp_path: Path) -> None:
    """Notepad's mark before the first line is no part of a key; PowerShell's UTF-16 is refused in words."""
    file, line = tmp_path / "recipients.txt", f"{hybrid_recipient(bytes(32))} # petugas 1\n"
    file.write_text(line, encoding="utf-8-sig")
    assert list(read_recipients(file, demo=False).values()) == ["petugas 1"]
    file.write_text(line, encoding="utf-16")
    with pytest.raises(Unready, match="UTF-8"):
        read_recipients(file, demo=False)
