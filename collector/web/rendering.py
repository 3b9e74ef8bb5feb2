"""Makes a Flask-WTF form out of a form spec, so that the page is complete HTML before any script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from collector.forms.schema import CONFIRMED, offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wtforms import Field

    from collector.forms.questions import Question
    from collector.forms.schema import FormSpec

# A longer list of options is a select: sixteen kecamatan as radio buttons are five screens of a phone.
LONGEST_LIST = 9


class ReaderForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form that is only ever shown.

    The browser seals its answers and PUTs one envelope; the form itself is never posted, and CSP says
    `form-action 'none'`. A CSRF token would need a session cookie, and a cookie on a shared phone tells the next
    person who was here. So CSRF is off for this form, and for no other.
    """

    class Meta:
        csrf = False


def build_form(spec: FormSpec, holders: Sequence[str], today: str) -> FlaskForm:
    """Return the form of a spec, empty. `form["q_" + question.id]` is the field of a question.

    `holders` are the public names of those who can open an envelope, `today` (ISO 8601) decides which trainings are
    still ahead.
    """
    # The attribute has a prefix of its own, so that no question can take the place of Form.data or Form.errors.
    fields = {f"q_{question.id}": _field(question, holders, today) for question in spec.questions}
    return type("SpecForm", (ReaderForm,), fields)(formdata=None)


def _field(question: Question, holders: Sequence[str], today: str) -> Field:
    required = [InputRequired()] if question.required else []
    named: dict[str, Any] = {"name": question.id, "id": f"f-{question.id}", "label": question.label}
    options: list[Any] = [SelectChoice(option.id, option.label) for option in offered(question, today)]
    if question.kind == "recipients":
        options = [*(SelectChoice(name, name) for name in holders), *options]
    match question.kind:
        case "choice" if len(options) > LONGEST_LIST:
            return SelectField(choices=[SelectChoice("", "Pilih"), *options], validators=required, **named)
        case "choice":
            return RadioField(choices=options, validators=required, **named)
        case "choices" | "recipients":
            box = CheckboxInput()
            return SelectMultipleField(choices=options, option_widget=box, validators=required, **named)
        case "confirm":
            return BooleanField(validators=required, render_kw={"value": CONFIRMED}, **named)
    written = StringField if question.kind == "text" else TextAreaField
    return written(validators=[*required, Length(max=question.max_length or 0)], render_kw=_typing(question), **named)


def _typing(question: Question) -> dict[str, str]:
    """Attributes of a field that is typed in: a browser's spelling service may send the text to its maker."""
    return {"spellcheck": "false"} | ({} if question.keyboard == "text" else {"inputmode": question.keyboard})
