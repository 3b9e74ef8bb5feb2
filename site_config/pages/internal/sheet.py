"""The agencies' forms as sheets to print and fill by hand, and their index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_config.facts.addresses import SHEETS, procedure_file, sheet_file
from site_config.pages import html as parts
from site_config.words import downloads
from site_config.words import wording as words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sop.model import FormField, Handbook, OfficialForm, Procedure, Step

_INTRO = (
    "Cetak dan isi dengan tangan. Yang bertanda * harus terisi sebelum formulir dipakai; yang lain boleh menyusul. "
    "Tidak ada formulir yang menjadi syarat menolong anak."
)
_RULED = 3  # lines for a longer answer


def form_index(book: Handbook) -> str:
    """Return the page that lists all sheets and where each is used."""
    rows = [
        [
            parts.link(SHEETS, sheet_file(form.id), form.title),
            parts.text(form.purpose),
            parts.names(form.filled_by, book),
            parts.names(form.goes_to, book) or "tidak dikirim",
            parts.download(SHEETS, downloads.form_pdf(form.id), "PDF"),
        ]
        for form in book.forms.values()
    ]
    heads = ["Formulir", "Gunanya", "Diisi oleh", "Dikirim kepada", "Unduh"]
    return parts.page(
        parts.front("Formulir", "sop/forms/*.yml"),
        "# Formulir",
        _INTRO,
        parts.table("Formulir", heads, rows) if rows else "Belum ada formulir.",
    )


def form_page(form: OfficialForm, book: Handbook) -> str:
    """Return one sheet: its secrecy first, then the lines to fill, then what is not printed."""
    here = sheet_file(form.id)
    return parts.page(
        parts.front(form.title, f"sop/forms/{form.id}.yml", form.purpose),
        f'<p class="secrecy">{parts.text(form.secrecy)}</p>',
        f"# {parts.markdown(form.title)}",
        f'<p class="lead">{parts.text(form.purpose)}</p>',
        _head(form, book),
        '<p class="legend">* harus terisi sebelum formulir ini dipakai.</p>',
        *[part for section in form.sections for part in _section(section.title, section.fields)],
        _aside(form, here, book),
    )


def _head(form: OfficialForm, book: Handbook) -> str:
    return parts.chips(
        [
            parts.chip(f"Versi {parts.text(form.version)}"),
            parts.chip(f"Diisi oleh: {parts.names(form.filled_by, book)}"),
            parts.chip(f"Dikirim kepada: {parts.text(words.sent_text(form, book))}"),
            parts.chip(f"Pemilik: {parts.names([form.owner], book)}"),
        ]
    )


def _section(title: str, fields: list[FormField]) -> list[str]:
    body = "\n".join(['<div class="sheet">', *[line for field in fields for line in _field(field)], "</div>"])
    return [f"## {parts.markdown(title)}", body]


def _field(field: FormField) -> Iterator[str]:
    star = ' <b class="must" title="harus terisi">*</b>' if field.minimum else ""
    hint = f" <i>({words.FIELD_HINTS[field.kind]})</i>" if field.kind in words.FIELD_HINTS else ""
    yield f'<div class="blank {field.kind}">'
    yield f"<p><b>{parts.text(field.label)}</b>{star}{hint}</p>"
    if field.note:
        yield f'<p class="legend">{parts.text(field.note)}</p>'
    yield _space(field)
    yield "</div>"


def _space(field: FormField) -> str:
    """Return where the answer goes."""
    if field.kind in words.FIELD_HINTS:
        box = "circle" if field.kind == "choice" else "box"
        return parts.items((f'<span class="{box}"></span>{parts.text(option)}' for option in field.options), "options")
    if field.kind == "date":
        return '<p class="parts">Tanggal <u></u> bulan <u></u> tahun <u></u></p>'
    if field.kind == "time":
        return '<p class="parts">Pukul <u></u> lewat <u></u> menit</p>'
    if field.kind == "sign":
        return '<div class="sign"><span>Jabatan, tanggal, jam, tanda tangan atau tanda lain</span></div>'
    return '<span class="rule"></span>' * (_RULED if field.kind == "lines" else 1)


def _aside(form: OfficialForm, here: str, book: Handbook) -> str:
    """Return what helps on the screen and stays off the paper."""
    used = [
        f"{parts.link(here, procedure_file(procedure.id), step.action, step.id)} ({parts.text(procedure.title)})"
        for procedure, step in _uses(form.id, book)
    ]
    lines = [
        '<div class="screen">',
        f"<p>{parts.download(here, downloads.form_pdf(form.id), 'Unduh formulir ini (PDF)')}</p>",
        f'<p class="ground">Sumber: {parts.source(form.source, book)}</p>',
    ]
    if used:
        lines += ["<h2>Dipakai di</h2>", parts.items(used)]
    if form.confirm_locally:
        points = parts.items(map(parts.text, form.confirm_locally), "local")
        lines += [f"<h2>{parts.text(words.local_title(book))}</h2>", points]
    return "\n".join([*lines, "</div>"])


def _uses(form: str, book: Handbook) -> Iterator[tuple[Procedure, Step]]:
    for procedure in book.procedures.values():
        yield from ((procedure, step) for step in procedure.steps if form in {*step.forms_in, *step.forms_out})
