"""The root of every error of ours.

A message says what is wrong, where, and how to mend it, and never holds an answer, a key, a code or a passphrase:
messages end up in logs and on screens. Leaves stand beside the code that raises them; `web` and `cli` each have one
place that turns the family into an HTTP status or an exit code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class SuluhError(Exception):
    """Never raised itself: catch it to catch all of ours."""


class ContentError(SuluhError):
    """One mistake in the content: str() gives `file:line: what. hint`."""

    def __init__(self, path: Path, line: int, what: str, hint: str) -> None:
        super().__init__(path, line, what, hint)
        self.path = path
        self.line = line
        self.what = what
        self.hint = hint

    @property
    def errors(self) -> list[ContentError]:
        """This one mistake, so that `except (ContentError, ContentErrors) as found` reads both alike."""
        return [self]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what.rstrip('.')}. {self.hint}".rstrip()


class ContentErrors(SuluhError):
    """All mistakes found in one go, in the order of the file."""

    def __init__(self, errors: Iterable[ContentError]) -> None:
        self.errors = list(errors)
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
