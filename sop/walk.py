"""Rules on the walk through the steps: every step is reached, and from every step the work comes to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from base.hints import suggest
from sop.names import unknown_procedures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from base.errors import ContentError
    from base.source import Loc, Located
    from sop.model import Handbook, Procedure, Step


def check_walk(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    """Yield an error for each step that leads to a missing step, never comes to an end, or is never reached."""
    steps = {step.id: step for step in procedure.steps}
    reached = _reached(procedure.steps[0].id, steps)
    for index, step in enumerate(procedure.steps):
        here: Loc = ("steps", index)
        yield from _targets(step, here, steps, located, book)
        yield from _branches(step, here, located)
        if not step.next and not step.end:
            hint = "Tambahkan next: [{to: …}], atau end: true bila pekerjaan selesai di sini"
            yield located.error((*here, "id"), f"langkah '{step.id}' buntu", hint)
        if step.id not in reached:
            hint = f"Tambahkan '{{to: {step.id}}}' pada next langkah sebelumnya, atau hapus langkah ini"
            yield located.error((*here, "id"), f"langkah '{step.id}' tidak dapat dicapai", hint)
    yield from _circles(procedure, located, reached)


def _targets(step: Step, here: Loc, steps: dict[str, Step], located: Located, book: Handbook) -> Iterator[ContentError]:
    for at, following in enumerate(step.next):
        if following.to is not None and following.to not in steps:
            hint = suggest(following.to, steps, "Langkah di prosedur ini")
            yield located.error((*here, "next", at, "to"), f"langkah '{following.to}' tidak ada", hint)
    named = [((*here, "next", at, "procedure"), following.procedure) for at, following in enumerate(step.next)]
    yield from unknown_procedures(named, located, book)


def _branches(step: Step, here: Loc, located: Located) -> Iterator[ContentError]:
    always = [at for at, following in enumerate(step.next) if following.when is None]
    if len(always) > 1:
        hint = "Tambahkan when: … pada setiap cabang, kecuali paling banyak satu"
        yield located.error((*here, "next"), f"langkah '{step.id}' bercabang tanpa syarat", hint)
    if step.end and always:
        hint = "Beri when: … pada lanjutan ini, atau hapus end: true"
        yield located.error((*here, "next", always[0]), f"langkah '{step.id}' selesai tetapi selalu berlanjut", hint)


def _circles(procedure: Procedure, located: Located, reached: set[str]) -> Iterator[ContentError]:
    """Yield one error, at the first step that runs in a circle: from it the work never ends and is never handed over.

    A step without `next`, or with one that does not exist, has its own error already and counts as a way out.
    """
    steps = {step.id: step for step in procedure.steps}
    out = {step.id for step in procedure.steps if step.end or not step.next or _leaves(step, steps)}
    growing = True
    while growing:
        more = {step.id for step in procedure.steps if any(following.to in out for following in step.next)} - out
        growing = bool(more)
        out |= more
    caught = [step.id for step in procedure.steps if step.id in reached and step.id not in out]
    if caught:
        index = next(at for at, step in enumerate(procedure.steps) if step.id == caught[0])
        hint = f"Beri end: true, atau next ke prosedur lain, pada salah satu dari: {', '.join(caught)}"
        yield located.error(("steps", index, "id"), f"langkah '{caught[0]}' berputar tanpa jalan keluar", hint)


def _leaves(step: Step, steps: dict[str, Step]) -> bool:
    return any(following.procedure is not None or following.to not in steps for following in step.next)


def _reached(start: str, steps: dict[str, Step]) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        current = waiting.pop()
        if current in steps and current not in found:
            found.add(current)
            waiting += [following.to for following in steps[current].next if following.to]
    return found
