"""The drawn flows: whole, plain, the same from everywhere, and never older than their procedure."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from site_config import draw
from site_config.check import check_site
from site_config.pages.flow import flow_dot
from site_config.write import stale_pages, write_pages
from sop.load import load_handbook

if TYPE_CHECKING:
    from pathlib import Path

    from sop.model import Handbook, Procedure

PHONE = 480  # pixels at 14-pixel letters: on a screen of 360 they are still near 10
TAGS = {"svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text"}
DRAWING = "docs/internal/sop/gambar/terima.svg"
NODE = re.compile(r'^  "(?P<name>[^"]+)" \[.*?label=<(?P<label>.*)>\]$', re.MULTILINE)
EDGE = re.compile(r'^  "([^"]+)" -> "([^"]+)"(?! \[style=invis)(.*)$', re.MULTILINE)


@pytest.fixture(scope="module")
def book(root: Path) -> Handbook:
    """The real handbook."""
    return load_handbook(root)


def test_the_drawing_names_every_step_and_every_branch(book: Handbook) -> None:
    """Each step with its agencies and the force of its limit, each branch with its case and where it leads."""
    for procedure in book.procedures.values():
        dot = flow_dot(procedure, book)
        labels = {found["name"]: said(found["label"]) for found in NODE.finditer(dot)}
        edges = {(end, start) if "dir=back" in how else (start, end) for start, end, how in EDGE.findall(dot)}
        assert ("mulai", procedure.steps[0].id) in edges
        for number, step in enumerate(procedure.steps, start=1):
            box = labels[step.id]
            assert box.startswith(f"{number}. {plain(step.action)}")
            for agency in {*step.responsible, step.accountable}:
                assert plain(book.agencies[agency].name) in box
            if duty := step.deadline or step.mandate:
                word = {"wajib": "Wajib", "dapat": "Dapat, tidak wajib", "setempat": "Usulan setempat"}[duty.force]
                assert word in box
            assert ((step.id, f"{step.id}/selesai") in edges) is step.end
        assert_branches(procedure, book, labels, edges)


def assert_branches(procedure: Procedure, book: Handbook, labels: dict[str, str], edges: set[tuple[str, str]]) -> None:
    """Follow every branch of a procedure through its drawing."""
    for step in procedure.steps:
        for number, following in enumerate(step.next, start=1):
            via = f"{step.id}/{number}" if following.to else f"{step.id}/sop"
            if following.to and not following.when:
                assert (step.id, following.to) in edges
                continue
            assert (step.id, via) in edges
            assert plain(following.when or "") in labels[via]
            if following.to:
                assert (via, following.to) in edges
            else:
                known = book.procedures.get(following.procedure or "") or book.planned[following.procedure or ""]
                assert f"SOP {plain(known.title)}" in labels[via]


def test_drawing_again_gives_the_very_bytes_in_git(root: Path, book: Handbook) -> None:
    """Node and the locked Graphviz draw what is in the tree, byte for byte, and nothing else lies in the folder."""
    drawn = draw.draw(book, list(book.procedures))
    there = {path.stem: path.read_text(encoding="utf-8") for path in (root / draw.FOLDER).iterdir()}
    assert set(there) == set(drawn)
    assert [name for name in drawn if drawn[name] != there[name]] == []


def test_a_drawing_is_plain_and_narrow(root: Path) -> None:
    """Black on white, no script, no foreign address, named for screen readers, no wider than a phone can show."""
    for path in (root / draw.FOLDER).glob("*.svg"):
        svg = path.read_text(encoding="utf-8")
        assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg)) == {"none", "black", "white"}, path
        assert set(re.findall(r"<(\w+)", svg)) <= TAGS, path
        assert "://" not in svg.replace("http://www.w3.org/2000/svg", ""), path
        head = re.search(r'<svg width="(\d+)".* role="img" aria-labelledby="t d".*>\n(.*)\n(.*)\n', svg)
        assert int(head[1]) <= PHONE, path
        assert (head[2].startswith('<title id="t">'), head[3].startswith('<desc id="d">Bagan alur')) == (True, True)


def test_the_steps_stand_one_below_the_other(root: Path, book: Handbook) -> None:
    """Ways back and skipped steps never change the order: the column reads from step 1 down."""
    for procedure in book.procedures.values():
        svg = (root / draw.FOLDER / f"{procedure.id}.svg").read_text(encoding="utf-8")
        heights = {int(number): float(y) for y, number in re.findall(r'y="(\S+)" font-weight="bold">(\d+)\. ', svg)}
        order = [heights[number] for number in range(1, len(procedure.steps) + 1)]
        assert order == sorted(order), procedure.id


def test_a_stale_drawing_is_found_without_node(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check needs no Node; writing says that it does and how to get it, and leaves every file as it was."""
    monkeypatch.setattr(draw, "find_node", lambda: None)
    assert stale_pages(small) == []
    reword(small)
    before = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
    found = [error for error in check_site(small) if str(error.path) == DRAWING]
    assert [(error.line, "site pages --write" in (error.hint or "")) for error in found] == [(1, True)]
    with pytest.raises(draw.NotDrawn, match=r"Node .* scripts/suluh site pages --write"):
        write_pages(small)
    assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == before


def test_only_what_changed_is_drawn_and_what_is_gone_is_removed(small: Path) -> None:
    """A reworded step draws its own procedure anew; a drawing without a procedure goes away."""
    reword(small)
    orphan = (small / DRAWING).with_name("lama.svg")
    orphan.write_text("<svg/>", encoding="utf-8")
    assert {small / DRAWING, orphan} <= set(write_pages(small))
    assert "Kirim hari ini" in (small / DRAWING).read_text(encoding="utf-8")
    assert not orphan.exists()
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


def said(label: str) -> str:
    """What a reader sees of a label, in one line."""
    return plain(unescape(re.sub(r"<[^>]+>", " ", label)))


def plain(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())
