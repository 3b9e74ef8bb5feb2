"""The claims that no text may make: each is caught, and each is let pass where it is denied or put right."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.source import read_text
from site_config.rules.passages import Passage, markdown_passages, sentences, yaml_passages
from site_config.rules.traps import Judge, load_traps, trap_errors
from tests.site.trap_cases import LOCAL, SHARED

GUARD = load_traps(Path(__file__).parents[2])
JUDGE = Judge(GUARD)
CASES = SHARED | {trap.id: LOCAL[trap.id] for trap in GUARD.traps if trap.id in LOCAL}


def caught(text: str) -> set[str]:
    return {trap.id for trap, _ in JUDGE.caught(Passage(1, text))}


def test_every_trap_has_its_sentences() -> None:
    """No trap is added to the file without a sentence that it catches and one that it lets pass."""
    assert set(CASES) == {trap.id for trap in GUARD.traps}
    assert all(case.bad and case.good for case in CASES.values())


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, case in CASES.items() for text in case.bad])
def test_a_dangerous_claim_is_caught(name: str, text: str) -> None:
    """Each sentence that could hurt a child falls into its own trap."""
    assert name in caught(text)


@pytest.mark.parametrize("text", [text for case in CASES.values() for text in case.good])
def test_a_denial_or_a_true_sentence_passes(text: str) -> None:
    """What forbids the claim, warns of it, or says what is true falls into no trap at all."""
    assert caught(text) == set()


@pytest.mark.parametrize("pattern", [(trap.id, each) for trap in GUARD.traps for each in trap.patterns], ids=str)
def test_every_pattern_earns_its_place(pattern: tuple[str, str]) -> None:
    """Without any one pattern, some sentence of the table would no longer be caught by that pattern's trap."""
    name, text = pattern
    trap = next(each for each in GUARD.traps if each.id == name)
    alone = trap.model_copy(update={"patterns": [text]})
    judge = Judge(GUARD.model_copy(update={"traps": [alone]}))
    assert any(list(judge.caught(Passage(1, bad))) for bad in CASES[name].bad)


def test_yaml_is_read_with_what_stands_around_a_text() -> None:
    """A list under `never` forbids, a revoked entry claims nothing, a word and its meaning are one, a source is one."""
    text = (
        "never: [Mediasi.]\n"
        "laws: [{name: Permendikbudristek 46/2023, status: revoked}]\n"
        "terms: [{term: Mediasi, meaning: Penengah. Tidak untuk kekerasan seksual.}]\n"
        "deadline: {force: wajib, source: {law: uu-12-2022, article: Pasal 42}}\n"
        "note: Mediasi.\n"
    )
    found = [
        (passage.line, trap.id)
        for passage in yaml_passages(read_text(text, Path("x.yml")))
        for trap, _ in JUDGE.caught(passage)
    ]
    assert found == [(4, "pelindungan-polisi-otomatis"), (5, "mediasi-kekerasan-seksual")]


def test_pages_are_read_with_what_stands_around_a_text() -> None:
    """Items below a forbidding heading or line are denied; code and comments are no text; each paragraph is its own."""
    text = (
        "# Jangan\n- Mediasi\n\n## Cara\n- Mediasi\n\nYang tidak boleh dilakukan:\n\n- Mediasi\n- Damai\n\n"
        "```yaml\nmediasi: ya\n```\n<!-- mediasi -->\nTidak ada.\n\n<p>Mediasi</p>\n"
    )
    found = [passage.line for passage in markdown_passages(text) if list(JUDGE.caught(passage))]
    assert found == [5, 18]


def test_sentences_end_where_a_reader_ends_them() -> None:
    """Full stops, semicolons and "tetapi" part; abbreviations, numbers and brackets do not."""
    text = "UU 13/2006 jo. UU 31/2014 berlaku. Jangan (a; b); pulang, tetapi temani! “Ya?” Tidak."
    assert sentences(Passage(1, text)) == [
        "UU 13/2006 jo. UU 31/2014 berlaku.", "Jangan (a; b)", "pulang", "temani!", "“Ya?", "Tidak.",
    ]  # fmt: skip


def test_the_error_stands_at_the_words_and_shows_what_is_true(small: Path) -> None:
    """A claim deep inside a folded text is shown on its own line, with the truth and its source."""
    page = small / "docs/internal/index.md"
    page.write_text("# Buku kerja\n\nSatu.\nDua lalu\nmediasi saja.\n", encoding="utf-8")
    path = small / "sop/procedures/terima.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("purpose: Laporan diterima.", "purpose: >-\n  Satu.\n  Lalu mediasi."), encoding="utf-8"
    )
    found = list(trap_errors(small, GUARD))
    assert {(error.path.name, error.line) for error in found} == {("terima.yml", 8), ("index.md", 5)}
    for error in found:
        assert "pemaksaan perkawinan" in error.hint
        assert "UU 12/2022 Pasal 10" in error.hint
        assert "mediasi" in error.what


def test_a_tactic_is_kept_from_the_public_and_not_from_the_handbook(small: Path) -> None:
    """What the suspect must not read is an error on a public page, and none in the handbook that officers read."""
    (small / "docs/publik/index.md").write_text("# Ya\n\nJauhkan guru itu.\n", encoding="utf-8")
    (small / "docs/internal/index.md").write_text("# Ya\n\nJauhkan guru itu.\n", encoding="utf-8")
    found = [error for error in trap_errors(small, GUARD) if "siasat" in error.what]
    assert [error.path.parent.name for error in found] == ["publik"]


def test_the_real_texts_make_no_such_claim(root: Path) -> None:
    """The handbook, the forms and every page keep clear of all traps."""
    assert [str(error) for error in trap_errors(root, GUARD)] == []
