"""Form specs on disk: a mistake stops the form, with the line on which it stands."""

from pathlib import Path

import pytest

from collector.forms.load import SPECS, load_forms
from sop.source import ContentErrors

REPORT = (SPECS / "laporan.yml").read_text(encoding="utf-8")


def mistakes(folder: Path, text: str, name: str = "laporan.yml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentErrors) as caught:
        load_forms(folder)
    return [(text.splitlines()[error.line - 1]).strip() for error in caught.value.errors]


def test_forms_of_the_house() -> None:
    """The forms load, under their file names, and all that speak of a child ask about danger first."""
    forms = load_forms()
    assert {form.id: form.asked_first for form in forms.values()} == {
        "laporan": "danger",
        "pendaftaran-pelatihan": "nothing",
        "tambahan": "danger",
    }


def test_report_asks_for_the_least() -> None:
    """Only the danger question is required of everyone, and no question can take a file."""
    everyone = [q.id for q in load_forms()["laporan"].questions if q.required and q.when is None]
    assert everyone == ["danger"]


@pytest.mark.parametrize(
    ("sound", "broken", "line"),
    [
        ("required: true", "requierd: true", "requierd: true"),
        ("kind: longtext", "kind: file", "kind: file"),
        ("field: danger\n  levels", "field: dangr\n  levels", "field: dangr"),
        ("now: [sekarang]", "now: [sekarng]", "now: [sekarng]"),
        ("in: [orang_dipercaya]", "in: [orang]", "when: {field: way, in: [orang]}"),
        ("{field: way, in: [telepon, whatsapp]}", "{field: story, in: [x]}", "when: {field: story, in: [x]}"),
        ("id: must_not_know", "id: code_word", "- id: code_word"),
        ("max_length: 4000", "max_length: 20000", "largest_bucket_kib: 64"),
        ("        max_length: 4000\n", "", "- id: story"),
        ("id: tidak_tahu, label: Aku", "id: sekarang, label: Aku", "- {id: sekarang, label: Aku tidak tahu}"),
        ("id: laporan\n", "id: lapor\n", "id: lapor"),
        ("answers: {danger: mungkin}", "answers: {danger: sekarang}", "- note: pilihan yang tidak ada"),
        ("field: number\n    - note: nomor", "field: way\n    - note: nomor", "- note: minta ditelepon tanpa nomor"),
        ("answers: {danger: tidak_sekarang}\n", "answers: {danger: tidak}\n", "- note: hanya yang wajib"),
    ],
)
def test_mistake_is_shown_where_it_stands(tmp_path: Path, sound: str, broken: str, line: str) -> None:
    """Each kind of mistake is reported on its own line of the YAML."""
    assert REPORT.count(sound) >= 1
    assert line in mistakes(tmp_path, REPORT.replace(sound, broken, 1))


def test_roster_names_questions(tmp_path: Path) -> None:
    """A roster column that no question fills is a mistake."""
    assert mistakes(tmp_path, REPORT + "roster: [nama]\n") == ["roster: [nama]"]


def test_two_forms_at_one_address(tmp_path: Path) -> None:
    """Two forms cannot answer at the same path."""
    (tmp_path / "a.yml").write_text(REPORT.replace("id: laporan\n", "id: a\n"), encoding="utf-8")
    assert mistakes(tmp_path, REPORT.replace("id: laporan\n", "id: b\n"), "b.yml") == ["path: lapor"]


def test_no_forms_at_all(tmp_path: Path) -> None:
    """An empty folder is an error: a server without forms would look healthy and help nobody."""
    with pytest.raises(ContentErrors):
        load_forms(tmp_path)
