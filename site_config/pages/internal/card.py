"""A duty card as a page, and the index of all cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import CARDS, MATRIX, card_file, href, procedure_file
from site_config.pages import html as parts
from site_config.pages.internal.steps import form_links
from site_config.words import downloads
from site_config.words import wording as words
from site_config.words.duty import FILL_IN, FILL_IN_HOW, NONE, duty_card

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_config.words.duty import Duty, DutyCard, Handover, Place
    from sop.model import Handbook

_INTRO = (
    "Satu kartu untuk satu lembaga: semua langkah yang dilaksanakan atau dipertanggungjawabkannya, yang paling "
    "mendesak lebih dulu. Unduh PDF-nya, cetak, isi nomor penghubungnya, dan simpan di meja piket."
)
_HOW_TO = (
    "Baca dari atas: yang segera, yang ada batas waktunya, yang menurut hukum tetapi tanpa jam, lalu sisanya. "
    "Setiap nomor di tabel dijelaskan di bawahnya."
)
_ON_PAPER = "Untuk kertas, cetak dari PDF kartu ini: dua halaman, dengan caranya. Cetakan halaman ini hanya daftarnya."


def card_index(book: Handbook) -> str:
    """Return the page that leads every agency to its card."""
    return parts.page(
        parts.front("Lembaga Anda", "sop/agencies.yml dan sop/procedures/*.yml"),
        "# Lembaga Anda",
        _INTRO,
        agency_tiles(CARDS, book),
        f"Semua lembaga dalam satu tabel: {parts.link(CARDS, MATRIX, 'matriks peran')}.",
    )


def agency_tiles(here: str, book: Handbook) -> str:
    """Return one tile an agency, with how many duties wait behind it."""
    entries = []
    for agency in book.agencies.values():
        duties = duty_card(agency.id, book).duties
        urgent = sum(duty.limit != "" for duty in duties)
        counted = f"{len(duties)} langkah" + (f", {urgent} berbatas waktu" if urgent else "")
        entries.append((href(here, card_file(agency.id)), agency.name, counted))
    return parts.tiles(entries)


def card_page(card: DutyCard, book: Handbook, numbers: str) -> str:
    """Return the page of one card; `numbers` is the HTML of the national numbers to call in danger."""
    agency = card.agency
    return parts.page(
        parts.front(f"Kartu tugas {agency.name}", "sop/procedures/*.yml", agency.role),
        f"# Kartu tugas {parts.markdown(agency.name)}",
        f'<p class="lead">{parts.text(agency.full_name)}</p>',
        f"<p>{parts.text(agency.role)}</p>",
        *([f'<p class="legend">Dasar: {parts.text(agency.basis)}</p>'] if agency.basis else []),
        parts.items([*_elsewhere(card)], "downloads"),
        "## Bila anak dalam bahaya sekarang",
        numbers,
        *_glance(card),
        *_details(card, book),
        *_heard(card),
        *_partners(card, book),
        *_local(card, book),
        "## Versi",
        _versions(card),
    )


def _elsewhere(card: DutyCard) -> Iterator[str]:
    here = _page(card)
    yield parts.download(here, downloads.card_pdf(card.agency.id), "Unduh kartu ini (PDF)")
    to = f"{href(here, MATRIX)}?lembaga={card.agency.id}"
    yield f'<a href="{to}">Lihat di matriks peran</a>'


def _glance(card: DutyCard) -> list[str]:
    if not card.tiers:
        return ["## Tugas", NONE]
    rows = [
        [
            f'<a href="#t{duty.number}">{duty.number}. {parts.text(duty.action)}</a>',
            parts.text(_limit(duty)),
        ]
        for duty in card.duties
    ]
    table = parts.table(
        "Semua tugas, yang mendesak lebih dulu", ["Yang dikerjakan", "Batas waktu"], rows, kind="glance"
    )
    return ["## Sekilas", _HOW_TO, f'<p class="legend">{_ON_PAPER}</p>', table]


def _limit(duty: Duty) -> str:
    if duty.limit:
        return f"{duty.limit} ({duty.bound})"
    return f"{duty.bound}, tanpa jam" if duty.bound else "–"


def _details(card: DutyCard, book: Handbook) -> Iterator[str]:
    for title, duties in card.tiers:
        yield f"## {title}"
        start = duties[0].number
        lines = [f'<ol class="steps" start="{start}" style="counter-reset: s {start - 1}">']
        for duty in duties:
            lines += [f'<li id="t{duty.number}">', *_duty(duty, card, book), "</li>"]
        yield "\n".join([*lines, "</ol>"])


def _duty(duty: Duty, card: DutyCard, book: Handbook) -> Iterator[str]:
    here = _page(card)
    yield f"<h3>{parts.text(duty.action)}</h3>"
    chips = [parts.chip(parts.text(duty.role.rstrip(".")))]
    if duty.limit:
        chips.append(parts.chip(parts.text(duty.limit), "late" if duty.limit.startswith("segera") else "due"))
    if duty.force:
        chips.append(parts.chip(parts.text(duty.bound), f"force-{duty.force}"))
    yield parts.chips(chips)
    if duty.how:
        yield f"<p>{parts.text(duty.how)}</p>"
    yield from parts.donts(duty.never)
    onward = parts.items((_onward(handover, card, book) for handover in duty.handovers), "onward")
    yield onward.replace("\n", "")
    if duty.forms:
        yield f'<p class="forms">Formulir: {form_links(here, list(duty.forms), book)}</p>'
    for ground in duty.grounds:
        yield f'<p class="ground">{parts.text(ground)}</p>'
    yield f'<p class="ground">Dari {_place(here, duty.place)}</p>'
    if duty.also:
        also = "; ".join(f"{_place(here, place)} ({parts.text(place.action)})" for place in duty.also)
        yield f'<p class="ground">Tugas yang sama, dengan caranya sendiri, di {also}</p>'


def _place(here: str, place: Place) -> str:
    return parts.link(here, procedure_file(place.procedure), f"SOP {place.title}", place.step)


def _onward(handover: Handover, card: DutyCard, book: Handbook) -> str:
    case = f"Bila {parts.text(handover.when)}: " if handover.when else ""
    to = f" <b>({_takers(handover, card, book)})</b>" if handover.to else ""
    title = parts.text(handover.title)
    if handover.procedure and handover.procedure in book.procedures:
        title = parts.link(_page(card), procedure_file(handover.procedure), handover.title)
    return f"{case}{title}{to}"


def _takers(handover: Handover, card: DutyCard, book: Handbook) -> str:
    me = card.agency.id
    others = parts.names((taker for taker in handover.to if taker != me), book)
    if me not in handover.to:
        return others
    return f"Anda, bersama {others}" if others else "Anda"


def _heard(card: DutyCard) -> Iterator[str]:
    here = _page(card)
    for part, places in ((words.ASKED, card.asked), (words.TOLD, card.told)):
        if places:
            links = (parts.link(here, procedure_file(place.procedure), place.action, place.step) for place in places)
            yield from (f"## Anda {part}", parts.items(links))


def _partners(card: DutyCard, book: Handbook) -> list[str]:
    if not card.partners:
        return []
    pairs = [(book.agencies[partner].name, '<span class="rule"></span>') for partner in card.partners]
    return [
        f"## {FILL_IN}",
        FILL_IN_HOW,
        parts.facts("Penghubung lembaga lain", pairs),
    ]


def _local(card: DutyCard, book: Handbook) -> list[str]:
    points = parts.items(map(parts.text, card.agency.confirm_locally), "local")
    return [f"## {parts.markdown(words.local_title(book))}", points] if points else []


def _versions(card: DutyCard) -> str:
    if not card.versions:
        return "Belum ada prosedur."
    return parts.items(f"{parts.text(title)}: versi {parts.text(at)}, {status}" for title, at, status in card.versions)


def _page(card: DutyCard) -> str:
    return card_file(card.agency.id)
