"""Makes the folder of a new district: every field with its meaning, and open what nobody has settled yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from base.district import DISTRICT, LocalAgency, Place
from base.resolve import load_district
from base.source import parse, read_yaml
from site_config.facts.load import Operator
from site_config.rules.foreign import FOREIGN
from site_config.rules.schemas import head
from sop.files import RoleFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from base.content import Content
    from sop.model import Role

# Whose names are of one district only; "Dinas Sosial" is called so everywhere.
_OWN = ("dinas", "layanan", "lsm")
_OPEN = """# Satu sakelar untuk laporan tersegel. null: formulirnya tertutup, dan nomor telepon tampil di tempatnya.
# Dibuka hanya bila piket pembaca sudah ditetapkan tertulis: hours, approved_by (jabatan), approved_on.
open: null
"""


def new_district(root: Path, name: str, folder: Path) -> list[Path]:
    """Write the files of the district `name` into the new folder `folder`; return them.

    `site check` then says, line by line, what is still open. Raise FileExistsError and ContentErrors.
    """
    roles = parse(RoleFile, read_yaml(root / "sop/agencies.yml")).agencies
    files = {
        "district.yml": "\n".join(_district(name, roles)),
        "mkdocs.yml": "# Alamat situs umum, dengan garis akhir. `.example` bukan milik siapa pun.\nsite_url: https://suluh.example/\n",
        "contacts.yml": "\n".join(_contacts()),
        "keys.yml": f"{head('site_config/schema/keys.json', 'site_config/district/keys.yml')}\nkeys: []\n",
        "operator.yml": "\n".join(_operator()),
        "service.yml": f"{head('site_config/schema/service.json', 'site_config/district/service.yml')}\n{_OPEN}",
        "foreign.yml": "\n".join(_foreign(_names_before(root))),
    }
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return [folder / file for file in files]


def _names_before(root: Path) -> list[str]:
    """Return the names of the district that the tree is of; none where its folder is taken out already."""
    if not (root / DISTRICT).is_file():
        return []
    before = load_district(root)
    return [before.place.short, *(before.words[role] for role in _OWN if role in before.words)]


def _district(name: str, roles: list[Role]) -> Iterator[str]:
    yield head("site_config/schema/district.json", DISTRICT)
    yield "# null: belum diisi. `scripts/suluh site check` menyebut baris yang masih terbuka."
    yield "place:"
    known = {"name": json.dumps(name, ensure_ascii=False)}
    yield from _fields(Place, known, "  ")
    yield "\n# true bila rumah aman sudah ada, milik sendiri atau lewat perjanjian."
    yield "safe_house: null"
    yield "\n# Semua kecamatan, menurut abjad: - {id: utara, name: Utara}"
    yield "kecamatan: []"
    yield "\nagencies:"
    for role in roles:
        yield f"  # {role.role}"
        yield f"  # Tidak ada di sini? Hapus name dan full_name, lalu tulis: {role.id}: {{absent: true}}"
        yield f"  {role.id}:"
        yield from _fields(LocalAgency, {}, "    ", ("name", "full_name"))
    yield ""


def _fields(model: type[Content], known: dict[str, str], indent: str, only: tuple[str, ...] = ()) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if not only or name in only:
            yield f"{indent}{name}: {known.get(name, 'null')} # {field.description}"


def _contacts() -> Iterator[str]:
    yield head("site_config/schema/local-contacts.json", "site_config/district/contacts.yml")
    yield "# Nomor setempat tidak boleh dikarang: to-be-filled sampai lembaganya memberi tertulis dan sudah dicoba."
    yield "# Nomor nasional yang sudah dicoba dari sini: tried: {polisi-110: {on: 2026-11-24, by: petugas piket}}"
    yield "tried: {}"
    yield "contacts:"
    for role, channel in (("layanan", "phone"), ("dinas", "phone"), ("ppa", "visit"), ("faskes", "visit")):
        yield f"""  - id: {role}
    group: local
    name: "{{{role}}}"
    channel: {channel}
    audience: public
    scope: local
    source: "Belum ada. Minta tertulis: nomor piket, jam, alamat."
    confidence: L
    status: to-be-filled
    verified_on: null
    verified_by: null
"""


def _operator() -> Iterator[str]:
    yield head("site_config/schema/operator.json", "site_config/district/operator.yml")
    yield "# Tempat melapor celah keamanan: mailto:… atau https://… (RFC 9116); expires paling lama setahun."
    yield from (f"{name}: null" for name in Operator.model_fields)
    yield ""


def _foreign(names: list[str]) -> Iterator[str]:
    yield head("site_config/schema/foreign.json", FOREIGN)
    yield "# Nama daerah yang naskahnya disalin ke sini; `site check` menolaknya di mana pun."
    yield f"foreign: {json.dumps(names, ensure_ascii=False)}"
    yield ""
