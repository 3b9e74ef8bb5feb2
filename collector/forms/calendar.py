"""The published trainings, and what a registration form offers of them."""

from datetime import date
from pathlib import Path

from pydantic import Field, field_validator

from base.content import Content
from base.days import MONTHS
from base.district import District
from base.resolve import resolve
from base.source import parse, read_yaml
from collector.forms.questions import AnswerId, Line, Option

CALENDAR = Path(__file__).parent / "calendar.yml"


class Training(Content):
    """One training. `place` and `seats` are None until settled; `source` is the letter that settled the date."""

    id: AnswerId
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


class Calendar(Content):
    """The whole of calendar.yml."""

    trainings: tuple[Training, ...]

    @field_validator("trainings")
    @classmethod
    def _by_day(cls, given: tuple[Training, ...]) -> tuple[Training, ...]:
        return tuple(sorted(given, key=lambda training: training.date))


def load_calendar(district: District, file: Path = CALENDAR) -> Calendar:
    """Read the calendar. ContentError or ContentErrors with file:line."""
    return parse(Calendar, resolve(read_yaml(file), district))
