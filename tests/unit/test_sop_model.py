"""Procedures as data, and how the handbook says them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from base.content import IsoDate, Span
from base.days import span_parts
from site_config.pages.internal.procedure import procedure_page
from site_config.words import wording as words
from sop.model import Agency, Handbook, Law, Procedure

BOOK = Handbook(
    agencies={
        "a": Agency(id="a", name="A & B", full_name="Lembaga <A>", role="x"),
        "b": Agency(id="b", name="B", full_name="B", role="x"),
    },
    laws={"uu": Law(id="uu", name="UU | 1", title="x", status="check", note="Baca lagi.")},
)


def procedure(**changes: object) -> Procedure:
    """A small procedure; `changes` go into its only step."""
    step = {"id": "satu", "action": "Satu <b>", "responsible": ["a"], "accountable": "a", "end": True, **changes}
    return Procedure.model_validate(
        {
            "id": "p", "title": 'Judul "P"', "version": "1", "owner": "a",
            "purpose": "x", "entry": "x", "legal_basis": [{"law": "uu", "article": "Pasal 1"}],
            "checklist": ["x"], "events": [{"id": "e", "label": "Korban melapor"}], "steps": [step],
            "history": [{"version": "1", "on": "2026-11-24", "changes": ["x"]}],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("span", "parts", "said"),
    [
        ("PT72H", (0, 0, 0, 72, 0), "3×24 jam"),
        ("PT6H", (0, 0, 0, 6, 0), "6 jam"),
        ("P14D", (0, 0, 14, 0, 0), "14 hari"),
        ("P6M", (6, 0, 0, 0, 0), "6 bulan"),
        ("PT30M", (0, 0, 0, 0, 30), "30 menit"),
        ("immediately", (0, 0, 0, 0, 0), "segera"),
    ],
)
def test_a_span_is_read_and_said(span: str, parts: tuple[int, ...], said: str) -> None:
    """A duration of the law keeps its own count: 72 hours are "3×24 jam", never "3 hari"."""
    assert TypeAdapter(Span).validate_python(span) == span
    assert span_parts(span) == parts
    assert words.span(span) == said


@pytest.mark.parametrize("span", ["P", "PT", "72H", "PT72", "P1DT", "3 hari", "p3d", "PT72H "])
def test_a_span_that_is_none_is_refused(span: str) -> None:
    """Only whole ISO 8601 durations pass."""
    with pytest.raises(ValidationError):
        TypeAdapter(Span).validate_python(span)


@pytest.mark.parametrize(
    ("day", "real"),
    [("2028-02-29", True), ("2026-02-29", False), ("2026-13-01", False), ("2026-04-31", False), ("26-1-1", False)],
)
def test_a_day_must_exist(day: str, real: bool) -> None:
    """The calendar without a clock: leap days, month lengths."""
    try:
        assert TypeAdapter(IsoDate).validate_python(day) == day
        assert real
    except ValidationError:
        assert not real


def test_may_is_never_printed_as_must() -> None:
    """A power ("dapat") and a local agreement carry their own chip, and only a duty says "wajib" (facts.md 0.5)."""
    for force in ("wajib", "dapat", "setempat"):
        limit = {"within": "PT24H", "since": "e", "force": force, "source": {"law": "uu", "article": "Pasal 2"}}
        page = procedure_page(procedure(deadline=limit), BOOK)
        assert f'<span class="chip force-{force}">{force}</span>' in page
        assert ("wajib" in page.lower()) == (force == "wajib")


def test_text_from_yaml_cannot_become_markup() -> None:
    """Angle brackets, ampersands, pipes and quotes of the content stay text in every place they go."""
    page = procedure_page(procedure(safeguards=["Jangan <i>"], detail="a < b"), BOOK)
    assert "<b>&gt;" not in page
    for raw in ("Satu <b>", "Jangan <i>", "a < b", "<A>", "A & B", "UU | 1"):
        assert raw not in page
    assert 'title: "Judul \\"P\\""' in page


def test_roles_are_told_by_letter_and_by_word() -> None:
    """One accountable agency, apart from those who do the work, in the chips and in the table."""
    page = procedure_page(procedure(responsible=["a", "b"], accountable="b"), BOOK)
    assert "<td>R</td><td>R A</td>" in page
    assert "Penanggung jawab: B" in page
