"""The parts that all generated pages are made of: head, links, tables, lists. Items and cells come in as safe HTML."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from site_config.facts.addresses import href
from site_config.facts.marks import GENERATED
from site_config.words.wording import names_text, source_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sop.model import Handbook, Source


def front(title: str, made_from: str, description: str = "", *, wide: bool = False) -> str:
    """Return the front matter and the line that tells readers of the file not to edit it.

    A `wide` page gives the room of the list of contents to its table.
    """
    described = [f"description: {_quoted(description)}"] if description else []
    described += ["hide:", "  - toc"] if wide else []
    mark = f"{GENERATED}{made_from}; jangan diubah di sini. -->"
    return "\n".join(["---", f"title: {_quoted(title)}", *described, "---", mark])


def page(*parts: str) -> str:
    """Return the whole page; an empty part leaves no gap."""
    return "\n\n".join(part for part in parts if part) + "\n"


def text(plain: str) -> str:
    """Escape a text for the inside of an element or of a Markdown line: one line, no bare pipe."""
    return escape(" ".join(plain.split()), quote=False).replace("|", "&#124;")


def markdown(plain: str) -> str:
    """Escape a text for a heading or a line of Markdown: its stars and brackets stay what they are."""
    return re.sub(r"([\\`*_{}\[\]])", r"\\\1", text(plain))


def link(here: str, target: str, label: str, anchor: str = "") -> str:
    """Return an HTML link; `label` is plain."""
    return f'<a href="{escape(href(here, target, anchor))}">{text(label)}</a>'


def table(label: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, kind: str = "", attrs: str = "") -> str:
    """Return a table whose rows begin with their own heading, inside a region that a keyboard can scroll."""
    lines = [
        f'<div class="scroll" role="region" aria-label="{escape(label)}" tabindex="0"{attrs}>',
        f'<table class="data {kind}">' if kind else '<table class="data">',
        "<thead><tr>" + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead>",
        "<tbody>",
    ]
    for first, *others in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in others)
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody></table>", "</div>"])


def facts(label: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return a table of two columns without a head: what, and its value as HTML."""
    rows = [f'<tr><th scope="row">{text(name)}</th><td>{value}</td></tr>' for name, value in pairs]
    return "\n".join([f'<table class="data facts" aria-label="{escape(label)}"><tbody>', *rows, "</tbody></table>"])


def items(entries: Iterable[str], kind: str = "", tag: str = "ul") -> str:
    """Return a list of HTML items, each on its line; nothing for no items."""
    lines = [f"<li>{entry}</li>" for entry in entries]
    named = f' class="{kind}"' if kind else ""
    return "\n".join([f"<{tag}{named}>", *lines, f"</{tag}>"]) if lines else ""


def tiles(entries: Iterable[tuple[str, str, str]]) -> str:
    """Return big targets to tap: (address, title, a few words), both plain."""
    return items(
        (
            f'<a class="tile" href="{escape(to)}"><b>{text(title)}</b>'
            f"{f'<span>{text(words)}</span>' if words else ''}</a>"
            for to, title, words in entries
        ),
        "tiles",
    )


def forbidding(plain: str) -> str:
    """Return a safeguard with its "Jangan" in bold, and with one where it has none: a red box alone forbids nothing."""
    safe = text(plain)
    rest = safe.removeprefix("Jangan ")
    return f"<b>Jangan:</b> {safe}" if rest == safe else f"<b>Jangan</b> {rest}"


def donts(safeguards: Iterable[str]) -> list[str]:
    """Return the safeguards, each in its own box."""
    return [f'<div class="dont">{forbidding(safeguard)}</div>' for safeguard in safeguards]


def download(here: str, target: str, label: str) -> str:
    """Return a link to a file that the build makes."""
    return f'<a class="download" href="{escape(href(here, target))}" download>{text(label)}</a>'


def slug(plain: str) -> str:
    """Return an anchor made of a term: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("×", "x")).strip("-")


def _quoted(plain: str) -> str:
    """Return a YAML double-quoted scalar for the front matter."""
    return '"' + " ".join(plain.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def names(ids: Iterable[str], book: Handbook) -> str:
    """Return the agencies' short names, escaped, with commas."""
    return escape(names_text(ids, book), quote=False)


def source(where: Source, book: Handbook) -> str:
    """Return a source, escaped."""
    return escape(source_text(where, book), quote=False)


def chip(text: str, kind: str = "") -> str:
    """Return one chip; `text` is escaped already. The kind colours it, the words say it: never colour alone."""
    return f'<span class="chip {kind}">{text}</span>' if kind else f'<span class="chip">{text}</span>'


def chips(entries: Iterable[str]) -> str:
    """Return a line of chips."""
    return '<p class="chips">' + " ".join(entries) + "</p>"
