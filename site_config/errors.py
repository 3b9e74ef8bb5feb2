"""What can go wrong with a build: one name for whoever calls."""


class BuildFailed(Exception):
    """A site or a paper was not made: the generator's own lines, which name the page and the link."""
