"""Bad content, one mistake a row: where the error points and which word in its hint mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from site_config.check import check_site

if TYPE_CHECKING:
    from pathlib import Path

SOP = "sop/procedures/terima.yml"
FORM = "collector/forms/specs/laporan.yml"
CONTACTS = "site_config/facts/contacts.yml"
HOME = "docs/publik/index.md"


class Mistake(NamedTuple):
    """Replace `old` by `new` in `file`; the error stands at `line` and its hint names `mend`."""

    file: str
    old: str
    new: str
    line: int
    mend: str


MISTAKES = {
    "typo in a key": Mistake(SOP, "    responsible: [layanan]", "    responsable: [layanan]", 16, "'responsible'"),
    "key left out": Mistake(SOP, "purpose: Laporan diterima.\n", "", 1, "purpose:"),
    "key twice": Mistake(SOP, "title: Terima", "title: Terima\ntitle: Lagi", 3, "2"),
    "tab": Mistake(SOP, "    action: Kirim", "\taction: Kirim", 22, "spasi"),
    "unknown agency": Mistake(SOP, "informed: [polisi]", "informed: [polsi]", 25, "'polisi'"),
    "unknown owner": Mistake(SOP, "owner: layanan", "owner: layann", 5, "'layanan'"),
    "unknown law": Mistake(SOP, "source: {law: uu-baru", "source: {law: uu-bru", 30, "'uu-baru'"),
    "revoked law": Mistake(SOP, "legal_basis: [{law: uu-baru", "legal_basis: [{law: uu-lama", 9, "uu-baru"),
    "unknown event": Mistake(SOP, "since: reported", "since: reportd", 28, "'reported'"),
    "deadline without source": Mistake(SOP, "      source: {law: uu-baru, article: Pasal 2}\n", "", 26, "source:"),
    "duty without law": Mistake(SOP, "source: {law: uu-baru, article: Pasal 2}", "source: {note: x}", 26, "law"),
    "bad duration": Mistake(SOP, "within: PT72H", "within: 3 hari", 27, "PT72H"),
    "unknown force": Mistake(SOP, "force: wajib", "force: wajb", 29, "'wajib'"),
    "step leads nowhere": Mistake(SOP, "{to: kirim, when: aman}", "{to: kirm, when: aman}", 19, "'kirim'"),
    "unplanned hand-over": Mistake(SOP, "procedure: rujukan", "procedure: rujukn", 20, "'rujukan'"),
    "dead end": Mistake(SOP, "    end: true\n", "", 21, "end: true"),
    "step never reached": Mistake(SOP, "      - {to: kirim, when: aman}\n", "", 20, "{to: kirim}"),
    "approved by nobody": Mistake(SOP, "status: draft", "status: approved", 4, "approved:"),
    "id is not the file": Mistake(SOP, "id: terima", "id: trima", 1, "terima"),
    "form example fails": Mistake(FORM, "answers: {danger: ya}", "answers: {danger: yo}", 21, "danger"),
    "form refuses nothing": Mistake(FORM, "answers: {}, field", "answers: {danger: ya}, field", 23, "danger"),
    "form key typo": Mistake(FORM, "        label: Bahaya?", "        lable: Bahaya?", 16, "'label'"),
    "contact key typo": Mistake(
        CONTACTS, "    channel: phone\n    number", "    chanel: phone\n    number", 5, "'channel'"
    ),
    "number as a number": Mistake(CONTACTS, 'number: "110"', "number: 110", 6, '"'),
    "number missing": Mistake(CONTACTS, '    number: "110"\n', "", 2, "number:"),
    "no such day": Mistake(CONTACTS, "2026-11-01", "2026-02-30", 12, "2026-"),
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
    found = [
        error
        for error in check_site(small)
        if (error.path.as_posix(), error.line) == (mistake.file, mistake.line) and mistake.mend in error.hint
    ]
    assert found, "\n".join(map(str, check_site(small)))
    assert str(found[0]).startswith(f"{mistake.file}:{mistake.line}: ")


def test_production_refuses_each_contact_that_nobody_tried(small: Path) -> None:
    """An untested public number passes for authors and stops production, by name."""
    path = small / CONTACTS
    text = path.read_text(encoding="utf-8").replace("    verified_by: petugas piket\n", "")
    path.write_text(text, encoding="utf-8")
    assert check_site(small) == []
    errors = check_site(small, production=True)
    assert [(error.path.as_posix(), error.line) for error in errors] == [(CONTACTS, 2)]
    assert "darurat" in errors[0].what


def test_every_mistake_is_reported_at_once(small: Path) -> None:
    """One bad file hides no other: an author mends all in one go."""
    for name, old, new in [
        (SOP, "informed: [polisi]", "informed: [polsi]"),
        (FORM, "label: Bahaya?", "lable: Bahaya?"),
        (CONTACTS, "group: local", "group: lokal"),
        ("docs/publik/bantuan.md", "(index.md)", "(indeks.md)"),
    ]:
        path = small / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    files = [error.path.as_posix() for error in check_site(small)]
    assert {SOP, FORM, CONTACTS} <= set(files)
    assert files == sorted(files)


def test_a_generated_page_whose_source_is_gone_is_stale(small: Path) -> None:
    """A page of a deleted procedure does not stay behind unnoticed."""
    left = small / "docs/internal/sop/lama.md"
    left.write_text("<!-- Dihasilkan dari sop/procedures/lama.yml; jangan diubah di sini. -->\n", encoding="utf-8")
    assert "docs/internal/sop/lama.md" in {error.path.as_posix() for error in check_site(small)}
