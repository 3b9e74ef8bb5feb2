"""The claims that no text may make: each is caught, and each is let pass where it is denied or put right."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from base.source import read_text
from site_config.rules.passages import Passage, markdown_passages, sentences, yaml_passages
from site_config.rules.traps import Judge, load_traps, trap_errors

GUARD = load_traps(Path(__file__).parents[2])
JUDGE = Judge(GUARD)


class Case(NamedTuple):
    """Sentences that fall into a trap, and sentences near it that do not."""

    bad: list[str]
    good: list[str]


CASES = {
    "permendikbudristek-46-2023-masih-berlaku": Case(
        [
            "Sekolah membentuk TPPK menurut Permendikbudristek 46/2023.",
            "Laporkan kepada Satgas pencegahan kekerasan di kabupaten.",
            "Permendikbudristek Nomor 46 Tahun 2023 mengatur batas waktunya.",
        ],
        [
            "Permendikbudristek 46/2023 sudah dicabut.",
            "Permendikdasmen 6/2026 menggantikan Permendikbudristek 46/2023.",
            "Pokja kabupaten menerima laporan sekolah (Permendikdasmen 6/2026).",
            "TPPK tidak lagi menjadi dasar.",
        ],
    ),
    "lama-pidana-pelaku": Case(
        [
            "Pelaku diancam penjara paling lama 15 (lima belas) tahun.",
            "Ia dapat dihukum 12 tahun penjara.",
            "Denda paling banyak Rp5 miliar.",
            "Lihat Pasal 82 UU 35/2014.",
            "UU Perlindungan Anak Pasal 81 ayat (1) berlaku.",
        ],
        [
            "Jangan menyebut ancaman pidana, misalnya 15 tahun.",
            "Diversi hanya bila ancaman pidananya di bawah 7 tahun.",
            "Hakim wajib menetapkan restitusi bila ancaman pidana paling sedikit 4 tahun.",
            "UU 12/2022 Pasal 81 mewajibkan pelatihan.",
            "Anak adalah orang di bawah 18 tahun.",
        ],
    ),
    "mediasi-kekerasan-seksual": Case(
        [
            "P2TP2A memediasi korban dan pelaku.",
            "Bila keluarga tidak setuju ke polisi, mediasi dilakukan di balai desa.",
            "Anak tidak perlu takut dan kasusnya bisa dimediasi.",
            "Selesaikan secara kekeluargaan supaya anak tidak malu.",
            "Perkara diselesaikan dengan musyawarah.",
            "Keluarga yang tidak setuju memilih damai.",
            "Nikahkan saja: pelaku menikahi korban.",
            "Bantu keluarga berdamai.",
            "Bujuk keluarga mencabut laporan.",
            "Bila keluarga meminta mediasi, fasilitasi.",
            "Apakah keluarga bersedia mediasi?",
            "Tunjuk mediator dari desa.",
            "Pertemukan keduanya supaya saling memaafkan.",
            "Masalah ini selesaikan baik-baik saja.",
            "Kepala desa boleh mengawinkan keduanya.",
            "Tempuh keadilan restoratif untuk perkara ini.",
            "Perkara diselesaikan lewat restorative justice.",
            "Undang kedua keluarga dalam rembuk desa.",
            "Tawarkan islah kepada keluarga.",
            "Bantu keduanya melakukan rekonsiliasi.",
            "Selesaikan di tingkat desa lebih dulu.",
            "Sekolah menyelesaikan perkara ini secara internal.",
            "Kedua keluarga bermusyawarah di balai desa.",
            "Bawa ke musyawarah keluarga dulu.",
            "Nikahkan keduanya.",
        ],
        [
            "Jangan mendamaikan, memediasi, atau menerima surat perdamaian.",
            "Perkara kekerasan seksual tidak diselesaikan di luar pengadilan, kecuali pelaku anak.",
            "Mediasi, damai, atau pernikahan bukan jalan keluar.",
            "Mendamaikan dilarang.",
            "Tidak ada mediasi untuk kekerasan seksual.",
            "Mediasi hanya untuk urusan yang bukan pidana.",
            "Tolak surat perdamaian.",
            "Menikahkan korban dengan pelaku adalah pemaksaan perkawinan.",
            "Keluarga atau tokoh minta damai",
            "Penyidik wajib mengupayakan diversi lewat musyawarah, bukan menyelesaikan sendiri.",
            "Pastikan agar keluarga tidak mendamaikan sendiri.",
            "Ada rencana menikahkan anak, atau keluarganya ditekan",
            "Ada tekanan, pembalasan, atau ajakan mencabut laporan?",
            "Ada yang membawa surat perdamaian, uang, atau usul menikahkan.",
            "Keadilan restoratif, rembuk desa, dan islah tidak menggantikan perkara pidana.",
            "Tolak rekonsiliasi dengan pelaku.",
            "Jangan menyelesaikannya di tingkat desa atau secara internal.",
            "Jangan menikahkan keduanya.",
            "Formulir diselesaikan di desa.",
            "Forum menyepakati jadwal lewat musyawarah.",
        ],
    ),
    "lapor-untuk-kekerasan": Case(
        ["Laporkan kekerasan lewat LAPOR!", "Aduan anak dikirim ke SP4N.", "Buka lapor.go.id untuk melapor."],
        [
            "Jangan lewat LAPOR!",
            "Aduan di LAPOR! (SP4N) bisa ditayangkan untuk umum.",
            "LAPOR! dipakai untuk keluhan layanan, tanpa data anak.",
            "Ayo berani lapor!",
        ],
    ),
    "pelindungan-polisi-otomatis": Case(
        [
            "Polisi wajib memberi pelindungan sementara dalam 24 jam.",
            "Pelindungan sementara pasti diberikan.",
            "Pelindungan sementara keluar otomatis.",
            "Katakan: “Polisi pasti menjaga kamu.”",
            "wajib: uu-12-2022, Pasal 42 ayat (1)",
        ],
        [
            "Polisi dapat memberi pelindungan sementara.",
            "Jangan mengatakan bahwa polisi pasti menjaga.",
            "Sesudah memberi pelindungan sementara, polisi wajib meminta pelindungan kepada LPSK.",
            "Dalam kekerasan dalam rumah tangga, polisi wajib memberi perlindungan sementara.",
            "dapat: uu-12-2022, Pasal 42 ayat (1)",
            "Pelindungan sementara tidak otomatis.",
        ],
    ),
    "surat-sebagai-syarat": Case(
        [
            "KTP dan kartu keluarga menjadi syarat layanan.",
            "Pelapor wajib membawa fotokopi KTP.",
            "Syarat: akta kelahiran dan dua saksi.",
            "Surat pengantar desa harus ada.",
            "Anak dilayani setelah ada KTP orang tua.",
        ],
        [
            "KTP, kartu keluarga, foto, dan saksi bukan syarat untuk ditolong.",
            "Jangan meminta KTP sebagai syarat.",
            "Anak saksi wajib didampingi.",
            "NIK boleh menyusul.",
            "Bantu anak mengurus akta kelahiran.",
        ],
    ),
    "uu-lpsk-masih-lama": Case(
        ["UU 31/2014 masih berlaku.", "Yang tetap berlaku adalah UU 13/2006 jo. UU 31/2014."],
        ["Periksa apakah UU 31/2014 masih berlaku.", "UU 31/2014 belum tentu berlaku; periksa dulu."],
    ),
    "p2tp2a-sama-dengan-uptd": Case(
        ["P2TP2A adalah UPTD PPA.", "Batang sudah memiliki UPTD PPA.", "UPTD PPA Batang sudah terbentuk."],
        [
            "Apakah Batang sudah memiliki UPTD PPA?",
            "P2TP2A menjalankan tugas UPTD PPA bila sudah ditetapkan.",
            "Belum dipastikan bahwa P2TP2A adalah UPTD PPA.",
        ],
    ),
    "hari-anak-nasional": Case(
        [
            "Hari Anak Nasional jatuh pada 23 Desember.",
            "23 Desember: Hari Anak.",
            "Hari Anak Nasional adalah hari libur.",
        ],
        ["Hari Anak Nasional adalah 23 Juli.", "Hari Anak Nasional bukan hari libur."],
    ),
    "isi-perda-11-2019": Case(
        [
            "Perda Batang 11/2019 mengatur kerja sama ini.",
            "Menurut Pasal 5 Perda Kabupaten Batang Nomor 11 Tahun 2019.",
            "perda-batang-11-2019, Pasal 3",
        ],
        [
            "Naskah Perda Batang 11/2019 dan Peraturan Bupatinya harus diambil dari JDIH.",
            "Jangan mengutip Pasal 5 Perda Batang 11/2019.",
            "perda-batang-11-2019, naskahnya belum ditemukan",
        ],
    ),
    "satu-nomor-saja": Case(
        ["Cukup telepon 119.", "Satu-satunya nomor adalah 129.", "Hubungi 110 saja."],
        ["Telepon 110, atau datang ke Puskesmas.", "Jangan hanya memberi nomor 119."],
    ),
    "rahasia-tempat-aturan-lama": Case(
        [
            "Membuka tempat anak berlindung dilarang (UU 31/2014 Pasal 41).",
            "Lihat Pasal 41 UU 13/2006.",
        ],
        ["Membuka tempatnya dilarang (KUHP Pasal 299).", "UU 31/2014 Pasal 37–41 dicabut.", "UU 31/2014 Pasal 29A."],
    ),
    "p2tp2a-wajib-tiga-hari": Case(
        ["P2TP2A wajib meneruskan laporan dalam 3×24 jam.", "Undang-undang mewajibkan P2TP2A melapor."],
        ["UPTD PPA wajib meneruskan laporan; P2TP2A tidak disebut.", "P2TP2A memperlakukannya sama (usulan)."],
    ),
    "hak-disabilitas-untuk-semua": Case(
        ["Pasal 66 ayat (2) memberi hak kepada setiap korban.", "Itu hak setiap anak (Pasal 66 ayat (2))."],
        ["Pasal 66 ayat (2): hak korban penyandang disabilitas."],
    ),
    "petugas-tanpa-seragam": Case(
        [
            "Menurut undang-undang, petugas tidak memakai seragam.",
            "Petugas tidak memakai seragam (UU 11/2012 Pasal 22).",
        ],
        [
            "Saat memeriksa, petugas tidak memakai toga atau atribut kedinasan (UU 11/2012 Pasal 22).",
            "Datang tanpa seragam, pada jam biasa.",
        ],
    ),
    "terdakwa-dewasa-keluar-sidang": Case(
        ["Terdakwa dewasa dibawa keluar menurut UU 11/2012.", "UU 11/2012 Pasal 58 berlaku bagi semua terdakwa."],
        ["Bila terdakwanya anak, ia dapat dibawa keluar (UU 11/2012 Pasal 58)."],
    ),
    "guru-dan-desa-tanpa-kewajiban": Case(
        ["Guru tidak wajib melapor.", "Bagi desa tidak ada kewajiban melapor."],
        ["Undang-undang tidak menyebut batas waktu bagi guru.", "Pegawai negeri mungkin punya kewajiban lain."],
    ),
    "hanya-orang-tua-yang-diberi-tahu": Case(
        ["Tenaga kesehatan harus memberi tahu orang tua."],
        [
            "Tenaga kesehatan memberi tahu orang tua atau pendamping.",
            "Jangan memberi tahu orang tua yang diduga pelaku.",
        ],
    ),
    "pokja-kabupaten-untuk-semua": Case(
        ["Pokja kabupaten menerima laporan semua sekolah.", "SMA melapor kepada Pokja kabupaten."],
        ["SMA, SMK, dan SLB: Pokja provinsi; sekolah lain: Pokja kabupaten."],
    ),
    "pokja-memeriksa-anak": Case(
        ["Pokja bertugas memeriksa anak."],
        ["Pokja tidak memeriksa anak.", "Pokja memeriksa kelengkapan laporan."],
    ),
    "p2tp2a-di-bawah-dinas": Case(
        ["P2TP2A, di bawah koordinasi DP3AP2KB, menerima laporan."],
        ["Kajian awal menyebut P2TP2A dan DP3AP2KB."],
    ),
    "pelanggar-hanya-dapat-ditahan": Case(
        ["Ia dapat ditahan (UU 12/2022 Pasal 45).", "Menurut Pasal 45 ayat (5), pelanggar dapat ditahan."],
        ["Menurut Pasal 45 ayat (5), terhadap pelanggar dilakukan penahanan."],
    ),
    "pendamping-setiap-tahap": Case(
        ["Anak wajib didampingi di setiap tahap perkara.", "Di setiap tahap anak wajib didampingi."],
        ["Anak wajib didampingi pada setiap tingkat pemeriksaan."],
    ),
    "gambar-anak-untuk-bukti": Case(
        ["Simpan gambarnya sebagai bukti.", "Adukan lewat aduankonten.id dengan tangkapan layar."],
        ["Jangan kirim gambar itu kepada polisi.", "Catat tautannya, dan jangan unggah gambarnya ke aduankonten.id."],
    ),
    "keyakinan-pada-nomor-yang-tidak-dicoba": Case(
        ["Keyakinan: tinggi."],
        ["Nomor: cocok di dua sumber; belum dicoba."],
    ),
    "batas-sejak-amplop-dibuka": Case(
        ["Batas 3×24 jam dihitung sejak amplop dibuka."],
        ["Batas 3×24 jam dihitung sejak amplop masuk."],
    ),
    "restitusi-hilang-sesudah-tiga-hari": Case(
        ["Lewat 3 hari, hak itu hilang."],
        ["Lewat 3 hari tidak berarti hilang."],
    ),
    "siasat-menjauhkan-terduga": Case(
        [
            "Pimpinan menjauhkan orang yang disebut hari ini.",
            "Ubah jadwalnya tanpa menyebut laporan.",
            "Ajak anak pergi dengan alasan biasa.",
        ],
        ["Cara melindungi anak di sekolah dibicarakan dengan petugas lebih dulu."],
    ),
    "jaminan-kesehatan-menanggung": Case(
        ["BPJS menanggung perawatan korban."],
        ["Jaminan kesehatan mengecualikan akibat kekerasan seksual.", "BPJS tidak menanggung visum korban."],
    ),
    "gawat-darurat-menunggu-izin": Case(
        ["Pertolongan darurat menunggu izin keluarga."],
        ["Dalam keadaan gawat darurat, dokter tidak perlu menunggu izin keluarga."],
    ),
    "anak-dihukum-karena-akun": Case(
        ["Anak yang punya akun bisa didenda.", "Kamu bisa dihukum karena akun itu."],
        ["Akunmu belum boleh? Kamu tidak dihukum karena akun itu."],
    ),
    "kehamilan-sudah-ditentukan": Case(
        ["Kehamilan itu harus diteruskan.", "Korban wajib mempertahankan kandungan."],
        ["Datang secepatnya; dokter menjelaskan pilihannya."],
    ),
    "bukti-sebelum-pertolongan": Case(
        ["Kumpulkan bukti dulu."],
        ["Tolong anak dulu, lalu catat.", "Jangan kumpulkan bukti dulu."],
    ),
}


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
