"""A duty card as data: every step an agency does or answers for, in the order of its hours. Plain text, not escaped.

The page (card.py) and the print use the same card, so that paper and screen never differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_config.pages import words
from site_config.pages.steps import case_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Agency, Handbook, Next, Procedure, Step

# The tiers of a card, in order: what cannot wait, what has an hour, what the law asks or allows without one, the rest.
TIERS = ("Segera", "Ada batas waktunya", "Menurut hukum, tanpa jam", "Langkah lainnya")
_CROWD = 3  # more than this many who do a step are not named one by one where it is handed over


@dataclass(frozen=True)
class Handover:
    """Where the work goes after a duty: `to` are those who take over, nobody when it ends or is not written yet."""

    when: str  # "anak dalam bahaya", or "" when always
    what: str  # the next step's action, the other procedure's title, or "Selesai"
    to: tuple[str, ...]  # ids
    procedure: str | None  # id, when it is another procedure

    @property
    def title(self) -> str:
        """What comes next, in a few words."""
        return f"SOP {self.what}" if self.procedure else self.what


@dataclass(frozen=True)
class Duty:
    """One step as the agency on the card reads it."""

    number: int  # on this card
    procedure: str
    procedure_title: str
    step: str
    action: str
    how: str
    role: str  # who does it and who answers for it, in a sentence
    limit: str  # "≤ 3×24 jam sejak korban melapor", or ""
    force: str  # wajib, dapat, setempat, or ""
    grounds: tuple[str, ...]  # the force in a sentence with its law, for the limit and for the mandate
    handovers: tuple[Handover, ...]
    never: tuple[str, ...]
    forms: tuple[str, ...]  # ids


@dataclass(frozen=True)
class DutyCard:
    """Everything an agency needs in its hand. `tiers` leaves out the empty ones."""

    agency: Agency
    tiers: tuple[tuple[str, tuple[Duty, ...]], ...]
    partners: tuple[str, ...]  # ids of the agencies it works with or hands over to
    heard: tuple[tuple[str, str, str], ...]  # (procedure id, action, "dimintai pendapat" or "diberi tahu")
    versions: tuple[tuple[str, str, str], ...]  # (procedure title, version, status) of what is on the card

    @property
    def duties(self) -> tuple[Duty, ...]:
        """All duties in the order of the card."""
        return tuple(duty for _, duties in self.tiers for duty in duties)


def duty_card(agency: str, book: Handbook) -> DutyCard:
    """Return the card of one agency, made of all procedures."""
    pairs = [(procedure, step) for procedure in book.procedures.values() for step in procedure.steps]
    held = sorted((pair for pair in pairs if _holds(pair[1], agency)), key=lambda pair: _urgency(pair[1]))
    duties = [_duty(number, agency, *pair, book) for number, pair in enumerate(held, start=1)]
    tiers = [
        (title, tuple(duty for duty, (_, step) in zip(duties, held, strict=True) if _urgency(step)[0] == at))
        for at, title in enumerate(TIERS)
    ]
    used = {procedure.id for procedure, _ in held}
    return DutyCard(
        agency=book.agencies[agency],
        tiers=tuple(tier for tier in tiers if tier[1]),
        partners=_partners(agency, held, duties, book),
        heard=tuple(each for procedure, step in pairs for each in _heard(procedure, step, agency)),
        versions=tuple((p.title, p.version, words.STATUS[p.status]) for p in book.procedures.values() if p.id in used),
    )


def _holds(step: Step, agency: str) -> bool:
    return agency == step.accountable or agency in step.responsible


def _urgency(step: Step) -> tuple[int, int, int]:
    """Return (tier, minutes, force) to sort by; the order of the handbook decides the rest."""
    duty = step.deadline or step.mandate
    force = words.FORCES.index(duty.force) if duty else 0
    if step.deadline:
        minutes = words.minutes(step.deadline.within)
        return (1 if minutes else 0, minutes, force)
    return (2 if step.mandate else 3, 0, force)


def _duty(number: int, agency: str, procedure: Procedure, step: Step, book: Handbook) -> Duty:
    duty = step.deadline or step.mandate
    return Duty(
        number=number,
        procedure=procedure.id,
        procedure_title=procedure.title,
        step=step.id,
        action=step.action,
        how=step.detail or "",
        role=_role(step, agency, book),
        limit=words.limit_text(step.deadline, procedure) if step.deadline else "",
        force=duty.force if duty else "",
        grounds=tuple(words.ground_text(each, book) for each in (step.deadline, step.mandate) if each),
        handovers=tuple(_handovers(step, agency, procedure, book)),
        never=tuple(step.safeguards),
        forms=tuple(dict.fromkeys([*step.forms_in, *step.forms_out])),
    )


def _role(step: Step, agency: str, book: Handbook) -> str:
    others = words.names_text((each for each in step.responsible if each != agency), book)
    if agency not in step.responsible:
        return f"Anda bertanggung jawab; yang melaksanakan {others}."
    together = f" bersama {others}" if others else ""
    if agency == step.accountable:
        return f"Anda melaksanakan{together}, dan Anda bertanggung jawab."
    return f"Anda melaksanakan{together}; yang bertanggung jawab {words.names_text([step.accountable], book)}."


def _handovers(step: Step, agency: str, procedure: Procedure, book: Handbook) -> Iterator[Handover]:
    for following in step.next:
        yield _handover(following, agency, procedure, book)
    if step.end:
        yield Handover("", "Selesai", (), None)


def _handover(following: Next, agency: str, procedure: Procedure, book: Handbook) -> Handover:
    when = case_text(following.when or "")
    if following.to:
        step = next(each for each in procedure.steps if each.id == following.to)
        return Handover(when, step.action, _takers(step, agency), None)
    name = following.procedure or ""
    if name in book.procedures:
        other = book.procedures[name]
        return Handover(when, other.title, _takers(other.steps[0], agency), name)
    return Handover(when, book.planned[name].title, (), name)


def _takers(step: Step, agency: str) -> tuple[str, ...]:
    """Return those who do the step; of a crowd only the agency itself and the one that answers for it."""
    if len(step.responsible) <= _CROWD:
        return tuple(step.responsible)
    return tuple(dict.fromkeys([*(each for each in step.responsible if each == agency), step.accountable]))


def _partners(agency: str, held: list[tuple[Procedure, Step]], duties: list[Duty], book: Handbook) -> tuple[str, ...]:
    found = {
        each for _, step in held for each in (step.accountable, *step.responsible, *step.consulted, *step.informed)
    }
    found |= {each for duty in duties for handover in duty.handovers for each in handover.to}
    return tuple(each for each in book.agencies if each in found and each != agency)


def _heard(procedure: Procedure, step: Step, agency: str) -> Iterator[tuple[str, str, str]]:
    if _holds(step, agency):
        return
    if agency in step.consulted:
        yield procedure.id, step.action, "dimintai pendapat"
    elif agency in step.informed:
        yield procedure.id, step.action, "diberi tahu"
