"""Comparing a live server with its source: the same passes, and every kind of lie is named."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from werkzeug.serving import make_server

from collector.cli.__main__ import suluh
from collector.cli.verify import built_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

PAGE = "<!doctype html><html lang=id><body><header></header><main>Beranda</main>"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A small build: one page, and the scripts and styles that a form page loads."""
    build = tmp_path / "build"
    for name in ("publik/index.html", "publik/cara/index.html", "publik/404.html"):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(PAGE)
    (build / "client").mkdir()
    for name in ("enclosing.js", "exit.js", "form.js", "worker.js", "work.css"):
        (build / "client" / name).write_text(f"/* {name} */")
    return build


@pytest.fixture
def live(make_app: Callable[..., Flask], build: Path) -> Iterator[str]:
    """A server of that build."""
    app = make_app(public_site=build / "publik", client=build / "client")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["TRUSTED_HOSTS"] = None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def verify(live: str, hashes: Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(suluh, ["verify", live, "--hashes", str(hashes)])


@pytest.fixture
def announced(build: Path, tmp_path: Path) -> Path:
    """The list that was published before anybody changed anything, in the format of sha256sum."""
    file = tmp_path / "sidik.txt"
    file.write_text("".join(f"{digest}  {path}\n" for path, digest in built_hashes(build).items()))
    return file


def test_an_honest_server_passes(live: str, announced: Path) -> None:
    """Every file and every form is what the source says."""
    found = verify(live, announced)
    assert (found.exit_code, found.stderr) == (0, "")


@pytest.mark.parametrize("changed", ["publik/cara/index.html", "client/form.js"])
def test_a_changed_file_is_named(live: str, build: Path, announced: Path, changed: str) -> None:
    """One byte more in a page or in a script is found."""
    with (build / changed).open("a") as file:
        file.write(" ")
    found = verify(live, announced)
    assert found.exit_code == 1
    assert changed.removeprefix("publik/").replace("client/", "static/") in found.stderr


def test_a_file_that_is_gone_is_named(live: str, build: Path, announced: Path) -> None:
    """A missing page is a difference too."""
    (build / "publik/cara/index.html").unlink()
    assert "cara/index.html" in verify(live, announced).stderr


@pytest.mark.parametrize("script", ["form.js", "worker.js"])
def test_a_script_that_no_source_has_is_named(live: str, announced: Path, script: str) -> None:
    """A form page may load only what was announced, and its worker is a script too."""
    kept = [line for line in announced.read_text().splitlines() if script not in line]
    announced.write_text("\n".join(kept))
    assert "lapor: memuat skrip" in verify(live, announced).stderr
