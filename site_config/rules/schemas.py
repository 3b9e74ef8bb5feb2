"""JSON Schemas for editors, from the models: what an author may write, shown while it is written."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple

from base.district import District
from base.errors import ContentError
from site_config.facts.load import ContactFile, KeyFile, LocalContactFile, Operator, Service
from site_config.facts.menu import MenuFile
from site_config.rules.foreign import ForeignFile
from site_config.rules.register import WordFile
from site_config.rules.traps import TrapFile
from sop.approved import APPROVED, ApprovedFile
from sop.files import GlossaryFile, LawFile, PlannedFile, QuestionFile, RoleFile, SituationFile
from sop.model import OfficialForm, Procedure
from sop.overlay import LocalProcedure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from base.content import Content


class _Kind(NamedTuple):
    """Which files a schema is for."""

    schema: str
    model: type[Content]
    files: str


KINDS = (
    _Kind("sop/schema/procedure.json", Procedure, "sop/procedures/[!_]*.yml"),
    _Kind("sop/schema/overlay.json", LocalProcedure, "site_config/district/procedures/*.yml"),
    _Kind("site_config/schema/approved.json", ApprovedFile, APPROVED),
    _Kind("sop/schema/planned.json", PlannedFile, "sop/procedures/_planned.yml"),
    _Kind("sop/schema/form.json", OfficialForm, "sop/forms/*.yml"),
    _Kind("sop/schema/agencies.json", RoleFile, "sop/agencies.yml"),
    _Kind("sop/schema/laws.json", LawFile, "sop/laws.yml"),
    _Kind("sop/schema/situations.json", SituationFile, "sop/situations.yml"),
    _Kind("sop/schema/glossary.json", GlossaryFile, "sop/glossary.yml"),
    _Kind("sop/schema/questions.json", QuestionFile, "sop/questions.yml"),
    _Kind("sop/schema/questions.json", QuestionFile, "site_config/district/questions.yml"),
    _Kind("sop/schema/laws.json", LawFile, "site_config/district/laws.yml"),
    _Kind("sop/schema/glossary.json", GlossaryFile, "site_config/district/glossary.yml"),
    _Kind("site_config/schema/district.json", District, "site_config/district/district.yml"),
    _Kind("site_config/schema/foreign.json", ForeignFile, "site_config/district/foreign.yml"),
    _Kind("site_config/schema/contacts.json", ContactFile, "site_config/facts/contacts.yml"),
    _Kind("site_config/schema/local-contacts.json", LocalContactFile, "site_config/district/contacts.yml"),
    _Kind("site_config/schema/keys.json", KeyFile, "site_config/district/keys.yml"),
    _Kind("site_config/schema/operator.json", Operator, "site_config/district/operator.yml"),
    _Kind("site_config/schema/service.json", Service, "site_config/district/service.yml"),
    _Kind("site_config/schema/menu.json", MenuFile, "site_config/menu.yml"),
    _Kind("site_config/schema/traps.json", TrapFile, "site_config/rules/traps.yml"),
    _Kind("site_config/schema/traps.json", TrapFile, "site_config/district/traps.yml"),
    _Kind("site_config/schema/words.json", WordFile, "site_config/rules/words.yml"),
)


def schema_texts(root: Path) -> dict[Path, str]:
    """Return path -> text of every schema."""
    return {
        root / kind.schema: json.dumps(_plain(kind.model.model_json_schema()), ensure_ascii=False, indent=2) + "\n"
        for kind in KINDS
    }


def check_heads(root: Path) -> Iterator[ContentError]:
    """Yield an error for every file whose first line does not lead editors to its schema."""
    for kind in KINDS:
        for path in sorted(root.glob(kind.files)):
            wanted = head(kind.schema, path.relative_to(root).as_posix())
            # Notepad may begin a file with a byte order mark; the YAML reader passes over it too.
            lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
            if lines[:1] != [wanted]:
                yield ContentError(path, 1, "penyunting tidak tahu bentuk berkas ini", f"Tulis di baris 1: {wanted}")


def head(schema: str, file: str) -> str:
    """Return the first line of a file (both paths from the root)."""
    return f"# yaml-language-server: $schema={posixpath.relpath(schema, posixpath.dirname(file))}"


def _plain(node: Any, *, names: bool = False) -> Any:
    """Drop what editors would show beside the Indonesian words: titles made of keys, and docstrings of models.

    `names` says that the keys of `node` are names of fields, so that a field called title stays.
    """
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped = set() if names else {"title", *(["description"] if "properties" in node else [])}
    return {
        key: _plain(value, names=not names and key in {"properties", "$defs"})
        for key, value in node.items()
        if key not in dropped
    }
