"""Which passphrases protect a key file, and the one that is offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.desk.passphrase import (
    COMMON,
    CONSONANTS,
    GENERATED_WORDS,
    VOWELS,
    WeakPassphrase,
    generate,
    require_strong,
)


@given(st.lists(st.sampled_from(COMMON.split()), min_size=1, max_size=6), st.sampled_from(["", " ", "-"]))
def test_words_that_everybody_begins_with_never_suffice(words: list[str], between: str) -> None:
    """Up to six of the usual words are refused, together or apart."""
    with pytest.raises(WeakPassphrase):
        require_strong(between.join(words))


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "pendek",
        "aaaaaaaaaaaa",
        "ibu bapak kakak adik nenek",
        "ibubapakkakakadiknenek",
        "1234567890123456",
        "Siti Dewi Putri Ayu Lestari",
        "Bhinneka Tunggal Ika!",
        "semarang pekalongan kendal",
    ],
)
def test_what_is_guessed_first_is_refused(weak: str) -> None:
    """Empty, short, repeated, counted, the family, names, the motto, the towns around: none protects a key."""
    with pytest.raises(WeakPassphrase):
        require_strong(weak)


def test_the_names_of_the_place_do_not_suffice() -> None:
    """Who guesses begins with the district and its offices, however often they are joined."""
    require_strong("kecapi walang turangga sempalan")
    with pytest.raises(WeakPassphrase):
        require_strong("kecapi walang turangga sempalan", ["Kecapi Walang", "Turangga Sempalan"])


def test_a_name_that_many_offices_share_is_guessed_no_later() -> None:
    """The place's name stands in those of its offices too; it must not count for more each time it is repeated."""
    with pytest.raises(WeakPassphrase):
        require_strong("kecapi kecapu kecapa kecape", ["Kecapi", "Kecapu", "Kecapa", "Kecape"] * 5000)


@pytest.mark.parametrize("strong", ["payung lemari kucing stasiun", "unmarried thigh bacon puddle glove"])
def test_unrelated_words_are_taken(strong: str) -> None:
    """Somebody who picks words that have nothing to do with each other is not turned away."""
    require_strong(strong)


def test_the_offered_one_has_the_bits_that_are_said() -> None:
    """Each of its letters is drawn from its whole alphabet, so that 25 letters are 80 bits; and it is taken."""
    offered = [generate() for _ in range(200)]
    words = [word for one in offered for word in one.split("-")]
    assert len(words) == 200 * GENERATED_WORDS
    for place, alphabet in enumerate((CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)):
        assert {word[place] for word in words} == set(alphabet)
    assert len(set(offered)) == 200
    for one in offered:
        require_strong(one)
