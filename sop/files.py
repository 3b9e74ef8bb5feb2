"""The whole of each file that holds a list: what stands at its top. Pure: no I/O, no clock."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from base.content import Content, Text
from sop.model import Law, Planned, Role, Situation, Term
from sop.values import Question


class RoleFile(Content):
    """The whole of sop/agencies.yml."""

    agencies: Annotated[list[Role], Field(min_length=1)]


class LawFile(Content):
    """The whole of sop/laws.yml."""

    laws: Annotated[list[Law], Field(min_length=1)]


class SituationFile(Content):
    """The whole of sop/situations.yml."""

    situations: Annotated[list[Situation], Field(min_length=1)]


class GlossaryFile(Content):
    """The whole of sop/glossary.yml."""

    terms: Annotated[list[Term], Field(min_length=1)]


class QuestionFile(Content):
    """The whole of sop/questions.yml, and of the district's own: what must be answered before anybody relies on it."""

    questions: list[Question]
    decisions: Annotated[list[Text], Field(description="Yang menunggu keputusan, satu kalimat atau lebih")]


class PlannedFile(Content):
    """The whole of sop/procedures/_planned.yml."""

    planned: list[Planned]
