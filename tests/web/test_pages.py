"""Pages, headers and the staff login."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from collector.core.age import fingerprint, hybrid_recipient
from collector.store import Account
from collector.web import guard
from collector.web.door import seldom
from collector.web.room import Room
from tests.builders import login_form

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

NOW_HOUR = 490_000
NAME, PASSWORD = "petugas", "kata-sandi-panjang"
SECRET = b"0123456789abcdef0123456789abcdef"  # of the application in tests/conftest.py


@pytest.fixture
def client(make_app: Callable[..., Flask], store: Store) -> FlaskClient:
    """A browser in front of a server with one staff account, whose guesses start at none."""
    store.add_account(Account(NAME, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)))
    return make_app().test_client()


def sign_in(client: FlaskClient, password: str = PASSWORD, name: str = NAME, target: str = "") -> TestResponse:
    """Fill the login as a browser does, token and work included."""
    return client.post(f"/masuk{target}", data=login_form(client, name, password, paid=SECRET))


def test_the_internal_site_opens_only_behind_the_login(client: FlaskClient) -> None:
    """Without a session every address leads to the login; with one the page opens; after leaving, a copy is dead."""
    for path in ("/internal/", "/internal/index.html", "/internal/sop/x/", "/internal/../internal/"):
        assert client.get(path).status_code in {303, 404}
        assert "halaman internal" not in client.get(path, follow_redirects=True).text
    assert sign_in(client).status_code == 303
    page = client.get("/internal/")
    assert "halaman internal" in page.text
    assert "/keluar" in page.text
    copied = client.get_cookie("suluh_demo").value
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/keluar").text).group(1)
    client.post("/keluar", data={"csrf_token": token})
    assert client.get("/internal/").status_code == 303
    client.set_cookie("suluh_demo", copied)
    assert client.get("/internal/").status_code == 303


def test_every_internal_route_refuses_a_stranger(make_app: Callable[..., Flask]) -> None:
    """Walk the server's own map: no GET route under /internal answers 200 to a browser without a session."""
    app = make_app()
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/internal")]
    assert rules
    for rule in rules:
        path = re.sub(r"<[^>]+>", "x", rule.rule)
        assert app.test_client().get(path).status_code == 303


def test_a_form_for_staff_opens_only_behind_the_login(client: FlaskClient, forms: dict[str, FormSpec]) -> None:
    """Every staff form leads a stranger to the login and from there back, runs no inline code, and is in no index."""
    pages = [form.address for form in forms.values() if form.audience == "staff"]
    assert pages == ["/internal/isi/pembaruan-kasus"]
    for page in pages:
        assert client.get(page).headers["Location"] == f"/masuk?ke={page}"
        assert sign_in(client, target=f"?ke={page}").headers["Location"] == page
        opened = client.get(page)
        assert 'id="form"' in opened.text
        assert opened.headers["Content-Security-Policy"] == guard.policy("/lapor")
        assert opened.headers["X-Robots-Tag"] == "noindex"


def test_a_form_without_an_address_has_no_page(make_app: Callable[..., Flask], forms: dict[str, FormSpec]) -> None:
    """The form of the mailbox is shown there and nowhere else."""
    assert forms["tambahan"].address is None
    assert not [rule for rule in make_app().url_map.iter_rules() if rule.endpoint == "form:tambahan"]


@pytest.mark.parametrize(("name", "password"), [(NAME, "salah"), ("tidak-ada", PASSWORD)])
def test_a_wrong_name_or_password_is_answered_alike(client: FlaskClient, name: str, password: str) -> None:
    """An unknown name and a wrong password give the same page, so names cannot be collected."""
    answer = sign_in(client, password, name)
    assert answer.status_code == 401
    assert strip_token(answer.text) == strip_token(sign_in(client, "x", "y").text)


def strip_token(page: str) -> str:
    """The page without its one-time tokens and the typed name."""
    return re.sub(r'(value|data-challenge)="[^"]*"', "", page)


def test_a_login_without_its_token_is_refused(client: FlaskClient) -> None:
    """A foreign page cannot log a browser in: no CSRF token, or another origin, is refused."""
    assert client.post("/masuk", data={"name": NAME, "password": PASSWORD}).status_code == 400
    assert client.post("/masuk", data={}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_changed_password_ends_the_session(client: FlaskClient, store: Store) -> None:
    """A session is tied to the very password it was opened with."""
    sign_in(client)
    assert client.get("/internal/").status_code == 200
    with store._write() as connection:  # noqa: SLF001  an operator's change, which has no command yet
        connection.exec_driver_sql("UPDATE accounts SET password = 'other'")
    assert client.get("/internal/").status_code == 303


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("?ke=/internal/sop/", "/internal/sop/"),
        ("?ke=https://evil.example/internal/", "/internal/"),
        ("?ke=//evil.example", "/internal/"),
        ("?ke=/internal/../keluar", "/internal/"),
        ("?ke=/internal/%5Cevil", "/internal/"),
        ("?ke=/internal/%0D%0ASet-Cookie:%20a=b", "/internal/"),
    ],
)
def test_the_login_leads_only_into_the_internal_site(client: FlaskClient, target: str, expected: str) -> None:
    """The address after the login is never another host's."""
    assert sign_in(client, target=target).headers["Location"] == expected


def test_a_reader_gets_no_cookie_and_no_cached_page(client: FlaskClient) -> None:
    """Public pages, forms, errors and the browser code set no cookie and forbid storing."""
    for path in ("/", "/lapor", "/kotak", "/pendaftaran-pelatihan", "/tidak-ada", "/healthz"):
        answer = client.get(path)
        assert answer.status_code in {200, 404}
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_form_page_cannot_run_foreign_or_inline_code_nor_post(client: FlaskClient) -> None:
    """The form's policy allows this origin's files only, no inline script, no eval, and no form target at all."""
    policy = client.get("/lapor").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_form_page_names_every_key_it_seals_to(client: FlaskClient, identity: HybridIdentity) -> None:
    """The fingerprints on the page are those of the keys that the server gives, in the same order."""
    (names,) = re.findall(r'<ul id="marks">(.*?)</ul>', client.get("/lapor").text)
    assert re.findall(r"<code>(.*?)</code>", names) == [fingerprint(identity.recipient)]
    assert client.get("/api/recipients").json["recipients"] == [str(identity.recipient)]


def test_the_form_page_names_each_key_holder(make_app: Callable[..., Flask], identity: HybridIdentity) -> None:
    """A holder goes by the public name in the settings, or else by the start of the fingerprint on the poster."""
    other = hybrid_recipient(bytes(32))
    page = make_app(recipients=[identity.recipient, other], names={str(other): "petugas 7"}).test_client().get("/lapor")
    assert f'value="kunci {fingerprint(identity.recipient)[:9]}"' in page.text
    assert 'value="petugas 7"' in page.text


def test_a_form_page_is_the_same_bytes_for_everybody(make_app: Callable[..., Flask]) -> None:
    """Neither the day, the server's secret, the reader's browser nor a second start changes one byte of a form page."""
    apps = [make_app(), make_app(now_hour=lambda: NOW_HOUR + 24 * 400, secret_key=bytes(32))]
    for path in ("/lapor", "/kotak", "/pendaftaran-pelatihan", "/saran-forum"):
        asked = [app.test_client().get(path, headers={"User-Agent": name}) for app in apps for name in ("a", "b")]
        assert {answer.status_code for answer in asked} == {200}
        assert len({answer.data for answer in asked}) == 1


def test_without_an_officer_on_duty_only_reports_are_shut(make_app: Callable[..., Flask], store: Store) -> None:
    """The page of a report then shows numbers and no form; a registration stays open, and leads reports to numbers."""
    shut = make_app(staffed=None).test_client()
    page = shut.get("/lapor")
    assert page.status_code == 200
    assert "tel:110" in page.text
    assert "<form" not in page.text
    assert 'id="write" data-takes' not in shut.get("/kotak").text
    assert 'id="form"' in shut.get("/pendaftaran-pelatihan").text
    opened, link = make_app().test_client(), re.compile(r'id="unread".*href="/sekarang/"')
    for path in ("/pendaftaran-pelatihan", "/saran-forum"):
        assert link.search(shut.get(path).text)
        assert not link.search(opened.get(path).text)
    assert not link.search(opened.get("/lapor").text)
    store.close_form("saran-forum")
    assert "<form" not in shut.get("/saran-forum").text


def test_an_empty_mailbox_says_when_reports_are_read(make_app: Callable[..., Flask]) -> None:
    """The hours of the switch stand in the mailbox without an answer, and none while nobody is on duty."""
    hours = "Selasa sampai Kamis"
    pages = [make_app(staffed=each).test_client().get("/kotak").text for each in (hours, None)]
    said = [re.search(r'id="none".*', page) for page in pages]
    assert [found is not None and hours in found[0] for found in said] == [True, False]


def test_an_unknown_page_still_shows_a_number_to_call(client: FlaskClient) -> None:
    """A mistyped address is no dead end."""
    answer = client.get("/tidak-ada")
    assert answer.status_code == 404
    assert "tel:110" in answer.text


def test_an_address_without_its_last_stroke_leads_to_the_page(client: FlaskClient, tmp_path: Path) -> None:
    """What is typed from a poster arrives at the page, and at no other host however it is written."""
    page = tmp_path / "publik" / "sekarang" / "index.html"
    page.parent.mkdir()
    page.write_text("<header></header>tolong")
    assert "tolong" in client.get("/sekarang", follow_redirects=True).text
    for asked in ("/sekarang", "/x/../sekarang", "/%5Cevil.example/../sekarang"):
        assert client.get(asked).headers["Location"] == "/sekarang/"
    assert client.get("/internal").headers["Location"] == "/internal/"


def test_no_path_leaves_its_folder(client: FlaskClient) -> None:
    """Dots, encoded or not, never reach a file outside the built site."""
    for path in ("/../pyproject.toml", "/%2e%2e/store.sqlite3", "/static/../store.sqlite3", "/internal/%2e%2e/x"):
        assert client.get(path).status_code in {303, 404}


def test_an_endless_address_is_a_missing_page(client: FlaskClient) -> None:
    """A name longer than the file system allows is 404, not a fault."""
    assert client.get("/" + "a" * 3000).status_code == 404


def test_a_link_in_the_built_site_leads_nowhere_else(client: FlaskClient, tmp_path: Path) -> None:
    """A symbolic link out of the folder is not followed."""
    (tmp_path / "publik" / "keluar.html").symlink_to("/etc/hostname")
    assert client.get("/keluar.html").status_code == 404


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    """A request under another host's name gets nothing."""
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_demo_marks_its_pages(make_app: Callable[..., Flask]) -> None:
    """Form pages, the login, and both static sites carry the DEMO mark."""
    client = make_app(demo=True).test_client()
    for path in ("/", "/lapor", "/masuk", "/tidak-ada"):
        assert "demo-mark" in client.get(path).text


def test_healthz_tries_to_write_and_not_at_every_question(make_app: Callable[..., Flask], store: Store) -> None:
    """A database that can be read alone is 503; who asks without end costs one write in ten seconds."""
    clock = [0.0]
    client = make_app(probe=seldom(store.probe, 10, lambda: clock[0])).test_client()
    assert client.get("/healthz").status_code == 200
    with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:  # noqa: SLF001
        connection.exec_driver_sql("PRAGMA query_only=ON")  # as a full disk does it, behind the store's back
    assert client.get("/healthz").status_code == 200
    clock[0] = 10
    assert [client.get("/healthz").status_code for _ in range(2)] == [503, 503]


def test_healthz_names_what_is_missing(make_app: Callable[..., Flask]) -> None:
    """Ready means keys, forms, pages, room and database; with one of them missing it is 503."""
    app = make_app()
    assert app.test_client().get("/healthz").status_code == 200
    here = app.extensions["suluh"]
    for changes, name in (({"recipients": []}, "recipients"), ({"room": lambda: Room(10, 10)}, "room")):
        app.extensions["suluh"] = dataclasses.replace(here, **changes)
        answer = app.test_client().get("/healthz")
        assert (answer.status_code, answer.json["missing"]) == (503, [name])


def test_a_shut_server_without_a_key_is_well(make_app: Callable[..., Flask]) -> None:
    """While reports are shut nobody can write: no key is missed, and mailboxes are read; no room still is a fault."""
    client = make_app(recipients=[], staffed=None).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/kotak").status_code == 200
    full = make_app(recipients=[], staffed=None, room=lambda: Room(10, 10)).test_client()
    assert full.get("/healthz").json["missing"] == ["room"]


def test_the_mailbox_opens_also_while_the_forms_are_closed(make_app: Callable[..., Flask]) -> None:
    """Without a key to seal to, answers can still be read; writing again is not offered."""
    page = make_app(recipients=[]).test_client().get("/kotak")
    assert page.status_code == 200
    assert 'id="write" data-takes' not in page.text
    assert 'id="write" data-takes' in make_app().test_client().get("/kotak").text
