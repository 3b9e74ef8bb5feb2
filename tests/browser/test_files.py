"""Files in a form that allows them: judged by content, counted, and pictures drawn anew."""

from __future__ import annotations

import base64
import struct
from functools import partial
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import expect

from collector.core.envelope import is_attachment_name

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import FilePayload, Page, Route

    from tests.browser.conftest import Served

SENTINEL = b"SUAR-EXIF-6.9087S-109.7304E"
LIMITS = {"most": 3, "kib": 200, "kinds": ["image", "pdf"]}
DRAW = """async ([width, height, type]) => {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const pen = canvas.getContext("2d");
  for (let n = 0; n < 60; n += 1) {
    pen.fillStyle = `hsl(${n * 6} 80% 50%)`;
    pen.fillRect(n * width / 60, 0, width / 60, height);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, type));
  return btoa([...new Uint8Array(await blob.arrayBuffer())].map((byte) => String.fromCharCode(byte)).join(""));
}"""


@pytest.fixture
def box(served: Served, page: Page, root: Path) -> Page:
    """A page of ours with the template's own file box, watched by the real module."""
    for name in ("files.js", "dom.js"):
        module = (root / "collector/web/client" / name).read_text()
        page.route(f"**/static/{name}", partial(give, module))
    page.goto(f"{served.origin}/sekarang/")  # no script of ours has taken the one policy's name here
    templates = Environment(loader=FileSystemLoader(root / "collector/web/templates"), autoescape=True)
    html = getattr(templates.get_template("_files.html").module, "files")(LIMITS)  # noqa: B009  a macro
    page.evaluate(
        """async (html) => {
          const policy = trustedTypes.createPolicy("suluh", { createHTML: (text) => text });
          document.querySelector("main").innerHTML = policy.createHTML(`<form>${html}</form>`);
          document.querySelector("[data-files-most]").hidden = false;
          const { filesOf } = await import("/static/files.js");
          window.enclosed = filesOf(document.querySelector("main form"));
        }""",
        str(html),
    )
    return page


def give(module: str, route: Route) -> None:
    """Answer with a module's source."""
    route.fulfill(body=module, content_type="text/javascript")


def drawn(page: Page, width: int, height: int, kind: str = "image/jpeg") -> bytes:
    """A picture with stripes."""
    return base64.b64decode(page.evaluate(DRAW, [width, height, kind]))


def with_exif(jpeg: bytes) -> bytes:
    """The picture with an Exif segment that says where it was taken."""
    segment = b"Exif\0\0" + SENTINEL
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    """Pick files, and wait until the page has judged them."""
    given: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files
    ]
    page.set_input_files("#files", given)
    expect(page.locator("#files")).to_have_js_property("value", "")


def noise(page: Page) -> bytes:
    """A picture that no JPEG of 200 KiB holds, however small it is drawn."""
    return base64.b64decode(
        page.evaluate(
            """async () => {
              const canvas = Object.assign(document.createElement("canvas"), {width: 900, height: 900});
              const pen = canvas.getContext("2d"), picture = pen.createImageData(900, 900);
              for (let at = 0; at < picture.data.length; at += 65536) {
                crypto.getRandomValues(picture.data.subarray(at, at + 65536));
              }
              for (let at = 3; at < picture.data.length; at += 4) picture.data[at] = 255;
              pen.putImageData(picture, 0, 0);
              return canvas.toDataURL("image/png").split(",")[1];
            }"""
        )
    )


def enclosed(page: Page) -> list[tuple[str, bytes]]:
    """What would be sealed."""
    return [
        (name, bytes(data)) for name, data in page.evaluate("enclosed.files().map((one) => [one.name, [...one.bytes]])")
    ]


def test_a_picture_loses_what_it_knows_and_its_size(box: Page) -> None:
    """A large photo with a place in it becomes a JPEG of 1600 pixels under a name of ours, without the place."""
    photo = with_exif(drawn(box, 4000, 1000))
    assert SENTINEL in photo
    choose(box, ("IMG_rumah_anak.jpg", photo), ("gambar.png", drawn(box, 900, 300, "image/png")))
    (first, jpeg), (second, other) = enclosed(box)
    assert (first, second) == ("lampiran-1.jpg", "lampiran-2.jpg")
    assert is_attachment_name(first)
    for data in (jpeg, other):
        assert data.startswith(b"\xff\xd8\xff")
        assert len(data) <= LIMITS["kib"] * 1024
        assert SENTINEL not in data
        assert b"Exif" not in data
    size = box.evaluate(
        """async (data) => {
          const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
          const { width, height } = await createImageBitmap(new Blob([bytes]));
          return [width, height];
        }""",
        base64.b64encode(jpeg).decode(),
    )
    assert size == [1600, 400]


def test_content_decides_and_refusals_say_why(box: Page) -> None:
    """A program called foto.jpg, a broken picture and too large a PDF are refused by name; the good one stays."""
    pdf = b"%PDF-1.7\n"
    choose(
        box,
        ("foto.jpg", b"MZ" + bytes(100)),
        ("rusak.jpg", b"\xff\xd8\xff" + bytes(100)),
        ("derau.png", noise(box)),
        ("besar.pdf", pdf + bytes(LIMITS["kib"] * 1024)),
        ("surat.txt", pdf),
    )
    says = box.locator("[data-files-says]")
    for name in ("foto.jpg", "rusak.jpg", "derau.png", "besar.pdf"):
        expect(says).to_contain_text(name)
    assert enclosed(box) == [("lampiran-1.pdf", pdf)]


def test_no_more_than_the_form_takes_and_each_can_be_taken_out(box: Page) -> None:
    """The fourth of three is not taken and that is said; one taken out makes room, and forgetting leaves none."""
    choose(box, *((f"{n}.pdf", b"%PDF-" + bytes([n])) for n in range(4)))
    expect(box.locator("[data-files-says]")).to_be_visible()
    assert len(enclosed(box)) == LIMITS["most"]
    box.locator("[data-files-list] button").first.click()
    assert [data[-1] for _, data in enclosed(box)] == [1, 2]
    box.evaluate("enclosed.forget()")
    assert enclosed(box) == []
