"""What the desk fetches: sealed envelopes, for whoever proves to hold one of P2TP2A's keys.

The proof is an age challenge: a short-lived pass is sealed to the key, so only its holder can show it. It is bound to
this server's origin, which the desk compares, so that a false server cannot use the desk as its hand.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, jsonify, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from collector.core.age import HybridRecipient, fingerprint, seal
from collector.web.door import Door, door
from collector.web.envelopes import SEALED
from collector.web.problems import Refused

blueprint = Blueprint("officer", __name__)
PASS_SECONDS = 15 * 60
PAGE = 200


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
    found = door().store.envelopes(after=after, limit=PAGE)
    rows = [
        {
            "id": one.id,
            "form": one.form,
            "form_version": one.form_version,
            "urgency": one.urgency,
            "mailbox": one.mailbox,
            "received_hour": one.received_hour,
            "size": one.size,
        }
        for one in found
    ]
    return jsonify(envelopes=rows, next=found[-1].position if len(found) == PAGE else None)


@blueprint.get("/api/envelopes/<envelope_id>")
def get_envelope(envelope_id: str) -> Response:
    """The sealed bytes of one envelope."""
    require_officer()
    sealed = door().store.sealed(envelope_id)
    if sealed is None:
        raise Refused(404, "envelope", "Tidak ada amplop dengan nomor ini.")
    return Response(sealed, mimetype=SEALED)


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
