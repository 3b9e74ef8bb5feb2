"""The slot: PUT /api/envelopes/<id>. What is not exactly a sealed envelope is refused before it is kept as one.

On a line that breaks, an envelope comes in parts (Content-Range, RFC 9110 section 14.5): each part is durable before it
is acknowledged, and the sender is told where to go on.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from collector.core.envelope import BUCKETS_KIB, MalformedEnvelope, check_sealed, check_start, sealed_length
from collector.forms.schema import URGENCIES
from collector.store import Envelope, EnvelopeConflict, Part, WrongMailbox
from collector.web import work
from collector.web.door import Door, door
from collector.web.problems import Refused

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

    from collector.forms.schema import FormSpec
    from collector.store import Standing
    from collector.web.room import Room

blueprint = Blueprint("envelopes", __name__)
SEALED = "application/octet-stream"
HEX_32, HEX_64 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")
# Each part is a row and a commit of its own: a byte at a time would be a lever on the disk.
SMALLEST_PART = 4000
SHORTER = (
    "Tempat hampir penuh: sekarang hanya kiriman pendek yang diterima. Tidak ada yang disimpan. Pendekkan tulisannya, "
    "hapus lampirannya, lalu kirim lagi. Atau telepon."
)
DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
RANGE = re.compile(r"bytes (?:(?P<first>[0-9]{1,9})-(?P<last>[0-9]{1,9})|\*)/(?P<total>[0-9]{1,9})")


@blueprint.get("/api/work/<subject>")
def get_work(subject: str) -> Response:
    """What an envelope (`?form=…&bytes=…`), or a look into a mailbox, costs now: an ALTCHA challenge for this one id.

    An envelope that would not be taken is refused here already: nobody works a minute for nothing.
    """
    if not HEX_32.fullmatch(subject):
        raise Refused(400, "names")
    server = door()
    rounds = server.pressure.rounds()
    if "form" in request.args:
        room, spec = server.room(), find_form(request.args["form"], server)
        require_fit(server, room, spec, request.args.get("bytes", default=0, type=int))
        rounds = max(rounds, room.rounds())
    return jsonify(work.make_challenge(server.secret_key, subject, rounds, work.utc_now()))


@blueprint.get("/api/recipients")
def get_recipients() -> Response:
    """The keys to seal to now. Whose they are, the page says by their fingerprints: the browser takes no others."""
    return jsonify(recipients=[str(key) for key in door().recipients])


@blueprint.put("/api/envelopes/<envelope_id>")
def put_envelope(envelope_id: str) -> tuple[Response, int]:
    """Take one sealed envelope or a part of it.

    202 for a part that is durable, with the number of bytes that are here; 201 when the whole is now durable; 200 when
    these very bytes were here before.
    """
    server = door()
    if not HEX_32.fullmatch(envelope_id):  # PostgreSQL takes no NUL, and would seem to be away
        raise Refused(400, "names")
    form = request.headers.get("Suluh-Form", "").partition("/")[0]
    standing = server.store.standing(envelope_id, form if form in server.forms else "")
    if "Content-Range" in request.headers and standing.stored:
        # Before everything else: who lost the last acknowledgement must learn it, whatever has changed here meanwhile.
        return jsonify(id=envelope_id, state="known"), 200
    if not server.recipients:
        raise Refused(503, "closed")
    arriving = judge(server, envelope_id)
    admit(server, arriving, standing)
    return keep(server, arriving, standing)


@dataclass(frozen=True)
class Arriving:
    """What a request brings: an envelope of ours, or a part that may become one, and what its form openly says of it.

    `again` where it goes into a mailbox that is there.
    """

    spec: FormSpec
    outside: Envelope
    again: bool
    part: Part

    @property
    def whole(self) -> bool:
        """Whether all of it came at once."""
        return len(self.part.data) == self.part.total


def judge(server: Door, envelope_id: str) -> Arriving:
    """What this request brings; refused where it is not, or cannot become, an envelope of ours."""
    spec, outside, again = read_outside(envelope_id, request.headers, server)
    found = Arriving(spec, outside, again, read_part(envelope_id, spec, len(server.recipients)))
    if found.whole:
        check_whole(server, spec, found.part)
    elif found.part.first == 0:
        check_start(found.part.data, len(server.recipients))
    return found


def check_whole(server: Door, spec: FormSpec, whole: Part) -> None:
    """Refuse what is no envelope of ours, or not the one that its sender announced: nobody could open it."""
    check_sealed(whole.data, len(server.recipients), spec.largest_bucket_kib * 1024)
    if hashlib.sha256(whole.data).hexdigest() != whole.digest:
        raise Refused(422, "digest", "Kiriman ini rusak di jalan. Tidak ada yang disimpan; kirim lagi.")


def admit(server: Door, arriving: Arriving, standing: Standing) -> None:
    """Let bytes in: there is room, and for what begins its form is open, its sender has worked, not too many come."""
    spec, part = arriving.spec, arriving.part
    if standing.begun not in {"", spec.id}:
        # What follows is asked where an envelope begins: none may begin as a form that is open and end as a shut one.
        raise Refused(409, "conflict")
    begins = part.data and part.first == 0 and not (standing.begun or standing.stored)
    if begins and ((spec.is_report and not server.open) or standing.closed):
        raise Refused(503, "closed", "Formulir ini sedang ditutup. Telepon, atau datang langsung.")
    room = server.room()
    if part.data:
        require_fit(server, room, spec, part.total)
    if not begins:
        return
    require_work(server, part.id, room.rounds())
    if not server.pressure.take_envelope(spec.id, part.id):
        raise Refused(429, "busy")


def keep(server: Door, arriving: Arriving, standing: Standing) -> tuple[Response, int]:
    """Make it durable; a whole that is none, and never can be, is forgotten at once."""
    part, in_parts = arriving.part, not arriving.whole
    if in_parts:
        progress = server.store.add_part(part, server.now_hour())
        if progress.known:
            return jsonify(id=part.id, state="known"), 200
        if progress.sealed is None:
            return jsonify(id=part.id, received=progress.received), 202
        part = replace(part, first=0, data=progress.sealed)
    try:
        if in_parts:
            check_whole(server, arriving.spec, part)
        parts_here = in_parts or bool(standing.begun)
        outcome = server.store.add_envelope(arriving.outside, part.data, again=arriving.again, in_parts=parts_here)
    except (MalformedEnvelope, EnvelopeConflict, WrongMailbox, Refused):
        server.store.drop_arrival(part.id)
        raise
    return jsonify(id=part.id, state=outcome), 201 if outcome == "stored" else 200


def require_fit(server: Door, room: Room, spec: FormSpec, length: int) -> None:
    """Refuse what is too large, in bytes as sealed, for what is left of the room."""
    largest = room.largest_kib(report=spec.is_report)
    if largest and length <= sealed_length(largest * 1024, len(server.recipients)):
        return
    if largest:
        raise Refused(413, "room", SHORTER)
    if room.largest_kib(report=True):
        raise Refused(503, "closed", "Tempat hampir penuh, jadi formulir ini ditutup sementara. Telepon, atau datang.")
    raise Refused(503, "full", "Penyimpanan penuh. Tidak ada yang disimpan; telepon, atau coba lagi nanti.")


def require_work(server: Door, subject: str, least: int = 0) -> None:
    """Refuse a request that does not show the work for this envelope or mailbox: at least this, and what the load asks.

    Only the load leaves some slack: it changes while a phone works, and the room hardly ever.
    """
    least = max(least, server.pressure.least())
    if not work.is_done(server.secret_key, subject, request.headers.get("Suluh-Work", ""), least):
        raise Refused(428, "work")


def read_outside(envelope_id: str, sent: Headers, server: Door) -> tuple[FormSpec, Envelope, bool]:
    """What the reporter's form openly says of an envelope, and whether it goes into a mailbox that is there.

    Refused unless every word is one we know.
    """
    if request.mimetype != SEALED:
        raise Refused(415, "type")
    spec = find_form(sent.get("Suluh-Form", ""), server)
    if sent.get("Suluh-Recipients") != server.recipients_mark:
        raise Refused(422, "recipients", "Kunci petugas sudah berganti. Muat ulang halaman, lalu kirim lagi.")
    urgency, mailbox, key, secret, token_hash = (
        sent.get(f"Suluh-{name}", "") for name in ("Urgency", "Mailbox", "Mailbox-Key", "Mailbox-Secret", "Token")
    )
    if urgency not in URGENCIES:
        raise Refused(400, "urgency")
    proof = secret or key
    if not (HEX_32.fullmatch(mailbox) and HEX_64.fullmatch(proof) and HEX_64.fullmatch(token_hash)):
        raise Refused(400, "names")
    return (
        spec,
        Envelope(
            id=envelope_id,
            form=spec.id,
            form_version=spec.version,
            urgency=urgency,
            mailbox=mailbox,
            mailbox_key=hash_secret(secret) if secret else key,
            token_hash=token_hash,
            received_hour=server.now_hour(),
            tombstone=server.tombstone(mailbox),
        ),
        bool(secret),
    )


def find_form(said: str, server: Door) -> FormSpec:
    """The form that "id/version" names. Refused where there is none of that version."""
    form_id, _, version = said.partition("/")
    spec = server.forms.get(form_id)
    if spec is None or version != str(spec.version):
        raise Refused(422, "form", "Formulir ini sudah berganti. Muat ulang halaman, lalu kirim lagi.")
    return spec


def hash_secret(secret: str) -> str:
    """What the server keeps of a mailbox secret (64 hex digits)."""
    return hashlib.sha256(bytes.fromhex(secret)).hexdigest()


def read_part(envelope_id: str, spec: FormSpec, recipients: int) -> Part:
    """The part in this request, held in memory only; a length that no envelope has is refused before it is read."""
    largest = sealed_length(spec.largest_bucket_kib * 1024, recipients)
    digest = read_digest()
    said = request.headers.get("Content-Range")
    if said is None:
        data = read_body(largest=largest)
        return Part(envelope_id, 0, data, len(data), digest, spec.id)
    found = RANGE.fullmatch(said)
    if found is None:
        raise Refused(400, "range")
    total = int(found["total"])
    if total not in {sealed_length(kib * 1024, recipients) for kib in BUCKETS_KIB if kib <= spec.largest_bucket_kib}:
        raise Refused(422, "length")
    if found["first"] is None and not request.content_length:
        return Part(envelope_id, 0, b"", total, digest, spec.id)
    data = read_body(largest=largest)
    if found["first"] is None:
        raise Refused(400, "range")
    first, last = int(found["first"]), int(found["last"])
    if last < first or last >= total or len(data) != last - first + 1:
        raise Refused(400, "range")
    if len(data) < SMALLEST_PART and last + 1 < total:
        raise Refused(400, "range")
    return Part(envelope_id, first, data, total, digest, spec.id)


def read_digest() -> str:
    """SHA-256, in hex, of the whole envelope: Repr-Digest (RFC 9530), the same with every part."""
    found = DIGEST.fullmatch(request.headers.get("Repr-Digest", ""))
    if found is None:
        raise Refused(400, "digest")
    return base64.b64decode(found[1]).hex()


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
