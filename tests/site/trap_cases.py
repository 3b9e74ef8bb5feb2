"""For each trap the sentences that fall into it, and sentences near it that do not."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """Sentences that fall into a trap, and sentences near it that do not."""

    bad: list[str]
    good: list[str]


SHARED = {
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
    "hari-anak-nasional": Case(
        [
            "Hari Anak Nasional jatuh pada 23 Desember.",
            "23 Desember: Hari Anak.",
            "Hari Anak Nasional adalah hari libur.",
        ],
        ["Hari Anak Nasional adalah 23 Juli.", "Hari Anak Nasional bukan hari libur."],
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
# Those of the traps that stand in a district's own folder.
LOCAL = {
    "p2tp2a-sama-dengan-uptd": Case(
        ["P2TP2A adalah UPTD PPA.", "Batang sudah memiliki UPTD PPA.", "UPTD PPA Batang sudah terbentuk."],
        [
            "Apakah Batang sudah memiliki UPTD PPA?",
            "P2TP2A menjalankan tugas UPTD PPA bila sudah ditetapkan.",
            "Belum dipastikan bahwa P2TP2A adalah UPTD PPA.",
        ],
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
    "p2tp2a-wajib-tiga-hari": Case(
        ["P2TP2A wajib meneruskan laporan dalam 3×24 jam.", "Undang-undang mewajibkan P2TP2A melapor."],
        ["UPTD PPA wajib meneruskan laporan; P2TP2A tidak disebut.", "P2TP2A memperlakukannya sama (usulan)."],
    ),
    "p2tp2a-di-bawah-dinas": Case(
        ["P2TP2A, di bawah koordinasi DP3AP2KB, menerima laporan."],
        ["Kajian awal menyebut P2TP2A dan DP3AP2KB."],
    ),
}
