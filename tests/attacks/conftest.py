"""What the attacks on `suluh verify` share: a small build, what is announced of it, and verify's word on a liar."""

from __future__ import annotations

import gzip
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from collector.upkeep import verify
from collector.web import guard
from collector.web.rendering import Announced, public_keys
from tests.attacks.lying import PAGE, lying, twisted
from tests.builders import OFFICE
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from tests.attacks.lying import Lie, Twist


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A small build: pages, what an honest server sends packed, and the scripts that a form page loads."""
    build = tmp_path / "build"
    for name in ("publik/index.html", "publik/cara/index.html", "publik/404.html"):
        (build / name).parent.mkdir(parents=True, exist_ok=True)
        (build / name).write_text(PAGE)
    (build / "publik/sitemap.xml.gz").write_bytes(gzip.compress(b"<urlset/>"))
    (build / "client").mkdir()
    for name in ("form-with-files.js", "exit.js", "form.js", "mailbox.js", "worker.js", "forms.css"):
        (build / "client" / name).write_text(f"/* {name} */")
    return build


@pytest.fixture
def said(build: Path, identity: HybridIdentity) -> Announced:
    """What is announced of the honest server."""
    contacts = dict.fromkeys(("danger", "danger-box"), '<a class="call" href="tel:110">110</a>')
    keys = public_keys([identity.recipient], {})
    return Announced(
        keys,
        contacts,
        guard.integrities(build / "client"),
        "Senin sampai Jumat, 08.00–15.00",
        demo=False,
        office=OFFICE,
    )


@pytest.fixture
def faults(
    make_app: Callable[..., Flask], build: Path, said: Announced, forms: dict[str, FormSpec]
) -> Callable[..., list[str]]:
    """What verify says of a server that lies at one path: in what it says, or by a twist of its bytes on the line."""

    def judge(path: str = "/", lie: Lie | None = None, twist: Twist | None = None, **changes: object) -> list[str]:
        app = make_app(public_site=build / "publik", client=build / "client", **changes)
        app.config["TRUSTED_HOSTS"] = None
        if lie:
            app.after_request_funcs[None].insert(0, lying(path, lie))  # the last word, behind our own headers
        wanted = verify.expected(build, forms, said)
        marks = [key.fingerprint for key in said.keys]
        with serving(app) as honest, twisted(honest, path, twist) if twist else nullcontext(honest) as origin:
            return list(verify.all_faults(origin, wanted, marks))

    return judge
