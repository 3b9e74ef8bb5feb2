"""Form specs on disk: a mistake stops the form, with the line on which it stands."""

from pathlib import Path

import pytest

from base.errors import ContentErrors
from collector.forms.load import SPECS, load_forms
from collector.forms.schema import validate
from collector.upkeep.here import our_district, our_forms

REPORT = (SPECS / "laporan.yml").read_text(encoding="utf-8")
FILES = "files: {most: 1, kib: 1, kinds: [image]}"
BROKEN_PATTERN, STORY_PATTERN = "pattern: {regex: '(', says: Salah}", "pattern: {regex: a, says: Salah}"


def mistakes(folder: Path, text: str, name: str = "laporan.yml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentErrors) as caught:
        load_forms(our_district(), folder)
    return [(text.splitlines()[error.line - 1]).strip() for error in caught.value.errors]


def test_a_mistyped_key_makes_no_list_too_short(tmp_path: Path) -> None:
    """A wrong key within a list is told where it stands; the list around it, which has its items, is not blamed."""
    text = (SPECS / "saran-forum.yml").read_text(encoding="utf-8")
    for right, wrong in (("        kind: choice", "        knid: choice"), ("    fields:", "    feilds:")):
        told = mistakes(tmp_path, text.replace(right, wrong, 1), "saran-forum.yml")
        assert wrong.strip() in told
        assert "pages:" not in told


def test_a_page_asks_three_things_at_most(tmp_path: Path) -> None:
    """A fourth question of a page is refused at the page, unless an answer on that page brings it or it is a tick."""
    text = (SPECS / "saran-forum.yml").read_text(encoding="utf-8")
    last, fourth = "      - id: no_names\n", "      - {id: keempat, kind: text, label: Apa lagi?, max_length: 20%s}\n"
    assert mistakes(tmp_path, text.replace(last, fourth % "" + last), "saran-forum.yml") == ["- id: saran"]
    later = text.replace(last, fourth % ", when: {field: topic, in: [lain]}" + last)
    (tmp_path / "saran-forum.yml").write_text(later, encoding="utf-8")
    assert "keempat" in {question.id for question in load_forms(our_district(), tmp_path)["saran-forum"].questions}


def test_forms_of_the_house() -> None:
    """The five forms load under their file names; what a reporter writes asks about danger first and takes no file."""
    forms = our_forms()
    assert {form.id: (form.asked_first, form.address) for form in forms.values()}.items() >= {
        "laporan": ("danger", "/lapor"),
        "pembaruan-kasus": ("nothing", "/internal/isi/pembaruan-kasus"),
        "pendaftaran-pelatihan": ("nothing", "/pendaftaran-pelatihan"),
        "saran-forum": ("nothing", "/saran-forum"),
        "tambahan": ("danger", None),
    }.items()
    assert not [form.id for form in forms.values() if form.files and form.asked_first == "danger"]


def test_report_asks_for_the_least() -> None:
    """Only the danger question is required of everyone, and it is the first that is asked."""
    report = our_forms()["laporan"]
    assert [q.id for q in report.questions if q.required and q.when is None] == ["danger"]
    assert report.questions[0].id == "danger"


def test_who_must_not_read_is_asked_in_every_letter_of_a_reporter() -> None:
    """A mailbox remembers nobody who was left out, so each form of a reporter can keep an officer from reading it."""
    for form in our_forms().values():
        assert (form.routing is not None) is (form.asked_first == "danger")


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
        (
            "id: tidak_tahu, label: Tidak tahu}",
            "id: sekarang, label: Tidak tahu}",
            "- {id: sekarang, label: Tidak tahu}",
        ),
        ("id: laporan\n", "id: lapor\n", "id: lapor"),
        ("answers: {danger: mungkin}", "answers: {danger: sekarang}", "- note: pilihan yang tidak ada"),
        ("asked_first: danger", "asked_first: danger\nfiles: {most: 1, kib: 1, kinds: [image]}", FILES),
        ("in: [tiga_hari, ", "in: [tiga_har, ", "- in: [tiga_har, minggu_ini, masih_terus]"),
        ("max_length: 30\n", "max_length: 30\n        pattern: {regex: '(', says: Salah}\n", BROKEN_PATTERN),
        ("max_length: 4000\n", "max_length: 4000\n        pattern: {regex: a, says: Salah}\n", STORY_PATTERN),
        ("leave_out: not_for", "leave_out: concerns", "leave_out: concerns"),
        ("concerns: [layanan]", "concern: [layanan]", "concern: [layanan]"),
        ("concerns: [layanan]", "concerns: [p2tp]", "concerns: [p2tp]"),
        ("  field: writer\n", "  field: story\n", "field: story"),
        ("child: [anak_sendiri]", "child: [anak]", "child: [anak]"),
        ('orang itu."\n        required: true', 'orang itu."\n        required: false', "leave_out: not_for"),
        ("      readers: [petugas 2]", "      readers: [petugas 1]", "- note: menyangkut satu pemegang kunci"),
        ("      readers: [petugas 2]", "      readers: []", "examples:"),
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


def test_a_question_that_changes_nothing_is_a_mistake(tmp_path: Path) -> None:
    """Asking who must not read, in a form that seals to all the same, would be a lie."""
    start, end = REPORT.index("routing:\n"), REPORT.index("notes:\n")
    assert mistakes(tmp_path, REPORT[:start] + REPORT[end:])[0].startswith("#")


def test_routing_without_examples_is_a_mistake(tmp_path: Path) -> None:
    """Whom an envelope reaches is shown by example, as what it takes is."""
    assert mistakes(tmp_path, REPORT[: REPORT.index("  routed:\n")]) == ["examples:"]


def test_files_must_fit_the_largest_envelope(tmp_path: Path) -> None:
    """What a form lets people enclose fits the envelope it may send."""
    update = (SPECS / "pembaruan-kasus.yml").read_text(encoding="utf-8")
    wider = update.replace("most: 3, kib: 256", "most: 3, kib: 512")
    assert mistakes(tmp_path, wider, "pembaruan-kasus.yml") == ["largest_bucket_kib: 1024"]


CALENDAR = """trainings:
  - {id: dua, date: 2027-04-01, title: Wawancara, place: Aula contoh, seats: 20, source: Surat contoh}
  - {id: satu, date: 2027-03-05, title: Pengenalan, place: null, seats: null, source: Surat contoh}
"""


def test_a_training_is_an_option_with_its_last_day_and_understood_ever_after(tmp_path: Path) -> None:
    """The calendar's trainings stand behind the kinds in order of their days; the desk reads those behind."""
    calendar = tmp_path / "calendar.yml"
    calendar.write_text(CALENDAR, encoding="utf-8")
    form = load_forms(our_district(), calendar=calendar)["pendaftaran-pelatihan"]
    workshop = form.questions[0]
    kinds = our_forms()["pendaftaran-pelatihan"].questions[0].options
    assert [(option.until, option.label) for option in workshop.options[len(kinds) :]] == [
        ("2027-03-05", "5 Maret 2027: Pengenalan (tempat belum pasti)"),
        ("2027-04-01", "1 April 2027: Wawancara (Aula contoh, 20 kursi)"),
    ]
    assert workshop.options[: len(kinds)] == kinds
    late = {**form.examples.valid[0].answers, "workshop": "satu"}
    assert validate(form, late) == late


@pytest.mark.parametrize("broken", [CALENDAR.replace("dua", "satu"), CALENDAR.replace("dua", "pengenalan")])
def test_two_trainings_of_one_id(tmp_path: Path, broken: str) -> None:
    """An id means one training or kind, so that a registration is never counted for another."""
    calendar = tmp_path / "calendar.yml"
    calendar.write_text(broken, encoding="utf-8")
    with pytest.raises(ContentErrors, match="ditulis dua kali"):
        load_forms(our_district(), calendar=calendar)


def test_no_forms_at_all(tmp_path: Path) -> None:
    """An empty folder is an error: a server without forms would look healthy and help nobody."""
    with pytest.raises(ContentErrors):
        load_forms(our_district(), tmp_path)


def test_the_kecamatan_offered_are_the_districts() -> None:
    """Where a child is can be answered with every kecamatan of the district, and with those beside them."""
    area = next(question for question in our_forms()["laporan"].questions if question.id == "area")
    assert area.option_ids == ["tidak_mau", "luar", *(each.id for each in our_district().kecamatan)]
