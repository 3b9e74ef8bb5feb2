"""Static pages: the public site, the browser code, and whether the server is ready."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from flask import Blueprint, Response, g, jsonify, redirect, send_from_directory
from werkzeug.security import safe_join

from collector.web import guard
from collector.web.door import door
from collector.web.problems import Refused

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("site", __name__)
DEMO_MARK = (
    b'<link rel="stylesheet" href="/static/demo.css">'
    b'<aside class="demo-mark" aria-label="Tanda demo">DEMO: kunci, akun, dan data di sini bukan sungguhan. '
    b"Jangan mengirim laporan.</aside>"
)


@blueprint.get("/")
@blueprint.get("/<path:path>")
def public_page(path: str = "") -> ResponseReturnValue:
    """A page of the public site; it is the last rule, so every other address goes first.

    People type an address from a poster without its last stroke: it leads to the page, as on any plain host.
    """
    public = door().public_site
    if path and not path.endswith("/") and (folder := folder_of(public, path)):
        return redirect(f"/{folder}/")
    try:
        return page_from(public, path)
    except Refused:
        missing = page_from(public, "404.html")  # with the numbers to call; refused as well where a build has none
        missing.status_code = 404
        return missing


@blueprint.get("/static/<path:path>")
def client_file(path: str) -> Response:
    """The bundled browser code and the stylesheet."""
    return send_from_directory(door().client, path)


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """What the API takes and gives, for programs that others write."""
    return jsonify(_described())


@cache
def _described() -> object:
    return yaml.safe_load((Path(__file__).parent / "openapi.yml").read_text(encoding="utf-8"))


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 when a small envelope could just be written, and may be; otherwise 503, with the reason for the operator.

    Without a key nobody can write. That is a fault while reports are open; a server whose reports are shut has none to
    seal, still gives its mailboxes out, and is well.
    `displacing` is True where unfinished envelopes had to give way to others in this hour or the last, `filling` long
    before the room is used up.
    """
    server = door()
    server.probe()
    missing = [] if server.recipients or not server.open else ["recipients"]
    missing += [] if server.forms else ["forms"]
    missing += [place.name for place in (server.public_site, server.client) if not place.is_dir()]
    room = server.room()
    missing += [] if room.largest_kib(report=True) else ["room"]
    displaced = server.store.displaced_hour()
    displacing = displaced is not None and displaced >= server.now_hour() - 1
    told = {"ready": not missing, "missing": missing, "displacing": displacing, "filling": room.filling}
    return jsonify(told), 503 if missing else 200


def folder_of(site: Path, path: str) -> str | None:
    """The folder of a built site that holds the page meant by an address without its last stroke, or None.

    It is the folder's own place, and nothing of how it was asked for: a backslash in it would name another host.
    """
    index = safe_join(str(site), path, "index.html")
    try:
        return Path(index).parent.relative_to(site).as_posix() if index and Path(index).is_file() else None
    except (OSError, ValueError):  # a name longer than the file system allows, or with a zero byte in it
        return None


def page_from(folder: Path, path: str, *, mark: bytes = b"") -> Response:
    """One file of a built site; a folder answers with its index.html, a missing page with 404.

    `mark` is HTML put before the page's header.
    """
    wanted = safe_join(str(folder), path)
    if wanted is None:
        raise Refused(404, "page")
    file = Path(wanted)
    try:
        if file.is_dir():
            file = file / "index.html" if not path or path.endswith("/") else file / "missing"
        there = file.resolve().is_relative_to(folder.resolve()) and file.is_file()  # no link leads out of the site
    except (OSError, ValueError):  # a name longer than the file system allows, or with a zero byte in it
        there = False
    if not there:
        raise Refused(404, "page")
    if file.suffix != ".html":
        return send_from_directory(folder, file.relative_to(folder))
    html = file.read_bytes()
    g.hashes = guard.inline_hashes(html)
    return Response(marked(html, (DEMO_MARK if door().demo else b"") + mark), mimetype="text/html")


def marked(html: bytes, mark: bytes) -> bytes:
    """Put a mark before a page's header, behind the skip link, which a keyboard must reach first.

    A file without a header, such as the help card, is to work alone and stays as it is.
    """
    start = max(html.find(b"<header"), 0)
    return html[:start] + mark + html[start:] if start else html
