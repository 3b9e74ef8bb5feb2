"""What the generated pages say: every duty, every clock, every open point, once and in order."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pytest

from site_config.pages import html as parts
from site_config.paper.card import card_papers
from site_config.words import wording as words
from site_config.words.duty import TIERS, duty_card
from site_config.words.roles import matrix_rows
from sop.model import Agency, Deadline, Handbook, Mandate, Step
from tests.site.handbooks import Tables, steps_of

if TYPE_CHECKING:
    from pathlib import Path


def test_every_step_is_on_the_card_of_each_agency_that_holds_it(book: Handbook) -> None:
    """Who does a step and who answers for it find it once on their card, as a duty or as the same one; no one else."""
    for agency in book.agencies:
        held = {(p.id, s.id) for p, s in steps_of(book) if agency in {s.accountable, *s.responsible}}
        duties = duty_card(agency, book).duties
        found = [(each.procedure, each.step) for duty in duties for each in (duty.place, *duty.also)]
        assert len(found) == len(set(found))
        assert set(found) == held


def test_one_clock_is_one_duty(book: Handbook) -> None:
    """The report to the police stands once on the service's card, whichever procedure led to it; so on every card."""
    steps = {(p.id, s.id): s for p, s in steps_of(book)}
    for agency in book.agencies:
        clocks = []
        for duty in duty_card(agency, book).duties:
            limits = {_clock(steps[each.procedure, each.step]) for each in (duty.place, *duty.also)}
            assert len(limits) == 1
            clocks += [limit for limit in limits if limit]
        assert len(clocks) == len(set(clocks)), agency
    reports = [d for d in duty_card("layanan", book).duties if "korban melapor" in d.limit]
    assert [len(duty.also) for duty in reports] == [4]


def _clock(step: Step) -> tuple[str | None, ...] | None:
    limit = step.deadline
    return (step.marks, limit.within, limit.since, limit.force) if limit else None


def test_an_article_is_only_on_the_cards_of_those_it_binds(book: Handbook) -> None:
    """A school does not read that UU 12/2022 Pasal 40 binds it; the matrix says whom it does bind."""
    bound = [(p, s, s.mandate) for p, s in steps_of(book) if s.mandate and s.mandate.binds]
    assert {agency for _, _, mandate in bound for agency in mandate.binds} >= {"layanan", "ppa", "pengadilan"}
    rows = {(row[0], row[2]): row[4] for row in matrix_rows(book)}
    for procedure, step, mandate in bound:
        for agency in {step.accountable, *step.responsible}:
            card = duty_card(agency, book)
            duty = card.duties[card.numbers[procedure.id, step.id] - 1]
            says = any(words.source_text(mandate.source, book) in ground for ground in duty.grounds)
            assert says == (agency in mandate.binds), (step.id, agency)
        if not step.deadline:
            named = ", ".join(_in_the_law(book.agencies[each], mandate) for each in mandate.binds)
            assert rows[procedure.title, step.action] == f"{mandate.force} bagi {named}"


def _in_the_law(agency: Agency, duty: Deadline | Mandate) -> str:
    place = agency.stands_for
    return place.name if place and duty.force == "wajib" and duty.source.law == place.law else agency.name


def test_who_stands_in_for_another_is_never_said_to_be_bound(book: Handbook, pages: dict[str, str]) -> None:
    """UU 12/2022 binds UPTD PPA: matrix, duty card and paper say so of every "wajib" done in its place."""
    service = book.agencies["layanan"]
    card = duty_card("layanan", book)
    rows = {(row[0], row[2]): row[4] for row in matrix_rows(book)}
    papered = str(card_papers("layanan", [], book)[0])
    found = [
        (procedure, step, duty)
        for procedure, step in steps_of(book)
        for duty in (step.deadline or step.mandate,)
        if duty and _in_the_law(service, duty) != service.name
        if "layanan" in (duty.binds if isinstance(duty, Mandate) and duty.binds else step.responsible)
    ]
    assert (len(found) > 10) == bool(service.stands_for)  # no law names whom nobody replaces otherwise
    for procedure, step, duty in found:
        said = words.force_text(duty, step, book)
        assert said.startswith("wajib bagi UPTD PPA")
        assert rows[procedure.title, step.action] == said
        assert card.duties[card.numbers[procedure.id, step.id] - 1].bound == said
        assert f", bukan {service.name}." in words.ground_text(duty, step, book)
        assert said in pages[f"sop/{procedure.id}.md"]
        assert said in pages["kartu/layanan.md"]
        assert said in papered


def test_a_card_begins_with_what_cannot_wait(book: Handbook) -> None:
    """At once, then the shortest limit, then duties and powers without an hour, then the rest; numbered so."""
    limits = {(p.id, s.id): s for p, s in steps_of(book)}
    for agency in book.agencies:
        card = duty_card(agency, book)
        order = [(TIERS.index(title), duty) for title, duties in card.tiers for duty in duties]
        assert [duty.number for _, duty in order] == list(range(1, len(order) + 1))
        keys = []
        for tier, duty in order:
            step = limits[duty.place.procedure, duty.place.step]
            minutes = words.minutes(step.deadline.within) if step.deadline else 0
            bound = step.mandate and agency in (step.mandate.binds or [agency])
            wanted = (1 if minutes else 0) if step.deadline else (2 if bound else 3)
            assert tier == wanted
            keys.append((tier, minutes))
        assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("agency", "procedure", "step"),
    [("layanan", "tanggap-darurat", "periksa-bahaya"), ("desa", "laporan-ke-desa", "terima-dengan-tenang")],
)
def test_the_first_duty_on_a_card(book: Handbook, agency: str, procedure: str, step: str) -> None:
    """Of many steps that cannot wait, the order decides: the service looks for danger, a village listens."""
    first = duty_card(agency, book).duties[0].place
    assert (first.procedure, first.step) == (procedure, step)


def test_a_village_never_questions_a_child(book: Handbook) -> None:
    """What the service asks a child is no duty of the village: all its urgent ones are those written for it."""
    urgent = [duty.place for title, duties in duty_card("desa", book).tiers for duty in duties if title == TIERS[0]]
    assert {place.procedure for place in urgent} == {"laporan-ke-desa"}


def test_a_card_says_what_a_person_needs_without_the_site(small_book: Handbook) -> None:
    """How, by when, on what ground, what never, with which form and to whom: all of it is in the data of the card."""
    card = duty_card("layanan", small_book)
    sent = next(duty for duty in card.duties if duty.place.step == "kirim")
    assert (sent.limit, sent.force) == ("≤ 3×24 jam sejak korban melapor", "wajib")
    assert sent.grounds == ("Wajib menurut hukum. Sumber: UU Baru, Pasal 2",)
    assert sent.forms == ("lembar",)
    assert sent.role == "Anda melaksanakan, dan Anda bertanggung jawab."
    assert [(each.title, each.to) for each in sent.handovers] == [("Selesai", ())]
    safe = next(duty for duty in card.duties if duty.place.step == "aman")
    assert safe.grounds == (
        "Hukum membolehkan, tidak mengharuskan. Hukum tidak menyebut jamnya. Sumber: UU Baru, Pasal 3",
    )
    assert [(each.when, each.title, each.to) for each in safe.handovers] == [
        ("aman", "Kirim", ("layanan",)),
        ("dirujuk", "SOP Rujukan", ()),
    ]
    assert card.partners == ("polisi",)
    police = duty_card("polisi", small_book)
    assert ([(each.procedure, each.action) for each in police.told], police.asked) == ([("terima", "Kirim")], ())


def test_the_matrix_has_one_row_a_step_and_one_who_answers(book: Handbook) -> None:
    """A plain table for CSV and XLSX: as wide as its head, each step with exactly one A and at least one R."""
    head, *rows = matrix_rows(book)
    assert len(rows) == sum(1 for _ in steps_of(book))
    assert {len(row) for row in rows} == {len(head)} == {5 + len(book.agencies)}
    for row in rows:
        letters = " ".join(row[5:]).split()
        assert letters.count("A") == 1, row
        assert "R" in letters, row


def test_every_clock_stands_once_and_the_shortest_first(book: Handbook, pages: dict[str, str]) -> None:
    """The table of limits has each deadline, in order, with its force in words; mandates stand below it."""
    steps = [step for _, step in steps_of(book) if step.deadline]
    limits = [step.deadline for step in steps if step.deadline]
    mandates = [(step, step.mandate) for _, step in steps_of(book) if step.mandate]
    timed, untimed = pages["sop/batas-waktu.md"].split("## Menurut hukum, tanpa jam")
    rows = Tables(timed).rows[1:]
    shortest_first = sorted(limits, key=lambda each: words.minutes(each.within))
    assert [row[0] for row in rows] == [words.within_text(each) for each in _stable(shortest_first)]
    forces = sorted(words.force_text(step.deadline, step, book) for step in steps if step.deadline)
    assert sorted(row[4] for row in rows) == forces
    forces = sorted(words.force_text(each, step, book) for step, each in mandates)
    assert sorted(row[2] for row in Tables(untimed).rows[1:]) == forces


def _stable(limits: list[Deadline]) -> list[Deadline]:
    return sorted(limits, key=lambda each: (words.minutes(each.within), words.FORCES.index(each.force)))


@pytest.mark.parametrize(
    ("within", "working", "said"),
    [
        ("P14D", True, "14 hari kerja"),
        ("P1D", True, "1 hari kerja"),
        ("P3D", False, "3 hari"),
        ("PT72H", False, "3×24 jam"),
    ],
)
def test_working_days_are_said_only_where_the_law_counts_so(within: str, working: bool, said: str) -> None:
    """A calendar day in their place would be stricter than the law, and a working day elsewhere softer."""
    source = {"law": "uu", "article": "Pasal 1"}
    given = {"within": within, "since": "e", "force": "wajib", "source": source, "working_days": working}
    assert words.within_text(Deadline.model_validate(given)) == said


def test_every_open_point_stands_on_the_one_page(book: Handbook, root: Path) -> None:
    """What the district must settle, of agencies, procedures, forms and laws to be read again, is nowhere left out."""
    page = (root / "docs/internal/yang-harus-dipastikan.md").read_text(encoding="utf-8")
    points = [point for _, step in steps_of(book) for point in step.confirm_locally]
    points += [point for agency in book.agencies.values() for point in agency.confirm_locally]
    points += [point for form in book.forms.values() for point in form.confirm_locally]
    assert points
    for point in points:
        assert f"<li>{parts.text(point)}" in page
    for law in book.laws.values():
        row = f'<th scope="row">{parts.text(law.name)}</th>'
        assert (row in page) == (law.status == "check"), law.id


def test_the_index_counts_what_is_written(book: Handbook, pages: dict[str, str]) -> None:
    """Steps, limits, duties without an hour and open points of each procedure, as counted here, and their sums."""
    rows = {row[0]: row[1:] for row in Tables(pages["sop/index.md"]).rows}
    totals = [0, 0, 0, 0]
    for procedure in book.procedures.values():
        steps = procedure.steps
        counted = [
            len(steps),
            sum(step.deadline is not None for step in steps),
            sum(step.mandate is not None for step in steps),
            sum(len(step.confirm_locally) for step in steps),
        ]
        found = rows[procedure.title]
        assert [*found[:3], found[4]] == list(map(str, counted))
        totals = [total + each for total, each in zip(totals, counted, strict=True)]
    assert [*rows["Semua"][:3], rows["Semua"][4]] == list(map(str, totals))


def test_terms_are_in_the_order_of_the_alphabet(book: Handbook, pages: dict[str, str]) -> None:
    """A reader finds a word where a dictionary has it, each with an anchor of its own."""
    places = [pages["sop/istilah.md"].index(f">{escape(each.term, quote=False)}</dt>") for each in book.terms]
    by_alphabet = sorted(zip((each.term.casefold() for each in book.terms), places, strict=True))
    assert [place for _, place in by_alphabet] == sorted(places)
    anchors = [parts.slug(each.term) for each in book.terms]
    assert len(anchors) == len(set(anchors))
