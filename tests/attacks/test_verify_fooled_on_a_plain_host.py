"""Lies where the public site lies as plain files: `suluh verify --static` names what it can compare there."""

from __future__ import annotations

import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from collector.upkeep import verify
from tests.attacks.lying import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from collector.forms.schema import FormSpec
    from collector.web.rendering import Announced


@pytest.fixture
def plain(build: Path, forms: dict[str, FormSpec], said: Announced) -> Iterator[Callable[[], list[str]]]:
    """What verify says of the public site as files, given out by a server that knows of nothing else."""

    class Files(SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(build / "publik"))

        def send_error(self, code: int, *_: object) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write((build / "publik/404.html").read_bytes())

        def log_message(self, *_: object) -> None:
            pass

    wanted = verify.expected(build, forms, said)
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield lambda: list(verify.all_faults(f"http://127.0.0.1:{server.server_port}", wanted, [], plain=True))
        server.shutdown()
        thread.join()


def test_a_host_of_files_is_compared_as_far_as_it_goes(plain: Callable[[], list[str]]) -> None:
    """The public site as plain files passes without its forms; as a whole site it does not."""
    assert plain() == []


def test_a_form_on_a_host_of_files_is_named(plain: Callable[[], list[str]], build: Path) -> None:
    """Where the source has no form, whatever is answered at its address is somebody else's, as is a changed page."""
    (build / "publik/lapor").write_text("<form>")
    (build / "publik/cara/index.html").write_text(PAGE + "<form>")
    assert {fault.partition(":")[0] for fault in plain()} == {"lapor", "cara/index.html"}
