"""The drawn flows: whole in their parts, plain, the same from everywhere, never older than their procedure."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from site_config.build.check import check_site
from site_config.build.generate import stale_pages, write_pages
from site_config.paper import draw
from site_config.words import wording as words
from site_config.words.flow import flow_drawings

if TYPE_CHECKING:
    from pathlib import Path

    from sop.model import Handbook, Step

PHONE = 480  # pixels at 14-pixel letters: on a screen of 360 they are still near 10
TAGS = {"svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text"}
SHEET = 1250  # pixels: on A4, beside another part, letters of 14 are still near 7 points
DRAWING = "docs/internal/sop/gambar/terima-1.svg"
NODE = re.compile(r'^  "(?P<name>[^"]+)" \[.*?label=[<"](?P<label>.*)[>"]\]$', re.MULTILINE)
EDGE = re.compile(r'^  "([^"]+)" -> "([^"]+)"(?! \[style=invis)(.*)$', re.MULTILINE)


def test_the_drawings_name_every_step_and_every_branch(book: Handbook) -> None:
    """Each step stands in one part, with its agencies and the force of its limit, and each branch with its case."""
    for procedure in book.procedures.values():
        parts = [Part(drawing.dot) for drawing in flow_drawings(procedure, book)]
        assert ("mulai", procedure.steps[0].id) in parts[0].edges
        for number, step in enumerate(procedure.steps, start=1):
            part, *more = [part for part in parts if step.id in part.labels]
            assert more == []
            box = part.labels[step.id]
            assert box.startswith(f"{number}. {plain(step.action)}")
            for agency in {*step.responsible, step.accountable}:
                assert plain(book.agencies[agency].name) in box
            if duty := step.deadline or step.mandate:
                word = {
                    "wajib": "Wajib",
                    "batas": "Batas undang-undang",
                    "dapat": "Dapat, tidak wajib",
                    "setempat": "Usulan setempat",
                }[duty.force]
                assert word in box
            assert ((step.id, f"{step.id}/selesai") in part.edges) is step.end
            assert_branches(step, book, part)


def assert_branches(step: Step, book: Handbook, part: Part) -> None:
    """Follow every branch of a step that stays in its part or leaves for another procedure."""
    for number, following in enumerate(step.next, start=1):
        via = f"{step.id}/{number}" if following.to else f"{step.id}/sop"
        if following.to and not following.when and following.to in part.labels:
            assert (step.id, following.to) in part.edges
            continue
        assert (step.id, via) in part.edges
        assert plain(following.when or "") in part.labels[via]
        if following.to:
            assert ((via, following.to) in part.edges) is (following.to in part.labels)
        else:
            known = book.procedures.get(following.procedure or "") or book.planned[following.procedure or ""]
            assert f"SOP {plain(known.title)}" in part.labels[via]


def test_a_branch_into_another_part_is_named_at_both_ends(book: Handbook) -> None:
    """Who lays two sheets side by side finds on each the number of the step on the other, and nothing leads nowhere."""
    for procedure in book.procedures.values():
        numbers = {step.id: number for number, step in enumerate(procedure.steps, start=1)}
        parts = [Part(drawing.dot) for drawing in flow_drawings(procedure, book)]
        home = {step: part for step in numbers for part in parts if step in part.labels}
        came: dict[str, set[int]] = {}
        for step in procedure.steps:
            for at, following in enumerate(step.next, start=1):
                if following.to and home[following.to] is not home[step.id]:
                    there = procedure.steps[numbers[following.to] - 1]
                    label = home[step.id].labels[f"{step.id}/{at}"]
                    assert f"ke langkah {numbers[there.id]}, {words.inside(plain(there.action))}" in label
                    came.setdefault(there.id, set()).add(numbers[step.id])
        doors = {
            name.removesuffix("/dari"): {int(number) for number in re.findall(r"\d+", label)}
            for part in parts
            for name, label in part.labels.items()
            if name.endswith("/dari") and (name, name.removesuffix("/dari")) in part.edges
        }
        assert doors == came, procedure.id


def test_drawing_again_gives_the_very_bytes_in_git(root: Path, book: Handbook) -> None:
    """Node and the locked Graphviz draw what is in the tree, byte for byte, and nothing else lies in the folder."""
    names = [each.name for procedure in book.procedures.values() for each in flow_drawings(procedure, book)]
    drawn = draw.draw(book, names)
    there = {path.stem: path.read_text(encoding="utf-8") for path in (root / draw.FOLDER).iterdir()}
    assert set(there) == set(drawn)
    assert [name for name in drawn if drawn[name] != there[name]] == []


def test_a_drawing_is_plain_and_small(root: Path) -> None:
    """Black on white, no script, no foreign address, named for screen readers, fit for a phone and for a sheet."""
    for path in (root / draw.FOLDER).glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) == {"none", "black", "white"}, path
        assert set(re.findall(r"<(\w+)", svg)) <= TAGS, path
        assert "://" not in svg.replace("http://www.w3.org/2000/svg", ""), path
        head = re.search(r'<svg width="(\d+)" height="(\d+)".* role="img" aria-labelledby="t d".*>\n(.*)\n(.*)\n', svg)
        assert (int(head[1]) <= PHONE, int(head[2]) <= SHEET) == (True, True), path
        assert (head[3].startswith('<title id="t">'), head[4].startswith('<desc id="d">Bagan alur')) == (True, True)


def test_only_a_drawing_in_parts_says_which_part_it_is(book: Handbook, small_book: Handbook) -> None:
    """The picture, its title and its words for a screen reader count the parts; a flow on one sheet has none."""
    for procedure, its in [(each, of) for of in (book, small_book) for each in of.procedures.values()]:
        drawings = flow_drawings(procedure, its)
        for number, each in enumerate(drawings, start=1):
            texts = (each.title, each.text, each.dot.partition("digraph")[2].lower())
            part = f"bagian {number} dari {len(drawings)}"
            assert [part in text for text in texts] == [len(drawings) > 1] * 3, each.name


def test_the_steps_stand_one_below_the_other(root: Path, book: Handbook) -> None:
    """Ways back and skipped steps never change the order: each column reads down, and the next part goes on."""
    for procedure in book.procedures.values():
        read: list[int] = []
        for drawing in flow_drawings(procedure, book):
            svg = (root / draw.FOLDER / f"{drawing.name}.svg").read_text(encoding="utf-8")
            found = re.findall(r'y="(\S+)" font-weight="bold">(\d+)\. ', svg)
            read += [int(number) for _, number in sorted(found, key=lambda each: float(each[0]))]
        assert read == list(range(1, len(procedure.steps) + 1)), procedure.id


def test_a_stale_drawing_is_found_without_node(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check needs no Node; writing says that it does and how to get it, and leaves every file as it was."""
    monkeypatch.setattr(draw, "find_node", lambda: None)
    assert stale_pages(small) == []
    reword(small)
    before = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
    assert small / DRAWING in {path for path, _ in stale_pages(small)}
    assert any("site pages --write" in error.hint for error in check_site(small))
    with pytest.raises(draw.NotDrawn, match=r"Node .* scripts/suluh site pages --write"):
        write_pages(small)
    assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == before


def test_only_what_changed_is_drawn_and_what_is_gone_is_removed(small: Path) -> None:
    """A reworded step draws its own part anew; a part too many and a drawing without a procedure go away."""
    reword(small)
    orphans = {(small / DRAWING).with_name(name) for name in ("lama-1.svg", "terima.svg", "terima-2.svg")}
    for path in orphans:
        path.write_text("<svg/>", encoding="utf-8")
    touched = {path for path in write_pages(small) if path.suffix == ".svg"}
    assert touched == {small / DRAWING, *orphans}
    assert "Kirim hari ini" in (small / DRAWING).read_text(encoding="utf-8")
    assert not any(path.exists() for path in orphans)
    assert stale_pages(small) == []


def test_what_node_says_is_passed_on(small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A package that is not installed ends in words about what to do, with Node's own below."""
    program = tmp_path / "diagram.mjs"
    program.write_text('import "@viz-js/tidak-ada"')
    monkeypatch.setattr(draw, "_PROGRAM", program)
    reword(small)
    with pytest.raises(draw.NotDrawn, match=r"(?s)npm ci.*tidak-ada"):
        write_pages(small)


def reword(tree: Path) -> None:
    """Change the words of one step of the small tree."""
    path = tree / "sop/procedures/terima.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("action: Kirim", "action: Kirim hari ini"), encoding="utf-8"
    )


class Part:
    """The nodes of a DOT text by name, each as its reader sees it, and the edges that are drawn."""

    def __init__(self, dot: str) -> None:
        self.labels = {found["name"]: said(found["label"]) for found in NODE.finditer(dot)}
        self.edges = {(end, start) if "dir=back" in how else (start, end) for start, end, how in EDGE.findall(dot)}


def said(label: str) -> str:
    """What a reader sees of a label, in one line."""
    return plain(unescape(re.sub(r"<[^>]+>|\\n", " ", label)))


def plain(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())
