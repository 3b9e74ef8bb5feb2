"""What can go wrong with a build: one name for whoever calls."""

from __future__ import annotations

from base.errors import SuluhError


class BuildFailed(SuluhError):
    """A site or a paper was not made: the generator's own lines, which name the page and the link."""
