"""What the desk fetches: sealed envelopes, for whoever proves to hold one of P2TP2A's keys.

The proof is an age challenge: a short-lived pass is sealed to the key, so only its holder can show it. It is bound to
this server's origin, which the desk compares, so that a false server cannot use the desk as its hand.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from collector.core.age import HybridRecipient, fingerprint, seal
from collector.web.door import Door, door
from collector.web.envelopes import SEALED
from collector.web.problems import Refused

if TYPE_CHECKING:
    from collector.store import Envelope

blueprint = Blueprint("officer", __name__)
PASS_SECONDS = 15 * 60
PAGE = 200
LARGEST_POSITION = 2**63  # SQL's BIGINT


@blueprint.get("/api/challenge/<key>")
def challenge(key: str) -> Response:
    """A pass for the holder of the key with this fingerprint (32 hex digits), sealed to that key alone."""
    here = door()
    recipient = active(here, key)
    if recipient is None:
        raise Refused(404, "key", "Kunci ini tidak termasuk kunci P2TP2A yang berlaku di server ini.")
    proof = {"origin": here.origin, "pass": signer(here).dumps(key)}
    return Response(seal([recipient], json.dumps(proof).encode()), mimetype=SEALED)


@blueprint.get("/api/envelopes")
def list_envelopes() -> Response:
    """A page of the list, oldest first, behind `?after=<position>`; `next` is None on the last page."""
    require_officer()
    after = request.args.get("after", default=0, type=int)
    if not 0 <= after < LARGEST_POSITION:
        raise Refused(400, "after")
    found = door().store.envelopes(after=after, limit=PAGE)
    return jsonify(envelopes=[as_row(one) for one in found], next=found[-1].position if len(found) == PAGE else None)


def as_row(one: Envelope) -> dict[str, str | int | None]:
    """The outside of an envelope as the desk gets it."""
    names = ("id", "form", "form_version", "urgency", "mailbox", "received_hour", "size", "opened_hour")
    return {name: getattr(one, name) for name in names}


@blueprint.get("/api/envelopes/<envelope_id>")
def get_envelope(envelope_id: str) -> Response:
    """The sealed bytes of one envelope."""
    require_officer()
    found = door().store.envelope(envelope_id)
    if found is None:
        raise Refused(404, "envelope", "Tidak ada amplop dengan nomor ini.")
    outside, sealed = found
    return Response(sealed, mimetype=SEALED, headers={"Suluh-Outside": json.dumps(as_row(outside))})


@blueprint.post("/api/envelopes/<envelope_id>/opened")
def mark_opened(envelope_id: str) -> tuple[str, int]:
    """An officer has opened this envelope; the first time counts, and ends the alarm for it."""
    require_officer()
    here = door()
    if not here.store.mark_opened(envelope_id, here.now_hour()):
        raise Refused(404, "envelope", "Tidak ada amplop dengan nomor ini.")
    return "", 204


def require_officer() -> None:
    """Refuse whoever shows no valid pass of a key that is active now."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    try:
        key = signer(door()).loads(shown, max_age=PASS_SECONDS)
    except BadSignature:  # a stale one is a kind of bad one
        key = None
    if scheme != "Bearer" or key is None or active(door(), key) is None:
        raise Refused(401, "pass")


def active(here: Door, key: str) -> HybridRecipient | None:
    """The active recipient with this fingerprint."""
    return next((one for one in here.recipients if fingerprint(one).replace(" ", "") == key), None)


def signer(here: Door) -> URLSafeTimedSerializer:
    """Passes are signed with the server's secret under their own salt; sessions use another."""
    return URLSafeTimedSerializer(here.secret_key, salt="suluh/v1/officer-pass")
