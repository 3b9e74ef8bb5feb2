"""What SQLite leaves on the disk, and when a commit is on it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from collector.store import Envelope
from collector.store.engine import make_engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.store import Store


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """Every connection runs with synchronous=FULL (2): in WAL mode a lesser one loses commits in a power cut."""
    engine = make_engine(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()


def test_a_deleted_report_is_not_in_the_files(tmp_path: Path, open_store: Callable[..., Store]) -> None:
    """After the deletion by code no 64 bytes in a row of an opened report are in the database or its log, unswept."""
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    sealed = secrets.token_bytes(9000)
    kept = Envelope("e" * 32, "laporan", 1, "now", "f" * 32, "c" * 64, "d" * 64, received_hour=490_000)
    gone = Envelope("a" * 32, "laporan", 1, "now", "b" * 32, "c" * 64, "d" * 64, received_hour=490_000)
    store.add_envelope(gone, sealed)
    store.add_envelope(kept, secrets.token_bytes(9000))
    store.mark_opened(gone.id, 490_001)
    store.delete_mailbox(gone.mailbox, gone.mailbox_key, "1" * 32, 490_002)
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert not [start for start in range(0, 9000, 64) if sealed[start : start + 64] in files]
