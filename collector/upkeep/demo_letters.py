"""Five invented letters, and an answer to one of them: what a demo shows before anybody has written."""

from __future__ import annotations

import json
import secrets
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from collector.core.age import seal
from collector.core.answer import Answer, pack_answer
from collector.core.envelope import BUCKETS_KIB, FIELDS_ENTRY, FORMAT, READABLE_ENTRY, fill_bucket, token_mark
from collector.core.recipients import HybridRecipient, hybrid_recipient
from collector.forms.schema import readable, urgency
from collector.store import Answer as Kept
from collector.store import Envelope
from collector.upkeep.here import now_hour, our_forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collector.forms.schema import Answers, FormSpec
    from collector.store import Store
    from collector.upkeep.settings import Folder

MARK = "DEMO: surat ini karangan, bukan dari orang sungguhan."
REPLY = f"{MARK} Terima kasih sudah menulis. Ini contoh jawaban petugas."


class Mailbox(NamedTuple):
    """What a code opens: the id, what the server keeps of its secret, and the key that answers are sealed to."""

    id: str
    secret_hash: str
    recipient: HybridRecipient


# Only a browser makes codes and turns them into mailboxes: the demo has one, drawn once, and what it turns into.
CODE = "9738 6175 4783 5682 4267"
TOLD = Mailbox(
    id="713b2f155c8df09b2e58038104e7f35d",
    secret_hash="5e566ffbe4b59bdd2c711fda709f1a884899c914e2ab26c25138a5356387a50b",  # noqa: S106  of a demo, printed
    recipient=hybrid_recipient(bytes.fromhex("677140e6af7bd0c33dbff7429c0fc57f32112d4c7f7d46944de8cedf4745fefa")),
)


def add_demo_letters(folder: Folder) -> str:
    """Put the letters into a demo's empty database; the code of the mailbox that holds an answer.

    The answers are the examples that each form is tried with, so they fit it whatever becomes of its questions.
    """
    forms = our_forms()
    report, more, training = (forms[name] for name in ("laporan", "tambahan", "pendaftaran-pelatihan"))
    with closing(folder.open_store()) as store:
        for number in (0, 2):
            add(folder, store, report, number, unopenable())
        answered = add(folder, store, report, 1, TOLD)
        store.mark_opened(answered, now_hour())
        answer = Answer(secrets.token_hex(16), TOLD.id, "perlu_kabar", REPLY, minute(), ())
        store.add_answer(answered, Kept(answer.answer_id, now_hour()), seal([TOLD.recipient], pack_answer(answer)))
        add(folder, store, more, 0, TOLD, again=True)
        add(folder, store, training, 0, unopenable())
    return CODE


def unopenable() -> Mailbox:
    """A mailbox whose code nobody has."""
    return Mailbox(secrets.token_hex(16), secrets.token_hex(32), hybrid_recipient(secrets.token_bytes(32)))


def add(  # noqa: PLR0913  a letter has no fewer sides
    folder: Folder, store: Store, spec: FormSpec, number: int, box: Mailbox, *, again: bool = False
) -> str:
    """Seal one example of a form for the officers, and store it; its id."""
    answers = marked(spec, spec.examples.valid[number].answers)
    envelope_id, token = secrets.token_hex(16), secrets.token_hex(32)
    fields = {
        "envelope": envelope_id,
        "form": spec.id,
        "form_version": spec.version,
        "answers": answers,
        "mailbox": box.id,
        "reply_to": str(box.recipient),
        "token": token,
        "client_time": minute(),
    }
    outside = Envelope(
        id=envelope_id,
        form=spec.id,
        form_version=spec.version,
        urgency=urgency(spec, answers),
        mailbox=box.id,
        mailbox_key=box.secret_hash,
        token_hash=token_mark(token),
        received_hour=now_hour(),
    )
    store.add_envelope(outside, seal(folder.recipients, pack_letter(fields, readable(spec, answers))), again=again)
    return envelope_id


def pack_letter(fields: Mapping[str, object], text: str) -> bytes:
    """Lay an invented letter without files out as client/envelope.js does a real one: its fields, and a text to read.

    TooLarge where it fits no envelope.
    """
    inside = json.dumps({"format": FORMAT, **fields, "more": {}}, ensure_ascii=False)
    return fill_bucket([(FIELDS_ENTRY, inside.encode()), (READABLE_ENTRY, text.encode())], BUCKETS_KIB[-1])


def marked(spec: FormSpec, answers: Answers) -> Answers:
    """The answers, with DEMO in every long text that the form has."""
    texts = {question.id: MARK for question in spec.questions if question.kind == "longtext" and not question.when}
    return {**answers, **texts}


def minute() -> str:
    """Now, as a browser writes it into an envelope."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
