"""Everything the server is given by the command line; it looks nothing up by itself."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from flask import current_app

from collector.core.envelope import recipients_mark
from collector.web.attempts import Attempts
from collector.web.passwords import Passwords
from collector.web.rendering import Key, public_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from base.district import Office
    from collector.core.age import HybridRecipient
    from collector.forms.schema import FormSpec
    from collector.store import Store
    from collector.web.pressure import Pressure
    from collector.web.room import Room

T = TypeVar("T")


@dataclass(frozen=True)
class Door:
    """What one server serves.

    `origin` is scheme, host and port as the reader's browser sees them; `recipients` are the active keys, and
    with none of them the door stays closed; `names` is what the holder of a key (`age1pq1…`) is called in public;
    `contacts` is, by group, the HTML that the site makes of its facts; `now_hour` counts whole hours since 1970 (UTC);
    `room` is how much the database takes and may take; `probe` raises StoreUnavailable where it cannot write; `staffed`
    says when officers read reports, and is None while nobody does: then nothing that could be urgent is taken;
    `office` holds the keys.
    """

    origin: str
    demo: bool
    secret_key: bytes = field(repr=False)
    store: Store
    forms: Mapping[str, FormSpec]
    recipients: Sequence[HybridRecipient]
    contacts: Mapping[str, str]
    public_site: Path
    internal_site: Path
    client: Path
    now_hour: Callable[[], int]
    room: Callable[[], Room]
    probe: Callable[[], None]
    pressure: Pressure
    staffed: str | None
    office: Office
    names: Mapping[str, str] = field(default_factory=dict)
    attempts: Attempts = field(default_factory=Attempts)
    passwords: Passwords = field(default_factory=Passwords)

    @cached_property
    def recipients_mark(self) -> str:
        """What an envelope must say of the list that its page had."""
        return recipients_mark(self.recipients)

    def tombstone(self, mailbox: str) -> str:
        """What stands in the place of a deleted mailbox: a hash (32 hex digits) that the database cannot make."""
        key = hmac.digest(self.secret_key, b"suluh/v1/tombstone", "sha256")
        return hmac.digest(key, mailbox.encode(), "sha256").hex()[:32]

    @property
    def https(self) -> bool:
        """Whether readers come over TLS, so that cookies and HSTS may insist on it."""
        return self.origin.startswith("https://")

    @property
    def open(self) -> bool:
        """Whether reports are taken."""
        return self.staffed is not None

    @cached_property
    def keys(self) -> list[Key]:
        """Each key's holder, as called in public, and its fingerprint."""
        return public_keys(self.recipients, self.names)


def seldom(work: Callable[[], T], seconds: float, now: Callable[[], float] = time.monotonic) -> Callable[[], T]:
    """The same work, done again only so many seconds after it last succeeded: who asks often must not cost the disk."""
    last: list[tuple[float, T]] = []

    def run() -> T:
        if not last or now() - last[0][0] >= seconds:
            last[:] = [(now(), work())]
        return last[0][1]

    return run


def door() -> Door:
    """The door of the running application."""
    return cast("Door", current_app.extensions["suluh"])
