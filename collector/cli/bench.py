"""For operators and authors: the budgets of the design, each beside a yardstick measured in the same run."""

from __future__ import annotations

import gzip
import re
import secrets
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collector.cli.bench_browser import DERIVE_SECONDS, SEAL_SECONDS, SLOWER, NoBrowser, phone_times
from collector.cli.bench_browser import ROUNDS as HASHES
from collector.cli.group import suluh
from collector.cli.upkeep import show_progress
from collector.core.age import seal
from collector.core.envelope import Submission, pack, sealed_length
from collector.core.opening import HybridIdentity, open_envelope
from collector.core.yardstick import bare_opening
from collector.store import Envelope, Store
from collector.store.yardstick import bare_commits, fill, own_schema
from collector.upkeep.here import BUILD, ROOT
from collector.upkeep.serving import make_app
from collector.upkeep.settings import RECIPIENTS, SETTINGS, read_folder
from site_config.build.sites import SITES, build_site
from site_config.build.weigh import HOME, HOME_BYTES, KIB, build_default, weigh_default, weigh_site

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
BUCKET, HOLDERS = 8 * KIB, 3  # an envelope of text alone, and who can open it
FEW, PAGE, PAGES = 10_000, 200, 50
FORM, FORM_BYTES = "/lapor", 45 * KIB
_LOADED = re.compile(r"""(?:href|src|data-worker)="/static/([\w.-]+)"|["']\./([\w.-]+\.js)["']""")


@dataclass(frozen=True)
class Line:
    """One budget: ours and its yardstick in words, and their ratio, to be at most `most` or at least `least`."""

    what: str
    ours: str
    beside: str
    ratio: float
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the ratio is within its budget."""
        return self.ratio <= self.most if self.most is not None else self.ratio >= (self.least or 0)

    def __str__(self) -> str:
        budget = f"paling banyak {self.most:.0%}" if self.most is not None else f"paling sedikit {self.least:.0%}"
        verdict = "tercapai" if self.kept else "TIDAK TERCAPAI"
        return f"{self.what}: {self.ours}; tolok ukur: {self.beside}; {self.ratio:.0%} ({budget}): {verdict}"


@suluh.command()
@click.option("--database", metavar="URL", help="PostgreSQL yang diukur, dalam skema sementara. Tanpa ini: SQLite.")
@click.option("--envelopes", type=click.IntRange(1), default=300, show_default=True, help="Amplop dalam satu putaran.")
@click.option("--many", type=click.IntRange(FEW), default=100_000, show_default=True, help="Amplop dalam daftar besar.")
def bench(database: str | None, envelopes: int, many: int) -> None:
    """Ukur anggaran kecepatan dan berat, masing-masing di samping tolok ukurnya.

    Contoh: suluh bench --database postgresql://localhost/suluh --many 1000000

    Yang dibaca adalah perbandingannya: waktunya milik komputer ini pada saat ini, dan tidak ada angka yang menggagalkan
    perintah ini. Perlu setengah menit; sejuta amplop perlu beberapa menit dan beberapa GB. Yang berjalan di peramban
    diukur hanya bila ada Chromium dan playwright.
    """
    if not (BUILD / "client").is_dir():
        raise click.ClickException("kode peramban belum dibuat. Jalankan scripts/serve sekali, yang membuatnya.")
    # Beside the sites and not in /tmp, which may be memory: a commit there costs nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=BUILD) as name, ExitStack() as stack:
        room, numbers = Path(name), count()

        def new_database() -> str:
            if database:
                return stack.enter_context(own_schema(database))
            return f"sqlite:///{room / str(next(numbers))}.sqlite3"

        click.echo(durable(new_database(), envelopes))
        click.echo(opening(envelopes))
        click.echo(listing(new_database(), new_database(), many))
        click.echo(building(ROOT, room))
        click.echo(home(ROOT, room))
        click.echo(form(BUILD / "client", room / "data"))
        for line in phone(BUILD / "client"):
            click.echo(line)


def side_by_side(
    ours: Callable[[], object], yardstick: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Seconds of the best round of each: what else the machine does only ever adds. They take turns."""
    times = [(seconds(ours), seconds(yardstick)) for _ in range(rounds)]
    return min(mine for mine, _ in times), min(other for _, other in times)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def durable(url: str, number: int) -> Line:
    """Envelopes through the store, beside bare commits of the same bytes in the same database, one after the other."""
    data = secrets.token_bytes(sealed_length(BUCKET, HOLDERS))
    with closing(Store.open(url, "demo")) as store, bare_commits(url) as commit:
        ours, bare = side_by_side(
            lambda: [store.add_envelope(new_envelope(), data) for _ in range(number)],
            lambda: [commit(data) for _ in range(number)],
        )
    kind = "PostgreSQL" if url.startswith("postgresql") else "SQLite"
    return Line(
        f"Amplop tersimpan tahan mati listrik, {kind}",
        f"{number / ours:.0f} per detik",
        f"{number / bare:.0f} commit polos per detik dengan {len(data)} byte yang sama",
        bare / ours,
        least=0.6,
    )


def new_envelope() -> Envelope:
    """An outside that no other envelope has."""
    return Envelope(
        secrets.token_hex(16),
        "laporan",
        1,
        "normal",
        secrets.token_hex(16),
        secrets.token_hex(32),
        secrets.token_hex(32),
        490_000,
    )


def opening(number: int) -> Line:
    """Envelopes opened and read, beside the decryption alone.

    Sealed to one key: in any age file the n-th holder tries n key stanzas, which is the format's price and not ours.
    """
    identity = HybridIdentity.generate()
    made = [seal([identity.recipient], pack(submission(str(identity.recipient)))) for _ in range(number)]
    decrypt = bare_opening(BUCKET)
    ours, bare = side_by_side(
        lambda: [open_envelope([identity], sealed) for sealed in made],
        lambda: [decrypt() for _ in range(number)],
    )
    return Line(
        f"Membuka {number} amplop",
        f"{ours / number * 1000:.2f} ms per amplop",
        f"{bare / number * 1000:.2f} ms untuk HPKE dan ChaCha20-Poly1305 saja",
        ours / bare,
        most=1.5,
    )


def submission(reply_to: str) -> Submission:
    """A report of some length, in the smallest envelope."""
    story = "Kejadian yang diceritakan. " * 80
    number = secrets.token_hex(16)
    return Submission(number, "laporan", 1, {"cerita": story}, number, reply_to, 2 * number, "2026-11-24T03:00Z", story)


def listing(few_url: str, many_url: str, many: int) -> Line:
    """Pages from the whole length of a list of many envelopes, beside as many from a list of FEW."""
    with closing(Store.open(few_url, "demo")) as small, closing(Store.open(many_url, "demo")) as large:
        fill(few_url, FEW, lambda *_: None)
        fill(many_url, many, show_progress("daftar besar terisi"))
        ours, few = side_by_side(lambda: read_pages(large, many), lambda: read_pages(small, FEW))
    return Line(
        f"Satu halaman daftar dari {many} amplop",
        f"{ours / PAGES * 1000:.2f} ms",
        f"{few / PAGES * 1000:.2f} ms dari {FEW} amplop",
        ours / few,
        most=1.3,
    )


def read_pages(store: Store, number: int) -> None:
    """Read PAGES pages, evenly spread from the first to the last."""
    for page in range(PAGES):
        store.envelopes(after=(number - PAGE) * page // (PAGES - 1), limit=PAGE)


def building(root: Path, room: Path) -> Line:
    """Both sites as they are published, beside default Material over the same Markdown; each builds its two at once.

    Ours makes Pagefind's index, the tables to download, and each public page whole and weighed; default Material makes
    its own index, and pages of ten times the weight.
    """
    taken, default = side_by_side(
        lambda: build_site(root, room / secrets.token_hex(4)),
        lambda: build_defaults(root, room / secrets.token_hex(4)),
        rounds=2,  # seconds each
    )
    return Line(
        "Membangun kedua situs, dengan pencarian, unduhan, dan penimbangan",
        f"{taken:.1f} detik",
        f"{default:.1f} detik untuk mkdocs build dengan Material bawaan",
        taken / default,
        most=1.15,
    )


def build_defaults(root: Path, room: Path) -> None:
    """Build both sites with default Material."""
    room.mkdir()
    with ThreadPoolExecutor(len(SITES)) as pool:
        list(pool.map(lambda site: build_default(root, site.config, room / site.name), SITES))


def home(root: Path, room: Path) -> Line:
    """The home page's first visit. Bytes do not depend on the machine, so the ratio is to the budget itself."""
    build_site(root, room / "ours")
    ours = next(each.packed for each in weigh_site(room / "ours" / "publik") if each.page == HOME)
    beside = f"{weigh_default(root, room / 'default')[HOME].packed / KIB:.1f} KiB dengan Material bawaan"
    return weight_line("Halaman depan, kunjungan pertama", ours, beside, HOME_BYTES)


def form(client: Path, data: Path) -> Line:
    """The report form's first visit: the page, HOLDERS keys, and every script and style that it ever loads."""
    data.mkdir(mode=0o700)
    (data / SETTINGS).write_text("mode: demo\norigin: http://127.0.0.1:8000\n", encoding="utf-8")
    keys = [f"{HybridIdentity.generate().recipient} # petugas {number} (DEMO)\n" for number in range(1, HOLDERS + 1)]
    (data / RECIPIENTS).write_text("".join(keys), encoding="utf-8")
    app = make_app(read_folder(data))
    with closing(app.extensions["suluh"].store):
        page, listed = (app.test_client().get(path).data for path in (FORM, "/api/recipients"))
    files = [(client / name).read_bytes() for name in sorted(loaded(client, page.decode()))]
    alone, *rest = (len(gzip.compress(part, 6, mtime=0)) for part in (page, listed, *files))
    beside = f"{alone / KIB:.1f} KiB tanpa kunci, gaya, dan skrip"
    return weight_line("Formulir laporan dengan penyegelnya, kunjungan pertama", alone + sum(rest), beside, FORM_BYTES)


def loaded(client: Path, page: str) -> set[str]:
    """The names of all files of ours that a page loads, and that these import in turn, at once or later."""
    found: set[str] = set()
    texts = [page]
    while texts:
        names = {at_once or later for at_once, later in _LOADED.findall(texts.pop())} - found
        found |= names
        texts += [(client / name).read_text(encoding="utf-8") for name in names]
    return found


def phone(client: Path) -> list[Line | str]:
    """What a cheap phone does before a report leaves it, beside as many bare hashes as it would count in a second."""
    try:
        times = phone_times(client, HOLDERS)
    except NoBrowser as missing:
        return [f"Menyegel dan menurunkan kode di HP: tidak diukur, karena {missing}."]
    second = times["yardstick"]
    beside = f"{second * 1000:.0f} ms untuk {HASHES} putaran SHA-256 polos di halaman yang sama"
    return [
        Line(f"{what}, prosesor {SLOWER}x lebih lambat", f"{taken * 1000:.0f} ms", beside, taken / second, most=budget)
        for what, taken, budget in (
            ("Menyegel isian 10 KB", times["seal"], SEAL_SECONDS),
            ("Menurunkan kunci dari kode", times["derive"], DERIVE_SECONDS),
        )
    ]


def weight_line(what: str, packed: int, beside: str, budget: int) -> Line:
    """A weight in bytes, and its share of the budget."""
    return Line(f"{what}, dari {budget / KIB:.0f} KiB", f"{packed / KIB:.1f} KiB gzip", beside, packed / budget, most=1)
