"""What can be wrong with a sealed file, told apart so that a person can be told what to do next.

The messages are Indonesian because an officer reads them. None holds a byte of plaintext, a key, a code or a
passphrase. Loggers print whole chains of exceptions, and a `UnicodeDecodeError` or a `JSONDecodeError` carries the
text it choked on: so this room turns such failures into `None` first and raises after the `except` block has ended.
"""

from base.errors import SuluhError


class AgeError(SuluhError):
    """Never raised itself: the family of every failure in this room."""


class UnknownVersion(AgeError):
    """An age file of a version other than v1."""


class MalformedHeader(AgeError):
    """Not an age v1 header, or a stanza of ours with a wrong shape."""


class WorkFactorTooHigh(MalformedHeader):
    """The passphrase stanza asks for more work than we are willing to do."""


class HeaderTampered(AgeError):
    """A stanza gave the file key, but the header MAC does not match."""


class WrongKey(AgeError):
    """A sound header in which no stanza opens with the identities given."""


class DamagedFile(AgeError):
    """The payload was changed, cut short, or has something after its end."""


class MalformedArmor(AgeError):
    """Not the strict PEM that age calls armor."""


class InvalidKey(AgeError):
    """A recipient, identity or passphrase that cannot be used."""


class MalformedContent(AgeError):
    """An envelope opened, but what lies inside is not what our forms write."""
