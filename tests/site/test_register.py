"""How the pages speak: one word for one thing, one address, explained words, and how hard each page is to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_config.rules.passages import Passage
from site_config.rules.register import Level, Register, WordFile, load_words, reading_levels, register_errors

if TYPE_CHECKING:
    from pathlib import Path

WORDS = WordFile.model_validate(
    {
        "things": [{"say": "pelindungan", "not": r"\bperlindungan\b"}],
        "explained": [{"word": r"\brestitusi\b", "by": "ganti rugi"}],
        "children": ["cerita.md"],
        "most_pairs": 1,
        "office": ["restitusi", "berkas"],
    }
)
REGISTER = Register(WORDS)


def faults(text: str, name: str = "lain.md") -> list[tuple[int, str]]:
    return [(line, what) for line, what, _ in REGISTER.page_faults(name, text)]


def test_a_level_counts_words_long_sentences_and_office_words() -> None:
    """Mean words a sentence, the share above twenty, and office words in a hundred, over what the author wrote."""
    long = " ".join(["Kata"] * 21) + "."
    assert REGISTER.level(f"Satu dua berkas. {long}") == Level(mean=12, long=0.5, office=100 / 24)


def test_a_level_leaves_out_what_blocks_fill_in_and_the_head() -> None:
    """Numbers that a block repeats on every page, and the front matter, make no page harder; an empty page is zero."""
    block = "<!-- suluh:contacts talk -->\n<p>Restitusi berkas berkas.</p>\n<!-- /suluh -->\n"
    assert REGISTER.level(f"---\ntitle: Berkas\n---\n{block}") == Level(0, 0, 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kamu boleh.\n\nAnda juga.\n", [(3, "'kamu' dan 'Anda' di satu halaman")]),
        ("Anda katakan: “Kamu boleh.”\n", []),
        ("Minta restitusi.\n", [(1, "'restitusi' tidak dijelaskan")]),
        ("Minta ganti rugi (restitusi).\n", []),
        ("Satu.\n\n## Dari mana halaman ini\n\nUndang-undang tentang restitusi.\n", []),
        ("Takut? Telepon. Luka? Berobat.\n", [(1, "2 pasangan “Keadaan? Perintah.”, paling banyak 1")]),
        ("Takut? Telepon. Kalau luka, berobat.\n", []),
    ],
    ids=range(7),
)
def test_a_page_keeps_its_register(text: str, found: list[tuple[int, str]]) -> None:
    """One address outside quotes, no law word without its meaning, few telegrams; sources may name laws."""
    assert faults(text) == found


def test_children_read_no_article_numbers() -> None:
    """A list of articles is an error on a page for children, and none on another page."""
    text = "Ini.\n\nUndang-Undang Pasal 12.\n"
    assert faults(text, "cerita.md") == [(3, "'Pasal 1' di halaman yang dibaca anak")]
    assert faults(text) == []


def test_another_word_is_named_on_its_line() -> None:
    """The other word for a thing is shown with its line and the one word to use."""
    found = list(REGISTER.word_faults([Passage(4, "Minta perlindungan."), Passage(5, "Minta pelindungan.")]))
    assert found == [(4, "kata lain: 'perlindungan'", "Pakai satu kata: pelindungan")]


FORM = """title: Laporan
lead: Kamu boleh menulis. Mintalah restitusi.
pages:
  - title: Anda
    label: Ceritamu
    label_for: {adult: "Cerita kamu"}
examples: [{answers: {story: Anda}}]
"""


def test_forms_templates_and_scripts_keep_their_register_too(small: Path) -> None:
    """What the form server and the browser's own half say is read like a page: words, address, law words."""
    for name, text in (
        ("forms/specs/satu.yml", FORM),
        ("web/templates/satu.html", "{# perlindungan #}\n<p>{{ perlindungan }}</p>\n<b>Minta</b> perlindungan.\n"),
        ("web/client/satu.js", 'import x from "./perlindungan.js";\n// perlindungan\nsay("Minta perlindungan.");\n'),
    ):
        (small / "collector" / name).parent.mkdir(parents=True, exist_ok=True)
        (small / "collector" / name).write_text(text, encoding="utf-8")
    found = sorted((error.path.name, error.line) for error in register_errors(small, WORDS))
    assert found == [("satu.html", 3), ("satu.js", 3), ("satu.yml", 2), ("satu.yml", 4), ("satu.yml", 6)]


def test_errors_name_the_file_and_leave_generated_pages_alone(small: Path) -> None:
    """A page of each site and a procedure are read; what is made from YAML is judged where it was written."""
    (small / "docs/publik/index.md").write_text("# Ya\n\nMinta perlindungan.\n", encoding="utf-8")
    (small / "docs/internal/index.md").write_text("<!-- Dihasilkan dari x -->\nMinta perlindungan.\n", encoding="utf-8")
    assert [(error.path.name, error.line) for error in register_errors(small, WORDS)] == [("index.md", 3)]


def test_the_real_pages_keep_their_register(root: Path) -> None:
    """Every public page, procedure and form of this project speaks with one word for one thing."""
    words = load_words(root)
    assert [str(error) for error in register_errors(root, words)] == []
    levels = reading_levels(root, words)
    assert [level.mean for _, level in levels] == sorted((level.mean for _, level in levels), reverse=True)
