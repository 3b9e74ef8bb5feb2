"""Whom an envelope is sealed to: the cases that the browser is held to as well (tests/vectors/client.test.mjs)."""

import json
from pathlib import Path
from typing import Any

import pytest

from collector.forms.routing import readers
from collector.forms.schema import Routing

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/routing.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["note"])
def test_only_those_read_whom_the_answers_allow(case: dict[str, Any]) -> None:
    """An officer named, everybody where the office is named or nobody knows who: none of them gets the envelope."""
    routing = Routing.model_validate(VECTORS["routing"])
    assert readers(routing, case["answers"], VECTORS["holders"]) == case["readers"]


def test_a_form_without_routing_is_for_every_holder() -> None:
    """What concerns nobody here is sealed to all keys."""
    assert readers(None, {"concerns": "office"}, VECTORS["holders"]) == VECTORS["holders"]
