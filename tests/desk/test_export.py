"""Letters outside the desk: in a terminal, as a table, as JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from collector.desk import Collector, Inbox
from collector.desk.export import as_json, as_roster, cell_safe
from collector.desk.keyfile import new_key_text
from collector.desk.letter import harmless
from tests.builders import OFFICE, deliver, replace_door, sealed
from tests.desk.officer import PASSPHRASE
from tests.house.terminal import run

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec


def test_a_roster_never_becomes_a_formula(
    server: str, inbox: Inbox, forms: dict[str, FormSpec], identity: HybridIdentity
) -> None:
    """Registrations export as CSV whose cells a spreadsheet cannot run, and as JSON with every answer."""
    spec = forms["pendaftaran-pelatihan"]
    answers = {**spec.examples.valid[0].answers, "name": "=HYPERLINK(1)"}
    deliver(server, sealed(spec, answers, [identity.recipient]))
    letters = list(inbox.letters(spec.id))
    rows = list(csv.reader(io.StringIO(as_roster(spec, letters, OFFICE.zone).lstrip("\ufeff"))))
    assert len(rows) == 2
    assert not any(cell.startswith("=") for cell in rows[1])
    assert json.loads(as_json(letters))[0]["answers"] == answers


def test_the_terminal_says_how_far_an_envelope_is_and_writes_what_the_file_is_called(
    served: Flask, server: str, forms: dict[str, FormSpec], tmp_path: Path
) -> None:
    """The list has a heading and goes from unread to answered; an export is CSV or JSON by its name, or refused."""
    text, made = new_key_text("petugas 1", PASSPHRASE)
    replace_door(served, recipients=[made.recipient])
    (key := tmp_path / "petugas.kunci.age").write_text(text)
    (given := tmp_path / "kata").write_text(PASSPHRASE)
    officer = ("--server", server, "--key", key, "--passphrase-file", given)
    spec = forms["pendaftaran-pelatihan"]
    envelope = sealed(spec, spec.examples.valid[0].answers, [made.recipient])
    deliver(server, envelope)
    inbox = Inbox(Collector(server, made), made, forms)
    states = []
    for step in (lambda: None, lambda: inbox.letter(envelope.id), lambda: reply_to(inbox, envelope.id)):
        step()
        heading, row = run("inbox", "list", *officer).output.splitlines()
        assert row.startswith(envelope.id)
        assert heading.endswith("Formulir")
        states.append(row.removesuffix(spec.id).strip().rpartition("  ")[2].strip())
    assert len(set(states)) == 3
    for name, start in (("x.csv", "\ufeff"), ("x.json", "[")):
        assert run("inbox", "export", spec.id, "--out", tmp_path / name, *officer).exit_code == 0
        assert (tmp_path / name).read_text().startswith(start)
    assert run("inbox", "export", spec.id, "--out", tmp_path / "x.txt", *officer).exit_code == 1


def reply_to(inbox: Inbox, envelope_id: str) -> None:
    """Answer a letter as it was seen."""
    inbox.reply(envelope_id, inbox.letter(envelope_id).digest, "dibaca", "")


def test_harmless_text_repaints_nothing() -> None:
    """Escape, bell, direction and formula starts are made visible or inert."""
    assert "\x1b" not in harmless("\x1b[2J")
    assert "\u202e" not in harmless("\u202egnp.exe")
    assert all(
        cell_safe(before + start + "1").startswith("'") for start in "=+-@＝＋－＠﹢" for before in ("", " ", "\u3000")
    )
