"""Proof of work: what an envelope or a look into a mailbox costs its sender, so that flooding costs the flooder.

No third party, no picture to read, no account: the browser counts, for as long as the load asks. A solution is bound to
one envelope or mailbox by its signed challenge, so using it twice gains nothing; and it says its own rounds, so that
cheap challenges collected in a calm minute are worth nothing in a flood.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from altcha import create_challenge, verify_solution
from altcha.v2 import Payload

# The heaviest takes minutes on the slowest phone. Whoever is later, because the line was gone, works again by itself.
GOOD_FOR = timedelta(minutes=30)
LIGHTEST = 100  # rounds of SHA-256 for one try, of which about 256 are needed: a third of a second on a cheap phone
HEAVIEST = 20_000  # a minute on the same cheap phone, for every envelope


def make_challenge(secret: bytes, subject: str, rounds: int, now: datetime) -> dict[str, object]:
    """An ALTCHA v2 challenge for one subject (32 hex digits), as its library's browser half wants it."""
    made = create_challenge(
        "SHA-256", rounds, expires_at=now + GOOD_FOR, data={"for": subject}, hmac_secret=signing_secret(secret)
    )
    return dict(made.to_dict())


def is_done(secret: bytes, subject: str, untrusted_payload: str, least: int) -> bool:
    """Whether a payload solves, in time, a challenge of ours for this very subject of at least so many rounds."""
    try:
        payload = Payload.from_base64(untrusted_payload)
        data = payload.challenge.parameters.data
        return (
            isinstance(data, dict)
            and data.get("for") == subject
            and payload.challenge.parameters.cost >= least  # cannot be forged: the challenge is signed
            and verify_solution(payload, signing_secret(secret)).verified
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def utc_now() -> datetime:
    """The moment from which a challenge is good."""
    return datetime.now(UTC)


def signing_secret(secret: bytes) -> str:
    """The server's secret under a name of its own: sessions and passes are signed with others."""
    return f"suluh/v1/work/{secret.hex()}"
