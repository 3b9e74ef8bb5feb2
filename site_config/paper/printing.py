"""Prints the handbook, the duty cards and the forms as PDF/UA-1 with typst, each only when its content changed."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from site_config.errors import BuildFailed
from site_config.facts.load import load_facts
from site_config.paper.book import book_paper, form_paper
from site_config.paper.card import PAGES, card_papers
from site_config.paper.draw import read_drawings
from site_config.words import downloads
from sop.load import load_handbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from site_config.facts.load import Contact
    from sop.model import Handbook

    Data = dict[str, Any]

_HERE = Path(__file__).parent
_ROOM = _HERE.parent
_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")


class NotPrinted(BuildFailed):
    """A paper could not be printed."""


@dataclass(frozen=True)
class Paper:
    """One file to print: its address on the internal site, its template, and its data in measures to try in turn."""

    name: str
    template: str
    measures: list[Data]
    most: int | None = None  # pages

    @property
    def digest(self) -> str:
        """SHA-256 over all that the file is made of. Not typst's version: a newer one prints the same words."""
        files = [_HERE / "base.typ", _HERE / self.template, _ROOM / "theme/assets/suluh.css"]
        sha = hashlib.sha256(json.dumps(self.measures, sort_keys=True).encode())
        for path in files:
            sha.update(path.read_bytes())
        return sha.hexdigest()


def papers(root: Path, book: Handbook) -> list[Paper]:
    """Return everything that is printed from the tree `root` and its handbook. Raise ContentErrors or NotDrawn."""
    groups = load_facts(root).by_group()
    numbers = [contact for contact in [*groups.get("danger", []), *groups.get("talk", [])] if _dialled(contact)]
    return [
        Paper(downloads.HANDBOOK_PDF, "handbook.typ", [book_paper(book, read_drawings(root, book))]),
        *(
            Paper(downloads.card_pdf(agency), "card.typ", card_papers(agency, numbers, book), PAGES)
            for agency in book.agencies
        ),
        *(Paper(downloads.form_pdf(form.id), "form.typ", [form_paper(form, book)]) for form in book.forms.values()),
    ]


def _dialled(contact: Contact) -> bool:
    return contact.scope == "national" and contact.channel == "phone"


def stale_papers(root: Path, out: Path) -> list[str]:
    """Return the names of what `print_papers` would print."""
    return [paper.name for paper in _stale(papers(root, load_handbook(root)), out)]


def drop_stale(wanted: list[Paper], out: Path) -> list[str]:
    """Remove from the built site every PDF that is not what the content says now; return the names of what is missing.

    An officer must not act by last month's limit because nobody has printed the new card.
    """
    stale = [paper.name for paper in _stale(wanted, out)]
    _clear(out, {paper.name for paper in wanted} - set(stale))
    return stale


def print_papers(root: Path, out: Path, *, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Print what is stale below `out`/internal, where the internal site serves it; return the names printed.

    Remove what is no longer made. Raise NotPrinted when typst is missing, refuses a paper, or a card is too long.
    """
    wanted = papers(root, load_handbook(root))
    stale = list(_stale(wanted, out))
    before = _stamps(out)
    stamps = {paper.name: before[paper.name] for paper in wanted if paper.name in before}
    for number, paper in enumerate(stale, start=1):
        pdf = typeset(paper)
        target = out / "internal" / paper.name
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(".new")  # a reader must not meet half a file
        half.write_bytes(pdf)
        half.replace(target)
        stamps[paper.name] = paper.digest
        _stamp(out).write_text(json.dumps(stamps, indent=1), encoding="utf-8")
        say(f"[{number}/{len(stale)}] {paper.name}: {pages(pdf)} halaman")
    _clear(out, {paper.name for paper in wanted})
    return [paper.name for paper in stale]


def typeset(paper: Paper) -> bytes:
    """Return the PDF in the roomiest measure that fits."""
    made = [b""] * len(paper.measures)

    def fits(at: int) -> bool:
        made[at] = _compile(paper, paper.measures[at])
        return paper.most is None or pages(made[at]) <= paper.most

    first = bisect_left(range(len(made)), True, key=fits)
    if first == len(made):
        message = f"{paper.name} lebih dari {paper.most} halaman, juga dalam ukuran terkecil."
        raise NotPrinted(f"{message} Ringkaskan langkahnya, atau tambahkan ukuran di site_config/paper/card.py.")
    return made[first]


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF of typst has."""
    return max(int(count) for count in _COUNT.findall(pdf))


def _compile(paper: Paper, data: Data) -> bytes:
    try:
        import typst  # noqa: PLC0415  81 MB that only printing needs; scripts/bootstrap.py borrows it
    except ModuleNotFoundError:
        raise NotPrinted(
            "Mencetak memerlukan typst, yang tidak terpasang. Jalankan: scripts/suluh site print"
        ) from None
    try:
        made = typst.compile(
            _HERE / paper.template,
            root=_ROOM,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],  # typst refuses what is not accessible; the template sets the day
        )
    except typst.TypstError as error:
        raise NotPrinted(f"{paper.name} tidak tercetak: {error.diagnostic}") from error
    if not isinstance(made, bytes):
        raise NotPrinted(f"{paper.name} tidak tercetak: typst tidak menghasilkan PDF.")
    return made


def _clear(out: Path, kept: set[str]) -> None:
    """Remove every PDF but those named."""
    for path in (out / "internal" / downloads.FOLDER).glob("*.pdf"):
        if f"{downloads.FOLDER}/{path.name}" not in kept:
            path.unlink()


def _stale(wanted: list[Paper], out: Path) -> Iterator[Paper]:
    stamps = _stamps(out)
    for paper in wanted:
        if stamps.get(paper.name) != paper.digest or not (out / "internal" / paper.name).exists():
            yield paper


def _stamps(out: Path) -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(_stamp(out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _stamp(out: Path) -> Path:
    """Return where the digests are kept: beside the site, so that they are never served."""
    return out / ".print.json"
