"""The published trainings, and how they become options of a registration form."""

from datetime import date
from pathlib import Path

from pydantic import Field, field_validator

from base.days import MONTHS
from base.source import parse, read_yaml
from collector.forms.questions import Id, Line, Option, Part, Question
from collector.forms.schema import FormSpec

CALENDAR = Path(__file__).parent / "calendar.yml"


class Training(Part):
    """One training. `place` and `seats` are None until settled; `source` is the letter that settled the date."""

    id: Id
    date: date
    title: Line
    place: Line | None
    seats: int | None = Field(ge=1, le=1000)
    source: Line

    @property
    def option(self) -> Option:
        """What the form offers up to the day itself."""
        day = f"{self.date.day} {MONTHS[self.date.month - 1]} {self.date.year}"
        place = self.place or "tempat belum pasti"
        seats = f", {self.seats} kursi" if self.seats else ""
        return Option(id=self.id, label=f"{day}: {self.title} ({place}{seats})", until=self.date.isoformat())


class Calendar(Part):
    """The whole of calendar.yml."""

    trainings: tuple[Training, ...]

    @field_validator("trainings")
    @classmethod
    def _by_day(cls, given: tuple[Training, ...]) -> tuple[Training, ...]:
        return tuple(sorted(given, key=lambda training: training.date))


def load_calendar(file: Path = CALENDAR) -> Calendar:
    """Read the calendar. ContentError or ContentErrors with file:line."""
    return parse(Calendar, read_yaml(file))


def with_calendar(spec: FormSpec, calendar: Calendar) -> FormSpec:
    """Return the form with the trainings beside the options of each question that asks for them."""
    pages = tuple(
        page.model_copy(update={"fields": tuple(_dated(question, calendar) for question in page.fields)})
        for page in spec.pages
    )
    return spec.model_copy(update={"pages": pages})


def _dated(question: Question, calendar: Calendar) -> Question:
    if question.options_from is None:
        return question
    options = (*question.options, *(training.option for training in calendar.trainings))
    return question.model_copy(update={"options": options})
