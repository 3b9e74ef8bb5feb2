"""Turns pydantic's findings into a sentence that names the mend, for authors who do not read Python."""

from __future__ import annotations

import difflib
import types
import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails


def explain(model: type[BaseModel], error: ErrorDetails) -> tuple[str, str]:
    """Return (what, hint) in Indonesian for one pydantic error of `model`.

    A validator of ours may raise PydanticCustomError with `hint` in its context; a ValueError works too.
    """
    kind, loc = error["type"], error["loc"]
    context: dict[str, Any] = error.get("ctx", {})
    name = str(loc[-1]) if loc else "isi berkas"
    if kind == "extra_forbidden":
        known = known_keys(model, loc[:-1])
        return f"kunci '{name}' tidak dikenal", suggest(name, known, "Kunci yang boleh")
    if kind == "missing":
        said = _description(model, loc)
        return f"kunci '{name}' belum ada", f"Tambahkan '{name}: …' di sini" + (f". {said}" if said else "")
    if kind in {"literal_error", "enum"}:
        wrong = str(error["input"])
        hint = suggest(wrong, _quoted(str(context.get("expected", ""))), "Nilai yang boleh")
        return f"nilai '{wrong}' untuk '{name}' tidak dikenal", hint
    if "hint" in context:
        return error["msg"], str(context["hint"])
    return _shape(kind, name) or _value(kind, name, error["msg"], context)


def suggest(wrong: str, known: Iterable[str], label: str) -> str:
    """Return a hint: the nearest of `known` if one is near, then all of them (at most 25, in their order)."""
    names = list(dict.fromkeys(known))
    near = _nearest(wrong, names)
    listed = ", ".join(names[:25]) + (", …" if len(names) > 25 else "")
    allowed = f"{label}: {listed}" if names else f"{label}: belum ada"
    return f"Maksudnya '{near[0]}'? {allowed}" if near else allowed


def mistyped(model: type[BaseModel], errors: Iterable[ErrorDetails]) -> set[tuple[int | str, ...]]:
    """Return where a key is missing only because it is misspelt: the unknown key's hint names it, so once is enough."""
    return {
        (*error["loc"][:-1], name)
        for error in errors
        if error["type"] == "extra_forbidden"
        for name in _nearest(str(error["loc"][-1]), known_keys(model, error["loc"][:-1]))
    }


def known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Return the YAML keys that the model at `loc` inside `model` takes, in their order."""
    return [alias for candidate in _models_at(model, loc) for alias in _keys(candidate)]


def _nearest(wrong: str, known: list[str]) -> list[str]:
    return difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)


def _description(model: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    """Return what the model says of its field at `loc`, or nothing."""
    for candidate in _models_at(model, loc[:-1]):
        for name, field in candidate.model_fields.items():
            if loc[-1] in {name, field.alias}:
                return field.description or ""
    return ""


def _models_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[type[BaseModel]]:
    candidates = [model]
    for part in loc:
        inner = [found for candidate in candidates for found in _at(candidate, part)]
        # An index or a union tag names no field: the candidates stay, narrowed to the tag where it fits.
        tagged = [candidate for candidate in candidates if candidate.__name__ == part]
        candidates = inner or tagged or candidates
    return candidates


def _at(model: type[BaseModel], part: int | str) -> Iterator[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if part in {name, field.alias}:
            yield from _models(field.annotation)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for argument in typing.get_args(annotation):
        yield from _models(argument)


def _quoted(expected: str) -> list[str]:
    """Return the values of pydantic's "'a', 'b' or 'c'"."""
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _shape(kind: str, name: str) -> tuple[str, str] | None:
    """Return the words for a node of the wrong kind, or None where the kind is right."""
    if kind == "string_type":
        return f"'{name}' harus berupa teks", f'Tulis dalam tanda kutip, misalnya {name}: "…"'
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return f"'{name}' harus berupa kunci dan nilai", "Tulis sebagai 'kunci: nilai', menjorok ke dalam"
    if kind in {"list_type", "tuple_type"}:
        return f"'{name}' harus berupa daftar", "Tulis sebagai daftar, misalnya [satu, dua]"
    wanted = {"int": "bilangan bulat", "bool": "true atau false", "float": "bilangan"}.get(
        kind.split("_", maxsplit=1)[0]
    )
    return (f"'{name}' harus {wanted}", f"Tulis {wanted} tanpa tanda kutip") if wanted else None


def _value(kind: str, name: str, message: str, context: dict[str, Any]) -> tuple[str, str]:
    if kind in {"value_error", "assertion_error"}:
        return f"'{name}': {context.get('error', message)}", "Betulkan nilai ini"
    limits = ", ".join(f"{key} {value}" for key, value in context.items() if key != "field_type")
    return f"nilai '{name}' tidak sesuai bentuknya", f"Yang diminta: {limits or message}"
