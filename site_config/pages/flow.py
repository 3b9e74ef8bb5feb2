"""The flow of one procedure as a Graphviz drawing: every step with who and by when, every branch with its case.

One column, so that a phone and a printed page show it alike. Shapes say what a thing is, never a colour: a box is a
step, a folded sheet leads to another procedure, an oval is the start or an end. A case stands in the line it names.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from site_config.pages import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Handbook, Next, Procedure, Step

LEGEND = (
    "Kotak: langkah, pelaksana, dan batas waktunya. Kertas terlipat: lanjut ke SOP lain. Bulat: mulai dan selesai. "
    "Tulisan di tengah garis: kapan garis itu diikuti."
)
# Characters a line, and the width in points that holds them in any sans-serif: the reader's font is not ours.
BOX, SHEET, CASE = 26, 26, 18
WIDE = 204
_PULL = 5  # how hard the column is pulled straight; tried over all procedures, it makes them a quarter narrower
_FORCE = {"wajib": "Wajib", "dapat": "Dapat, tidak wajib", "setempat": "Usulan setempat"}
_LOOK = """\
  graph [bgcolor=white, pad=0.08, nodesep=0.1, ranksep=0.24]
  node [shape=box, style=filled, fillcolor=white, color=black, fontcolor=black, penwidth=1.3, margin="0.05,0.04",
    fontname="Arial", fontsize=14]
  edge [color=black, arrowsize=0.8]"""


def flow_dot(procedure: Procedure, book: Handbook) -> str:
    """Return the DOT text of a procedure that keeps every rule of `sop.rules`."""
    # The comment makes a drawing stale also when only its words for a screen reader changed.
    lines = [f"// {flow_text(procedure)}", "digraph {", _LOOK, '  "mulai" [shape=oval, label=<<B>Mulai</B>>]']
    lines.append(f'  "mulai" -> "{procedure.steps[0].id}"')
    for number, step in enumerate(procedure.steps, start=1):
        later = [each.id for each in procedure.steps[number:]]
        lines.append(f'  "{step.id}" [label=<{_box(number, step, procedure, book)}>]')
        lines += _onward(step, later, book)
    return "\n".join([*lines, "}"]) + "\n"


def flow_text(procedure: Procedure) -> str:
    """Return, in one line, what stands in for the drawing where it cannot be seen; the page says the rest in words."""
    title = " ".join(procedure.title.split())
    count = f"{len(procedure.steps)} langkah dari mulai sampai selesai"
    return f"Bagan alur {title}: {count}, dengan pelaksana, batas waktu, dan cabangnya."


def _box(number: int, step: Step, procedure: Procedure, book: Handbook) -> str:
    who = ", ".join(book.agencies[each].name for each in step.responsible)
    head = [f"<B>{_lines(f'{number}. {step.action}', BOX)}</B>", _lines(who, BOX)]
    if step.responsible != [step.accountable]:
        head.append(_lines(f"Penanggung jawab: {book.agencies[step.accountable].name}", BOX))
    return _table(["<BR/>".join(head), *(_lines(limit, BOX) for limit in _limits(step, procedure))])


def _limits(step: Step, procedure: Procedure) -> Iterator[str]:
    # facts.md 0.5: "may" must never be read as "must", nor a local wish as law.
    if step.deadline:
        limit = step.deadline
        within = words.within_text(limit)
        most = within if limit.within == "immediately" else f"paling lambat {within}"
        yield f"{_FORCE[limit.force]}: {most} {words.since_text(limit, procedure)}"
    if step.mandate:
        yield f"{_FORCE[step.mandate.force]} (menurut hukum)"


def _onward(step: Step, later: list[str], book: Handbook) -> Iterator[str]:
    """Yield where a step leads: one sheet for all other procedures, then the cases two by two, then the next step."""
    rows: list[list[str]] = []
    if sheets := [_sheet(each, book) for each in step.next if each.procedure]:
        name = f"{step.id}/sop"
        yield f'  "{name}" [shape=note, label=<{_table(sheets, left=True)}>]'
        yield f'  "{step.id}" -> "{name}" [weight={_PULL}]'
        rows.append([name])
    cases: list[str] = []
    for number, following in enumerate(step.next, start=1):
        if following.to and following.when:
            # A case is a node of its own: as the label of an edge it would stand beside the line and widen the page.
            cases.append(f"{step.id}/{number}")
            yield f'  "{cases[-1]}" [shape=plain, fontsize=13, label=<{_lines(_case(following), CASE)}>]'
            yield f'  "{step.id}" -> "{cases[-1]}" [arrowhead=none]'
            yield _edge(cases[-1], following.to, later)
        elif following.to:
            yield _edge(step.id, following.to, later)
    if step.end:
        cases.append(f"{step.id}/selesai")
        yield f'  "{cases[-1]}" [shape=oval, peripheries=2, label=<<B>Selesai</B>>]'
        yield f'  "{step.id}" -> "{cases[-1]}"'
    rows += [cases[start : start + 2] for start in range(0, len(cases), 2)]
    yield from _below(step.id, [*rows, later[:1]])


def _edge(start: str, target: str, later: list[str]) -> str:
    """Return an edge; a way back is written from its target, or it could turn the order of the column around."""
    return f'  "{start}" -> "{target}"' if target in later else f'  "{target}" -> "{start}" [dir=back]'


def _below(step: str, rows: list[list[str]]) -> Iterator[str]:
    """Yield unseen edges that put each row below the one before; the last row is the next step."""
    above = step
    for row in rows:
        for name in row:
            yield f'  "{above}" -> "{name}" [style=invis, weight={_PULL}]'
        above = row[0] if row else above


def _sheet(following: Next, book: Handbook) -> str:
    name = following.procedure or ""
    title = book.procedures[name].title if name in book.procedures else book.planned[name].title
    case = f"{_lines(_case(following), SHEET)}:<BR/>" if following.when else ""
    return f"{case}<B>{_lines(f'SOP {title}', SHEET)}</B>"


def _case(following: Next) -> str:
    return f"bila {(following.when or '').removeprefix('bila ').removeprefix('Bila ')}"


def _table(parts: list[str], *, left: bool = False) -> str:
    """Return parts one below the other with a rule between them, all boxes of a drawing equally wide."""
    align = ' ALIGN="LEFT" BALIGN="LEFT"' if left else ""
    cells = "<HR/>".join(f'<TR><TD WIDTH="{WIDE}"{align}>{part}</TD></TR>' for part in parts)
    return f'<TABLE BORDER="0" CELLPADDING="3">{cells}</TABLE>'


def _lines(text: str, width: int) -> str:
    """Return text broken into lines, each escaped."""
    return "<BR/>".join(escape(line) for line in wrap(text, width, break_long_words=False, break_on_hyphens=False))
