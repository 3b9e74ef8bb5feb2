"""An officer's key is made where its private half stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.core.age import fingerprint
from collector.desk.keyfile import new_key_text
from collector.upkeep.settings import write_secret

if TYPE_CHECKING:
    from pathlib import Path


def make_key(file: Path, name: str, passphrase: str) -> str:
    """Write a new key file and return its recipient line, with the fingerprint above it. AlreadyThere."""
    text, identity = new_key_text(name, passphrase)
    write_secret(file, text.encode())
    return f"# sidik: {fingerprint(identity.recipient)}\n{identity.recipient} # {name}"
