"""The help card: one file with every number on it, to be kept on a phone and passed on without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.pages.public.contacts import contact_lines, tried_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_config.facts.load import Contact

CARD = "kartu-nomor.html"
# In the file itself, as nothing may be fetched; the hosting headers allow exactly this text by its hash.
STYLE = (
    ":root{color-scheme:light dark;font:106%/1.5 system-ui,sans-serif}"
    "body{max-width:34rem;margin:auto;padding:1rem min(1rem,3vw)}"
    "h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.15rem;margin:1.2rem 0 .3rem}a{color:inherit}"
    ".call{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 1rem;"
    "padding:.6rem min(.8rem,3vw);margin:.5rem 0;"
    "border:2px solid;border-radius:12px;text-decoration:none}.call span{flex:1 1 10rem}"
    ".call b,.call small{display:block;overflow-wrap:anywhere}"
    ".call em{font:700 1.2rem/1.3 system-ui}"
    "@media print{:root{font-size:12px}.call{margin:.2rem 0;padding:.2rem .8rem}}"
)
_PARTS = (("danger", "Sedang dalam bahaya"), ("talk", "Bicara dengan petugas"), ("health", "Hati terasa sangat berat"))


def help_card(groups: Mapping[str, list[Contact]]) -> str:
    """Return the whole HTML file; it names no site and no subject in its title, since it lies among other files."""
    numbers = "\n".join(f"<h2>{title}</h2>\n{contact_lines(groups[name])}" for name, title in _PARTS if name in groups)
    return f"""<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Nomor penting</title>
<meta name="robots" content="noindex">
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>Kamu tidak sendirian. Ini bukan salahmu.</h1>
<p>Tidak bisa menelepon? Pergi ke tempat yang ada orangnya: rumah tetangga, balai desa, kantor polisi, Puskesmas, atau
rumah sakit. Pilih orang dewasa yang kamu percaya, di luar rumah kalau perlu. Orang pertama tidak menolong? Cari orang
kedua.</p>
{numbers}
<p>Tidak dijawab? Coba nomor yang lain. Siapa pun boleh menelepon, juga untuk anak orang lain. Tidak perlu membawa
bukti atau KTP untuk minta tolong.</p>
<p><small>Kartu ini terbuka tanpa internet. Kalau tidak aman menyimpannya, hapus dari folder unduhan dan dari
percakapan. {tried_line(_numbers(groups))}</small></p>
</main>
</body>
</html>
"""


def _numbers(groups: Mapping[str, list[Contact]]) -> list[Contact]:
    return [contact for name, _ in _PARTS for contact in groups.get(name, [])]
