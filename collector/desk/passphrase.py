"""Whether a passphrase withstands whoever holds a copy of the key file and guesses day and night."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from base.errors import SuluhError

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 12
FEWEST_SURPRISES = 10
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
# What people here begin with, and everybody who guesses as well. Each of these words counts as one letter.
COMMON = re.compile(
    "admin|aku|allah|anak|bismillah|cinta|demo|dinas|ibu|indonesia|kabupaten|kata|kunci|merdeka|pass(word)?|"
    "petugas|polisi|rahasia|sandi|sayang|suluh|uptd|(19|20)[0-9]{2}"
)


class WeakPassphrase(SuluhError):
    """It would be guessed; the message never holds it."""


def require_strong(passphrase: str, usual: Iterable[str] = ()) -> None:
    """WeakPassphrase for one that is short, repeats itself, runs along the keyboard or is made of the usual words.

    A rough lower bound, not a measure: it refuses what falls first and cannot know that a sentence is from a song.
    `usual` are names that whoever guesses tries here: of the place and of its offices.
    """
    if len(passphrase) < SHORTEST or surprises(passphrase, usual) < FEWEST_SURPRISES:
        raise WeakPassphrase(
            f"kata sandi ini mudah ditebak. Pakai paling sedikit {SHORTEST} huruf: empat kata atau lebih yang tidak "
            "ada hubungannya, tanpa nama, tanggal, deretan, atau kata yang diulang."
        )


def surprises(text: str, usual: Iterable[str] = ()) -> int:
    """How many letters do not follow from those before: not a repetition, not the next one of a run, not seen so."""
    text = text.lower()
    for word in {word for name in usual for word in re.findall(r"\w{4,}", name.lower())}:
        text = text.replace(word, "*")
    text = COMMON.sub("*", text)
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    followed = [
        pair[0] == pair[1] or pair in pairs[:i] or any(pair in run or pair[::-1] in run for run in RUNS)
        for i, pair in enumerate(pairs)
    ]
    return len(text) - sum(followed)
