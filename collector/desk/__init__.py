"""The officer's program: it runs on the officer's own machine, holds the key, and listens on the loopback address only.

It fetches sealed envelopes over HTTP, opens them in memory, and treats whatever comes out as hostile input.
Every page is refused unless it was asked for by this machine's own name and by the browser that used the one-time link.
"""

from collector.desk.app import create_desk
from collector.desk.client import Collector
from collector.desk.inbox import Inbox
from collector.desk.letter import Letter

__all__ = ["Collector", "Inbox", "Letter", "create_desk"]
