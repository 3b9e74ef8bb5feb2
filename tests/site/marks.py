"""Marks in everything internal of a tree, each place its own, and the search for them in whatever a build puts out."""

from __future__ import annotations

import binascii
import gzip
import hashlib
import io
import re
import struct
import zipfile
import zlib
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import yaml

from base.source import read_yaml
from site_config.build.generate import write_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A word for text, and a row of digits for a telephone number without its leading zero.
MARK = re.compile(r"zqtanda[0-9a-f]{10}|899987654\d\d")
INTERNAL = "docs/internal"
GROUPS = {"danger": "phone", "talk": "whatsapp", "health": "web", "oversight": "email", "local": "phone"}
CONTACT_TEXTS = ("name", "display", "hours", "cost", "note", "source", "verified_by")
REMARKS = {".md": "<!-- {} -->", ".svg": "<!-- {} -->", ".css": "/* {} */", ".js": "// {}", ".html": "{{# {} #}}"}


class Marks(dict[str, str]):
    """Mark -> the place where it was planted, "kind: where"."""

    def at(self, kind: str, where: object) -> str:
        """Return a new mark, in capitals so that whoever writes it small is found too."""
        place = f"{kind}: {where}"
        mark = f"zqtanda{hashlib.sha256(place.encode()).hexdigest()[:10]}"
        self[mark] = place
        return mark.upper()

    def number(self, group: str) -> str:
        """Return a telephone number that is a mark."""
        mark = f"899987654{list(GROUPS).index(group):02}"
        self[mark] = f"contact's number: {group}"
        return f"0{mark}"


def plant(tree: Path) -> Marks:
    """Mark everything internal in a copy of the real tree, and write the pages that are made of it."""
    marks = Marks()
    for path in sorted(tree.glob("sop/**/*.yml")):
        _rewrite(path, _marked(read_yaml(path).data, path.relative_to(tree).as_posix(), marks))
    _settings(tree, marks)
    _facts(tree, marks)
    _new_page(tree, marks)
    _public_page(tree)
    for path in sorted(tree.rglob("*.yml")):
        path.write_text(f"{path.read_text(encoding='utf-8')}\n# {marks.at('remark in YAML', path.relative_to(tree))}\n")
    write_pages(tree)
    for folder in (tree / INTERNAL, tree / "site_config/theme_internal"):
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            _file(path, path.relative_to(tree).as_posix(), marks)
    _attachments(tree / INTERNAL / "lampiran", marks)
    return marks


def found_below(folder: Path) -> dict[str, set[str]]:
    """Mark -> the files below `folder` that hold it: in their name, as they are, or packed."""
    found: dict[str, set[str]] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = path.relative_to(folder).as_posix()
        for mark in marks_in(name.encode()) | {mark for data in unpacked(path.read_bytes()) for mark in marks_in(data)}:
            found.setdefault(mark, set()).add(name)
    return found


def marks_in(data: bytes) -> set[str]:
    """Every mark in the bytes, in capitals or small, plain or with the escapes of HTML and of addresses."""
    text = data.decode("utf-8", "replace")
    return {mark for form in (text, unescape(unquote(text))) for mark in MARK.findall(form.casefold())}


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the bytes and what is packed in them: gzip (Pagefind's index too), ZIP, the streams of PDF and PNG."""
    yield data
    inner: list[bytes] = []
    if data.startswith(b"\x1f\x8b"):
        inner = [gzip.decompress(data)]
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            inner = [each for name in file.namelist() for each in (name.encode(), file.read(name))]
    elif data.startswith((b"%PDF", b"\x89PNG")):
        inner = [*_inflated(data)]
    for each in inner:
        yield from unpacked(each)


def _inflated(data: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        try:
            yield zlib.decompressobj().decompress(data[start.start() :])
        except zlib.error:  # two bytes that only look like the head of a stream
            continue


def _marked(value: Any, where: str, marks: Marks) -> Any:
    """Return the YAML data with a mark in every text of more than one word, the same for the same key."""
    if isinstance(value, dict):
        # The name of an event must be one in all procedures, so it keeps its own.
        return {key: each if key == "events" else _marked(each, f"{where} {key}", marks) for key, each in value.items()}
    if isinstance(value, list):
        return [_marked(each, where, marks) for each in value]
    if not (isinstance(value, str) and " " in value):
        return value
    # What is only said where an agency serves keeps its mark inside, so that without the agency all of it is gone.
    text, end = (value[:-2], "]]") if value.startswith("[[bila ") and value.endswith("]]") else (value, "")
    return f"{text} {marks.at('sop', where)}{end}"


def _rewrite(path: Path, data: Any) -> None:
    """Write YAML data in place of what was there."""
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def _settings(tree: Path, marks: Marks) -> None:
    """Mark what the internal site calls itself, and one entry of its navigation."""
    path = tree / "site_config/internal.yml"
    data = read_yaml(path).data
    for key in ("site_name", "site_author", "copyright"):
        data[key] = f"{data.get(key, '')} {marks.at('setting', key)}"
    data["nav"][1] = {f"Cari {marks.at('setting', 'nav')}": "cari.md"}
    _rewrite(path, data)


def _facts(tree: Path, marks: Marks) -> None:
    """Add a contact for officers only to every group, tried as in production, and mark the traps."""
    path = tree / "site_config/facts/contacts.yml"
    contacts = read_yaml(path).data["contacts"]
    for group, channel in GROUPS.items():
        texts = {key: marks.at(f"contact's {key}", group) for key in CONTACT_TEXTS}
        if channel == "email":
            texts["display"] += "@x.example"
        number = {"number": marks.number(group)} if channel in {"phone", "whatsapp"} else {}
        contacts.append(
            {"id": f"dalam-{group}", "group": group, "channel": channel, "audience": "internal", "scope": "local"}
            | {"confidence": "H", "verified_on": "2026-11-24"} | texts | number
        )  # fmt: skip
    _rewrite(path, {"contacts": contacts})
    path = tree / "site_config/rules/traps.yml"
    data = read_yaml(path).data
    for trap in data["traps"]:
        trap |= {key: f"{trap[key]} {marks.at('trap', (trap['id'], key))}" for key in ("claim", "truth", "source")}
    _rewrite(path, data)


def _new_page(tree: Path, marks: Marks) -> None:
    """Add a page in a folder of its own, both named by marks, with every contact and with marks that are escaped."""
    name = f"{marks.at('folder', 'new')}/{marks.at('file', 'new')}.md"
    page = tree / INTERNAL / name
    page.parent.mkdir()
    percents = "".join(f"%{ord(letter):02X}" for letter in marks.at("escaped", "in an address"))
    entities = "".join(f"&#{ord(letter)};" for letter in marks.at("escaped", "in HTML"))
    page.write_text(
        f"# {marks.at('heading', 'new')}\n\n"
        f'<i data-x="{entities}">x</i> [x](https://x.example/{percents})\n\n'
        f"<!-- suluh:contacts {' '.join(GROUPS)} -->\n<!-- /suluh -->\n",
        encoding="utf-8",
    )
    home = tree / INTERNAL / "index.md"
    home.write_text(f"{home.read_text(encoding='utf-8')}\n[Baru]({quote(name)})\n", encoding="utf-8")
    (page.parent / ".catatan").write_text(marks.at("hidden file", "new"), encoding="ascii")


def _public_page(tree: Path) -> None:
    """Let a public page ask for the numbers as machines read them, which no page of today does."""
    page = tree / "docs/publik/kunci.md"
    asked = f"<!-- suluh:hotline {' '.join(GROUPS)} -->\n<!-- /suluh -->"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{asked}\n", encoding="utf-8")


def _file(path: Path, where: str, marks: Marks) -> None:
    """Mark a file by a remark; a page also by its front matter and in its text. Raise KeyError for an unknown kind."""
    if path.name.startswith("."):
        return
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        found = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
        head = yaml.safe_load(found[1]) if found else {}
        text = text[found.end() :] if found else text
        head |= {key: f"{head.get(key, '')} {marks.at(key, where)}" for key in ("title", "description")}
        head["tags"] = [marks.at("tag", where)]
        text = f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\n{text}\n\n{marks.at('body', where)}\n"
    kind = "remark in a template" if path.suffix == ".html" else "remark"
    path.write_text(f"{text}\n{REMARKS[path.suffix].format(marks.at(kind, where))}\n", encoding="utf-8")


def _attachments(folder: Path, marks: Marks) -> None:
    """Put files of other kinds beside the pages: a text, a picture, a document and an archive, all but one packed."""
    folder.mkdir()
    packed = {kind: zlib.compress(marks.at("attachment", kind).encode()) for kind in ("PDF", "PNG")}
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{marks.at('attachment', 'name in ZIP')}.txt", marks.at("attachment", "ZIP") * 9)
    files = {
        f"{marks.at('attachment', 'name')}.txt": marks.at("attachment", "text").encode(),
        "a.pdf": b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n" + packed["PDF"] + b"\nendstream\n%%EOF\n",
        "a.png": b"\x89PNG\r\n\x1a\n" + _chunk(b"zTXt", b"Comment\0\0" + packed["PNG"]) + _chunk(b"IEND", b""),
        "a.zip": archive.getvalue(),
        "a.txt.gz": gzip.compress(marks.at("attachment", "gzip").encode()),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))
