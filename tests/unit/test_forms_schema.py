"""The judgement of answers: what passes, what is refused, and what a refusal never says."""

import pytest

from collector.forms.schema import (
    FormSpec,
    InvalidAnswers,
    readable,
    urgency,
    validate,
)
from collector.upkeep.here import our_forms

SENTINEL = "RAHASIA-7f3a"
SPEC = FormSpec.model_validate(
    {
        "id": "contoh",
        "version": 3,
        "path": "contoh",
        "title": "Formulir contoh",
        "lead": "Hanya untuk uji.",
        "retention_days": 1,
        "largest_bucket_kib": 8,
        "asked_first": "nothing",
        "urgency": {"field": "danger", "levels": {"now": ["ya"], "soon": ["mungkin"]}},
        "pages": [
            {
                "id": "satu",
                "title": "Halaman satu",
                "fields": [
                    {
                        "id": "danger",
                        "kind": "choice",
                        "label": "Bahaya?",
                        "required": True,
                        "options": [{"id": name, "label": name.title()} for name in ("ya", "mungkin", "tidak")],
                    },
                    {
                        "id": "ways",
                        "kind": "choices",
                        "label": "Cara",
                        "options": [{"id": name, "label": name.title()} for name in ("surat", "telepon")],
                    },
                    {
                        "id": "number",
                        "kind": "text",
                        "label": "Nomor",
                        "required": True,
                        "max_length": 20,
                        "when": {"field": "ways", "in": ["telepon"]},
                    },
                    {"id": "story", "kind": "longtext", "label": "Cerita", "max_length": 40},
                    {"id": "sure", "kind": "confirm", "label": "Saya setuju"},
                    {
                        "id": "not_for",
                        "kind": "recipients",
                        "label": "Bukan untuk",
                        "options": [{"id": "unknown", "label": "Tidak tahu"}],
                    },
                    {
                        "id": "code",
                        "kind": "text",
                        "label": "Kode",
                        "max_length": 9,
                        "pattern": {"regex": "[A-Z]{1,4}-[0-9]{4}", "says": "Tulis seperti K-2026"},
                    },
                ],
            }
        ],
        "examples": {
            "valid": [{"note": "pendek", "answers": {"danger": "tidak"}}],
            "invalid": [{"note": "kosong", "answers": {}, "field": "danger"}],
        },
    }
)


def wrong(answers: dict[str, object]) -> list[str]:
    with pytest.raises(InvalidAnswers) as caught:
        validate(SPEC, answers)
    assert SENTINEL not in str(caught.value)
    return [field for field, _ in caught.value.problems]


@pytest.mark.parametrize("spec", our_forms().values(), ids=lambda spec: spec.id)
def test_examples_of_every_form(spec: FormSpec) -> None:
    """Each valid example passes unchanged, and each invalid one is refused at the field it names and only there."""
    for example in spec.examples.valid:
        assert validate(spec, example.answers) == example.answers
    for refused in spec.examples.invalid:
        with pytest.raises(InvalidAnswers) as caught:
            validate(spec, refused.answers)
        assert [field for field, _ in caught.value.problems] == [refused.field]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "danger"),
        ({"danger": SENTINEL}, "danger"),
        ({"danger": ["ya"]}, "danger"),
        ({"danger": None}, "danger"),
        ({"danger": 1}, "danger"),
        ({"danger": "ya", "ways": "telepon"}, "ways"),
        ({"danger": "ya", "ways": []}, "ways"),
        ({"danger": "ya", "ways": ["surat", "surat"]}, "ways"),
        ({"danger": "ya", "ways": ["surat", SENTINEL]}, "ways"),
        ({"danger": "ya", "ways": [["surat"]]}, "ways"),
        ({"danger": "ya", "ways": {"surat": True}}, "ways"),
        ({"danger": "ya", "number": SENTINEL}, "number"),
        ({"danger": "ya", "ways": ["surat"], "number": SENTINEL}, "number"),
        ({"danger": "ya", "ways": ["telepon"]}, "number"),
        ({"danger": "ya", "ways": ["telepon"], "number": SENTINEL + "0" * 20}, "number"),
        ({"danger": "ya", "ways": ["telepon"], "number": f"{SENTINEL}\n"}, "number"),
        ({"danger": "ya", "story": " \n "}, "story"),
        ({"danger": "ya", "story": f"{SENTINEL}\x1b[2J"}, "story"),
        ({"danger": "ya", "story": "\ud800"}, "story"),
        ({"danger": "ya", "story": {"a": SENTINEL}}, "story"),
        ({"danger": "ya", "sure": SENTINEL}, "sure"),
        ({"danger": "ya", "sure": True}, "sure"),
        ({"danger": "ya", "not_for": SENTINEL}, "not_for"),
        ({"danger": "ya", "not_for": [f" {SENTINEL}"]}, "not_for"),
        ({"danger": "ya", "not_for": [f"{SENTINEL}\x1b[2J"]}, "not_for"),
        ({"danger": "ya", "not_for": [f"{SENTINEL}\nDanger: tidak"]}, "not_for"),
        ({"danger": "ya", "not_for": [SENTINEL * 4]}, "not_for"),
        ({"danger": "ya", "not_for": [f"{SENTINEL}{n}" for n in range(21)]}, "not_for"),
        ({"danger": "ya", "not_for": [SENTINEL, SENTINEL]}, "not_for"),
        ({"danger": "ya", "code": "RAHASIA"}, "code"),
        ({"danger": "ya", "code": "K-2026-7f"}, "code"),
        ({"danger": "ya", "code": "k-2026"}, "code"),
        ({"danger": "ya", SENTINEL: "x"}, "?"),
    ],
)
def test_wrong_answer_names_its_field(answers: dict[str, object], field: str) -> None:
    """Every way to be wrong is refused at its own field, and the message holds nothing of the answer."""
    assert wrong(answers) == [field]


def test_all_problems_at_once() -> None:
    """An officer sees everything that is wrong with an envelope, not the first thing only."""
    assert wrong({"danger": SENTINEL, "ways": SENTINEL, "story": "", SENTINEL: ""}) == ["?", "danger", "ways", "story"]


def test_rejected_answer_opens_no_condition() -> None:
    """A question that depends on a refused answer stays hidden, so a crafted answer cannot smuggle another in."""
    assert wrong({"danger": "ya", "ways": ["telepon", "x"], "number": "1"}) == ["ways", "number"]


def test_order_of_the_form_not_of_the_tapping() -> None:
    """Answers and chosen options come back in the order of the form."""
    given = {"story": "a\nb", "ways": ["telepon", "surat"], "number": "1", "danger": "ya"}
    accepted = validate(SPEC, given)
    assert list(accepted) == ["danger", "ways", "number", "story"]
    assert accepted["ways"] == ["surat", "telepon"]


def test_key_holders_stand_before_the_forms_own_answers() -> None:
    """Names that no spec can know are kept in the order shown, and read as they are."""
    accepted = validate(SPEC, {"danger": "ya", "not_for": ["unknown", "petugas 2", "petugas 1"]})
    assert accepted["not_for"] == ["petugas 2", "petugas 1", "unknown"]
    assert readable(SPEC, accepted).endswith("Bukan untuk\n  petugas 2\n  petugas 1\n  Tidak tahu\n")


def test_readable_shows_labels_and_indents_every_line() -> None:
    """Ids become labels, and a line of the story can never look like a question of the form."""
    answers = validate(SPEC, {"danger": "ya", "ways": ["surat"], "story": "Nomor\nlain", "sure": "ya"})
    assert readable(SPEC, answers) == (
        "Formulir contoh (contoh/3)\n\nBahaya?\n  Ya\n\nCara\n  Surat\n\nCerita\n  Nomor\n  lain\n\nSaya setuju\n  Ya\n"
    )


@pytest.mark.parametrize(("danger", "level"), [("ya", "now"), ("mungkin", "soon"), ("tidak", "normal")])
def test_urgency(danger: str, level: str) -> None:
    """The mark follows the spec's levels, and everything unlisted is normal."""
    assert urgency(SPEC, {"danger": danger}) == level


def test_form_without_urgency_is_normal() -> None:
    """A form that declares no urgency never marks an envelope."""
    assert urgency(SPEC.model_copy(update={"urgency": None}), {"danger": "ya"}) == "normal"
