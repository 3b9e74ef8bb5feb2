"""What a district decides of a shared procedure stands in its own file, as the guide says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from site_config.build.check import check_site
from site_config.build.generate import write_pages
from site_config.words import wording as words
from sop.load import load_handbook, read_approved, read_handbook
from sop.overlay import lapsed
from tests.site.conftest import copy_content

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = "docs/internal/panduan-mengubah.md"


def test_the_guides_example_is_approved_when_it_is_copied(root: Path, tmp_path: Path) -> None:
    """The limit and the approval printed in the guide, with the mark that the check names, make an approved version."""
    guide = (root / GUIDE).read_text(encoding="utf-8").split("## Contoh dari awal", 1)[1]
    limit, _, approval = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)[:3]
    tree = copy_content(tmp_path)
    file = tree / "site_config/district/procedures/penerimaan-laporan.yml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(limit + approval, encoding="utf-8")
    (error,) = read_handbook(tree)[1]
    (content,) = re.findall(r'content: "([0-9a-f]{16})"', error.hint)
    file.write_text(limit + approval.replace("}", f', content: "{content}"}}'), encoding="utf-8")
    write_pages(tree)
    assert check_site(tree) == []
    assert read_approved(tree).approved == {"penerimaan-laporan": {"0.3": content}}
    book = load_handbook(tree)
    procedure = book.procedures["penerimaan-laporan"]
    assert lapsed(book.procedures.values()) == []
    newer = procedure.model_copy(update={"version": "99"})
    assert lapsed([newer]) == [procedure.title]
    step = next(step for step in procedure.steps if step.id == "tunjuk-pengelola-kasus")
    assert (procedure.status, step.deadline.within) == ("approved", "PT4H")


def test_a_settled_point_is_closed_and_told(root: Path, tmp_path: Path) -> None:
    """A point answered in the district's file is no longer open, and its answer, day and office stand with the step."""
    before = load_handbook(root).procedures["penerimaan-laporan"]
    step = next(step for step in before.steps if step.confirm_locally)
    tree = copy_content(tmp_path)
    file = tree / "site_config/district/procedures/penerimaan-laporan.yml"
    file.parent.mkdir(exist_ok=True)
    point = step.confirm_locally[0]
    said = f'{{point: "{point}", answer: Ya., by: Forum, on: 2026-12-01}}'
    file.write_text(f"steps:\n  {step.id}:\n    settled:\n      - {said}\n", encoding="utf-8")
    after = next(each for each in load_handbook(tree).procedures["penerimaan-laporan"].steps if each.id == step.id)
    assert after.confirm_locally == step.confirm_locally[1:]
    assert words.settled_text(after.settled[0]) == f"Ditetapkan setempat: {point} Ya. (Forum, 1 Desember 2026)"
