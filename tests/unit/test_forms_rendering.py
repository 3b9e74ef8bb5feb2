"""The form as HTML: complete before any script runs, and never a way to send anything unsealed."""

import json
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from collector.forms.schema import FormSpec
from collector.upkeep.here import our_forms
from collector.web.rendering import Announced, Key, form_pages
from tests.builders import OFFICE

FORMS = our_forms()
FIELDS = {"input", "select", "textarea"}
HOLDERS = ["petugas 1", 'Ketua "A" <b>']


class Page(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def inputs(self) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in FIELDS]


def page_of(spec: FormSpec) -> Page:
    """The page of one form as the server gives it out; one without an address is tried at an address."""
    keys = [Key(name, f"{number:04} 1111") for number, name in enumerate(HOLDERS)]
    names = ("exit.js", "form.js", "form-with-files.js", "mailbox.js")
    said = Announced(keys, {}, dict.fromkeys(names, "sha384-x"), staffed="Senin", demo=False, office=OFFICE)
    placed = spec.model_copy(update={"path": spec.path or "contoh"})
    return Page(form_pages({spec.id: placed}, said).shown[placed.address].decode())


@pytest.mark.parametrize("spec", FORMS.values(), ids=lambda spec: spec.id)
def test_every_question_is_on_the_page(spec: FormSpec) -> None:
    """Each question has its box with kind and condition, and each option its value."""
    page = page_of(spec)
    boxes = {attributes["data-q"]: attributes for _, attributes in page.tags if "data-q" in attributes}
    assert list(boxes) == [question.id for question in spec.questions]
    values = {attributes.get("value") for _, attributes in page.tags}
    for question in spec.questions:
        box = boxes[question.id]
        assert box["data-kind"] == question.kind
        assert ("data-required" in box) == question.required
        assert box.get("data-in", "").split() == list(question.when.within if question.when else ())
        assert {option.id for option in question.options} <= values


@pytest.mark.parametrize("spec", FORMS.values(), ids=lambda spec: spec.id)
def test_nothing_is_kept_and_nothing_is_posted(spec: FormSpec) -> None:
    """No field offers autofill or spelling services, and the form has no token, action, method or inline script."""
    page = page_of(spec)
    assert all(attributes.get("autocomplete") == "off" for attributes in page.inputs())
    written = [a for tag, a in page.tags if tag == "textarea" or a.get("type") == "text"]
    assert all(attributes.get("spellcheck") == "false" for attributes in written)
    assert not [a for a in page.inputs() if a.get("type") == "hidden"]
    assert bool([a for a in page.inputs() if a.get("type") == "file"]) is bool(spec.files)
    (form,) = [attributes for tag, attributes in page.tags if tag == "form"]
    assert {"hidden", "novalidate"} <= form.keys()
    assert not {"action", "method"} & form.keys()
    assert all("src" in attributes for tag, attributes in page.tags if tag == "script")
    assert not [name for _, a in page.tags for name in a if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("spec", FORMS.values(), ids=lambda spec: spec.id)
def test_every_field_has_a_label(spec: FormSpec) -> None:
    """Each field is labelled, and each description it names exists: no id stands twice."""
    page = page_of(spec)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label" and "for" in attributes}
    for (before, _), (tag, field) in pairwise(page.tags):
        if tag in FIELDS:  # a choice stands inside its label
            assert field.get("id") in labelled or before == "label", field
    assert {a["aria-describedby"] for _, a in page.tags if "aria-describedby" in a} <= set(ids)


def test_page_carries_what_the_browser_needs() -> None:
    """The form element names form, version, the key holders, urgency, routing and the largest envelope."""
    spec = FORMS["laporan"]
    (form,) = [attributes for tag, attributes in page_of(spec).tags if tag == "form"]
    told = json.loads(form["data-spec"])
    assert (told["id"], told["version"], told["largest"]) == ("laporan", spec.version, 64)
    assert told["holders"] == HOLDERS
    assert told["routing"] == json.loads(spec.routing.model_dump_json())
    assert list(told["urgency"]["levels"].items()) == [("now", ["sekarang"]), ("soon", ["tidak_tahu"])]


def test_each_key_holder_can_be_left_out_by_name() -> None:
    """The question who must not read offers every holder's public name as written, then the form's own answers."""
    spec = FORMS["laporan"]
    page = page_of(spec)
    values = [a["value"] for tag, a in page.tags if tag == "input" and a.get("name") == spec.routing.leave_out]
    question = next(question for question in spec.questions if question.id == spec.routing.leave_out)
    assert values == [*HOLDERS, *question.option_ids]


@pytest.mark.parametrize("spec", FORMS.values(), ids=lambda spec: spec.id)
def test_a_hint_waits_for_its_answer(spec: FormSpec) -> None:
    """Each hint is hidden until its option is chosen, and what it links to opens beside the form, not in its place."""
    tags = page_of(spec).tags
    notes = [attributes for tag, attributes in tags if tag == "p" and "data-when" in attributes]
    told = [(question.id, hint) for question in spec.questions for hint in question.hints]
    assert [(note["data-when"], note["data-in"].split()) for note in notes] == [(q, [*h.within]) for q, h in told]
    assert all("hidden" in note for note in notes)
    links = [attributes for tag, attributes in tags if tag == "a" and attributes.get("target") == "_blank"]
    links = [link for link in links if link["href"] != (spec.address or "/contoh")]  # this very form, with newer keys
    assert [link["href"] for link in links] == [hint.link.to for _, hint in told if hint.link]
    assert all(link["rel"] == "noopener noreferrer" for link in links)


def test_a_pattern_travels_with_its_words() -> None:
    """A text of a fixed shape carries the shape and what to say where it does not fit."""
    boxes = {
        attributes["data-q"]: attributes
        for _, attributes in page_of(FORMS["pembaruan-kasus"]).tags
        if "data-q" in attributes
    }
    for question in FORMS["pembaruan-kasus"].questions:
        given = (boxes[question.id].get("data-pattern"), boxes[question.id].get("data-says"))
        assert given == ((question.pattern.regex, question.pattern.says) if question.pattern else (None, None))
