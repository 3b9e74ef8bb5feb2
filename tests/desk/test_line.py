"""The officer's line to the server and the key file: the login by challenge, and what a false server gets."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
import urllib3

from collector.core.age import fingerprint, hybrid_recipient
from collector.core.opening import HybridIdentity, open_bytes
from collector.desk import Collector
from collector.desk.client import LineError, Listing, shaped
from collector.desk.keyfile import KeyFileError, new_key_text, open_key
from tests.desk.officer import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from collector.forms.schema import FormSpec


def test_only_a_holder_of_an_active_key_gets_the_list(server: str, forms: dict[str, FormSpec]) -> None:
    """A stranger's key is not known, and no pass, a made-up pass or a foreign scheme opens nothing."""
    stranger = HybridIdentity.generate()
    with pytest.raises(LineError):
        list(Collector(server, stranger).untrusted_envelopes())
    for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic YTph"}):
        for path in ("/api/envelopes", f"/api/envelopes/{'a' * 32}"):
            assert urllib3.request("GET", server + path, headers=headers).status == 401


def test_a_removed_key_is_out_at_once(make_app: Callable[..., Flask], identity: HybridIdentity) -> None:
    """A pass of a key that is no longer active is refused although it has not run out."""
    app = make_app()
    key = fingerprint(identity.recipient).replace(" ", "")
    proof = json.loads(open_bytes([identity], app.test_client().get(f"/api/challenge/{key}").data))
    shown = {"Authorization": f"Bearer {proof['pass']}"}
    assert app.test_client().get("/api/envelopes", headers=shown).status_code == 200
    others = [hybrid_recipient(bytes(32))]
    app.extensions["suluh"] = dataclasses.replace(app.extensions["suluh"], recipients=others)
    assert app.test_client().get("/api/envelopes", headers=shown).status_code == 401


def test_a_server_that_passes_on_another_ones_challenge_is_caught(server: str, identity: HybridIdentity) -> None:
    """The desk refuses a pass made for another origin, so a false server cannot use it as its hand."""
    elsewhere = server.replace("127.0.0.1", "localhost")
    with pytest.raises(LineError, match="alamat lain"):
        list(Collector(elsewhere, identity).untrusted_envelopes())


def test_the_pass_never_travels_in_the_clear_beyond_this_machine(identity: HybridIdentity) -> None:
    """Plain http to another host is refused before a byte is sent."""
    for origin in ("http://suluh.example", "ftp://127.0.0.1", "suluh.example"):
        with pytest.raises(LineError):
            Collector(origin, identity)


def test_a_hostile_server_gets_no_word_onto_the_screen(identity: HybridIdentity) -> None:
    """Wrong shapes, escape codes, too long a page: each is one plain error without what was received."""
    row = {"id": "0" * 32, "form": "laporan", "form_version": 1, "urgency": "now", "received_hour": 1, "size": 1}
    row |= {"opened_hour": None, "answered": False}
    longest, longer = (json.dumps({"envelopes": [row] * number, "next": None}).encode() for number in (200, 201))
    assert len(shaped(Listing, longest).envelopes) == 200
    for body in (b"[]", b"\x1b]52;c;x", b'{"envelopes": [{"id": "\\u001b[2J"}], "next": null}', b"{" * 10_000, longer):
        with pytest.raises(LineError) as found:
            shaped(Listing, body)
        assert "\x1b" not in str(found.value)
        assert found.value.__context__ is None


def test_a_key_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    """A new key file gives its identity back; a wrong passphrase, damage, or absence says which it is."""
    text, made = new_key_text("petugas 1", PASSPHRASE)
    file = tmp_path / "petugas.kunci.age"
    file.write_text(text)
    assert str(open_key(file, PASSPHRASE).recipient) == str(made.recipient)
    assert "AGE-SECRET-KEY" not in text
    with pytest.raises(KeyFileError, match="kata sandi"):
        open_key(file, PASSPHRASE + "x")
    file.write_text(text.replace("\n", "\nA", 1))
    with pytest.raises(KeyFileError, match="rusak"):
        open_key(file, PASSPHRASE)
    with pytest.raises(KeyFileError, match="tidak ada"):
        open_key(tmp_path / "nowhere", PASSPHRASE)
