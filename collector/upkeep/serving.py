"""What `suluh web` serves: one application made of the data folder, the facts and both built sites."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from base.errors import ContentErrors
from collector.upkeep.here import BUILD, ROOT, now_hour, our_forms, our_office
from collector.upkeep.settings import RECIPIENTS, Folder, Unready
from collector.web import Door, create_app
from collector.web.door import seldom
from collector.web.pressure import Pressure
from collector.web.rendering import Key, public_keys
from site_config.facts.load import KEYS, load_facts, untried
from site_config.pages.public.blocks import danger_box
from site_config.pages.public.contacts import contact_lines, contact_links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from flask import Flask

    from base.errors import SuluhError
    from collector.forms.schema import FormSpec
    from site_config.facts.load import Facts

PROBE_SECONDS = 10
ROOM_SECONDS = 2  # what comes meanwhile is far less than `keep_free_mb`
THREADS = 16  # per process; most of them wait for slow phones
# In this order the old server runs on until the new one can start.
SAME_KEYS = (
    "Samakan, berurutan: (1) keys.yml, kunci yang tidak berlaku lagi diberi until, yang baru ditambahkan; (2) "
    "`suluh site pages --write`, `suluh site check --production`, `suluh site build`; (3) recipients.txt, nama dan "
    "urutan yang sama; (4) jalankan ulang server."
)
STATES = {
    "open": "terbuka",
    "closed": "DITUTUP",
    "keyless": "belum dibuka: belum ada kunci di recipients.txt",
    "unstaffed": "belum dibuka: jam baca belum ditetapkan di service.yml (open: null)",
}
DEMO_HOURS = "hanya sebagai latihan (DEMO)"


def make_app(folder: Folder) -> Flask:
    """The server's application for one data folder.

    Made once for all processes: one that starts later with other keys would send reporters in circles.
    """
    facts = load_facts(ROOT)
    for error in hindrances(folder, facts):
        raise error
    store = folder.open_store()
    return create_app(
        Door(
            origin=folder.settings.origin,
            demo=folder.demo,
            secret_key=folder.session_key,
            store=store,
            forms=our_forms(),
            recipients=folder.recipients,
            names=folder.names,
            office=our_office(),
            contacts=contact_html(facts),
            public_site=public_site(BUILD, demo=folder.demo),
            internal_site=BUILD / "internal",
            client=BUILD / "client",
            now_hour=now_hour,
            room=seldom(lambda: folder.room(store), ROOM_SECONDS),
            probe=seldom(store.probe, PROBE_SECONDS),
            pressure=Pressure(),
            staffed=staffed(facts, demo=folder.demo),
        )
    )


def hindrances(folder: Folder, facts: Facts) -> Iterator[SuluhError]:
    """Why this server does not start, the gravest first; `suluh status` tells it before the day, and while it runs."""
    if not (BUILD / "client/form.js").is_file():
        yield Unready(f"{BUILD / 'client'}: kode peramban belum dibuat. Jalankan: npm ci && npm run build")
    if folder.demo:
        return
    if errors := untried(facts):
        yield ContentErrors(errors)  # a wrong number in an emergency is worse than none
    if facts.service.open and not folder.recipients:
        yield Unready(
            f"{folder.path / RECIPIENTS}: belum ada kunci penerima, padahal laporan dibuka. Buat dengan `suluh keys "
            "new`, lalu tempel barisnya."
        )
    elif wrong := unannounced(folder, facts):
        yield Unready(wrong)
    if not (site := public_site(BUILD, demo=False) / "index.html").is_file():
        yield Unready(f"{site}: situsnya belum dibangun. Jalankan: suluh site build")


def staffed(facts: Facts, *, demo: bool) -> str | None:
    """When reports are read, in words; None shuts their forms. A demo is open, and says DEMO on every page."""
    if demo:
        return DEMO_HOURS
    return facts.service.open.hours if facts.service.open else None


def state_of(spec: FormSpec, folder: Folder, closed: Collection[str]) -> str:
    """A form's state: `closed` by an operator, `keyless`, `unstaffed` (a report nobody is to read), or else `open`."""
    if spec.id in closed:
        return "closed"
    if not folder.recipients:
        return "keyless"
    on_duty = not spec.is_report or staffed(load_facts(ROOT), demo=folder.demo) is not None
    return "open" if on_duty else "unstaffed"


def public_site(build: Path, *, demo: bool) -> Path:
    """Where the built public site lies. A demo has one of its own, made with the switch open (`suluh demo`)."""
    return build / "demo" / "publik" if demo else build / "publik"


def unannounced(folder: Folder, facts: Facts) -> str:
    """Say how the server's keys differ from the announced ones; nothing where they are the same, names and order too.

    The form pages are made of the announced keys by whoever checks the server from outside (`suluh verify`).
    """
    wanted = announced_keys(facts)
    if public_keys(folder.recipients, folder.names) == wanted:
        return ""
    lines = "; ".join(f"{key.name} {key.fingerprint}" for key in wanted) or "belum ada"
    return (
        f"{folder.path / RECIPIENTS}: kunci, nama, atau urutannya lain dari yang diumumkan di {KEYS} ({lines}). "
        f"{SAME_KEYS}"
    )


def announced_keys(facts: Facts) -> list[Key]:
    """The keys in force that have been announced."""
    return [Key(key.name, key.fingerprint) for key in facts.keys if key.until is None]


def contact_html(facts: Facts) -> dict[str, str]:
    """The numbers that the form and the error pages show, worded by the site's own renderer."""
    groups = facts.by_group()
    lines = {group: contact_lines(found) for group, found in groups.items()}
    return lines | {"danger-inline": contact_links(groups.get("danger", [])), "danger-box": danger_box(groups)}


def serve(folder: Folder, bind: str, workers: int) -> None:
    """Run the server in so many processes until it is told to end; `bind` is one or more addresses, by comma."""
    app = make_app(folder)  # before there are several processes: what is wrong is said once, in words
    app.extensions["suluh"].store.close()  # each process opens connections of its own
    run(app, bind, workers)


def run(app: WSGIApplication, bind: str, workers: int) -> None:
    """Serve an application that holds nothing open in so many processes, as `serve` does."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415  not on Windows

    from collector.web.worker import QuietLog, QuietWorker  # noqa: PLC0415

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            for name, value in (
                ("bind", bind.split(",")),
                ("workers", workers),
                ("threads", THREADS),
                ("worker_class", QuietWorker),
                ("logger_class", QuietLog),
                ("loglevel", "error"),
                ("accesslog", None),  # an access log is a list of who came and when: there is none
                ("control_socket_disable", True),
                ("forwarder_headers", ""),  # no header of a stranger changes what we take our own address for
            ):
                self.cfg.set(name, value)

        def load(self) -> WSGIApplication:
            return app

    gc.freeze()  # what was made until here lives as long as they do: no process looks through it again, or copies it
    Server().run()
