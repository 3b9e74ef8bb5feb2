"""Whether a passphrase withstands whoever holds a copy of the key file and guesses day and night."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zxcvbn import zxcvbn

from base.errors import SuluhError

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 12
# The key file makes each guess cost scrypt with N = 2^18, about a second of a core. Ten thousand cores need three
# centuries for 10^14 guesses. Four unrelated words of a list of 7776 are 3.7 * 10^15.
FEWEST_GUESSES = 10**14
# zxcvbn knows English and leaked passwords. These are the words that people here begin with, and whoever guesses too.
COMMON = """
    abang ada adik aku allah anak aplikasi assalamualaikum ayah baik bapak bismillah bismillahirrahmanirrahim
    bulan bumi bunda cantik cinta damai datang demo desa dinas dunia garuda guru hari hati hidup ibu indah indonesia
    islam jawa kabupaten kakak kakek kami kamu kantor kasih kata keluarga kerja kita kode kota kunci langit laporan
    laut malam mama mas masuk matahari mbak mentari merah merdeka minggu muhammad murid nama nenek pagi pancasila papa
    pelindung pelangi perempuan petugas polisi putih rahasia rumah salam sama sandi sayang sekolah selalu selamat
    saya selamanya semangat senin siang siapa sore sukses suluh surga tanah teman terbenam
    terbit terima tuhan tunas uptd
"""


class WeakPassphrase(SuluhError):
    """It would be guessed; the message never holds it."""


def require_strong(passphrase: str, usual: Iterable[str] = ()) -> None:
    """WeakPassphrase for one that is short, or that zxcvbn would guess in fewer than FEWEST_GUESSES.

    An estimate: it cannot know that a sentence is from a song. `usual` are names that whoever guesses tries here: of
    the place and of its offices.
    """
    known = [*COMMON.split(), *(word for name in usual for word in re.findall(r"\w+", name.lower()))]
    letters = re.sub(r"[\W_]", "", passphrase)[:72]  # zxcvbn takes no more; a space between usual words is no surprise
    if len(passphrase) < SHORTEST or not letters or zxcvbn(letters, known)["guesses"] < FEWEST_GUESSES:
        raise WeakPassphrase(
            f"kata sandi ini mudah ditebak. Pakai paling sedikit {SHORTEST} huruf: empat kata atau lebih yang tidak "
            "ada hubungannya, tanpa nama, tanggal, deretan, atau kata yang diulang."
        )
