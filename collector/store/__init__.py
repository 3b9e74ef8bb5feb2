"""Where sealed envelopes, mailboxes and staff accounts are kept: SQLAlchemy Core on SQLite, or PostgreSQL by its URL.

This room sees sealed bytes and what the reporter's form openly shows the server, never an answer.
What `add_envelope` has returned from is durable; the same envelope may be added any number of times and is kept once.
Whoever needs the time passes it in: nothing here reads a clock or knows who sent what.
"""

from collector.store.database import (
    Account,
    AccountExists,
    Envelope,
    EnvelopeConflict,
    Outcome,
    Store,
    WrongStore,
)
from collector.store.engine import StoreUnavailable

__all__ = [
    "Account",
    "AccountExists",
    "Envelope",
    "EnvelopeConflict",
    "Outcome",
    "Store",
    "StoreUnavailable",
    "WrongStore",
]
