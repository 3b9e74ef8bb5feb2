"""Bad content: mistakes.yml has one mistake a row, and the message that an author then reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from base.errors import ContentErrors
from site_config.build.check import check_site
from site_config.build.generate import stale_pages, write_pages

ROWS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("mistakes.yml").read_text(encoding="utf-8"))
SOP = "sop/procedures/terima.yml"
FORM = "collector/forms/specs/laporan.yml"
REPLY = "sop/procedures/balas.yml"
OVERLAY = "site_config/district/procedures/balas.yml"
SHEET = "sop/forms/lembar.yml"
CONTACTS = "site_config/facts/contacts.yml"


def test_the_small_tree_has_no_mistake(small: Path) -> None:
    """Every row below breaks a tree that was whole, also for production."""
    assert check_site(small, production=True) == []


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_mistake_is_answered_with_its_message(small: Path, row: dict[str, str]) -> None:
    """Each kind of bad content is named by file and line, with what is wrong and how to mend it, word for word."""
    path = small / row["file"]
    text = path.read_text(encoding="utf-8")
    assert row["old"] in text
    path.write_text(text.replace(row["old"], row["new"], 1), encoding="utf-8")
    assert row["says"] in [str(error) for error in check_site(small)]


@pytest.mark.parametrize(
    ("file", "key"), [(SOP, "purpose"), (SOP, "responsible"), (CONTACTS, "group"), (FORM, "label")]
)
def test_a_misspelt_key_is_told_once(small: Path, file: str, key: str) -> None:
    """The key that is missing because of it is not a second message: the first one names it."""
    path = small / file
    path.write_text(path.read_text(encoding="utf-8").replace(f"{key}: ", f"{key}x: ", 1), encoding="utf-8")
    [error] = check_site(small)
    assert (error.what, error.hint.partition("?")[0]) == (f"kunci '{key}x' tidak dikenal", f"Maksudnya '{key}'")


def test_one_version_never_has_two_contents(small: Path) -> None:
    """Whoever changes an approved text and pastes the new mark over the old one is told: the memory has the old one."""
    path = small / REPLY
    path.write_text(path.read_text(encoding="utf-8").replace("Pelapor diberi", "Pelapor mendapat"), encoding="utf-8")
    path = small / OVERLAY
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("content: 54da95a121582ca6", "content: ''"), encoding="utf-8")
    mark = next(found[0] for error in check_site(small) if (found := re.findall(r'content: "(\w+)"', error.hint)))
    path.write_text(text.replace("54da95a121582ca6", mark), encoding="utf-8")
    hint = 'Kembalikan isinya dan content: "54da95a121582ca6", lalu tulis perubahannya sebagai versi baru'
    said = [f"{OVERLAY}:3: versi 0.1 sudah disahkan dengan isi lain. {hint}"]
    assert [str(error) for error in check_site(small)] == said
    with pytest.raises(ContentErrors, match="sudah disahkan dengan isi lain"):
        write_pages(small)


def test_an_approval_is_not_forgotten(small: Path) -> None:
    """Whoever takes an approved version's approval out is told to bring it back, with the file and without it."""
    path = small / OVERLAY
    hint = 'Kembalikan baris pengesahannya dari git, dengan content: "54da95a121582ca6"'
    said = [f"{OVERLAY}:1: pengesahan versi 0.1 hilang. {hint}"]
    path.write_text(f"{path.read_text(encoding='utf-8').splitlines()[0]}\n{{}}\n", encoding="utf-8")
    assert [str(error) for error in check_site(small)] == said
    path.unlink()
    assert [str(error) for error in check_site(small)] == said


@pytest.mark.parametrize(
    "name",
    [
        "procedures/lain.yaml",
        "procedures/_lain.yml",
        "procedures/lain.txt",
        "procedures/lama/lain.yml",
        "forms/lain.yaml",
    ],
)
def test_a_file_that_nobody_reads_is_told(small: Path, name: str) -> None:
    """A procedure under another ending does not vanish in silence."""
    path = small / "sop" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("id: lain\n", encoding="utf-8")
    left = "/".join(name.split("/")[:2])
    hint = "Beri nama berakhiran .yml tanpa garis bawah di depan, atau keluarkan dari folder ini"
    assert [str(error) for error in check_site(small)] == [f"sop/{left}:1: berkas ini tidak dibaca. {hint}"]


def test_the_mark_that_windows_puts_first_is_no_mistake(small: Path) -> None:
    """Notepad may save UTF-8 with a byte order mark: procedures, facts and pages read as without it."""
    for name in (SOP, SHEET, CONTACTS, FORM, "docs/publik/bantuan.md"):
        path = small / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check_site(small) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("site_config/district/contacts.yml", "  darurat: {on: 2026-11-01, by: petugas piket}", "  {}", "belum diuji"),
        ("site_config/district/keys.yml", "since: 2026-11-01", "since: 2026-11-01, until: 2026-11-02", "kunci layanan"),
        ("site_config/district/operator.yml", "mailto:keamanan@kecil.test", "null", "celah keamanan"),
        ("site_config/district/mkdocs.yml", "kecil.test", "suluh.example", "masih contoh"),
    ],
)
def test_production_refuses_what_readers_must_not_meet(small: Path, file: str, old: str, new: str, said: str) -> None:
    """An untried number, no valid key, nobody to tell, nobody's address: fine for authors, refused for production."""
    path = small / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    write_pages(small)
    assert check_site(small) == []
    errors = check_site(small, production=True)
    assert [error.path.as_posix() for error in errors] == [CONTACTS if "contacts" in file else file]
    assert said in errors[0].what


def test_every_mistake_is_reported_at_once(small: Path) -> None:
    """One bad file hides no other: an author mends all in one go."""
    for name, old, new in [
        (SOP, "informed: [polisi]", "informed: [polsi]"),
        (FORM, "label: Bahaya?", "lable: Bahaya?"),
        (CONTACTS, "group: danger", "group: bahaya"),
        (REPLY, "to: ulang", "to: ulng"),
        (SHEET, "owner: layanan", "owner: layann"),
        ("docs/publik/bantuan.md", "(index.md)", "(indeks.md)"),
    ]:
        path = small / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    files = [error.path.as_posix() for error in check_site(small)]
    assert {SOP, REPLY, FORM, SHEET, CONTACTS} <= set(files)
    assert files == sorted(files)


def test_a_generated_page_whose_source_is_gone_is_stale(small: Path) -> None:
    """A page of a deleted procedure does not stay behind unnoticed."""
    left = small / "docs/internal/sop/lama.md"
    left.write_text("<!-- Dihasilkan dari sop/procedures/lama.yml; jangan diubah di sini. -->\n", encoding="utf-8")
    assert "docs/internal/sop/lama.md" in {error.path.as_posix() for error in check_site(small)}


@pytest.mark.parametrize(
    ("name", "old"), [(SOP, "title: Terima"), (SHEET, "title: Lembar\n"), ("sop/agencies.yml", "agencies:")]
)
def test_a_broken_file_is_not_blamed_on_those_who_name_it(small: Path, name: str, old: str) -> None:
    """What cannot be read is told once; those who name it, and limits that wait behind it, stay silent."""
    path = small / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, "salah: x\n", 1), encoding="utf-8")
    assert {error.path.as_posix() for error in check_site(small)} == {name}


def test_an_event_that_never_comes_is_told_at_its_root(small: Path) -> None:
    """Of a chain of limits only the first is told, where the event that is missing stands."""
    path = small / SOP
    path.write_text(path.read_text(encoding="utf-8").replace(", external: true", ""), encoding="utf-8")
    assert [(error.path.as_posix(), error.line) for error in check_site(small)] == [(SOP, 30)]


def test_a_circle_is_told_once_and_names_its_steps(small: Path) -> None:
    """The steps that never come to an end are one mistake, not one a step."""
    path = small / REPLY
    text = path.read_text(encoding="utf-8").replace("      - {procedure: terima, when: ada laporan baru}\n", "")
    path.write_text(text, encoding="utf-8")
    (found,) = [str(error) for error in check_site(small) if "berputar" in error.what]
    said = (
        "langkah 'kabar' berputar tanpa jalan keluar. Beri end: true, atau next ke prosedur lain, pada salah satu dari"
    )
    assert found == f"{REPLY}:14: {said}: kabar, ulang"


def test_reports_without_a_key_are_not_opened_in_production(small: Path) -> None:
    """The switch with hours and approval is good beside an announced key, and refused without one."""
    opened = "open: {hours: Senin, approved_by: kepala dinas, approved_on: 2026-11-20}"
    switch = small / "site_config/district/service.yml"
    switch.write_text(switch.read_text().replace("open: null", opened))
    assert check_site(small, production=True) == []
    keys = small / "site_config/district/keys.yml"
    keys.write_text(keys.read_text().replace("since: 2026-11-01", "since: 2026-11-01, until: 2026-11-02"))
    write_pages(small)
    assert "laporan dibuka tanpa kunci pembaca" in {error.what for error in check_site(small, production=True)}


@pytest.mark.parametrize("missing", ["hours", "approved_by", "approved_on"])
def test_reports_are_opened_with_hours_and_approval_or_not_at_all(small: Path, missing: str) -> None:
    """A switch that does not say when somebody reads, who settled it and when, is a mistake with its line."""
    said = {"hours": "Senin", "approved_by": "kepala dinas", "approved_on": "2026-11-20"}
    words = ", ".join(f"{name}: {value}" for name, value in said.items() if name != missing)
    switch = small / "site_config/district/service.yml"
    switch.write_text(switch.read_text().replace("open: null", f"open: {{{words}}}"))
    assert [error.path.name for error in check_site(small)] == ["service.yml"]


def test_schemas_are_generated_and_kept_fresh(small: Path) -> None:
    """A schema edited by hand or left behind is stale, and every schema says in Indonesian what a key is for."""
    schema = small / "sop/schema/procedure.json"
    text = schema.read_text(encoding="utf-8")
    step = json.loads(text)["$defs"]["Step"]
    assert step["properties"]["accountable"]["description"] == "Tepat satu lembaga yang bertanggung jawab"
    assert set(step["required"]) == {"id", "action", "responsible", "accountable"}
    assert "title" in json.loads(text)["properties"]
    assert "One action" not in text
    schema.write_text(text.replace("Tepat satu", "Dua"), encoding="utf-8")
    (small / "sop/schema/lama.json").write_text("{}\n", encoding="utf-8")
    assert {path.name for path, _ in stale_pages(small)} == {"lama.json", "procedure.json"}
    [error] = check_site(small)
    assert "--write" in error.hint
    write_pages(small)
    assert (check_site(small), schema.read_text(encoding="utf-8")) == ([], text)
