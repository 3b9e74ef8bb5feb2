"""The slot: PUT /api/envelopes/<id>. What is not exactly a sealed envelope is refused before it touches the disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from collector.core.envelope import check_sealed, sealed_length
from collector.store import Envelope
from collector.web.door import Door, door
from collector.web.problems import Refused

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

    from collector.forms.schema import FormSpec

blueprint = Blueprint("envelopes", __name__)
SEALED = "application/octet-stream"
URGENCIES = frozenset({"now", "soon", "normal"})
HEX_32, HEX_64 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")


@blueprint.put("/api/envelopes/<envelope_id>")
def put_envelope(envelope_id: str) -> tuple[Response, int]:
    """Take one sealed envelope: 201 when it is now durable, 200 when these very bytes were here before."""
    here = door()
    if not here.recipients:
        raise Refused(503, "closed")
    if request.mimetype != SEALED:
        raise Refused(415, "type")
    spec, envelope = read_outside(envelope_id, request.headers, here)
    sealed = read_body(largest=sealed_length(spec.largest_bucket_kib * 1024, len(here.recipients)))
    check_sealed(sealed, len(here.recipients), spec.largest_bucket_kib * 1024)
    outcome = here.store.add_envelope(envelope, sealed)
    return jsonify(id=envelope_id, state=outcome), 201 if outcome == "stored" else 200


def read_outside(envelope_id: str, sent: Headers, here: Door) -> tuple[FormSpec, Envelope]:
    """What the reporter's form openly says of an envelope; Refused unless every word is one we know."""
    form_id, _, version = sent.get("Suluh-Form", "").partition("/")
    spec = here.forms.get(form_id)
    if spec is None or version != str(spec.version):
        raise Refused(422, "form", "Formulir ini sudah berganti. Muat ulang halaman, lalu kirim lagi.")
    urgency, mailbox, key = (sent.get(f"Suluh-{name}", "") for name in ("Urgency", "Mailbox", "Mailbox-Key"))
    if urgency not in URGENCIES:
        raise Refused(400, "urgency")
    if not (HEX_32.fullmatch(envelope_id) and HEX_32.fullmatch(mailbox) and HEX_64.fullmatch(key)):
        raise Refused(400, "names")
    return spec, Envelope(
        id=envelope_id,
        form=spec.id,
        form_version=spec.version,
        urgency=urgency,
        mailbox=mailbox,
        mailbox_key=key,
        received_hour=here.now_hour(),
    )


def read_body(*, largest: int) -> bytes:
    """The request's body, held in memory only; its length must be announced and within bounds before it is read."""
    announced = request.content_length
    if announced is None:
        raise Refused(411, "length")
    if announced > largest:
        raise Refused(413, "large")
    request.max_content_length = largest
    sealed = request.get_data(cache=False)
    if len(sealed) != announced:
        raise Refused(400, "cut", "Kiriman terputus di tengah. Tidak ada yang disimpan; kirim lagi.")
    return sealed
