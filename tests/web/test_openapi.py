"""The published API: it names every route, and whatever is generated from it breaks nothing and leaves no trace."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
EXAMPLES = 40  # of each kind for each operation


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_generated_requests_break_nothing(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture, mode: GenerationMode
) -> None:
    """Right and wrong requests to every operation: no 5xx, answers as described, no word of the input in the log."""
    caplog.set_level(logging.DEBUG, logger="collector")
    api = schemathesis.openapi.from_wsgi("/api/openapi.json", make_app())
    for found in api.get_all_operations():

        @given(case=found.ok().as_strategy(generation_mode=mode))
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        def try_it(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)
            sent = [str(value) for value in (*(case.path_parameters or {}).values(), *(case.headers or {}).values())]
            logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("collector"))
            assert [value for value in sent if len(value) > 6 and value in logged] == []

        with suppress(Unsatisfiable):  # an operation in which nothing can be wrong
            try_it()


def test_the_api_is_described_whole(make_app: Callable[..., Flask]) -> None:
    """No route below /api that the description does not have, and none described that is not there."""
    app = make_app()
    described = {
        (method.upper(), path)
        for path, operations in app.test_client().get("/api/openapi.json").json["paths"].items()
        for method in operations.keys() & {"get", "put", "post", "delete"}
    }
    routes = {
        (method, re.sub(r"<([^>]*)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.rule != "/api/openapi.json"
    }
    assert described == routes
