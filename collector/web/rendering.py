"""Makes the form pages: bytes from the forms and what is announced, the same for every reader on every day.

Pure, so that anyone who has the source can make them again and compare (`suluh verify`). A page holds no nonce, token
or session, and nothing that depends on who asks; staff forms are the same bytes, given out behind the login only. A
form is only ever shown: the browser seals its answers and PUTs one envelope, and CSP says `form-action 'none'`. So it
has no CSRF token, which would need a session cookie, and a cookie on a shared phone tells the next person who was here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader

from base import addresses
from collector.core.age import fingerprint
from collector.core.answer import STATUSES
from collector.forms.schema import CONFIRMED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from base.district import Office
    from collector.core.age import HybridRecipient
    from collector.forms.questions import Question
    from collector.forms.schema import FormSpec

# A longer list of options is a select: as many kecamatan as radio buttons are five screens of a phone.
LONGEST_LIST = 9
AGAIN = "tambahan"  # the form of the mailbox's page
TEMPLATES = Path(__file__).parent / "templates"


class Key(NamedTuple):
    """A key that envelopes are sealed to: what its holder is called in public, and its fingerprint."""

    name: str
    fingerprint: str


def public_keys(recipients: Sequence[HybridRecipient], names: Mapping[str, str]) -> list[Key]:
    """Name each key as its holder is called in public (`names` by `age1pq1…`), or else by the start of its mark."""
    marks = [(str(key), fingerprint(key)) for key in recipients]
    return [Key(names.get(key) or f"kunci {mark[:9]}", mark) for key, mark in marks]


@dataclass(frozen=True)
class Announced:
    """What a form page is made of besides the forms.

    `keys` in the order in which the server gives them; `contacts` is, by group, the HTML that the site makes of its
    facts; `integrity` is, by name, the Subresource Integrity of each script; `staffed` says when reports are read, and
    is None while nobody is on duty: then the forms for reports are shut. `office` holds the keys.
    """

    keys: Sequence[Key]
    contacts: Mapping[str, str]
    integrity: Mapping[str, str]
    staffed: str | None
    demo: bool
    office: Office

    def takes(self, spec: FormSpec) -> bool:
        """Whether a form can be open at all: somebody can open its envelopes, and a report finds somebody on duty."""
        return bool(self.keys) and (not spec.is_report or self.staffed is not None)


class Pages(NamedTuple):
    """Pages by path: the open form, and the page that is shown while the form is closed."""

    shown: dict[str, bytes]
    closed: dict[str, bytes]


def form_pages(forms: Mapping[str, FormSpec], said: Announced) -> Pages:
    """Make every form's page and the mailbox's, which opens also while nothing can be sealed."""
    templates = _templates()
    placed = {spec.address: spec for spec in forms.values() if spec.address}
    closed = {path: _render(templates, "closed.html", spec, said) for path, spec in placed.items()}
    shown = closed | {
        path: _render(templates, "form.html", spec, said) for path, spec in placed.items() if said.takes(spec)
    }
    if AGAIN in forms:
        shown[addresses.MAILBOX] = _render(templates, "mailbox.html", forms[AGAIN], said, waits=True, statuses=STATUSES)
    return Pages(shown, closed)


@cache
def _templates() -> Environment:
    """The templates, each compiled once in a process."""
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _render(templates: Environment, template: str, spec: FormSpec, said: Announced, **more: object) -> bytes:
    names = [key.name for key in said.keys]
    page = templates.get_template(template).render(
        spec=spec,
        offered={question.id: offered(question, names) for question in spec.questions},
        longest=LONGEST_LIST,
        confirmed=CONFIRMED,
        address=spec.address or addresses.MAILBOX,
        at=addresses,
        keys=said.keys,
        holders=names,
        contacts=said.contacts,
        integrity=said.integrity.__getitem__,
        staffed=said.staffed,
        demo=said.demo,
        office=said.office,
        takes=said.takes(spec),
        **more,
    )
    return page.encode()


class Choice(NamedTuple):
    """One answer to choose: what travels in the envelope, what people read, and its last day (ISO 8601)."""

    id: str
    label: str
    until: str | None = None


def offered(question: Question, holders: Sequence[str]) -> list[Choice]:
    """What there is to choose: before a question's options, those who can open an envelope, where it asks for them."""
    named = [Choice(name, name) for name in holders] if question.kind == "recipients" else []
    return [*named, *(Choice(option.id, option.label, option.until) for option in question.options)]
