"""The duty cards: whole on their sheet, and nothing that an agency owes left out."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from site_config.paper.card import MEASURES, PAGES, speech
from site_config.paper.printing import NotPrinted, Paper, pages, typeset
from site_config.words import downloads
from site_config.words.duty import TIERS, duty_card

if TYPE_CHECKING:
    from sop.model import Handbook


def test_every_duty_card_fits_on_two_pages(real_papers: dict[str, Paper], book: Handbook) -> None:
    """One sheet for every agency, with nothing smaller than 7 points, and room to spare for a longer handbook."""
    assert min(measure.size for measure in MEASURES) >= 7
    for agency in book.agencies:
        card = real_papers[downloads.card_pdf(agency)]
        assert card.most == PAGES
        tightest = dataclasses.replace(card, measures=card.measures[-1:])
        assert pages(typeset(tightest)) <= PAGES, agency


def test_a_card_says_how_what_has_a_clock_is_done(real_papers: dict[str, Paper], book: Handbook) -> None:
    """Each agency's two pages hold all of how for what cannot wait, and how to begin and what to say for the hours."""
    for agency in book.agencies:
        card = real_papers[downloads.card_pdf(agency)]
        telling = [data for data in card.measures if tells(data, agency, book)]
        assert pages(typeset(dataclasses.replace(card, measures=telling))) <= PAGES, agency


def tells(data: dict[str, Any], agency: str, book: Handbook) -> bool:
    """Whether a measure of a card has the how of its first two tiers, by the levels that the docstring above names."""
    how = {duty.number: duty.how for duty in duty_card(agency, book).duties}
    found = {tier["title"]: [duty for group in tier["groups"] for duty in group["duties"]] for tier in data["tiers"]}
    urgent, timed = found.get(TIERS[0], []), found.get(TIERS[1], [])
    whole = all(duty["how"] == how[duty["number"]] for duty in urgent)
    return whole and all(duty["how"] in {how[duty["number"]], speech(how[duty["number"]])} for duty in timed)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("Duduk. Katakan: “Halo. Apa kabar?” Catat jamnya.", "Duduk. Katakan: “Halo. Apa kabar?”"),
        ("Tanyakan satu per satu: “Aman?” “Sakit?” Diam berarti belum.", "Tanyakan satu per satu: “Aman?” “Sakit?”"),
        ("Kata undang-undang “dapat”. Tulis.", "Kata undang-undang “dapat”."),
        ("", ""),
    ],
)
def test_what_to_say_is_kept_longest(how: str, said: str) -> None:
    """A short text keeps its first sentence and each quotation whole with the words that lead to it."""
    assert speech(how) == said


def test_every_measure_of_a_card_has_every_duty(real_papers: dict[str, Paper], book: Handbook) -> None:
    """Smaller print says less of a duty, but never leaves one out, nor its limit, its law or who answers for it."""
    for agency in book.agencies:
        owned = duty_card(agency, book).duties
        for data in real_papers[downloads.card_pdf(agency)].measures:
            duties = [duty for tier in data["tiers"] for group in tier["groups"] for duty in group["duties"]]
            assert [duty["number"] for duty in duties] == [duty.number for duty in owned]
            for duty, its in zip(duties, owned, strict=True):
                assert duty["action"] == its.action
                assert (duty["limit"] != "") == (its.limit != "")
                assert (duty["grounds"] != "") == (its.grounds != ())
                step = next(s for s in book.procedures[its.place.procedure].steps if s.id == its.place.step)
                assert ("Penanggung jawab: " in duty["who"]) == (step.accountable != agency)


def test_a_card_hands_nothing_over_without_its_case(real_papers: dict[str, Paper], book: Handbook) -> None:
    """Who takes over is never named alone: the case and the next step stand before it, or nothing is said of it."""
    for agency in book.agencies:
        card = duty_card(agency, book)
        for data in real_papers[downloads.card_pdf(agency)].measures:
            duties = [duty for tier in data["tiers"] for group in tier["groups"] for duty in group["duties"]]
            for duty, its in zip(duties, card.duties, strict=True):
                handovers = sorted(its.handovers, key=lambda each: not each.when)
                for said, handover in zip(duty["after"], handovers, strict=bool(duty["after"])):
                    mine = agency in handover.to and handover.at in card.numbers
                    assert said.startswith(f"bila {handover.when}: " if handover.when else "")
                    assert (f"no. {card.numbers[handover.at]}" if mine and handover.at else handover.title) in said
                    assert book.agencies[agency].name not in said.partition("(kepada ")[2]


def test_a_card_that_cannot_fit_is_refused(real_papers: dict[str, Paper]) -> None:
    """A third page would be the one that gets lost, so the printing stops and says what to do."""
    card = dataclasses.replace(real_papers["unduh/kartu-pengadilan.pdf"], most=0)
    with pytest.raises(NotPrinted, match=r"kartu-pengadilan.pdf lebih dari 0 halaman.*Ringkaskan"):
        typeset(card)
