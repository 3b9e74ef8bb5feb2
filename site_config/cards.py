"""A duty card as plain data for print/card.typ, in several measures: an agency with many duties needs smaller type.

Pure. A tighter measure first leaves out what the handbook says at length, and a safeguard last.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from site_config.pages import words
from site_config.pages.duty import TIERS, duty_card
from site_config.paper import frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_config.load import Contact
    from site_config.pages.duty import Duty, DutyCard, Handover
    from sop.model import Handbook, Procedure, Step

    Data = dict[str, Any]

PAGES = 2


class Level(IntEnum):
    """How much of a duty is printed; each level has what the one before it has."""

    BARE = 0  # what to do, its limit and article, and who answers for it if it is another agency
    HANDED = 1  # and who takes over, and its forms
    SHORT = 2  # and its first safeguard
    WHOLE = 3  # and every safeguard, who does it too, and in which case the work goes where
    FULL = 4  # and how


_B, _H, _S, _W, _F = Level


@dataclass(frozen=True)
class Measure:
    """How large (points), in how many columns, and how much of the duties of each tier, in the order of TIERS."""

    size: float
    columns: int
    levels: tuple[Level, Level, Level, Level]


# From the roomiest. Each prints less than the one before it, so the first that fits can be searched by halving.
MEASURES = (
    Measure(10.5, 1, (_F, _F, _F, _F)),
    Measure(10, 2, (_F, _F, _F, _F)),
    Measure(9.5, 2, (_F, _F, _F, _F)),
    Measure(9, 2, (_F, _F, _F, _F)),
    Measure(9, 2, (_F, _F, _W, _W)),
    Measure(9, 2, (_W, _W, _W, _W)),
    Measure(8.5, 2, (_W, _W, _W, _W)),
    Measure(8.5, 2, (_W, _W, _W, _S)),
    Measure(8, 2, (_W, _W, _W, _S)),
    Measure(8, 2, (_W, _W, _S, _S)),
    Measure(8, 3, (_S, _S, _S, _S)),
    Measure(7.5, 3, (_S, _S, _S, _S)),
    Measure(7.5, 3, (_S, _S, _S, _B)),
    Measure(7.5, 3, (_S, _S, _B, _B)),
    Measure(7, 3, (_S, _S, _B, _B)),
    Measure(7.4, 3, (_S, _H, _B, _B)),
    Measure(7.2, 3, (_S, _H, _B, _B)),
    Measure(7, 3, (_S, _H, _B, _B)),
    Measure(7, 3, (_H, _B, _B, _B)),
)


def card_papers(agency: str, numbers: list[Contact], book: Handbook) -> list[Data]:
    """Return the card of one agency in every measure, the roomiest first; `numbers` are those to call in danger."""
    card = duty_card(agency, book)
    used = {duty.procedure for duty in card.duties}
    procedures = [each for each in book.procedures.values() if each.id in used]
    whole = {
        **frame(
            f"Kartu tugas {card.agency.name}",
            f"Kartu tugas {card.agency.name}{_versions(procedures)}",
            procedures,
            book,
        ),
        "full_name": card.agency.full_name,
        "role": card.agency.role,
        "basis": card.agency.basis or "",
        "numbers": [[each.name, each.display, each.note or ""] for each in numbers if each.display],
        "duty_phone": agency != "p2tp2a",
        "forces": list(words.FORCE.items()),
        "heard": [[part, _heard(card, part, book)] for part in ("dimintai pendapat", "diberi tahu")],
        "partners": [book.agencies[each].name for each in card.partners],
        "local": card.agency.confirm_locally,
        "procedures": [[title, version] for title, version, _ in card.versions],
    }
    return [{**whole, **_measured(card, measure, book)} for measure in MEASURES]


def _versions(procedures: list[Procedure]) -> str:
    """Which versions of the procedures a card is made from; each single one stands at its end."""
    found = sorted({each.version for each in procedures})
    return f", SOP versi {' sampai '.join(dict.fromkeys((found[0], found[-1])))}" if found else ""


def _measured(card: DutyCard, measure: Measure, book: Handbook) -> Data:
    return {
        "size": measure.size,
        "columns": measure.columns,
        "shortened": min(measure.levels) < Level.FULL,
        "tiers": [
            {
                "title": title,
                "bare": measure.levels[TIERS.index(title)] == Level.BARE,
                "groups": list(_groups(duties, measure.levels[TIERS.index(title)], card, book)),
            }
            for title, duties in card.tiers
        ],
    }


def _groups(duties: tuple[Duty, ...], level: Level, card: DutyCard, book: Handbook) -> Iterator[Data]:
    """Yield the duties of a tier by procedure, in the order of the card."""
    for title, found in groupby(duties, key=lambda duty: duty.procedure_title):
        yield {"title": title, "duties": [_duty(each, level, card, book) for each in found]}


def _duty(duty: Duty, level: Level, card: DutyCard, book: Handbook) -> Data:
    step = next(each for each in book.procedures[duty.procedure].steps if each.id == duty.step)
    after: list[str] = []
    if level >= Level.HANDED:
        after = _cases(duty, card, book) if level >= Level.WHOLE else _takers(duty, card, book)
    return {
        "number": duty.number,
        "action": duty.action,
        "limit": duty.limit[:1].upper() + duty.limit[1:],
        "how": duty.how if level == Level.FULL else "",
        "who": _who(step, level, card, book),
        "grounds": _articles(step, book),
        "never": list(duty.never) if level >= Level.WHOLE else list(duty.never[: level == Level.SHORT]),
        "forms": [words.form_title(each, book) for each in duty.forms] if level >= Level.HANDED else [],
        "after": after,
    }


def _who(step: Step, level: Level, card: DutyCard, book: Handbook) -> str:
    """Return who else has a part in it; nothing where the agency does it alone and answers for it itself."""
    me = card.agency.id
    others = words.names_text((each for each in step.responsible if each != me), book)
    found = []
    if me not in step.responsible:
        found.append(f"Anda bertanggung jawab; pelaksana: {others}.")
    elif others and level >= Level.WHOLE:
        found.append(f"Bersama {others}.")
    if step.accountable != me:
        found.append(f"Penanggung jawab: {words.names_text([step.accountable], book)}.")
    return " ".join(found)


def _articles(step: Step, book: Handbook) -> str:
    """Return the force with the law's article, without the notes on it."""
    found = []
    for each in (step.deadline, step.mandate):
        if each and each.source.law:
            found.append(f"{each.force}, {book.laws[each.source.law].name} {each.source.article}")
        elif each:
            found.append(each.force)
    return "; ".join(dict.fromkeys(found))


def _cases(duty: Duty, card: DutyCard, book: Handbook) -> list[str]:
    return [_case(each, card, book) for each in duty.handovers]


def _case(handover: Handover, card: DutyCard, book: Handbook) -> str:
    others = words.names_text((each for each in handover.to if each != card.agency.id), book)
    case = f"bila {handover.when}: " if handover.when else ""
    return f"{case}{handover.title}" + (f" (kepada {others})" if others else "")


def _takers(duty: Duty, card: DutyCard, book: Handbook) -> list[str]:
    """Return the procedures that begin, and who takes over where the work stays in this one."""
    staying = [each for each in duty.handovers if not each.procedure]
    others = dict.fromkeys(each for handover in staying for each in handover.to if each != card.agency.id)
    titles = dict.fromkeys(each.title for each in duty.handovers if each.procedure)
    return [*([f"kepada {words.names_text(others, book)}"] if others else []), *titles]


def _heard(card: DutyCard, part: str, book: Handbook) -> str:
    """Return in which procedures the agency is asked or told."""
    found = dict.fromkeys(book.procedures[where].title for where, _, how in card.heard if how == part)
    return ", ".join(found)
