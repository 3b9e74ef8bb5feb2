"""What the desk fetches and leaves here, for whoever proves to hold one of the keys in force.

The proof is an age challenge: a short-lived pass is sealed to the key, so only its holder can show it. It is bound to
this server's origin, which the desk compares, so that a false server cannot use the desk as its hand.

A key lets in, and lets fetch sealed bytes. To act on an envelope takes its token as well, which lies inside: the
officer whom a reporter left out holds a key too, and could otherwise silence the report about himself.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from collector.core.age import HybridRecipient, fingerprint, seal
from collector.core.answer import LARGEST_KIB
from collector.core.envelope import check_sealed, token_mark
from collector.store import Answer
from collector.web.door import Door, door
from collector.web.envelopes import HEX_32, HEX_64, SEALED, read_body
from collector.web.problems import Refused

if TYPE_CHECKING:
    from collector.store import Envelope

blueprint = Blueprint("officer", __name__)
PASS_SECONDS = 15 * 60
PAGE = 200
LARGEST_POSITION = 2**63  # SQL's BIGINT
LARGEST_ANSWER = 2 * LARGEST_KIB * 1024


@blueprint.get("/api/challenge/<key>")
def challenge(key: str) -> Response:
    """A pass for the holder of the key with this fingerprint (32 hex digits), sealed to that key alone."""
    server = door()
    recipient = active(server, key)
    if recipient is None:
        raise Refused(404, "key", "Kunci ini tidak termasuk kunci petugas yang berlaku di server ini.")
    proof = {"origin": server.origin, "pass": signer(server).dumps(key)}
    return Response(seal([recipient], json.dumps(proof).encode()), mimetype=SEALED)


@blueprint.get("/api/envelopes")
def list_envelopes() -> Response:
    """A page of the list, oldest first, behind `?after=<position>`; `next` is None on the last page."""
    require_officer()
    after = request.args.get("after", default=0, type=int)
    if not 0 <= after < LARGEST_POSITION:
        raise Refused(400, "after")
    page = door().store.envelopes(after=after, limit=PAGE)
    return jsonify(
        envelopes=[as_row(envelope) for envelope in page], next=page[-1].position if len(page) == PAGE else None
    )


def as_row(envelope: Envelope) -> dict[str, str | int | None]:
    """The outside of an envelope as the desk gets it: not its mailbox, which would tell whose it is to every key."""
    names = ("id", "form", "form_version", "urgency", "received_hour", "size", "opened_hour", "answered")
    return {name: getattr(envelope, name) for name in names}


@blueprint.get("/api/envelopes/<envelope_id>")
def get_envelope(envelope_id: str) -> Response:
    """The sealed bytes of one envelope."""
    require_officer()
    envelope = door().store.envelope(envelope_id)
    if envelope is None:
        raise Refused(404, "envelope", "Tidak ada amplop dengan nomor ini.")
    outside, sealed = envelope
    return Response(sealed, mimetype=SEALED, headers={"Suluh-Outside": json.dumps(as_row(outside))})


@blueprint.post("/api/envelopes/<envelope_id>/opened")
def mark_opened(envelope_id: str) -> tuple[str, int]:
    """An officer has opened this envelope; the first time counts, and ends the alarm for it."""
    require_officer()
    require_token(envelope_id)
    server = door()
    server.store.mark_opened(envelope_id, server.now_hour())
    return "", 204


@blueprint.get("/api/envelopes/<envelope_id>/mailbox")
def confirm_mailbox(envelope_id: str) -> tuple[str, int]:
    """Whether an envelope lies in the mailbox that the officer read inside it; the name itself is never given.

    An officer may seal a follow-up that names another reporter's mailbox inside, but only the code lets one in there.
    """
    require_officer()
    require_token(envelope_id)
    if not door().store.lies_in(envelope_id, request.headers.get("Suluh-Mailbox", "")):
        raise Refused(404, "mailbox", "Amplop ini tidak ada di kotak itu, atau kotaknya sudah dihapus pelapor.")
    return "", 204


@blueprint.put("/api/envelopes/<envelope_id>/answers/<answer_id>")
def put_answer(envelope_id: str, answer_id: str) -> tuple[Response, int]:
    """An officer's answer, sealed to the reporter's own key: 201 when it is now durable, 200 when it was before."""
    require_officer()
    if request.mimetype != SEALED:
        raise Refused(415, "type")
    if not HEX_32.fullmatch(answer_id):
        raise Refused(400, "names")
    require_token(envelope_id)
    sealed = read_body(largest=LARGEST_ANSWER)
    check_sealed(sealed, 1, LARGEST_KIB * 1024)
    server = door()
    outcome = server.store.add_answer(envelope_id, Answer(answer_id, server.now_hour()), sealed)
    return jsonify(id=answer_id, state=outcome), 201 if outcome == "stored" else 200


def require_token(envelope_id: str) -> None:
    """Refuse whoever does not show the token inside this envelope, and so has not opened it."""
    kept = door().store.token_hash(envelope_id) if HEX_32.fullmatch(envelope_id) else None
    if kept is None:
        raise Refused(404, "envelope", "Tidak ada amplop dengan nomor ini.")
    token = request.headers.get("Suluh-Token", "")
    if not (HEX_64.fullmatch(token) and secrets.compare_digest(token_mark(token), kept)):
        raise Refused(403, "token", "Bukti dari dalam amplop ini tidak cocok. Tidak ada yang diubah.")


def require_officer() -> None:
    """Refuse whoever shows no valid pass of a key that is active now."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    try:
        key = signer(door()).loads(shown, max_age=PASS_SECONDS)
    except BadSignature:  # a stale one is a kind of bad one
        key = None
    if scheme != "Bearer" or key is None or active(door(), key) is None:
        raise Refused(401, "pass")


def active(server: Door, key: str) -> HybridRecipient | None:
    """The active recipient with this fingerprint."""
    return next((recipient for recipient in server.recipients if fingerprint(recipient).replace(" ", "") == key), None)


def signer(server: Door) -> URLSafeTimedSerializer:
    """Passes are signed with the server's secret under their own salt; sessions use another."""
    return URLSafeTimedSerializer(server.secret_key, salt="suluh/v1/officer-pass")
