"""The server: form pages, the slot for sealed envelopes, and the two sites, the internal one behind a staff login.

It holds no private key and imports nothing that decrypts; an envelope is judged by its outside alone.
Nothing about a reader is kept: no address, no cookie, no user agent, no minute; only staff have a session.
Views stand at module level, one file per audience (`reader`, `envelopes`, `officer`, `staff`, `site`).
"""

from collector.web.app import create_app
from collector.web.door import Door

__all__ = ["Door", "create_app"]
