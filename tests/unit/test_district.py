"""A district's names in shared texts: what a reference becomes, what a case leaves out, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.days import ZONES, Zone
from base.district import District
from base.errors import ContentErrors
from base.resolve import resolve
from base.source import Located, read_text
from collector.desk.letter import hour_in_words
from collector.upkeep.watching import MORNING, heartbeat_due

PATH = Path("isi.yml")
HERE = District.model_validate(
    {
        "place": {"name": "Kabupaten Contoh", "short": "Contoh", "zone": "WIB"},
        "safe_house": False,
        "kecamatan": [{"id": "utara", "name": "Utara"}],
        "agencies": {
            "layanan": {"name": "Layanan", "full_name": "L", "stands_for": {"name": "UPTD", "law": "uu"}},
            "dinas": {"name": "Dinas", "full_name": "Dinas Contoh"},
            "lsm": {"absent": True},
        },
    }
)
PLAIN = st.text(st.characters(exclude_characters="{}[]", exclude_categories=["Cs"]), max_size=20)
PIECES = st.lists(st.one_of(PLAIN, st.sampled_from(sorted(HERE.words)).map(lambda name: f"{{{name}}}")), max_size=6)


def located(data: object) -> Located:
    """Data as if a file had held it."""
    return Located(data, PATH)


@given(PIECES)
def test_only_references_change(pieces: list[str]) -> None:
    """Whatever stands around a reference stays letter by letter, and each reference becomes this district's name."""
    text = "".join(pieces)
    wanted = text
    for name, said in HERE.words.items():
        wanted = wanted.replace(f"{{{name}}}", said)
    assert resolve(located({"a": text}), HERE).data == {"a": wanted}


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(PLAIN, inner), max_leaves=12))
def test_a_file_without_references_stays_as_it_is(data: object) -> None:
    """Nothing of a file that names no district is lost, empty texts and lists included."""
    assert resolve(located(data), HERE).data == data


@given(st.lists(st.sampled_from(["x", "[[bila lsm ada: x]]", "{dinas}"])))
def test_items_left_out_leave_the_lines_of_the_others(items: list[str]) -> None:
    """After an item of an absent agency is gone, a mistake in a later one is still told at its own line."""
    file = read_text("".join(f"- '{item}'\n" for item in items) or "[]", PATH)
    there = resolve(file, HERE)
    kept = [line for line, item in enumerate(items, start=1) if "lsm" not in item]
    assert [there.line((index,)) for index in range(len(there.data))] == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{layanan} dan {dinas.lengkap} di {kabupaten}", "Layanan dan Dinas Contoh di Kabupaten Contoh"),
        ("a[[bila layanan pengganti: , bukan {layanan}]].", "a, bukan Layanan."),
        ("a[[bila layanan utama: , dan {layanan}]].", "a."),
        ("a[[bila lsm ada:  dan {lsm}]].", "a."),
        ("[[bila rumah-aman belum: Belum ada.]][[bila rumah-aman ada: Ada.]]", "Belum ada."),
        ("{2} dan [A-Z]{1,4}", "{2} dan [A-Z]{1,4}"),
    ],
)
def test_a_case_is_this_districts(text: str, said: str) -> None:
    """A passage stands only where its case holds; braces of a pattern are no reference."""
    assert resolve(located([text]), HERE).data == [said]


def test_an_option_of_an_absent_agency_is_not_offered() -> None:
    """An item of a list goes with the text that named who is not there; elsewhere only the key goes."""
    away = [{"id": "a", "label": "[[bila lsm ada: Lewat {lsm}]]"}, {"id": "c", "label": "{lsm}"}]
    data = {"options": [*away, {"id": "b", "label": "B"}], "note": "{dinas}"}
    assert resolve(located(data), HERE).data == {"options": [{"id": "b", "label": "B"}], "note": "Dinas"}
    assert resolve(located({"note": "[[bila lsm ada: x]]", "id": "a"}), HERE).data == {"id": "a"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{layann}", "isi.yml:2: {layann} tidak dikenal. Maksudnya 'layanan'?"),
        ("Ke {lsm}", "isi.yml:2: {lsm} tidak ada di Kabupaten Contoh. Tulis kalimatnya di dalam [[bila lsm ada: …]]"),
        ("[[bila lsm adda: x]]", "isi.yml:2: 'adda' di [[bila lsm adda: …]] tidak dikenal. Maksudnya 'ada'?"),
        ("[[bila lms ada: x]]", "isi.yml:2: 'lms' di [[bila lms ada: …]] tidak dikenal. Maksudnya 'lsm'?"),
        ("[[bila lsm ada x", "isi.yml:2: [[…]] tidak terbaca."),
    ],
)
def test_what_no_district_could_mean_is_refused(text: str, said: str) -> None:
    """A reader never sees a brace: an unknown name or case is told with its line and what was meant."""
    with pytest.raises(ContentErrors) as refused:
        resolve(read_text(f'a: x\nb: "{text}"\n', PATH), HERE)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("zone", "said"), [("WIB", "31-12-2026 23 WIB"), ("WITA", "01-01-2027 00 WITA"), ("WIT", "01-01-2027 01 WIT")]
)
def test_an_hour_is_said_by_the_districts_clock(zone: str, said: str) -> None:
    """The same hour has another name, and another day, in the east of the country."""
    assert hour_in_words(499_648, ZONES[zone]) == said


@pytest.mark.parametrize("zone", ZONES.values(), ids=ZONES)
def test_the_operators_day_begins_in_the_morning(zone: Zone) -> None:
    """The daily sign of life falls due at seven o'clock of the district, and once a day only."""
    due = [hour for hour in range(490_000, 490_048) if heartbeat_due(hour - 1, hour, zone)]
    assert [(hour + zone.ahead) % 24 for hour in due] == [MORNING, MORNING]
