"""The way back: whoever shows the secret that the code gives reads the answers, writes again, or deletes it all.

A mailbox that is not there, one with another secret and one that was deleted are the same from outside. Each look costs
work, found or not, so that guessing is slow without anybody being remembered.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from collector.web.door import Door, door
from collector.web.envelopes import HEX_32, HEX_64, SEALED, hash_secret, require_work
from collector.web.problems import Refused

blueprint = Blueprint("mailboxes", __name__)


@blueprint.get("/api/mailboxes/<mailbox>")
def show_mailbox(mailbox: str) -> Response:
    """The answers' ids and hours, and the hours in which the reporter's own envelopes came; the newest first."""
    server = door()
    key = look(server, mailbox)
    inside = server.store.mailbox(mailbox, key)
    return jsonify(
        answers=[{"id": answer.id, "hour": answer.hour} for answer in inside.answers], letters=inside.letters
    )


@blueprint.get("/api/mailboxes/<mailbox>/answers/<answer_id>")
def show_answer(mailbox: str, answer_id: str) -> Response:
    """One answer as it is kept: sealed to the reporter."""
    server = door()
    key = look(server, mailbox)
    sealed = server.store.answer(mailbox, key, answer_id) if HEX_32.fullmatch(answer_id) else None
    if sealed is None:
        raise Refused(404, "answer", "Tidak ada jawaban dengan nomor ini.")
    return Response(sealed, mimetype=SEALED)


@blueprint.delete("/api/mailboxes/<mailbox>")
def delete_mailbox(mailbox: str) -> tuple[str, int]:
    """Close a mailbox for good; what no officer has opened goes a week later, all else at once (`delete_mailbox`)."""
    server = door()
    server.store.delete_mailbox(mailbox, look(server, mailbox), server.tombstone(mailbox), server.now_hour())
    return "", 204


def look(server: Door, mailbox: str) -> str:
    """Take the work for one look into a mailbox and return the key it was shown."""
    key = shown_key(mailbox)
    require_work(server, mailbox)
    if not server.pressure.take_look(mailbox):
        raise Refused(429, "busy")
    return key


def shown_key(mailbox: str) -> str:
    """The hash of the secret in this request."""
    secret = request.headers.get("Suluh-Mailbox-Secret", "")
    if not (HEX_32.fullmatch(mailbox) and HEX_64.fullmatch(secret)):
        raise Refused(400, "names")
    return hash_secret(secret)
