"""The rules on one procedure that pydantic cannot see. Pure: no I/O, no clock."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from base.hints import suggest
from base.unique import repeated
from sop.names import unknown_agencies, unknown_forms, unusable_laws
from sop.walk import check_walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from base.errors import ContentError
    from base.source import Loc, Located
    from sop.model import Handbook, Procedure, Step

# What tells a reader that a law must be read again before relying on it.
_CHECK_FIRST = re.compile(r"\b(?:di)?periksa\b|\b(?:di)?pastikan\b|\bJDIH\b", re.IGNORECASE)


def check_procedure(procedure: Procedure, located: Located, book: Handbook) -> list[ContentError]:
    """Return every broken rule of one procedure, in no order.

    `book` holds what could be read of the rest.
    """
    return [
        *_identity(procedure, located, book),
        *_history(procedure, located),
        *unknown_agencies(_agencies(procedure), located, book),
        *_parts(procedure, located),
        *unusable_laws(_laws(procedure), located, book),
        *unknown_forms(_forms(procedure), located, book),
        *_unread_laws(procedure, located, book),
        *_events(procedure, located),
        *check_walk(procedure, located, book),
    ]


def _identity(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    if procedure.id != located.path.stem:
        hint = f"Samakan: ubah id menjadi '{located.path.stem}' atau ganti nama berkas"
        yield located.error(("id",), f"id '{procedure.id}' bukan nama berkasnya", hint)
    if procedure.id in book.planned:
        hint = f"Hapus '{procedure.id}' dari _planned.yml"
        yield located.error(("id",), f"prosedur '{procedure.id}' masih tercatat sebagai rencana", hint)
    yield from repeated((step.id for step in procedure.steps), located, "steps")
    yield from repeated((event.id for event in procedure.events), located, "events")


def content_mark(procedure: Procedure) -> str:
    """Return 16 hex digits of SHA-256 over all that an approval covers: everything but approvals and the history.

    An approved text that is changed afterwards no longer has the mark that was approved with it. Defaults are
    left out: a key that the model learns later leaves old approvals as they are.
    """
    covered = procedure.model_dump_json(exclude={"approvals", "history", "order"}, exclude_defaults=True)
    return hashlib.sha256(covered.encode()).hexdigest()[:16]


def _history(procedure: Procedure, located: Located) -> Iterator[ContentError]:
    newest = procedure.history[0]
    if newest.version != procedure.version:
        hint = f'Tambahkan versi "{procedure.version}" di atas, atau samakan version dengan "{newest.version}"'
        yield located.error(("history", 0, "version"), f"riwayat teratas bukan versi {procedure.version}", hint)
    seen: set[str] = set()
    for index, change in enumerate(procedure.history):
        if index and change.on > procedure.history[index - 1].on:
            hint = f"Yang terbaru paling atas: pindahkan {change.on} ke atas {procedure.history[index - 1].on}"
            yield located.error(("history", index, "on"), "riwayat tidak berurutan", hint)
        if change.version in seen:
            hint = "Beri nomor baru pada versi yang lebih baru"
            yield located.error(("history", index, "version"), f"versi {change.version} tercatat dua kali", hint)
        seen.add(change.version)


def _agencies(procedure: Procedure) -> Iterator[tuple[Loc, str]]:
    yield ("owner",), procedure.owner
    for index, step in enumerate(procedure.steps):
        yield ("steps", index, "accountable"), step.accountable
        for key in ("responsible", "consulted", "informed"):
            yield from ((("steps", index, key, at), agency) for at, agency in enumerate(getattr(step, key)))


def _parts(procedure: Procedure, located: Located) -> Iterator[ContentError]:
    """An agency has one part in a step: who does it or answers for it is not asked or told as well."""
    for index, step in enumerate(procedure.steps):
        seen: set[str] = set()
        for key in ("responsible", "consulted", "informed"):
            for at, agency in enumerate(getattr(step, key)):
                if agency in seen or (key != "responsible" and agency == step.accountable):
                    hint = "Sisakan satu: responsible, consulted, atau informed. Penanggung jawab hanya di responsible"
                    yield located.error(
                        ("steps", index, key, at), f"'{agency}' tertulis dua kali di langkah '{step.id}'", hint
                    )
                seen.add(agency)
        for at, agency in enumerate(step.mandate.binds if step.mandate else []):
            if agency not in {step.accountable, *step.responsible}:
                hint = "Hapus dari binds, atau tambahkan pada responsible"
                loc: Loc = ("steps", index, "mandate", "binds", at)
                yield located.error(loc, f"'{agency}' diikat langkah '{step.id}' yang tidak dikerjakannya", hint)


def _laws(procedure: Procedure) -> Iterator[tuple[Loc, str | None]]:
    yield from ((("legal_basis", index, "law"), basis.law) for index, basis in enumerate(procedure.legal_basis))
    for index, step in enumerate(procedure.steps):
        if step.deadline:
            yield ("steps", index, "deadline", "source", "law"), step.deadline.source.law
        if step.mandate:
            yield ("steps", index, "mandate", "source", "law"), step.mandate.source.law


def _forms(procedure: Procedure) -> Iterator[tuple[Loc, str]]:
    for index, step in enumerate(procedure.steps):
        for key in ("forms_in", "forms_out"):
            yield from ((("steps", index, key, at), form) for at, form in enumerate(getattr(step, key)))


def _unread_laws(procedure: Procedure, located: Located, book: Handbook) -> Iterator[ContentError]:
    """What stands on a law of status `check` needs the word that it must be read first."""
    for index, step in enumerate(procedure.steps):
        for key in ("deadline", "mandate"):
            duty = getattr(step, key)
            law = book.laws.get(duty.source.law or "") if duty else None
            if law and law.status == "check" and not _CHECK_FIRST.search(_said(step)):
                hint = "Tulis “periksa dulu” di detail atau di note sumbernya"
                yield located.error(
                    ("steps", index, key, "force"),
                    f"'{duty.force}' bersandar pada '{law.id}' yang belum dipastikan",
                    hint,
                )


def _said(step: Step) -> str:
    notes = [rule.source.note for rule in (step.deadline, step.mandate) if rule]
    return "\n".join(filter(None, [step.detail, *notes, *step.confirm_locally]))


def _events(procedure: Procedure, located: Located) -> Iterator[ContentError]:
    known = [event.id for event in procedure.events]
    for index, step in enumerate(procedure.steps):
        since = step.deadline.since if step.deadline else None
        named: list[tuple[Loc, str | None]] = [
            (("steps", index, "deadline", "since"), since),
            (("steps", index, "marks"), step.marks),
        ]
        for loc, event in named:
            if event is not None and event not in known:
                hint = suggest(event, known, "Peristiwa di bawah events")
                yield located.error(loc, f"peristiwa '{event}' tidak dikenal", hint)
        if step.deadline and step.marks is None:
            hint = "Tambahkan marks: …, yaitu peristiwa yang terjadi bila langkah ini selesai"
            yield located.error(("steps", index, "deadline"), "batas waktu ini tidak pernah berhenti", hint)
        if since is not None and since == step.marks:
            hint = "Beri since peristiwa sebelumnya, atau marks peristiwa lain"
            yield located.error(("steps", index, "marks"), f"'{since}' memulai dan menghentikan batas yang sama", hint)
