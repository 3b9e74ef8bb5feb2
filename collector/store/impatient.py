"""A connection to PostgreSQL that waits for no answer longer than PATIENCE_SECONDS.

Imported when a database of that kind is opened: loading the driver is a tenth of a server's start.
"""

from __future__ import annotations

from typing import Any

import psycopg

from collector.store.patience import PATIENCE_SECONDS


class ImpatientConnection(psycopg.Connection[Any]):
    """Gives up what it waits for in vain.

    A server that is frozen, or a machine that is gone, says nothing at all: its own statement_timeout does not end, and
    TCP reports nothing while the kernel over there still acknowledges.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait as psycopg does, but not for ever; a connection that was waited for in vain is closed."""
        try:
            return super().wait(gen, interval, timeout or PATIENCE_SECONDS)
        except psycopg.errors._WaitTimeout:  # noqa: SLF001  psycopg has no public name for it
            self.pgconn.finish()
            raise psycopg.OperationalError("no answer") from None
