"""Five invented letters, and an answer to one of them: what a demo shows before anybody has written."""

from __future__ import annotations

import secrets
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from collector.core.age import seal
from collector.core.answer import Answer, pack_answer
from collector.core.envelope import Submission, pack, token_mark
from collector.core.receipt import derive, format_code, new_code
from collector.forms.schema import readable, urgency
from collector.store import Answer as Kept
from collector.store import Envelope
from collector.upkeep.here import now_hour, our_forms

if TYPE_CHECKING:
    from collector.core.receipt import Receipt
    from collector.forms.schema import Answers, FormSpec
    from collector.store import Store
    from collector.upkeep.settings import Folder

MARK = "DEMO: surat ini karangan, bukan dari orang sungguhan."
REPLY = f"{MARK} Terima kasih sudah menulis. Ini contoh jawaban petugas."


def add_demo_letters(folder: Folder) -> str:
    """Put the letters into a demo's empty database; the code of the mailbox that holds an answer.

    The answers are the examples that each form is tried with, so they fit it whatever becomes of its questions.
    """
    forms, code = our_forms(), new_code()
    report, more, training = (forms[name] for name in ("laporan", "tambahan", "pendaftaran-pelatihan"))
    told = derive(code)
    with closing(folder.open_store()) as store:
        for number in (0, 2):
            add(folder, store, report, number, derive(new_code()))
        answered = add(folder, store, report, 1, told)
        store.mark_opened(answered, now_hour())
        answer = Answer(secrets.token_hex(16), told.mailbox, "perlu_kabar", REPLY, minute(), ())
        store.add_answer(answered, Kept(answer.answer_id, now_hour()), seal([told.recipient], pack_answer(answer)))
        add(folder, store, more, 0, told, again=True)
        add(folder, store, training, 0, derive(new_code()))
    return format_code(code)


def add(  # noqa: PLR0913  a letter has no fewer sides
    folder: Folder, store: Store, spec: FormSpec, number: int, told: Receipt, *, again: bool = False
) -> str:
    """Seal one example of a form as a reporter's browser does, and store it; its id."""
    answers = marked(spec, spec.examples.valid[number].answers)
    envelope_id, token = secrets.token_hex(16), secrets.token_hex(32)
    filled = Submission(
        envelope_id=envelope_id,
        form=spec.id,
        form_version=spec.version,
        answers=answers,
        mailbox=told.mailbox,
        reply_to=str(told.recipient),
        token=token,
        client_time=minute(),
        readable=readable(spec, answers),
    )
    outside = Envelope(
        id=envelope_id,
        form=spec.id,
        form_version=spec.version,
        urgency=urgency(spec, answers),
        mailbox=told.mailbox,
        mailbox_key=told.secret_hash,
        token_hash=token_mark(token),
        received_hour=now_hour(),
    )
    store.add_envelope(outside, seal(folder.recipients, pack(filled)), again=again)
    return envelope_id


def marked(spec: FormSpec, answers: Answers) -> Answers:
    """The answers, with DEMO in every long text that the form has."""
    texts = {question.id: MARK for question in spec.questions if question.kind == "longtext" and not question.when}
    return {**answers, **texts}


def minute() -> str:
    """Now, as a browser writes it into an envelope."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ")
