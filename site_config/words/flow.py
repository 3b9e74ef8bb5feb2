"""The flow of one procedure as Graphviz drawings: every step with who and by when, every branch with its case.

One column in parts of a few steps, so that a phone and a printed page show it alike. Shapes say what a thing is, never
a colour: a box is a step, a folded sheet leads to another procedure, a rounded box to or from another part, an oval is
the start or an end. A case stands in the line it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

from site_config.words import wording as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Deadline, Handbook, Mandate, Next, Procedure, Step

LEGEND = (
    "Kotak: langkah, pelaksana, dan batas waktunya. Kertas terlipat: lanjut ke SOP lain. Kotak bersudut bulat: "
    "sambungan dengan bagian lain. Bulat: mulai dan selesai. Tulisan di tengah garis: kapan garis itu diikuti."
)
# What stays readable on one sheet of A4; a step counts 2 and each of its branches 1, which is how tall they come out.
SHEET_HOLDS = 12
# Characters a line, and the width in points that holds them in a font as wide as DejaVu Sans or Verdana: the reader's
# font is not ours, and Graphviz reckons with Arial's letters.
BOX, BOLD, CASE, CAME = 24, 21, 15, 12
WIDE = 216
_PULL = 5  # how hard the column is pulled straight; tried over all procedures, it makes them a quarter narrower
_DOOR = 'style="rounded,filled", penwidth=0.8, fontsize=13, margin="0.08,0.04"'
_AWAY, _FROM = "width=1.72", "width=1.3"
_CASE = "shape=plaintext, fontsize=13, margin=0, width=1.65"
_FORCE = {
    "wajib": "Wajib",
    "batas": "Batas undang-undang",
    "dapat": "Dapat, tidak wajib",
    "setempat": "Usulan setempat",
}
_LOOK = """\
  graph [bgcolor=white, pad=0.08, nodesep=0.1, ranksep=0.24, fontname="Arial", fontsize=14]
  node [shape=box, style=filled, fillcolor=white, color=black, fontcolor=black, penwidth=1.3, margin="0.05,0.04",
    fontname="Arial", fontsize=14]
  edge [color=black, arrowsize=0.8]"""


@dataclass(frozen=True)
class Drawing:
    """One part of a flow: `name` is its file's, `text` stands in for it in one line where it cannot be seen."""

    name: str
    title: str
    text: str
    dot: str


def flow_drawings(procedure: Procedure, book: Handbook) -> list[Drawing]:
    """Return the parts of a procedure that keeps every rule of `sop.rules`, from its first step to its last."""
    runs = _runs(procedure.steps)
    return [_drawing(at, runs, procedure, book) for at in range(len(runs))]


def _runs(steps: list[Step]) -> list[range]:
    """Return the numbers of the steps of each part: as few parts as sheets are needed, and those alike tall."""
    tall = [2 + len(step.next) + step.end for step in steps]
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, (0,))]  # up to each step: parts, unevenness, where they end
    for end in range(1, len(steps) + 1):
        sizes = ((start, sum(tall[start:end])) for start in range(end))
        fitting = ((start, size) for start, size in sizes if size <= SHEET_HOLDS or start == end - 1)
        ways = ((best[start], size) for start, size in fitting)
        best.append(min((parts + 1, uneven + size**2, (*ends, end)) for (parts, uneven, ends), size in ways))
    return [range(start + 1, end + 1) for start, end in pairwise(best[-1][2])]


def _drawing(at: int, runs: list[range], procedure: Procedure, book: Handbook) -> Drawing:
    run, title = runs[at], " ".join(procedure.title.split())
    part = f"bagian {at + 1} dari {len(runs)}" if len(runs) > 1 else ""
    of = f"langkah {run[0]} sampai {run[-1]} dari {runs[-1][-1]}" if part else f"{len(run)} langkah"
    named = ", ".join(filter(None, [title, part]))
    text = f"Bagan alur {named}: {of}, dengan pelaksana, batas waktu, dan cabangnya."
    # The comment makes a drawing stale also when only its words for a screen reader changed.
    lines = [f"// {text}", "digraph {", _LOOK]
    if part:
        lines.append(f"  {_label(part.capitalize())}; labelloc=t")
    for number in run:
        lines += [*_into(number, run, procedure), *_step(number, run, procedure, book)]
    return Drawing(f"{procedure.id}-{at + 1}", named, text, "\n".join([*lines, "}"]) + "\n")


def _into(number: int, run: range, procedure: Procedure) -> Iterator[str]:
    """Yield what stands above a step: the start, and the steps of other parts that lead to it."""
    step = procedure.steps[number - 1]
    doors = [("mulai", 'shape=oval, label="Mulai"')] if number == 1 else []
    if came := [at for at, each in enumerate(procedure.steps, start=1) if at not in run and _leads(each, step)]:
        doors.append((f"{step.id}/dari", f"{_DOOR}, {_FROM}, {_label(f'dari langkah {_listed(came)}', CAME)}"))
    for name, look in doors:
        yield f'  "{name}" [{look}]'
        yield f'  "{name}" -> "{step.id}"'
        if number > run[0]:
            yield f'  "{procedure.steps[number - 2].id}" -> "{name}" [style=invis]'


def _leads(step: Step, to: Step) -> bool:
    return any(following.to == to.id for following in step.next)


def _listed(numbers: list[int]) -> str:
    *rest, last = map(str, numbers)
    return f"{', '.join(rest)} dan {last}" if rest else last


def _box(number: int, step: Step, procedure: Procedure, book: Handbook) -> str:
    who = ", ".join(book.agencies[agency].name for agency in step.responsible)
    head = [f"<B>{_lines(f'{number}. {step.action}', BOLD)}</B>", _lines(who, BOX)]
    if step.responsible != [step.accountable]:
        head.append(_lines(f"Penanggung jawab: {book.agencies[step.accountable].name}", BOX))
    return _table(["<BR/>".join(head), *(_lines(limit, BOX) for limit in _limits(step, procedure, book))])


def _limits(step: Step, procedure: Procedure, book: Handbook) -> Iterator[str]:
    # facts.md 0.5: "may" must never be read as "must", nor a local wish as law.
    if step.deadline:
        limit = step.deadline
        within = words.within_text(limit)
        most = within if limit.within == "immediately" else f"paling lambat {within}"
        yield f"{_force(limit, step, book)}: {most} {words.since_text(limit, procedure)}"
    if step.mandate:
        yield f"{_force(step.mandate, step, book)} (menurut hukum)"


def _force(duty: Deadline | Mandate, step: Step, book: Handbook) -> str:
    return _FORCE[duty.force] + words.force_text(duty, step, book).removeprefix(duty.force)


def _step(number: int, run: range, procedure: Procedure, book: Handbook) -> Iterator[str]:
    """Yield a step and where it leads: one sheet for all other procedures, the cases two by two, then the next step."""
    step = procedure.steps[number - 1]
    numbers = {each.id: at for at, each in enumerate(procedure.steps, start=1)}
    yield f'  "{step.id}" [label=<{_box(number, step, procedure, book)}>]'
    rows: list[list[str]] = []
    if sheets := [_sheet(following, book) for following in step.next if following.procedure]:
        rows.append([f"{step.id}/sop"])
        yield f'  "{step.id}/sop" [shape=note, label=<{_table(sheets)}>]'
        yield f'  "{step.id}" -> "{step.id}/sop" [weight={_PULL}]'
    cases: list[str] = []
    for at, following in enumerate(step.next, start=1):
        case = f"{step.id}/{at}"
        if not following.to:
            continue
        if numbers[following.to] not in run:
            cases.append(case)
            yield f'  "{case}" [{_DOOR}, {_AWAY}, {_label(_away(following, numbers[following.to], procedure))}]'
            yield f'  "{step.id}" -> "{case}"'
        elif following.when:
            # A case is a node of its own: as the label of an edge it would stand beside the line and widen the page.
            cases.append(case)
            yield f'  "{case}" [{_CASE}, {_label(_case(following))}]'
            yield f'  "{step.id}" -> "{case}" [arrowhead=none]'
            yield _edge(case, following.to, back=numbers[following.to] <= number)
        else:
            yield _edge(step.id, following.to, back=numbers[following.to] <= number)
    if step.end:
        cases.append(f"{step.id}/selesai")
        yield f'  "{cases[-1]}" [shape=oval, peripheries=2, label="Selesai"]'
        yield f'  "{step.id}" -> "{cases[-1]}"'
    rows += [cases[start : start + 2] for start in range(0, len(cases), 2)]
    below = [procedure.steps[number].id] if number < run[-1] else []
    yield from _below(step.id, [*rows, below])


def _away(following: Next, number: int, procedure: Procedure) -> str:
    case = f"{_case(following)}: " if following.when else ""
    return f"{case}ke langkah {number}, {words.inside(procedure.steps[number - 1].action)}"


def _edge(start: str, target: str, *, back: bool) -> str:
    """Return an edge; a way back is written from its target, or it could turn the order of the column around."""
    return f'  "{target}" -> "{start}" [dir=back]' if back else f'  "{start}" -> "{target}"'


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
    case = f"{_lines(_case(following), BOX)}:<BR/>" if following.when else ""
    return f"{case}<B>{_lines(f'SOP {title}', BOLD)}</B>"


def _case(following: Next) -> str:
    return f"bila {words.case_text(following.when or '')}"


def _table(parts: list[str]) -> str:
    """Return parts one below the other with a rule between them, all boxes of a drawing equally wide.

    Flush left: Graphviz would centre each line by the letters of its own font, askew in the reader's.
    """
    cells = "<HR/>".join(f'<TR><TD WIDTH="{WIDE}" ALIGN="LEFT" BALIGN="LEFT">{part}</TD></TR>' for part in parts)
    return f'<TABLE BORDER="0" CELLPADDING="3">{cells}</TABLE>'


def _label(text: str, width: int = CASE) -> str:
    """Return a centred label in narrow lines; as plain text, because that is centred by the reader's own font."""
    lines = wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return 'label="{}"'.format("\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines))


def _lines(text: str, width: int) -> str:
    """Return text broken into lines, each escaped."""
    return "<BR/>".join(escape(line) for line in wrap(text, width, break_long_words=False, break_on_hyphens=False))
