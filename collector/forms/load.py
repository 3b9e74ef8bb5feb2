"""Reads the form specs: the only part of this room that touches files."""

from collections.abc import Mapping
from pathlib import Path

from base.district import District
from base.errors import ContentError, ContentErrors
from base.resolve import resolve
from base.source import Located, parse, read_yaml
from collector.forms.calendar import CALENDAR, load_calendar
from collector.forms.faults import faults
from collector.forms.questions import Option, Question
from collector.forms.routing import readers
from collector.forms.schema import Example, FormSpec, InvalidAnswers, InvalidExample, validate

SPECS = Path(__file__).parent / "specs"


Offered = Mapping[str, tuple[Option, ...]]


def load_forms(district: District, folder: Path = SPECS, calendar: Path = CALENDAR) -> dict[str, FormSpec]:
    """Return every form of `folder` by id as the district says it, its examples tried, its options complete.

    Raise ContentErrors with file and line for a spec that does not hold together or an example that does not do
    what it says: a form that refuses a child's honest answer must never be shown.
    """
    forms: dict[str, FormSpec] = {}
    found: list[ContentError] = []
    offered: Offered = {
        "calendar": tuple(training.option for training in load_calendar(district, calendar).trainings),
        "kecamatan": tuple(Option(id=kecamatan.id, label=kecamatan.name) for kecamatan in district.kecamatan),
    }
    for path in sorted(folder.glob("*.yml")):
        try:
            located = resolve(read_yaml(path), district)
            spec = _load(located, offered, taken={form.address for form in forms.values() if form.address})
            if spec.follows and not (folder / f"{spec.follows}.yml").exists():
                found.append(ContentError(path, 1, f"follows: tidak ada formulir '{spec.follows}'", "Periksa namanya"))
            forms[spec.id] = spec
        except (ContentError, ContentErrors) as error:
            found += error.errors
    if not forms and not found:
        found.append(ContentError(folder, 1, "tidak ada satu formulir pun", "Buat satu berkas .yml di sini"))
    if found:
        raise ContentErrors(found)
    return forms


def _load(located: Located, offered: Offered, taken: set[str]) -> FormSpec:
    path = located.path
    spec = _with_options(parse(FormSpec, located), offered)
    mistakes = [located.error(loc, what, hint) for loc, what, hint in faults(spec)]
    if spec.id != path.stem:
        mistakes.append(located.error(("id",), f"id '{spec.id}' bukan nama berkas", f"Tulis 'id: {path.stem}'"))
    if spec.address in taken:
        mistakes.append(located.error(("path",), f"alamat '{spec.path}' sudah dipakai", "Pilih alamat lain"))
    # Examples mean something only for a spec that holds together.
    if mistakes := mistakes or _failing_examples(spec, located):
        raise ContentErrors(mistakes)
    return spec


def _with_options(spec: FormSpec, offered: Offered) -> FormSpec:
    """Return the form with what is `offered` beside the options of each question that asks for it."""

    def whole(question: Question) -> Question:
        more = offered[question.options_from] if question.options_from else ()
        return question.model_copy(update={"options": (*question.options, *more)}) if more else question

    pages = tuple(page.model_copy(update={"fields": tuple(map(whole, page.fields))}) for page in spec.pages)
    return spec.model_copy(update={"pages": pages})


def _failing_examples(spec: FormSpec, located: Located) -> list[ContentError]:
    mistakes = []
    tried: list[tuple[str, int, Example | InvalidExample, set[str]]] = [
        *(("valid", n, example, set[str]()) for n, example in enumerate(spec.examples.valid)),
        *(("invalid", n, example, {example.field}) for n, example in enumerate(spec.examples.invalid)),
    ]
    for kind, n, example, refused in tried:
        problems = _problems(spec, example.answers)
        if set(problems) != refused:
            got = "; ".join(f"{field}: {message}" for field, message in problems.items()) or "diterima"
            hint = f"Seharusnya {'ditolak di ' + ''.join(refused) if refused else 'diterima'}; hasilnya: {got}"
            mistakes.append(located.error(("examples", kind, n), f"contoh '{example.note}' tidak sesuai", hint))
    for n, routed in enumerate(spec.examples.routed):
        reading = readers(spec.routing, routed.answers, routed.holders)
        if reading != list(routed.readers):
            hint = f"Menurut routing, yang membaca: {', '.join(reading) or 'tidak seorang pun'}"
            mistakes.append(located.error(("examples", "routed", n), f"contoh '{routed.note}' tidak sesuai", hint))
    return mistakes


def _problems(spec: FormSpec, untrusted_answers: Mapping[str, object]) -> dict[str, str]:
    try:
        validate(spec, untrusted_answers)
    except InvalidAnswers as error:
        return dict(error.problems)
    return {}
