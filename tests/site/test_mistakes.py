"""Bad content, one mistake a row: where the error points and which word in its hint mends it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

from site_config.check import check_site
from site_config.write import write_pages

if TYPE_CHECKING:
    from pathlib import Path

SOP = "sop/procedures/terima.yml"
FORM = "collector/forms/specs/laporan.yml"
REPLY = "sop/procedures/balas.yml"
PLANNED = "sop/procedures/_planned.yml"
SHEET = "sop/forms/lembar.yml"
SITUATIONS = "sop/situations.yml"
GLOSSARY = "sop/glossary.yml"
TRAPS = "site_config/facts/traps.yml"
CONTACTS = "site_config/facts/contacts.yml"
HOME = "docs/publik/index.md"


class Mistake(NamedTuple):
    """Replace `old` by `new` in `file`; the error stands at `line` (of `shown`) and its hint names `mend`."""

    file: str
    old: str
    new: str
    line: int
    mend: str
    shown: str = ""


MISTAKES = {
    "typo in a key": Mistake(SOP, "    responsible: [layanan]", "    responsable: [layanan]", 18, "'responsible'"),
    "key left out": Mistake(SOP, "purpose: Laporan diterima.\n", "", 1, "purpose:"),
    "key twice": Mistake(SOP, "title: Terima", "title: Terima\ntitle: Lagi", 4, "3"),
    "tab": Mistake(SOP, "    action: Kirim", "\taction: Kirim", 26, "spasi"),
    "no schema": Mistake(SOP, "# yaml-language-server: $schema=../schema/procedure.json", "#", 1, "procedure.json"),
    "foreign schema": Mistake(SHEET, "../schema/form.json", "../schema/laws.json", 1, "=../schema/form.json"),
    "unknown agency": Mistake(SOP, "informed: [polisi]", "informed: [polsi]", 29, "'polisi'"),
    "unknown owner": Mistake(SOP, "owner: layanan", "owner: layann", 6, "'layanan'"),
    "nobody accountable": Mistake(SOP, "    accountable: layanan\n", "", 16, "Tepat satu lembaga"),
    "two accountable": Mistake(SOP, "accountable: layanan", "accountable: [layanan, polisi]", 19, "tepat satu"),
    "accountable left empty": Mistake(SOP, "accountable: layanan", "accountable:", 19, "tepat satu"),
    "unknown law": Mistake(SOP, "uu-baru, article: Pasal 2", "uu-bru, article: Pasal 2", 34, "'uu-baru'"),
    "unknown law of a mandate": Mistake(SOP, "uu-baru, article: Pasal 3", "uu-bru, article: x", 20, "'uu-baru'"),
    "revoked law": Mistake(SOP, "legal_basis: [{law: uu-baru", "legal_basis: [{law: uu-lama", 10, "uu-baru"),
    "revoked law of a limit": Mistake(SOP, "uu-baru, article: Pasal 2", "uu-lama, article: x", 34, "Diganti UU Baru"),
    "duty on a law not read": Mistake(REPLY, "    detail: Pasalnya periksa dulu.\n", "", 20, "periksa dulu"),
    "mandate without law": Mistake(SOP, "source: {law: uu-baru, article: Pasal 3}", "source: {note: x}", 20, "law"),
    "unknown event": Mistake(SOP, "since: reported", "since: reportd", 32, "'reported'"),
    "unknown mark": Mistake(SOP, "marks: sent", "marks: snt", 35, "'sent'"),
    "working hours": Mistake(
        SOP, "      since: reported", "      working_days: true\n      since: reported", 30, "P14D"
    ),
    "event with two names": Mistake(SOP, "label: Laporan terkirim", "label: Terkirim", 14, "“Laporan terkirim”"),
    "event that never comes": Mistake(SOP, ", external: true", "", 32, "external: true"),
    "limits in a circle": Mistake(SOP, "since: reported", "since: answered", 21, "sejak peristiwa lain", REPLY),
    "limit that never stops": Mistake(SOP, "    marks: sent\n", "", 30, "marks:"),
    "limit that stops itself": Mistake(SOP, "marks: sent", "marks: reported", 35, "marks peristiwa lain"),
    "deadline without source": Mistake(SOP, "      source: {law: uu-baru, article: Pasal 2}\n", "", 30, "source:"),
    "duty without law": Mistake(SOP, "source: {law: uu-baru, article: Pasal 2}", "source: {note: x}", 30, "law"),
    "source without article": Mistake(SOP, ", article: Pasal 2", "", 34, "article:"),
    "bad duration": Mistake(SOP, "within: PT72H", "within: 3 hari", 31, "PT72H"),
    "unknown force": Mistake(SOP, "force: wajib", "force: wajb", 33, "'wajib'"),
    "unknown form": Mistake(SOP, "forms_out: [lembar]", "forms_out: [lembr]", 36, "'lembar'"),
    "unknown sealed form": Mistake(SOP, "forms_in: [laporan]", "forms_in: [lapran]", 21, "'laporan'"),
    "step leads nowhere": Mistake(SOP, "{to: kirim, when: aman}", "{to: kirm, when: aman}", 23, "'kirim'"),
    "unplanned hand-over": Mistake(SOP, "procedure: rujukan", "procedure: rujukn", 24, "'rujukan'"),
    "dead end": Mistake(SOP, "    end: true\n", "", 25, "end: true"),
    "end that goes on": Mistake(SOP, "    end: true\n", "    end: true\n    next: [{to: aman}]\n", 39, "when:"),
    "branches without a case": Mistake(SOP, ", when: dirujuk}\n", "}\n      - {to: kirim}\n", 22, "when:"),
    "circle without exit": Mistake(REPLY, "procedure: terima, when: ada", "to: ulang, when: ada", 16, "kabar, ulang"),
    "step never reached": Mistake(SOP, "      - {to: kirim, when: aman}\n", "", 24, "{to: kirim}"),
    "step twice": Mistake(SOP, "  - id: kirim", "  - id: aman", 25, "16"),
    "event twice": Mistake(SOP, "{id: sent, label", "{id: reported, label", 14, "13"),
    "approved by nobody": Mistake(SOP, "status: draft", "status: approved", 5, "approved:"),
    "approved without a day": Mistake(REPLY, "{by: Kepala layanan, on: 2026-11-03}", "{by: Kepala layanan}", 7, "on:"),
    "approved without a role": Mistake(REPLY, "{by: Kepala layanan, on: 2026-11-03}", "{on: 2026-11-03}", 7, "by:"),
    "draft with approval": Mistake(REPLY, "status: approved", "status: draft", 7, "approved: null"),
    "approved before it was written": Mistake(REPLY, "on: 2026-11-03", "on: 2026-10-31", 7, "2026-11-01"),
    "newest version not in the history": Mistake(SOP, 'version: "0.2"\nstatus', 'version: "0.3"\nstatus', 40, '"0.3"'),
    "history upside down": Mistake(SOP, "on: 2026-11-01", "on: 2026-11-05", 41, "2026-11-05 ke atas 2026-11-02"),
    "version told twice": Mistake(SOP, '{version: "0.1"', '{version: "0.2"', 41, "nomor baru"),
    "no history": Mistake(REPLY, "history: [", "histori: [", 1, "history:"),
    "planned and written": Mistake(PLANNED, "id: rujukan, title", "id: terima, title", 2, "_planned.yml", SOP),
    "id is not the file": Mistake(SOP, "id: terima", "id: trima", 2, "terima"),
    "agency twice": Mistake("sop/agencies.yml", "id: polisi", "id: layanan", 4, "3"),
    "form id is not the file": Mistake(SHEET, "id: lembar", "id: lembr", 2, "lembar"),
    "form of an unknown agency": Mistake(SHEET, "goes_to: [polisi]", "goes_to: [polsi]", 8, "'polisi'"),
    "form filled by a stranger": Mistake(SHEET, "filled_by: [layanan]", "filled_by: [layann]", 7, "'layanan'"),
    "form on a revoked law": Mistake(SHEET, "law: uu-baru", "law: uu-lama", 10, "Diganti UU Baru"),
    "form field twice": Mistake(SHEET, "id: jam", "id: kode", 18, "14"),
    "choice without options": Mistake(SHEET, ", options: [Tinggi, Rendah]", "", 15, "options:"),
    "options without choice": Mistake(SHEET, "kind: choice,", "kind: line,", 15, "choice"),
    "option twice": Mistake(SHEET, "[Tinggi, Rendah]", "[Tinggi, Rendah, Tinggi]", 15, "Hapus salah satu"),
    "situation of no procedure": Mistake(SITUATIONS, "procedure: terima", "procedure: trima", 9, "'terima'"),
    "situation of no step": Mistake(SITUATIONS, "step: aman", "step: amn", 9, "'aman'"),
    "step of a procedure not written": Mistake(SITUATIONS, "rujukan, why", "rujukan, step: aman, why", 10, "belum ada"),
    "situation key typo": Mistake(SITUATIONS, "lead: Dengarkan", "leed: Dengarkan", 5, "'lead'"),
    "word explained twice": Mistake(GLOSSARY, "term: Piket", "term: rujukan", 4, "3"),
    "word from an unknown law": Mistake(GLOSSARY, "law: uu-baru", "law: uu-bru", 3, "'uu-baru'"),
    "forbidden claim": Mistake(SOP, "purpose: Laporan diterima.", "purpose: Laporan dimediasi.", 8, "UU Baru Pasal 8"),
    "forbidden claim on a page": Mistake(HOME, "# Halo", "# Mediasi", 6, "tidak diselesaikan di luar pengadilan"),
    "forbidden claim in a form": Mistake(FORM, "lead: Singkat saja.", "lead: Mediasi.", 5, "UU Baru Pasal 8"),
    "trap without pattern": Mistake(TRAPS, "    patterns: ['\\b(di)?mediasi\\b']\n", "", 6, "patterns:"),
    "unreadable pattern": Mistake(TRAPS, "'\\b(di)?mediasi\\b'", "'(mediasi'", 11, "regex"),
    "form example fails": Mistake(FORM, "answers: {danger: ya}", "answers: {danger: yo}", 21, "danger"),
    "form refuses nothing": Mistake(FORM, "answers: {}, field", "answers: {danger: ya}, field", 23, "danger"),
    "form key typo": Mistake(FORM, "        label: Bahaya?", "        lable: Bahaya?", 16, "'label'"),
    "contact key typo": Mistake(
        CONTACTS, "    channel: phone\n    number", "    chanel: phone\n    number", 6, "'channel'"
    ),
    "number as a number": Mistake(CONTACTS, 'number: "110"', "number: 110", 7, '"'),
    "number missing": Mistake(CONTACTS, '    number: "110"\n', "", 3, "number:"),
    "no such day": Mistake(CONTACTS, "2026-11-01", "2026-02-30", 13, "2026-"),
    "no template": Mistake(HOME, "template: publik.html", "tempalte: publik.html", 3, "'template'"),
    "foreign template": Mistake(HOME, "template: publik.html", "template: main.html", 3, "publik.html"),
    "page not there": Mistake(HOME, "(bantuan.md)", "(bantun.md)", 14, "'bantuan.md'"),
    "form not there": Mistake(HOME, '"/lapor"', '"/laporan"', 14, "'/lapor'"),
    "address not there": Mistake(HOME, '"bantuan/"', '"bantun/"', 14, "'bantuan/'"),
    "through the wall": Mistake(HOME, "(bantuan.md)", "(../internal/index.md)", 14, "bantuan.md"),
    "image of another host": Mistake(HOME, "# Halo", "![x](https://example.org/x.png)", 6, "samping"),
    "script link": Mistake(HOME, '"/lapor"', '"javascript:x()"', 14, "https:"),
    "unknown block": Mistake(HOME, "suluh:contacts", "suluh:contact", 8, "'contacts'"),
    "unknown group": Mistake(HOME, "contacts danger", "contacts dangr", 8, "'danger'"),
    "internal group": Mistake(HOME, "contacts danger", "contacts local", 8, "danger"),
    "open block": Mistake(HOME, "<!-- /suluh -->\n", "", 8, "<!-- /suluh -->"),
    "edited by hand": Mistake(HOME, "<em>110</em>", "<em>111</em>", 10, "--write"),
}


def test_the_small_tree_has_no_mistake(small: Path) -> None:
    """Every row below breaks a tree that was whole, also for production."""
    assert check_site(small, production=True) == []


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_shown_where_it_stands_with_its_mend(small: Path, mistake: Mistake) -> None:
    """Each kind of bad content is named with its file, its line and a hint that says what to write."""
    path = small / mistake.file
    text = path.read_text(encoding="utf-8")
    assert mistake.old in text
    path.write_text(text.replace(mistake.old, mistake.new, 1), encoding="utf-8")
    where = (mistake.shown or mistake.file, mistake.line)
    errors = check_site(small)
    found = [error for error in errors if (error.path.as_posix(), error.line) == where and mistake.mend in error.hint]
    assert found, "\n".join(map(str, errors))
    assert str(found[0]).startswith(f"{where[0]}:{where[1]}: ")


def test_production_refuses_each_contact_that_nobody_tried(small: Path) -> None:
    """An untested public number passes for authors and stops production, by name."""
    path = small / CONTACTS
    text = path.read_text(encoding="utf-8").replace("    verified_by: petugas piket\n", "")
    path.write_text(text, encoding="utf-8")
    assert check_site(small) == []
    errors = check_site(small, production=True)
    assert [(error.path.as_posix(), error.line) for error in errors] == [(CONTACTS, 3)]
    assert "darurat" in errors[0].what


def test_every_mistake_is_reported_at_once(small: Path) -> None:
    """One bad file hides no other: an author mends all in one go."""
    for name, old, new in [
        (SOP, "informed: [polisi]", "informed: [polsi]"),
        (FORM, "label: Bahaya?", "lable: Bahaya?"),
        (CONTACTS, "group: local", "group: lokal"),
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
    assert [(error.path.as_posix(), error.line) for error in check_site(small)] == [(SOP, 32)]


def test_a_circle_is_told_once_and_names_its_steps(small: Path) -> None:
    """The steps that never come to an end are one mistake, not one a step."""
    path = small / REPLY
    text = path.read_text(encoding="utf-8").replace("      - {procedure: terima, when: ada laporan baru}\n", "")
    path.write_text(text, encoding="utf-8")
    (found,) = [str(error) for error in check_site(small) if "berputar" in error.what]
    said = (
        "langkah 'kabar' berputar tanpa jalan keluar. Beri end: true, atau next ke prosedur lain, pada salah satu dari"
    )
    assert found == f"{REPLY}:16: {said}: kabar, ulang"


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
    errors = check_site(small)
    assert [error.path.as_posix() for error in errors] == ["sop/schema/lama.json", "sop/schema/procedure.json"]
    assert all("--write" in error.hint for error in errors)
    write_pages(small)
    assert (check_site(small), schema.read_text(encoding="utf-8")) == ([], text)
