"""Remembers which content of a version was approved: nobody approves another content under the same number.

The memory is a file of its own, `site_config/district/approved.yml`, which `site pages --write` adds to and never takes
from. To change it by hand is one line that whoever reviews the change sees. Pure: no I/O, no clock.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import Field

from base.content import Content, Id, Text
from base.district import FOLDER
from sop.values import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from base.errors import ContentError
    from base.source import Located
    from sop.model import Handbook, Procedure

APPROVED = f"{FOLDER}/approved.yml"
_DO_NOT_EDIT = "# Ditulis oleh `scripts/suluh site pages --write`; jangan diubah. Versi yang disahkan -> sidik isinya."


class ApprovedFile(Content):
    """The whole of site_config/district/approved.yml."""

    approved: dict[Id, dict[Text, Mark]] = Field(
        default={}, description="id prosedur -> versi -> sidik isi yang disahkan"
    )


def check_approved(procedure: Procedure, marks: Mapping[str, str], overlay: Located) -> Iterator[ContentError]:
    """Yield an error for each version whose approval is gone from `overlay`, or is now of another content.

    `marks` is version -> mark, as the memory has it of this procedure.
    """
    approved = {approval.version: (index, approval.content) for index, approval in enumerate(procedure.approvals)}
    for version, mark in marks.items():
        if version not in approved:
            hint = f'Kembalikan baris pengesahannya dari git, dengan content: "{mark}"'
            yield overlay.error(("approvals",), f"pengesahan versi {version} hilang", hint)
            continue
        index, content = approved[version]
        if content != mark:
            hint = f'Kembalikan isinya dan content: "{mark}", lalu tulis perubahannya sebagai versi baru'
            what = f"versi {version} sudah disahkan dengan isi lain"
            yield overlay.error(("approvals", index, "content"), what, hint)


def approved_text(head: str, before: ApprovedFile, book: Handbook) -> str:
    """Return the file with what was approved since `before`; "" while nothing ever was. `head` is its first line."""
    now = {name: dict(marks) for name, marks in before.approved.items()}
    for procedure in book.procedures.values():
        for approval in reversed(procedure.approvals):  # the newest stands first there, and last in this file
            now.setdefault(procedure.id, {}).setdefault(approval.version, approval.content)
    lines = [head, _DO_NOT_EDIT, "approved:"]
    for name, marks in sorted(now.items()):
        lines += [f"  {name}:", *(f'    {json.dumps(version)}: "{mark}"' for version, mark in marks.items())]
    return "\n".join([*lines, ""]) if now else ""
