"""What a district settles of a shared procedure, in its own file: who acts, local limits, answered points, approval.

An upstream edit of a procedure and a local decision so never touch the same line. Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from base.content import Content, Id
from base.district import FOLDER
from base.hints import suggest
from sop.model import Deadline
from sop.rules import content_mark
from sop.values import Approval, OneId, Settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from base.errors import ContentError
    from base.source import Loc, Located
    from sop.model import Procedure

OVERLAYS = f"{FOLDER}/procedures"
_WHO = ("responsible", "accountable", "consulted", "informed", "deadline")


class LocalStep(Content):
    """What is different here in one step; a list stands in the place of the shared one."""

    responsible: Annotated[list[Id] | None, Field(description="Pelaksananya di sini")] = None
    accountable: Annotated[OneId | None, Field(description="Penanggung jawabnya di sini")] = None
    consulted: list[Id] | None = None
    informed: list[Id] | None = None
    deadline: Annotated[
        Deadline | None, Field(description="Batas setempat; hanya bila langkah itu tidak punya batas dari hukum")
    ] = None
    settled: list[Settled] = Field(default=[], description="Titik di confirm_locally yang sudah dijawab tertulis")


class LocalProcedure(Content):
    """The whole of site_config/district/procedures/<id>.yml."""

    steps: dict[Id, LocalStep] = Field(default={}, description="id langkah -> yang berbeda di sini")
    approvals: list[Approval] = Field(default=[], description="Pengesahan, versi terbaru paling atas")


def check_shared(located: Located) -> Iterator[ContentError]:
    """Yield an error where a shared procedure itself says what only a district can say."""
    data = located.data if isinstance(located.data, dict) else {}
    steps = data.get("steps") if isinstance(data.get("steps"), list) else []
    named: list[tuple[Loc, str, Any]] = [(("approvals",), "approvals", data)]
    named += [(("steps", at, "settled"), "settled", step) for at, step in enumerate(steps or [])]
    for loc, key, node in named:
        if isinstance(node, dict) and key in node:
            hint = f"Pindahkan ke {OVERLAYS}/{located.path.name}"
            yield located.error(loc, f"'{key}' milik daerah, bukan isi bersama", hint)


def laid_over(located: Located, overlay: LocalProcedure) -> Located:
    """Return a procedure that could be read, with what the district says of it; lines stay those of the shared file."""
    data = {
        **located.data,
        "steps": [_step(step, overlay.steps.get(step["id"])) for step in located.data["steps"]],
        "approvals": [approval.model_dump() for approval in overlay.approvals],
    }
    return replace(located, data=data)


def _step(step: dict[str, Any], local: LocalStep | None) -> dict[str, Any]:
    if local is None:
        return step
    said = local.model_dump(include=set(_WHO), exclude_none=True)
    settled = [answer.model_dump() for answer in local.settled]
    answered = {answer.point for answer in local.settled}
    points = [point for point in step.get("confirm_locally", []) if point not in answered]
    return {**step, **said, "confirm_locally": points, "settled": settled}


def check_overlay(
    overlay: LocalProcedure, located: Located, shared: Procedure, procedure: Procedure
) -> Iterator[ContentError]:
    """Yield every way in which an overlay (`located`) does not fit: `shared` without it, `procedure` with it."""
    steps = {step.id: step for step in shared.steps}
    for name, here in overlay.steps.items():
        at: Loc = ("steps", name)
        if name not in steps:
            yield located.error(at, f"langkah '{name}' tidak ada", suggest(name, steps, "Langkah di prosedur ini"))
            continue
        limit = steps[name].deadline
        if here.deadline and (here.deadline.force != "setempat" or (limit and limit.force != "setempat")):
            hint = "Hapus dari sini; batas setempat memakai force: setempat dan tidak menggantikan batas hukum"
            yield located.error((*at, "deadline"), "batas dari hukum tidak diubah oleh daerah", hint)
        for index, each in enumerate(here.settled):
            if each.point not in steps[name].confirm_locally:
                hint = suggest(each.point, steps[name].confirm_locally, "Titik yang terbuka di langkah ini")
                yield located.error((*at, "settled", index, "point"), "titik ini tidak ada di langkahnya", hint)
    yield from _approvals(overlay, located, procedure)


def lapsed(procedures: Iterable[Procedure]) -> list[str]:
    """Return the titles of the procedures that were approved once and are drafts again: a newer version took over."""
    return [each.title for each in procedures if each.approvals and each.status == "draft"]


def _approvals(overlay: LocalProcedure, located: Located, procedure: Procedure) -> Iterator[ContentError]:
    """An approved version keeps the mark of its content: whoever changes it needs a new version, not a new mark."""
    newest, mark = procedure.history[0], content_mark(procedure)
    seen: set[str] = set()
    for index, each in enumerate(overlay.approvals):
        at: Loc = ("approvals", index)
        if each.version in seen:
            yield located.error((*at, "version"), f"versi {each.version} disahkan dua kali", "Hapus salah satu")
        seen.add(each.version)
        if each.version != procedure.version:
            continue
        if each.on < newest.on:
            hint = f"Versi {newest.version} ditulis {newest.on}; mintakan pengesahan baru, atau betulkan tanggalnya"
            yield located.error((*at, "on"), "disahkan sebelum versi ini ditulis", hint)
        if not each.content:
            yield located.error(at, "isi yang disahkan belum bertanda", f'Tulis content: "{mark}"')
        elif each.content != mark:
            hint = "Naikkan version di prosedurnya, tulis perubahannya di history, dan mintakan pengesahan baru"
            yield located.error((*at, "content"), f"isi versi {each.version} bukan lagi isi yang disahkan", hint)
