"""What `suluh bench` measures in a browser slowed down to a cheap phone: sealing a report, deriving a code's keys."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from altcha import create_challenge

from collector.core.opening import HybridIdentity
from collector.upkeep.bench.line import Line
from collector.upkeep.bench.storing import HOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

SLOWER = 4  # Lighthouse takes a quarter of a desktop's speed for a phone of the middle
TRIES = 5
STORY = 10_000  # letters
SEAL_SECONDS, DERIVE_SECONDS = 0.5, 1.5  # the budgets
# SHA-256 rounds of the bundle's own that take a second on the phone that the budgets mean: a computer slowed down so.
ROUNDS = 100_000
# The bundle is the worker's, in the page's own thread, because Chromium slows down no worker; what it would post to its
# page comes to `ask` instead.
PAGE = """<!doctype html><meta charset=utf-8><script>
const waiting = {};
window.postMessage = ({ id, result, error }) => {
  if (error) waiting[id].reject(new Error(error)); else if (result !== undefined) waiting[id].resolve(result);
};
window.ask = (task, given) => new Promise((resolve, reject) => {
  waiting[task] = { resolve, reject };
  onmessage({ data: { id: task, task, given } });
});
window.time = async (task, given) => {
  const start = performance.now();
  await ask(task, given);
  return (performance.now() - start) / 1000;
};
</script><script type=module src=/mailbox-worker.js></script>"""


class NoBrowser(Exception):
    """What is missing to run a browser here."""


def phone(client: Path) -> list[Line | str]:
    """What a cheap phone does before a report leaves it, beside as many bare hashes as it would count in a second."""
    try:
        times = phone_times(client, HOLDERS)
    except NoBrowser as missing:
        return [f"Menyegel dan menurunkan kode di HP: tidak diukur, karena {missing}."]
    second = times["yardstick"]
    beside = f"{second * 1000:.0f} ms untuk {ROUNDS} putaran SHA-256 polos di halaman yang sama"
    return [
        Line(f"{what}, prosesor {SLOWER}x lebih lambat", f"{taken * 1000:.0f} ms", beside, taken / second, most=budget)
        for what, taken, budget in (
            ("Menyegel isian 10 KB", times["seal"], SEAL_SECONDS),
            ("Menurunkan kunci dari kode", times["derive"], DERIVE_SECONDS),
        )
    ]


def phone_times(client: Path, holders: int) -> dict[str, float]:
    """The best of some tries of each, in seconds: "seal", "derive" and the bare "yardstick". They take turns."""
    with slow_page(client) as page:
        keys = [str(HybridIdentity.generate().recipient) for _ in range(holders)]
        code = "00000000000000000000"  # any twenty digits cost the same
        mailbox = page.evaluate("code => ask('derive', code)", code)
        report = {"form": "laporan", "version": 1, "title": "Laporan", "answers": {"story": "a" * STORY}, "rows": []}
        sealing = {"urgency": "normal", "recipients": keys, "reading": [True] * holders, "largest": 64, "files": []}
        tasks = {
            "seal": ("prepare", {**report, **sealing, "keys": mailbox}),
            "derive": ("derive", code),
            "yardstick": ("prove", create_challenge("SHA-256", ROUNDS, counter=0).to_dict()),  # solved at the first try
        }
        rounds = [
            {name: page.evaluate("asked => time(...asked)", list(task)) for name, task in tasks.items()}
            for _ in range(TRIES)
        ]
    return {name: min(each[name] for each in rounds) for name in tasks}


@contextmanager
def slow_page(client: Path) -> Iterator[Page]:
    """A page with the bundle, in a Chromium whose thread for it is slowed down. NoBrowser says what is missing."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  a tool of the tests: not everybody has it
    except ImportError:
        raise NoBrowser("playwright tidak terpasang (bagian dari alat uji)") from None
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise NoBrowser("Chromium tidak ada di komputer ini")
    with sync_playwright() as found:
        # Root has no sandbox; nobody else's page is ever opened here.
        browser = found.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.route("**/mailbox-worker.js", lambda route: route.fulfill(path=client / "mailbox-worker.js"))
        page.goto("http://localhost/")  # answered here; a name on which WebCrypto may be used
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
        browser.close()
