"""Reads the form specs: the only part of this room that touches files."""

from collections.abc import Mapping
from pathlib import Path

from base.errors import ContentError, ContentErrors
from base.source import Located, parse, read_yaml
from collector.forms.calendar import CALENDAR, Calendar, load_calendar, with_calendar
from collector.forms.faults import faults
from collector.forms.routing import readers
from collector.forms.schema import Example, FormSpec, InvalidAnswers, InvalidExample, validate

SPECS = Path(__file__).parent / "specs"


def load_forms(folder: Path = SPECS, calendar: Path = CALENDAR) -> dict[str, FormSpec]:
    """Return every form of `folder` by id, its examples tried, the trainings of the calendar among its options.

    Raise ContentErrors with file and line for a spec that does not hold together or an example that does not do
    what it says: a form that refuses a child's honest answer must never be shown.
    """
    forms: dict[str, FormSpec] = {}
    found: list[ContentError] = []
    trainings = load_calendar(calendar)
    for path in sorted(folder.glob("*.yml")):
        try:
            spec = _load(path, trainings, taken={form.address for form in forms.values() if form.address})
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


def _load(path: Path, trainings: Calendar, taken: set[str]) -> FormSpec:
    located = read_yaml(path)
    spec = with_calendar(parse(FormSpec, located), trainings)
    found = [located.error(loc, what, hint) for loc, what, hint in faults(spec)]
    if spec.id != path.stem:
        found.append(located.error(("id",), f"id '{spec.id}' bukan nama berkas", f"Tulis 'id: {path.stem}'"))
    if spec.address in taken:
        found.append(located.error(("path",), f"alamat '{spec.path}' sudah dipakai", "Pilih alamat lain"))
    # Examples mean something only for a spec that holds together.
    found = found or _failing_examples(spec, located)
    if found:
        raise ContentErrors(found)
    return spec


def _failing_examples(spec: FormSpec, located: Located) -> list[ContentError]:
    found = []
    tried: list[tuple[str, int, Example | InvalidExample, set[str]]] = [
        *(("valid", n, example, set[str]()) for n, example in enumerate(spec.examples.valid)),
        *(("invalid", n, example, {example.field}) for n, example in enumerate(spec.examples.invalid)),
    ]
    for kind, n, example, refused in tried:
        problems = _problems(spec, example.answers)
        if set(problems) != refused:
            got = "; ".join(f"{field}: {message}" for field, message in problems.items()) or "diterima"
            hint = f"Seharusnya {'ditolak di ' + ''.join(refused) if refused else 'diterima'}; hasilnya: {got}"
            found.append(located.error(("examples", kind, n), f"contoh '{example.note}' tidak sesuai", hint))
    for n, routed in enumerate(spec.examples.routed):
        reading = readers(spec.routing, routed.answers, routed.holders)
        if reading != list(routed.readers):
            hint = f"Menurut routing, yang membaca: {', '.join(reading) or 'tidak seorang pun'}"
            found.append(located.error(("examples", "routed", n), f"contoh '{routed.note}' tidak sesuai", hint))
    return found


def _problems(spec: FormSpec, untrusted_answers: Mapping[str, object]) -> dict[str, str]:
    try:
        validate(spec, untrusted_answers)
    except InvalidAnswers as error:
        return dict(error.problems)
    return {}
