"""Where a file of a site is served, and how one page of it names another. Pure."""

from __future__ import annotations

import posixpath

INDEX = "index.md"
# The pages of the internal book, as files below docs/internal; those of one thing each have a function below.
BOOK = "sop/index.md"
MATRIX = "sop/matriks.md"
LIMITS = "sop/batas-waktu.md"
TERMS = "sop/istilah.md"
SHEETS = "formulir/index.md"
CARDS = "kartu/index.md"
SITUATIONS = "keadaan/index.md"
OPEN_POINTS = "yang-harus-dipastikan.md"
# Reserved for examples (RFC 2606): a site there is a draft, and no search engine may send a child to a draft.
NOBODYS = ".example/"


def is_draft(address: str) -> bool:
    """Say whether the site still has the address that belongs to nobody."""
    return address.endswith(NOBODYS)


def procedure_file(procedure: str) -> str:
    """Return the page of a procedure (id)."""
    return f"sop/{procedure}.md"


def sheet_file(form: str) -> str:
    """Return the page of an agencies' form (id)."""
    return f"formulir/{form}.md"


def card_file(agency: str) -> str:
    """Return the page of an agency's duty card (id)."""
    return f"kartu/{agency}.md"


def situation_file(situation: str) -> str:
    """Return the page of a situation (id)."""
    return f"keadaan/{situation}.md"


def address(name: str, *, folders: bool = False) -> str:
    """Return where a file of a site is served: a/b.md at a/b.html, what is no page where it is.

    With `folders`, as on the public site, a/b.md is served at a/b/ and a/index.md at a/.
    """
    if not name.endswith(".md"):
        return name
    stem = name.removesuffix(".md")
    if not folders:
        return f"{stem}.html"
    return stem.removesuffix("index") if posixpath.basename(stem) == "index" else f"{stem}/"


def href(here: str, target: str, anchor: str = "", *, folders: bool = False) -> str:
    """Return the address of the file `target` seen from the page `here`, for a link in raw HTML.

    mkdocs leaves such a link alone; zensical takes it to be seen from the file. Without `folders` that is the same.
    """
    there = address(target, folders=folders)
    path = posixpath.relpath(there or ".", posixpath.dirname(address(here, folders=folders)) or ".")
    slash = "/" if not there or there.endswith("/") else ""
    return f"{path}{slash}{f'#{anchor}' if anchor else ''}"
