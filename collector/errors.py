"""The root of every error of ours.

A message says what is wrong, where, and how to mend it, and never holds an answer, a key, a code or a passphrase:
messages end up in logs and on screens. Leaves stand beside the code that raises them; `web` and `cli` each have one
place that turns the family into an HTTP status or an exit code.
"""


class SuluhError(Exception):
    """Never raised itself: catch it to catch all of ours."""
