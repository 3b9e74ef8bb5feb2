"""Static pages: the public site, the browser code, and whether the server is ready."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, g, jsonify, send_from_directory
from werkzeug.security import safe_join

from collector.web import guard
from collector.web.door import door
from collector.web.problems import Refused

blueprint = Blueprint("site", __name__)
DEMO_MARK = (
    b'<link rel="stylesheet" href="/static/demo.css">'
    b'<p class="demo-mark" role="note">DEMO: kunci, akun, dan data di sini bukan sungguhan. '
    b"Jangan mengirim laporan.</p>"
)


@blueprint.get("/")
@blueprint.get("/<path:path>")
def public_page(path: str = "") -> Response:
    """A page of the public site; it is the last rule, so every other address goes first."""
    return page_from(door().public_site, path)


@blueprint.get("/static/<path:path>")
def client_file(path: str) -> Response:
    """The bundled browser code and the stylesheet."""
    return send_from_directory(door().client, path)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 when an envelope sent now would be stored; otherwise 503, with the reason for the operator."""
    here = door()
    here.store.ping()
    missing = [name for name, there in (("recipients", here.recipients), ("forms", here.forms)) if not there]
    missing += [place.name for place in (here.public_site, here.client) if not place.is_dir()]
    return jsonify(ready=not missing, missing=missing), 503 if missing else 200


def page_from(folder: Path, path: str) -> Response:
    """One file of a built site; a folder answers with its index.html, a missing page with 404."""
    wanted = safe_join(str(folder), path)
    if wanted is None:
        raise Refused(404, "page")
    file = Path(wanted)
    if file.is_dir():
        if path and not path.endswith("/"):
            raise Refused(404, "page")
        file /= "index.html"
    if not file.is_file():
        raise Refused(404, "page")
    if file.suffix != ".html":
        return send_from_directory(folder, file.relative_to(folder))
    html = file.read_bytes()
    g.script_hashes = guard.inline_script_hashes(html)
    if door().demo:
        start = html.find(b">", html.find(b"<body")) + 1
        html = html[:start] + DEMO_MARK + html[start:]
    return Response(html, mimetype="text/html")
