"""The papers: accessible, the same bytes for the same content, whole on their sheets, and there after a rebuild."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typst
from click.testing import CliRunner

from collector.cli.__main__ import suluh
from site_config.build.generate import write_pages
from site_config.build.sites import build_site
from site_config.build.tables import csv_file, newest_day, workbook
from site_config.paper import printing
from site_config.paper.book import book_paper, versions_text
from site_config.paper.draw import FOLDER, NotDrawn
from site_config.paper.printing import NotPrinted, Paper, papers, print_papers, stale_papers, typeset
from site_config.words import downloads
from site_config.words.flow import flow_drawings
from site_config.words.roles import matrix_rows
from sop.load import load_handbook

if TYPE_CHECKING:
    from sop.model import Handbook

TEMPLATES = Path(printing.__file__).parent
SMALL_PAPERS = [
    "unduh/buku-sop.pdf",
    "unduh/kartu-layanan.pdf",
    "unduh/kartu-polisi.pdf",
    "unduh/formulir-lembar.pdf",
]


def test_what_is_printed_is_what_the_pages_offer(real_papers: dict[str, Paper], book: Handbook) -> None:
    """Every PDF that a page links to is printed, and no other."""
    assert set(real_papers) == {name for name in downloads.download_names(book) if name.endswith(".pdf")}


def test_papers_are_tagged_and_say_what_they_are(small: Path) -> None:
    """PDF/UA-1 with structure, language, title and the newest day of the content, on every paper."""
    book = load_handbook(small)
    for paper in papers(small, book):
        pdf = typeset(paper)
        for sign in (
            b"/StructTreeRoot",
            b"/MarkInfo<</Marked true",
            b"/Lang(id-ID)",
            b"DisplayDocTitle true",
            b"pdfuaid",
        ):
            assert sign in pdf, f"{paper.name}: {sign!r}"
        title = f"{paper.measures[0]['title']}, {book.place}"
        assert f"/Title({title})".encode() in pdf
        for day in (b"/CreationDate(D:20261102000000Z)", b"/ModDate(D:20261102000000Z)"):
            assert day in pdf, paper.name  # the newest history, not today


@pytest.mark.parametrize("name", ["unduh/formulir-persetujuan.pdf", "unduh/kartu-mui.pdf"])
def test_the_same_content_gives_the_same_bytes(real_papers: dict[str, Paper], name: str) -> None:
    """No clock and no chance go into a paper."""
    assert typeset(real_papers[name]) == typeset(real_papers[name])


def test_the_book_holds_each_drawing_with_its_words(real_papers: dict[str, Paper], book: Handbook) -> None:
    """Every part of every flow is one picture of the PDF, and a screen reader hears what it shows."""
    pdf = typeset(real_papers[downloads.HANDBOOK_PDF])
    wanted = [each.text.encode() for procedure in book.procedures.values() for each in flow_drawings(procedure, book)]
    found = re.findall(rb"/Alt\((.*)\)", pdf)
    assert found == wanted


def test_the_book_is_never_printed_with_another_drawing(small: Path, tmp_path: Path) -> None:
    """A drawing that changed prints the book anew, and one that its procedure has outgrown stops the printing."""
    print_papers(small, tmp_path)
    drawing = small / FOLDER / "terima-1.svg"
    drawing.write_text(drawing.read_text(encoding="utf-8").replace("Selesai", "Usai"), encoding="utf-8")
    assert stale_papers(small, tmp_path) == [downloads.HANDBOOK_PDF]
    drawing.unlink()
    with pytest.raises(NotDrawn, match=r"terima-1.svg.*scripts/suluh site pages --write"):
        print_papers(small, tmp_path)


@pytest.mark.parametrize(("name", "added", "whole"), [("buku-sop", 2, 1), ("kartu-layanan", 1, 1)])
def test_a_safeguard_forbids_in_words_on_paper(small: Path, name: str, added: int, whole: int) -> None:
    """One written without "Jangan" gets "Jangan:" in front, one written with it keeps its own; both stand in bold."""
    procedure = small / "sop/procedures/terima.yml"
    limits = "    safeguards: [Menunda laporan., Jangan menunggu surat.]\n    marks: sent"
    procedure.write_text(procedure.read_text(encoding="utf-8").replace("    marks: sent", limits), encoding="utf-8")
    write_pages(small)
    paper = next(each for each in papers(small, load_handbook(small)) if each.name == f"unduh/{name}.pdf")
    data = {"data": json.dumps(paper.measures[0])}
    bold = json.loads(typst.query(TEMPLATES / paper.template, "strong", root=TEMPLATES.parent, sys_inputs=data))
    said = [flat(each["body"]) for each in bold]
    assert (said.count("Jangan:"), said.count("Jangan")) == (added, whole)
    assert flat(typeset_words("dont", "Menunda laporan.")) == "Jangan: Menunda laporan."


def test_versions_are_counted_not_spelled(small_book: Handbook) -> None:
    """Version 0.10 comes after 0.9, on cards and on the book; one version alone stands alone."""
    one = small_book.procedures["terima"]
    made = [one.model_copy(update={"version": version}) for version in ("0.10", "0.9", "0.2")]
    assert versions_text(made) == " versi 0.2 sampai 0.10"
    assert versions_text(made[:1]) == " versi 0.10"
    assert "Buku SOP versi 0.1 sampai 0.2, draf" in book_paper(small_book, defaultdict(str))["foot"]


def test_a_form_has_its_secrecy_and_its_code_box_and_keeps_the_identity_apart(real_papers: dict[str, Paper]) -> None:
    """The case code is asked in the box of every sheet, and the child's identity begins a sheet that comes off."""
    data = real_papers["unduh/formulir-penerimaan-pengaduan.pdf"].measures[0]
    assert data["secrecy"].startswith("Rahasia")
    assert "Kode kasus" not in [field["label"] for field in data["sections"][0]["fields"]]
    assert [section["title"] for section in data["sections"] if section["apart"]] == [
        "Lembar identitas, disimpan terpisah"
    ]


def test_a_paper_is_printed_again_only_when_its_content_changed(small: Path, tmp_path: Path) -> None:
    """The stamp is the content: a changed form prints itself and the book; a paper without a source goes away."""
    out = tmp_path / "out"
    said: list[str] = []
    assert print_papers(small, out, say=said.append) == SMALL_PAPERS
    assert said[0].startswith("[1/4] unduh/buku-sop.pdf: ")
    assert print_papers(small, out) == []
    form = small / "sop/forms/lembar.yml"
    form.write_text(form.read_text(encoding="utf-8").replace("Mencatat.", "Mencatat sekali."), encoding="utf-8")
    (out / "internal/unduh/kartu-lama.pdf").write_bytes(b"%PDF")
    (out / "internal/unduh/kartu-polisi.pdf").unlink()
    again = ["unduh/buku-sop.pdf", "unduh/kartu-polisi.pdf", "unduh/formulir-lembar.pdf"]
    assert stale_papers(small, out) == again
    assert print_papers(small, out) == again
    assert sorted(f"unduh/{path.name}" for path in (out / "internal/unduh").iterdir()) == sorted(SMALL_PAPERS)


def test_without_typst_the_message_says_what_to_run(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Running needs no typst: only printing asks for it, and says how to get it."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(NotPrinted, match="Jalankan: scripts/suluh site print"):
        print_papers(small, tmp_path)


def test_checking_tells_the_scripts_that_there_is_something_to_print(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code 3 makes scripts/bootstrap.py borrow typst, 0 lets it be."""
    for name, folder in (("ROOT", small), ("BUILD", tmp_path)):
        monkeypatch.setattr(f"collector.cli.content.{name}", folder)
    found = CliRunner().invoke(suluh, ["site", "print", "--check"])
    assert (found.exit_code, found.output) == (3, "4 berkas perlu dicetak.\n")
    print_papers(small, tmp_path)
    assert CliRunner().invoke(suluh, ["site", "print", "--check"]).exit_code == 0


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("pertanggungjawaban", "pertang-gung-ja-waban"),
        ("penyelenggaraan", "penye-leng-garaan"),
        ("mendampinginya", "mendam-pi-nginya"),
        ("menyampaikan", "menyam-paikan"),
    ],
)
def test_long_words_break_between_syllables(word: str, parts: str) -> None:
    """Typst has no patterns for Indonesian: ng and ny stay whole, and three letters stay together at both ends."""
    assert typeset_words("soften", word).replace("\u00ad", "-") == parts


def test_the_matrix_opens_in_a_spreadsheet(book: Handbook) -> None:
    """CSV carries Excel's mark for UTF-8 and every row; the workbook is the same bytes each time and has no formula."""
    rows = matrix_rows(book)
    data = csv_file(rows)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == rows
    sheet = workbook("Matriks peran", rows, newest_day(book))
    assert sheet == workbook("Matriks peran", rows, newest_day(book))
    inside = zipfile.ZipFile(io.BytesIO(sheet))
    assert inside.read("xl/worksheets/sheet1.xml").count(b"<row ") == len(rows)
    assert b"<f>" not in inside.read("xl/worksheets/sheet1.xml")
    assert f"{newest_day(book)}T00:00:00Z".encode() in inside.read("docProps/core.xml")


def test_a_rebuilt_site_keeps_only_papers_that_are_still_true(small_site: Path, tmp_path: Path) -> None:
    """A rebuild keeps what is printed; after a change the old card is gone, and the build names what to print."""
    print_papers(small_site, tmp_path)
    said: list[str] = []
    build_site(small_site, tmp_path, say=said.append)
    served = tmp_path / "internal"
    assert sorted(f"unduh/{path.name}" for path in (served / "unduh").glob("*.pdf")) == sorted(SMALL_PAPERS)
    assert not any("DICETAK" in line for line in said)
    for name in (downloads.MATRIX_CSV, downloads.MATRIX_XLSX, downloads.DEADLINES_CSV):
        assert (served / name).stat().st_size > 0
    assert not (tmp_path / "publik" / downloads.FOLDER).exists()
    procedure = small_site / "sop/procedures/terima.yml"
    procedure.write_text(
        procedure.read_text(encoding="utf-8").replace(
            "    marks: sent", "    safeguards: [Jangan menunda.]\n    marks: sent"
        ),
        encoding="utf-8",
    )
    said.clear()
    build_site(small_site, tmp_path, say=said.append)
    assert sorted(path.name for path in (served / "unduh").glob("*.pdf")) == ["formulir-lembar.pdf", "kartu-polisi.pdf"]
    missing = "unduh/buku-sop.pdf, unduh/kartu-layanan.pdf"
    assert said[-1] == f"BELUM DICETAK, tautannya kosong: {missing}. Jalankan: scripts/suluh site print"


def typeset_words(function: str, words: str) -> Any:
    """What a function of base.typ makes of words, as typst's own data."""
    source = f'#import "/paper/base.typ": {function}\n#metadata({function}("{words}")) <made>'
    found = typst.query(source.encode(), "<made>", field="value", one=True, root=TEMPLATES.parent)  # type: ignore[type-var]
    return json.loads(found)


def flat(content: dict[str, Any]) -> str:
    """The text of typst's content."""
    if content["func"] == "space":
        return " "
    inside = content.get("children") or ([content["body"]] if "body" in content else [])
    return str(content.get("text", "")) + "".join(map(flat, inside))
