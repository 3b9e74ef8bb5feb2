"""YAML that knows its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from base.errors import ContentError, ContentErrors
from base.source import parse, read_text, read_yaml

PATH = Path("isi.yml")


class Limit(BaseModel):
    model_config = ConfigDict(extra="forbid")
    force: Literal["wajib", "dapat"]
    hours: int


class Task(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    limit: Limit | None = None
    names: list[str] = []


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tasks: list[Task]


def test_plain_words_stay_words() -> None:
    """What YAML 1.1 would turn into a boolean, an octal or a date stays the text that was written."""
    data = read_text("on: no\nphone: 0812\nday: 2026-11-24\nclock: 08:30\nyes: true\nn: 12\nx: ~\n", PATH).data
    assert data == {
        "on": "no", "phone": "0812", "day": "2026-11-24", "clock": "08:30", "yes": True, "n": 12, "x": None,
    }  # fmt: skip


def test_each_node_knows_its_line() -> None:
    """Keys, items of block lists and of flow lists over several lines; unknown parts fall back to the ancestor."""
    located = read_text("a:\n  b: [x,\n      y]\n  c:\n    - d: 1\n    - d: 2\n", PATH, first_line=10)
    assert [located.line(loc) for loc in [(), ("a",), ("a", "b", 1), ("a", "c", 1, "d")]] == [10, 10, 12, 15]
    assert located.line(("a", "c", 1, "missing")) == 15
    assert located.line(("a", "c", "tag-of-a-union", 0, "d")) == 14


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2\n", 2),
        ("a:\n\tb: 1\n", 2),
        ("a: &x 1\nb: *x\n", 2),
        ("a: !!python/object/apply:os.system [id]\n", 1),
        ("a: !!int x\n", 1),
        ("a: !local x\n", 1),
        ("a: 1\nb: c: d\n", 2),
        ("a: 1\n? [x]\n: y\n", 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: \x07\n", 1),
    ],
)
def test_bad_yaml_is_refused_at_its_line(text: str, line: int) -> None:
    """Duplicate keys, tabs, aliases, foreign tags and broken syntax never reach a model."""
    with pytest.raises(ContentError) as refused:
        read_text(text, PATH)
    assert (refused.value.path, refused.value.line) == (PATH, line)
    assert refused.value.hint


def test_every_mistake_of_a_model_is_told_with_its_mend() -> None:
    """One error a mistake, in the order of the file, each hint naming what to write."""
    text = "tasks:\n  - id: a\n    limt: {}\n  - id: b\n    limit:\n      force: wajb\n  - names: x\n  - id: 3\n"
    with pytest.raises(ContentErrors) as refused:
        parse(Book, read_text(text, PATH))
    wanted = [(3, "'limit'"), (5, "hours"), (6, "'wajib'"), (7, "id"), (7, "["), (8, '"')]
    assert [error.line for error in refused.value.errors] == [line for line, _ in wanted]
    for error, (_, mend) in zip(refused.value.errors, wanted, strict=True):
        assert mend in error.hint
    assert str(refused.value).splitlines()[0].startswith("isi.yml:3: ")


def test_a_part_of_a_file_can_be_parsed() -> None:
    """Errors below `loc` point into the whole file."""
    located = read_text("x: 1\nbook:\n  tasks:\n    - {id: a}\n    - {name: b}\n", PATH)
    with pytest.raises(ContentErrors) as refused:
        parse(Book, located, ("book",))
    assert {error.line for error in refused.value.errors} == {5}


def test_a_missing_or_foreign_file_is_a_content_error(tmp_path: Path) -> None:
    """A file that is not there or not UTF-8 is the author's mistake, told like any other."""
    (tmp_path / "latin.yml").write_bytes(b"a: caf\xe9\n")
    for name in ("hilang.yml", "latin.yml"):
        with pytest.raises(ContentError) as refused:
            read_yaml(tmp_path / name)
        assert refused.value.errors == [refused.value]
