"""The questions of a form spec: what is asked, with which options, shown when. Pure."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from base.content import Content

# Wider than the ids of other content: it stands as a name in answers, and so in every envelope.
AnswerId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[_-][a-z0-9]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(pattern=r"^\S(?:.*\S)?$", max_length=600)]

# A text for whoever writes as the child itself, or as an adult, in the place of the one for everybody.
Voiced = dict[Literal["child", "adult"], Line]


class Option(Content):
    """One answer to choose. The id travels in the envelope; the label is what people read.

    `until` is the last day (ISO 8601, the district's time) on which it is offered; the desk understands it ever after.
    """

    id: AnswerId
    label: Line
    until: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class When(Content):
    """Shown only if an earlier choice holds one of these options."""

    field: AnswerId
    within: tuple[AnswerId, ...] = Field(alias="in", min_length=1)


class Link(Content):
    """A page of the public site; `site check` knows whether it is there."""

    to: Annotated[str, StringConstraints(pattern=r"^/(?:[a-z0-9-]+/)+$")]
    text: Line


class Hint(Content):
    """A word shown as soon as one of these options is chosen."""

    within: tuple[AnswerId, ...] = Field(alias="in", min_length=1)
    text: Line
    link: Link | None = None


class Pattern(Content):
    """The shape of a short text, as a regular expression that Python and JavaScript read alike, and in words."""

    regex: Line
    says: Line


class Question(Content):
    """One thing asked. `keyboard` only picks a phone's keyboard; it checks nothing.

    `recipients` offers, before its options, each key holder by public name: those chosen get no key to the envelope.
    `options_from` puts beside the options the trainings of calendar.yml, or the district's kecamatan.
    """

    id: AnswerId
    kind: Literal["choice", "choices", "recipients", "text", "longtext", "confirm"]
    label: Line
    label_for: Voiced = {}
    help: Line | None = None
    help_for: Voiced = {}
    required: bool = False
    max_length: int | None = Field(default=None, ge=1, le=20_000)
    pattern: Pattern | None = None
    keyboard: Literal["text", "tel", "email"] = "text"
    options: tuple[Option, ...] = ()
    options_from: Literal["calendar", "kecamatan"] | None = None
    hints: tuple[Hint, ...] = ()
    when: When | None = None

    @property
    def chosen(self) -> bool:
        """Whether the answer is picked from `options`."""
        return self.kind in {"choice", "choices", "recipients"}

    @property
    def written(self) -> bool:
        """Whether the answer is typed."""
        return self.kind in {"text", "longtext"}

    @property
    def option_ids(self) -> list[str]:
        """Ids in the order people see them."""
        return [option.id for option in self.options]


class Page(Content):
    """What stands on the screen at once."""

    id: AnswerId
    title: Line
    title_for: Voiced = {}
    lead: Line | None = None
    lead_for: Voiced = {}
    fields: tuple[Question, ...] = Field(min_length=1)
