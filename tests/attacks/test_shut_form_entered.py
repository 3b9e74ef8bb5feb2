"""A form that nobody reads is shut: an envelope that begins as another form must not end as this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import Sealed, sealed, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from collector.core.opening import HybridIdentity
    from collector.forms.schema import FormSpec
    from collector.store import Store

HALF = 8000  # bytes


def begin_as(form: FormSpec, report: Sealed, client: FlaskClient) -> int:
    """Send the first half of a report under the name of another form; give the status."""
    headers = report.headers | work(client, report.id) | {"Suluh-Form": f"{form.id}/{form.version}"}
    said = {"Content-Range": f"bytes 0-{HALF - 1}/{len(report.body)}"}
    return client.put(report.path, data=report.body[:HALF], headers=headers | said).status_code


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "last part"])
@pytest.mark.parametrize("shut", ["nobody on duty", "closed by the operator"])
def test_no_report_enters_behind_another_form(
    make_app: Callable[..., Flask],
    forms: dict[str, FormSpec],
    identity: HybridIdentity,
    store: Store,
    shut: str,
    whole: bool,
) -> None:
    """Begun as an open form, neither the rest nor the whole of it is taken as a report, and nothing is stored."""
    client = make_app(**({"staffed": None} if shut == "nobody on duty" else {})).test_client()
    if shut == "closed by the operator":
        store.close_form("laporan")
    spec = forms["laporan"]
    report = sealed(spec, spec.examples.valid[0].answers, [identity.recipient])
    assert begin_as(forms["saran-forum"], report, client) == 202
    body, headers = report.body, report.headers
    if not whole:
        body = body[HALF:]
        headers = headers | {"Content-Range": f"bytes {HALF}-{len(report.body) - 1}/{len(report.body)}"}
    assert client.put(report.path, data=body, headers=headers).status_code == 409
    assert store.waiting() == []
