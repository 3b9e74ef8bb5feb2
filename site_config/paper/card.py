"""A duty card as plain data for card.typ, in several measures: an agency with many duties needs smaller type.

Pure. Whoever holds the paper must be able to act from it: how a duty that cannot wait is done, and what to say, is left
out last. What has no room is listed by its name under the procedure that tells it at length in the book.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from site_config.paper.book import frame, versions_text
from site_config.words import wording as words
from site_config.words.duty import FILL_IN, FILL_IN_HOW, NONE, TIERS, duty_card, short_ground_text, short_role_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_config.facts.load import Contact
    from site_config.words.duty import Duty, DutyCard, Handover, Place
    from sop.model import Handbook

    Data = dict[str, Any]

PAGES = 2
SERVICE = "layanan"  # whose duty phone everybody else needs
_SENTENCE = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“])")
_SPEECH = re.compile(r": “")


class Level(IntEnum):
    """How much of a duty is printed; each level has what the one before it has."""

    LISTED = 0  # what to do, its limit and article, and who answers for it if it is another agency
    SHORT = 1  # and its first safeguard
    SAID = 2  # and how it begins and what to say
    HOW = 3  # and all of how
    FULL = 4  # and every safeguard, its forms, who does it too, and in which case the work goes where


_L, _S, _A, _H, _F = Level


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
    Measure(9, 2, (_F, _F, _H, _H)),
    Measure(8.5, 2, (_F, _F, _H, _H)),
    Measure(8.5, 2, (_F, _F, _H, _A)),
    Measure(8.5, 2, (_F, _F, _H, _S)),
    Measure(8.5, 2, (_F, _F, _H, _L)),
    Measure(8, 2, (_F, _F, _H, _L)),
    Measure(8, 2, (_F, _F, _A, _L)),
    Measure(8, 2, (_F, _H, _A, _L)),
    Measure(8, 2, (_H, _H, _A, _L)),
    Measure(7.5, 3, (_H, _H, _A, _L)),
    Measure(7.5, 3, (_H, _A, _A, _L)),
    Measure(7.5, 3, (_H, _A, _L, _L)),
    Measure(7.2, 3, (_H, _A, _L, _L)),
    Measure(7, 3, (_H, _A, _L, _L)),
    Measure(7, 3, (_H, _S, _L, _L)),
    Measure(7, 3, (_A, _S, _L, _L)),
)


def card_papers(agency: str, numbers: list[Contact], book: Handbook) -> list[Data]:
    """Return the card of one agency in every measure, the roomiest first; `numbers` are those to call in danger."""
    card = duty_card(agency, book)
    used = {name for name, _ in card.numbers}
    procedures = [procedure for procedure in book.procedures.values() if procedure.id in used]
    whole = {
        **frame(
            f"Kartu tugas {card.agency.name}",
            f"Kartu tugas {card.agency.name}, SOP{versions_text(procedures)}",
            procedures,
            book,
        ),
        "full_name": card.agency.full_name,
        "role": card.agency.role,
        "basis": card.agency.basis or "",
        "numbers": [[contact.name, contact.display, contact.note or ""] for contact in numbers if contact.display],
        "duty_phone": "" if agency == SERVICE else words.names_text([SERVICE], book),
        "forces": list(words.FORCE.items()),
        "heard": [[words.ASKED, _titles(card.asked)], [words.TOLD, _titles(card.told)]],
        "partners": [book.agencies[partner].name for partner in card.partners],
        "local": card.agency.confirm_locally,
        "none": NONE,
        "fill_in": FILL_IN,
        "fill_in_how": FILL_IN_HOW,
        "procedures": [f"{title} {version}" for title, version, _ in card.versions],
    }
    return [{**whole, **_measured(card, measure, book)} for measure in MEASURES]


def _measured(card: DutyCard, measure: Measure, book: Handbook) -> Data:
    return {
        "size": measure.size,
        "columns": measure.columns,
        "shortened": min(measure.levels) < Level.FULL,
        "tiers": [
            {
                "title": title,
                "listed": measure.levels[TIERS.index(title)] == Level.LISTED,
                "groups": list(_groups(duties, measure.levels[TIERS.index(title)], card, book)),
            }
            for title, duties in card.tiers
        ],
    }


def _groups(duties: tuple[Duty, ...], level: Level, card: DutyCard, book: Handbook) -> Iterator[Data]:
    """Yield the duties of a tier by procedure, in the order of the card."""
    for title, its in groupby(duties, key=lambda duty: duty.place.title):
        yield {"title": title, "duties": [_duty(duty, level, card, book) for duty in its]}


def _duty(duty: Duty, level: Level, card: DutyCard, book: Handbook) -> Data:
    full = level == Level.FULL
    return {
        "number": duty.number,
        "action": duty.action,
        "limit": duty.limit[:1].upper() + duty.limit[1:],
        "how": duty.how if level >= Level.HOW else speech(duty.how) if level == Level.SAID else "",
        "who": short_role_text(duty.step, card.agency.id, book, full=full),
        "grounds": short_ground_text(duty.step, card.agency.id, book),
        "never": list(duty.never) if full else list(duty.never[: level >= Level.SHORT]),
        "forms": [words.form_title(form, book) for form in duty.forms] if full else [],
        "after": _cases(duty, card, book) if full else [],
        "also": list(dict.fromkeys(place.title for place in duty.also)) if level > Level.LISTED else [],
    }


def speech(how: str) -> str:
    """Return how a duty begins and what to say: the first sentence, and every one that leads to a quoted one."""
    passages: list[str] = []
    for part in _SENTENCE.split(how):
        if passages and (part.startswith("“") or passages[-1].count("“") > passages[-1].count("”")):
            passages[-1] = f"{passages[-1]} {part}"  # what is said in one breath stays together
        else:
            passages.append(part)
    return " ".join(part for at, part in enumerate(passages) if at == 0 or _SPEECH.search(part))


def _cases(duty: Duty, card: DutyCard, book: Handbook) -> list[str]:
    """Return where the work goes, what always follows last, and told apart from the cases before it."""
    cases = [_case(handover, card, book) for handover in duty.handovers if handover.when]
    always = [_case(handover, card, book) for handover in duty.handovers if not handover.when]
    return [*cases, *(f"selain itu: {text}" if cases else text for text in always)]


def _case(handover: Handover, card: DutyCard, book: Handbook) -> str:
    """Return in which case the work goes where: to a number of this card, or to whom."""
    case = f"bila {handover.when}: " if handover.when else ""
    if card.agency.id in handover.to and handover.at in card.numbers:
        number = f"no. {card.numbers[handover.at]}"
        return f"{case}{handover.title}, mulai {number}" if handover.procedure else f"{case}{number}"
    others = words.names_text(handover.to, book)
    return f"{case}{handover.title}" + (f" (kepada {others})" if others else "")


def _titles(places: tuple[Place, ...]) -> str:
    """Return the procedures of some steps."""
    return ", ".join(dict.fromkeys(place.title for place in places))
