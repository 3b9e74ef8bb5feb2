"""What envelopes cost the store, and whoever opens them."""

from __future__ import annotations

import secrets
from contextlib import closing
from typing import TYPE_CHECKING

from collector.core.age import seal
from collector.core.envelope import sealed_length
from collector.core.opening import HybridIdentity, open_envelope
from collector.core.yardstick import bare_opening
from collector.store import Envelope, Store
from collector.store.yardstick import bare_commits, fill
from collector.upkeep.bench.line import KIB, Line, side_by_side
from collector.upkeep.demo_letters import pack_letter

if TYPE_CHECKING:
    from collector.store.backups import Progress

BUCKET, HOLDERS = 8 * KIB, 3  # an envelope of text alone, and who can open it
FEW, PAGE, PAGES = 10_000, 200, 50


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
    made = [seal([identity.recipient], report(str(identity.recipient))) for _ in range(number)]
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


def report(reply_to: str) -> bytes:
    """A report of some length, in the smallest envelope."""
    story, number = "Kejadian yang diceritakan. " * 80, secrets.token_hex(16)
    fields = {
        "envelope": number,
        "form": "laporan",
        "form_version": 1,
        "answers": {"cerita": story},
        "mailbox": number,
        "reply_to": reply_to,
        "token": 2 * number,
        "client_time": "2026-11-24T03:00Z",
    }
    return pack_letter(fields, story)


def listing(few_url: str, many_url: str, many: int, progress: Progress) -> Line:
    """Pages from the whole length of a list of many envelopes, beside as many from a list of FEW."""
    with closing(Store.open(few_url, "demo")) as small, closing(Store.open(many_url, "demo")) as large:
        fill(few_url, FEW, lambda *_: None)
        fill(many_url, many, progress)
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
