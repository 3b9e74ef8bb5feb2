"""A passphrase must withstand whoever holds a copy of the key file and guesses day and night."""

from __future__ import annotations

import math
import re
import secrets
from typing import TYPE_CHECKING

from zxcvbn import zxcvbn

from base.errors import SuluhError

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 12
# The key file makes each guess cost scrypt with N = 2^18, about a second of a core. Ten thousand cores need three
# centuries for 10^14 guesses. Five words that everybody here begins with are far fewer, about 160^5 = 1.0 * 10^11; five
# unrelated words of a list of 7776 are 2.8 * 10^19.
FEWEST_GUESSES = 10**14
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"  # 4 bits and 2 bits a letter
GENERATED_WORDS = 5
# zxcvbn knows English and leaked passwords. These are the words that people here begin with, and whoever guesses too.
COMMON = """
    abang abdul ada adi adik agus ahmad air akbar aku alhamdulillah allah anak andi ani aplikasi assalamualaikum
    ayah ayu baik bangsa bapak barat berkembang bhinneka bismillah bismillahirrahmanirrahim budi bulan bumi bunda cantik
    cinta damai datang demo desa dewi dian dinas dunia eko esa fitri garuda guru hari hati hidayat hidup ibu ika
    indah indonesia islam jakarta jalan jateng jawa joko kabupaten kakak kakek kami kamu kantor kartini kasih
    kata keluarga kendal kerja ketuhanan kita kode kota kunci langit laporan laut lestari maha malam mama mas masuk
    matahari mbak mentari merah merdeka minggu muhammad murid nama negara nenek nomor nur nusantara pagi pancasila
    papa pekalongan pelangi pelindung pemalang perempuan petugas polisi putih putra putri rahasia rahma ratna
    raya rini rumah salam sama sandi santoso sari saya sayang sekolah selalu selamanya selamat semangat semarang
    senin setiawan siang siapa siti sore sri subhanallah sukses suluh surga susanto tanah teman tengah terbenam
    terbit terima timur tri tuhan tunas tunggal uptd wahyu wati wulan yuni
"""


class WeakPassphrase(SuluhError):
    """It would be guessed; the message never holds it."""


def generate() -> str:
    """Five random words such as `lusab-babad-gidib-hutov-sinad`: 5 * 16 = 80 bits, 10^10 times what we ask at least.

    Each word is a proquint (Wilkerson 2009, arXiv:0901.4016): consonant, vowel, consonant, vowel, consonant. It is
    spoken and spelt in Indonesian as it stands; the words of the lists that there are for this (EFF) are English.
    """
    shape = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)
    words = ("".join(map(secrets.choice, shape)) for _ in range(GENERATED_WORDS))
    return "-".join(words)


def require_strong(passphrase: str, usual: Iterable[str] = ()) -> None:
    """WeakPassphrase for one that is short, or that would be guessed in fewer than FEWEST_GUESSES.

    An estimate: it cannot know that a sentence is from a song. `usual` are names that whoever guesses tries here: of
    the place and of its offices. It is guessed both as one piece, since a blank between words is no surprise, and
    taken apart at its blanks and around the usual words; what is cheaper counts.
    """
    named = (word for name in usual for word in re.findall(r"\w+", name.lower()))
    known = list(dict.fromkeys([*COMMON.split(), *named]))  # each once: the place in this list is what it is worth
    words = re.findall(r"[^\W_]+", passphrase.lower())
    apart = re.compile(f"({'|'.join(sorted(known, key=len, reverse=True))})")
    pieces = [piece for word in words for piece in apart.split(word)]
    fewest = min(_guesses("".join(words), known), math.prod(_guesses(piece, known) for piece in pieces))
    if len(passphrase) < SHORTEST or fewest < FEWEST_GUESSES:
        raise WeakPassphrase(
            f"kata sandi ini mudah ditebak. Pakai usulan program, atau paling sedikit {SHORTEST} huruf: lima kata atau "
            "lebih yang tidak ada hubungannya, tanpa nama, tanggal, deretan, atau kata yang diulang."
        )


def _guesses(text: str, known: list[str]) -> int:
    """How many guesses zxcvbn's pieces of `text` (its first 72 characters; it takes no more) need, each in its turn.

    Not its own sum: that adds 10^4 for each further piece, whatever the piece, so that any five words would do.
    """
    return math.prod(int(piece["guesses"]) for piece in zxcvbn(text[:72], known)["sequence"]) if text else 1
