"""Where sealed envelopes, mailboxes and staff accounts are kept: SQLAlchemy Core on SQLite, or PostgreSQL by its URL.

This room sees sealed bytes and what the reporter's form openly shows the server, never an answer.
What a method that writes has returned from is durable; the same envelope may come any number of times and is kept once.
Whoever needs the time passes it in: nothing here reads a clock or knows who sent what.
"""

from collector.store.accounts import Account, AccountExists, Accounts, NoSuchAccount
from collector.store.arrivals import Arrivals, Part, Progress
from collector.store.backups import Backups, DamagedBackup, Manifest, NotEmpty, read_manifest
from collector.store.database import SCHEMA, WrongStore
from collector.store.engine import StoreUnavailable
from collector.store.envelopes import Envelope, EnvelopeConflict, Envelopes, Outcome, Standing, Waiting, WrongMailbox
from collector.store.mailboxes import MOST_ANSWERS, Answer, Mailbox, Mailboxes, TooManyAnswers

__all__ = [
    "MOST_ANSWERS",
    "SCHEMA",
    "Account",
    "AccountExists",
    "Answer",
    "DamagedBackup",
    "Envelope",
    "EnvelopeConflict",
    "Mailbox",
    "Manifest",
    "NoSuchAccount",
    "NotEmpty",
    "Outcome",
    "Part",
    "Progress",
    "Standing",
    "Store",
    "StoreUnavailable",
    "TooManyAnswers",
    "Waiting",
    "WrongMailbox",
    "WrongStore",
    "read_manifest",
]


class Store(Envelopes, Arrivals, Mailboxes, Accounts, Backups):
    """The one door to the database."""
