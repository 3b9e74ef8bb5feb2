"""Proof of work: what an envelope or a look into a mailbox costs its sender, so that flooding costs the flooder.

No third party, no picture to read, no account: the browser counts, for as long as the load asks. A solution is bound to
one envelope or mailbox by its signed challenge, so the server remembers nothing, and using it twice gains nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from altcha import create_challenge, verify_solution
from altcha.v2 import Payload

GOOD_FOR = timedelta(hours=2)  # a child on a bad line may need long to send
LIGHTEST = 100  # rounds of SHA-256 for one try, of which about 256 are needed: a third of a second on a cheap phone
HEAVIEST = 20_000  # a minute there; a flood pays it for every envelope


def make_challenge(secret: bytes, subject: str, rounds: int, now: datetime) -> dict[str, object]:
    """An ALTCHA v2 challenge for one subject (32 hex digits), as its library's browser half wants it."""
    made = create_challenge(
        "SHA-256", rounds, expires_at=now + GOOD_FOR, data={"for": subject}, hmac_secret=_secret(secret)
    )
    return dict(made.to_dict())


def is_done(secret: bytes, subject: str, untrusted_payload: str) -> bool:
    """Whether a payload solves a challenge of ours for this very subject, in time."""
    try:
        payload = Payload.from_base64(untrusted_payload)
        data = payload.challenge.parameters.data
        return (
            isinstance(data, dict) and data.get("for") == subject and verify_solution(payload, _secret(secret)).verified
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def utc_now() -> datetime:
    """The moment from which a challenge is good."""
    return datetime.now(UTC)


def _secret(secret: bytes) -> str:
    """The server's secret under a name of its own: sessions and passes are signed with others."""
    return f"suluh/v1/work/{secret.hex()}"
