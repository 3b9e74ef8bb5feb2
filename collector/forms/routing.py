"""Whom an envelope is sealed to, by its answers: a report must never reach the officer whom it concerns. Pure.

`collector/web/client/routing.js` does the same before it seals; tests/vectors/routing.json holds both to it.
"""

from collections.abc import Mapping, Sequence

from collector.forms.schema import Answer, FormSpec, Routing


def readers(routing: Routing | None, answers: Mapping[str, Answer], holders: Sequence[str]) -> list[str]:
    """Return which of the key holders (public names) may read; none means that nothing may be sealed or sent."""
    if routing is None:
        return list(holders)
    if goes_outside(routing, answers):
        return []
    left_out = _picked(answers, routing.leave_out)
    return [holder for holder in holders if holder not in left_out]


def goes_outside(routing: Routing, answers: Mapping[str, Answer]) -> bool:
    """Whether the answers say that nobody here may read them, whoever holds the keys."""
    return any(_picked(answers, field).intersection(ids) for field, ids in routing.outside.items())


def left_out(spec: FormSpec, answers: Mapping[str, Answer]) -> tuple[str, ...] | None:
    """Return the public names that the answers leave out; None where the form does not ask, so that nobody knows."""
    if spec.routing is None:
        return None
    field = spec.routing.leave_out
    options = next(question.option_ids for question in spec.questions if question.id == field)
    return tuple(sorted(_picked(answers, field).difference(options)))


def _picked(answers: Mapping[str, Answer], field: str) -> set[str]:
    answer = answers.get(field, [])
    return {answer} if isinstance(answer, str) else set(answer)
