"""The server that `suluh bench` asks: ours, and under /bare one that only commits what comes.

Run as a module, with a data folder and the sockets to listen on.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from collector.store.yardstick import bare_commits
from collector.upkeep.serving import make_app, run
from collector.upkeep.settings import read_folder
from collector.web.pressure import Pressure
from collector.web.work import LIGHTEST

WORKERS = 2


class Calm(Pressure):
    """Lets everybody in for the least work: what is measured is the way of an envelope, not the brake on a flood."""

    def rounds(self) -> int:
        """The least."""
        return LIGHTEST

    def take_envelope(self, form: str, envelope: str) -> bool:
        """Count as ever, and take it."""
        super().take_envelope(form, envelope)
        return True


def serve_beside(data: Path, bind: str) -> None:
    """Serve both until told to end."""
    folder = read_folder(data)
    app, bare = make_app(folder), Flask("bare")
    app.extensions["suluh"].store.close()
    app.extensions["suluh"] = replace(app.extensions["suluh"], pressure=Calm())
    with bare_commits(folder.database) as commit:

        @bare.put("/<name>")
        def put_bare(name: str) -> tuple[Response, int]:  # noqa: ARG001  flask's signature
            commit(request.get_data(cache=False))
            return Response(status=201), 201

        run(DispatcherMiddleware(app, {"/bare": bare}), bind, WORKERS)


if __name__ == "__main__":
    serve_beside(Path(sys.argv[1]), sys.argv[2])
