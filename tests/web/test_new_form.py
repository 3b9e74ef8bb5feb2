"""A form is one file: the example of the guide, as somebody copies it, from its YAML to the officer's screen."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from collector.core.opening import open_envelope
from collector.desk.letter import judge
from collector.forms.load import SPECS, load_forms
from collector.upkeep.here import our_district
from site_config.build.hosts import HOSTS, host_files
from tests.builders import outside_of, sealed_by_the_browser, work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from collector.core.opening import HybridIdentity
    from collector.store import Store

GUIDE = "docs/internal/panduan-formulir.md"


def test_a_new_file_alone_is_a_page_and_a_sealed_letter(
    make_app: Callable[..., Flask], identity: HybridIdentity, store: Store, root: Path, tmp_path: Path
) -> None:
    """The YAML printed in the guide, beside the other forms: served, sealed by the browser's code, stored, and read."""
    (example,) = re.findall(r"```yaml\n(.*?)```", (root / GUIDE).read_text(encoding="utf-8"), re.DOTALL)
    name = re.search(r"^id: (\S+)$", example, re.MULTILINE)[1]
    specs = shutil.copytree(SPECS, tmp_path / "specs")
    (specs / f"{name}.yml").write_text(example, encoding="utf-8")
    forms = load_forms(our_district(), specs)
    spec, client = forms[name], make_app(forms=forms).test_client()

    page = client.get(spec.address).text
    assert [q.id for q in spec.questions] == re.findall(r'data-q="([a-z_]+)"', page)
    for example_answers in (each.answers for each in spec.examples.valid):
        envelope = sealed_by_the_browser(spec, example_answers, [str(identity.recipient)])
        headers = {**envelope.headers, **work(client, envelope.id)}
        assert client.put(envelope.path, data=envelope.body, headers=headers).status_code == 201
        outside, body = store.envelope(envelope.id) or pytest.fail("gone")
        letter = judge(outside_of(outside), "", open_envelope([identity], body), forms)
        assert (letter.answers, letter.warnings) == (example_answers, ())


def test_a_new_form_is_written_into_the_servers_files(root: Path, tmp_path: Path) -> None:
    """With the guide's form among the specs, nginx's and Caddy's files are to be rewritten with its address."""
    for folder in ("collector/forms", "site_config/district", "site_config/theme", HOSTS):
        shutil.copytree(root / folder, tmp_path / folder)
    before = {path: path.read_text(encoding="utf-8") for path in (tmp_path / HOSTS).iterdir()}
    assert host_files(tmp_path) == before
    (example,) = re.findall(r"```yaml\n(.*?)```", (root / GUIDE).read_text(encoding="utf-8"), re.DOTALL)
    name = re.search(r"^id: (\S+)$", example, re.MULTILINE)[1]
    (tmp_path / f"collector/forms/specs/{name}.yml").write_text(example, encoding="utf-8")
    after = host_files(tmp_path)
    changed = {path.name for path, text in after.items() if text != before[path]}
    assert changed == {"Caddyfile", "nginx.conf"}
    assert all(name in text for path, text in after.items() if path.name in changed)
