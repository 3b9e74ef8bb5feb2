"""All lines of `suluh bench`, in the order in which they are shown."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from collector.store.yardstick import own_schema
from collector.upkeep.bench.pages import building, form, home
from collector.upkeep.bench.phone import phone
from collector.upkeep.bench.serving import acknowledging, starting
from collector.upkeep.bench.storing import durable, listing, opening
from collector.upkeep.here import BUILD, ROOT
from collector.upkeep.settings import Unready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.store.backups import Progress
    from collector.upkeep.bench.line import Line


def measure(database: str | None, envelopes: int, many: int, progress: Progress) -> Iterator[Line | str]:
    """Each budget in turn, or a sentence in its place where it cannot be measured here.

    `database` is a PostgreSQL URL, or None for SQLite in a file of its own; `envelopes` is how many a round takes,
    `many` how long the long list is; `progress` hears how far it is filled. Unready without the browser's code.
    """
    if not (BUILD / "client").is_dir():
        raise Unready("kode peramban belum dibuat. Jalankan scripts/serve sekali, yang membuatnya.")
    # Beside the sites and not in /tmp, which may be memory: a commit there costs nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=BUILD) as name, ExitStack() as stack:
        room, numbers = Path(name), count()

        def new_database() -> str:
            if database:
                return stack.enter_context(own_schema(database))
            return f"sqlite:///{room / str(next(numbers))}.sqlite3"

        yield durable(new_database(), envelopes)
        yield acknowledging(room / "served", new_database(), envelopes)
        yield starting(room / "started")
        yield opening(envelopes)
        yield listing(new_database(), new_database(), many, progress)
        yield building(ROOT, room)
        yield home(room)
        yield form(BUILD / "client", room / "data")
        yield from phone(BUILD / "client")
