"""The form as HTML: complete before any script runs, and never a way to send anything unsealed."""

from html.parser import HTMLParser

import pytest
from flask import Flask, render_template

from collector.forms.load import load_forms
from collector.forms.schema import FormSpec
from collector.web.rendering import build_form

FORMS = load_forms()


class Page(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def inputs(self) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in {"input", "select", "textarea"}]


def page_of(spec: FormSpec) -> Page:
    # No secret key and no session: a page that needed either would fail here.
    app = Flask("collector.web")
    app.jinja_env.globals["demo"] = False
    with app.test_request_context():
        given = {"contacts": {}, "recipients": ["age1pq1a", "age1pq1b"], "fingerprints": ["0000 1111"]}
        return Page(render_template("form.html", spec=spec, form=build_form(spec), **given))


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
    assert not [a for a in page.inputs() if a.get("type") in {"hidden", "file"}]
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
    lists = {a["id"] for a in page.inputs() if a.get("type") in {"radio", "checkbox"}}  # wrapped in their labels
    assert {attributes["id"] for attributes in page.inputs()} == labelled | lists
    assert {a["aria-describedby"] for _, a in page.tags if "aria-describedby" in a} <= set(ids)


def test_page_carries_what_the_browser_needs() -> None:
    """The form element names form, version, keys, urgency and the largest envelope."""
    (form,) = [attributes for tag, attributes in page_of(FORMS["laporan"]).tags if tag == "form"]
    assert (form["data-form"], form["data-version"]) == ("laporan", "1")
    assert form["data-recipients"].split() == ["age1pq1a", "age1pq1b"]
    assert form["data-urgency-levels"] == '{"now": ["sekarang"], "soon": ["tidak_tahu"]}'
    assert form["data-largest-bucket"] == "64"
