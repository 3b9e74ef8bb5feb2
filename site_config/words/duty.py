"""A duty card as data: every step an agency does or answers for, in the order of its hours. Plain text, not escaped.

The page (card.py) and the print use the same card, so that paper and screen never differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from site_config.words import wording as words
from site_config.words.wording import case_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import Agency, Deadline, Handbook, Mandate, Next, Procedure, Step

# The tiers of a card, in order: what cannot wait, what has an hour, what the law asks or allows without one, the rest.
TIERS = ("Segera", "Ada batas waktunya", "Menurut hukum, tanpa jam", "Langkah lainnya")
NONE = "Belum ada langkah yang dilaksanakan atau dipertanggungjawabkan lembaga ini."
# A number that nobody has verified is never printed: it is filled in by hand.
FILL_IN = "Penghubung (isi dengan tangan)"
FILL_IN_HOW = "Jabatan, nomor piket yang sudah dicoba, dan tanggalnya. Jangan menulis nama anak di kartu ini."
CROWD = 3  # more than this many who do a step are not named one by one where it is handed over


@dataclass(frozen=True)
class Handover:
    """Where the work goes after a duty: `to` are those who take over, nobody when it ends or is not written yet."""

    when: str  # "anak dalam bahaya", or "" when always
    what: str  # the next step's action, the other procedure's title, or "Selesai"
    to: tuple[str, ...]  # ids
    procedure: str | None  # id, when it is another procedure
    at: tuple[str, str] | None = None  # the ids of the procedure and the step where it goes on

    @property
    def title(self) -> str:
        """What comes next, in a few words."""
        return f"SOP {self.what}" if self.procedure else self.what


@dataclass(frozen=True)
class Place:
    """A step of the handbook."""

    procedure: str
    title: str  # of the procedure
    step: str
    action: str


@dataclass(frozen=True)
class Duty:
    """One step as the agency on the card reads it; `also` are the steps of other procedures that are the same duty."""

    number: int  # on this card
    place: Place
    step: Step
    also: tuple[Place, ...]
    action: str
    how: str
    role: str  # who does it and who answers for it, in a sentence
    limit: str  # "≤ 3×24 jam sejak korban melapor", or ""
    force: str  # wajib, batas, dapat, setempat, or "" where the law binds others
    bound: str  # the force with those whom the law names: "wajib bagi UPTD PPA"
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
    asked: tuple[Place, ...]  # where it is asked for its opinion and does nothing itself
    told: tuple[Place, ...]  # and where it is only told
    versions: tuple[tuple[str, str, str], ...]  # (procedure title, version, status) of what is on the card

    @cached_property
    def numbers(self) -> dict[tuple[str, str], int]:
        """The ids of a procedure and a step -> the number of its duty on this card."""
        return {
            (place.procedure, place.step): duty.number for duty in self.duties for place in (duty.place, *duty.also)
        }

    @property
    def duties(self) -> tuple[Duty, ...]:
        """All duties in the order of the card."""
        return tuple(duty for _, duties in self.tiers for duty in duties)


def duty_card(agency: str, book: Handbook) -> DutyCard:
    """Return the card of one agency, made of all procedures."""
    pairs = [(procedure, step) for procedure in book.procedures.values() for step in procedure.steps]
    held = sorted((pair for pair in pairs if _holds(pair[1], agency)), key=lambda pair: _urgency(pair[1], agency))
    same = _same(held)
    duties = [_duty(number, agency, steps, book) for number, steps in enumerate(same, start=1)]
    tiers = [
        (title, tuple(duty for duty, steps in zip(duties, same, strict=True) if _urgency(steps[0][1], agency)[0] == at))
        for at, title in enumerate(TIERS)
    ]
    used = {procedure.id for procedure, _ in held}
    return DutyCard(
        agency=book.agencies[agency],
        tiers=tuple(tier for tier in tiers if tier[1]),
        partners=_partners(agency, held, duties, book),
        asked=tuple(_place(*pair) for pair in pairs if _asked(pair[1], agency)),
        told=tuple(_place(*pair) for pair in pairs if _told(pair[1], agency)),
        versions=tuple((p.title, p.version, words.STATUS[p.status]) for p in book.procedures.values() if p.id in used),
    )


def _holds(step: Step, agency: str) -> bool:
    return agency == step.accountable or agency in step.responsible


def _asked(step: Step, agency: str) -> bool:
    return agency in step.consulted and not _holds(step, agency)


def _told(step: Step, agency: str) -> bool:
    return agency in step.informed and not (_asked(step, agency) or _holds(step, agency))


def _place(procedure: Procedure, step: Step) -> Place:
    return Place(procedure.id, procedure.title, step.id, step.action)


def _same(held: list[tuple[Procedure, Step]]) -> list[list[tuple[Procedure, Step]]]:
    """Put together what is one duty told in several procedures: the same clock, stopped by the same event."""
    together: dict[object, list[tuple[Procedure, Step]]] = {}
    for procedure, step in held:
        limit = step.deadline
        key = (step.marks, limit.within, limit.since, limit.force) if limit else (procedure.id, step.id)
        together.setdefault(key, []).append((procedure, step))
    return list(together.values())


def grounds(step: Step, agency: str) -> list[Deadline | Mandate]:
    """Return what stands behind a step for one agency: an article that binds only others is none of its duties."""
    mandate = step.mandate if step.mandate and agency in (step.mandate.binds or [agency]) else None
    return [ground for ground in (step.deadline, mandate) if ground]


def short_ground_text(step: Step, agency: str, book: Handbook) -> str:
    """Return the force with the law's article, without the notes on it; a law to be read again says so."""
    texts = []
    for ground in grounds(step, agency):
        law = book.laws[ground.source.law] if ground.source.law else None
        again = ", periksa dulu" if law and law.status == "check" else ""
        force = words.force_text(ground, step, book)
        texts.append(f"{force}, {law.name} {ground.source.article}{again}" if law else force)
    return "; ".join(dict.fromkeys(texts))


def _urgency(step: Step, agency: str) -> tuple[int, int, int]:
    """Return (tier, minutes, force) to sort by; the order of the handbook decides the rest."""
    behind = grounds(step, agency)
    force = words.FORCES.index(behind[0].force) if behind else 0
    if step.deadline:
        minutes = words.minutes(step.deadline.within)
        return (1 if minutes else 0, minutes, force)
    return (2 if behind else 3, 0, force)


def _duty(number: int, agency: str, same: list[tuple[Procedure, Step]], book: Handbook) -> Duty:
    procedure, step = same[0]
    behind = grounds(step, agency)
    place, *also = (_place(*pair) for pair in same)
    return Duty(
        number=number,
        place=place,
        step=step,
        also=tuple(also),
        action=step.action,
        how=step.detail or "",
        role=role_text(step, agency, book),
        limit=words.limit_text(step.deadline, procedure) if step.deadline else "",
        force=behind[0].force if behind else "",
        bound=words.force_text(behind[0], step, book) if behind else "",
        grounds=tuple(words.ground_text(ground, step, book) for ground in behind),
        handovers=tuple(_handovers(step, agency, procedure, book)),
        never=tuple(dict.fromkeys(safeguard for _, its in same for safeguard in its.safeguards)),
        forms=tuple(dict.fromkeys(form for _, its in same for form in (*its.forms_in, *its.forms_out))),
    )


def role_text(step: Step, agency: str, book: Handbook) -> str:
    """Return what the agency does and who answers for it, in a sentence."""
    others = words.names_text((other for other in step.responsible if other != agency), book)
    if agency not in step.responsible:
        return f"Anda bertanggung jawab; yang melaksanakan {others}."
    together = f" bersama {others}" if others else ""
    if agency == step.accountable:
        return f"Anda melaksanakan{together}, dan Anda bertanggung jawab."
    return f"Anda melaksanakan{together}; yang bertanggung jawab {words.names_text([step.accountable], book)}."


def short_role_text(step: Step, agency: str, book: Handbook, *, full: bool) -> str:
    """Return the same for paper: nothing where the agency does it alone and answers for it; a crowd is a number."""
    doing = [other for other in step.responsible if other != agency]
    others = words.names_text(doing, book) if len(doing) <= CROWD or full else f"{len(doing)} lembaga"
    sentences = []
    if agency not in step.responsible:
        sentences.append(f"Anda bertanggung jawab; pelaksana: {others}.")
    elif others and full:
        sentences.append(f"Bersama {others}.")
    if step.accountable != agency:
        sentences.append(f"Penanggung jawab: {words.names_text([step.accountable], book)}.")
    return " ".join(sentences)


def _handovers(step: Step, agency: str, procedure: Procedure, book: Handbook) -> Iterator[Handover]:
    for following in step.next:
        yield _handover(following, agency, procedure, book)
    if step.end:
        yield Handover("", "Selesai", (), None)


def _handover(following: Next, agency: str, procedure: Procedure, book: Handbook) -> Handover:
    when = case_text(following.when or "")
    if following.to:
        step = next(step for step in procedure.steps if step.id == following.to)
        return Handover(when, step.action, _takers(step, agency), None, (procedure.id, step.id))
    name = following.procedure or ""
    if name in book.procedures:
        other = book.procedures[name]
        return Handover(when, other.title, _takers(other.steps[0], agency), name, (name, other.steps[0].id))
    return Handover(when, book.planned[name].title, (), name)


def _takers(step: Step, agency: str) -> tuple[str, ...]:
    """Return those who do the step; of a crowd only the agency itself and the one that answers for it."""
    if len(step.responsible) <= CROWD:
        return tuple(step.responsible)
    return tuple(dict.fromkeys([*(other for other in step.responsible if other == agency), step.accountable]))


def _partners(agency: str, held: list[tuple[Procedure, Step]], duties: list[Duty], book: Handbook) -> tuple[str, ...]:
    named = {
        name for _, step in held for name in (step.accountable, *step.responsible, *step.consulted, *step.informed)
    }
    named |= {taker for duty in duties for handover in duty.handovers for taker in handover.to}
    return tuple(name for name in book.agencies if name in named and name != agency)
