"""What a procedure is: steps with who, by when and on what ground. Pure: no I/O, no clock.

The descriptions of fields are Indonesian: authors see them in hints and, through the JSON Schema, in their editor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from base.content import Content, Id, IsoDate, Span, Text, mistake
from base.district import StandIn
from sop.values import Approval, Force, OneId, Question, Settled


class Role(Content):
    """A part that an institution takes in every district. `confirm_locally` lists what each must settle first."""

    id: Id
    role: Text
    basis: Text | None = None
    confirm_locally: list[Text] = []


class Agency(Role):
    """Who takes that part in this district."""

    name: Text
    full_name: Text
    stands_for: StandIn | None = None


class Law(Content):
    """A law or regulation. `check` means: in force as far as known, to be read again before relying on it."""

    id: Id
    name: Text
    title: Text
    status: Literal["in-force", "revoked", "check"]
    note: str | None = None


class Source(Content):
    """Where a duty comes from: a law with its article, or a note (local agreement, practice)."""

    law: Annotated[Id | None, Field(description="id di sop/laws.yml")] = None
    article: Annotated[Text | None, Field(description="Pasal dan ayatnya")] = None
    note: Annotated[Text | None, Field(description="Kesepakatan setempat, praktik, atau catatan pada pasalnya")] = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.law is None and self.note is None:
            raise mistake("sumber kosong", 'Tulis law dan article, atau note: "…" untuk kesepakatan setempat')
        if self.law is not None and self.article is None:
            raise mistake("pasal belum disebut", 'Tambahkan article: "Pasal …"')
        return self


class Deadline(Content):
    """A limit: `within` since the event `since`; a duty, the law's limit without one, a power, or a local agreement."""

    within: Annotated[Span, Field(description="PT24H, PT72H, P14D, P6M, atau immediately (segera)")]
    since: Annotated[Id, Field(description="Peristiwa yang memulai hitungan; ada di events")]
    force: Annotated[
        Force,
        Field(
            description="wajib atau dapat persis menurut hukum; batas bila pasalnya memberi batas tanpa kata “wajib” "
            "bagi pelaksananya; setempat bila kesepakatan atau usulan"
        ),
    ]
    source: Source
    working_days: Annotated[bool, Field(description="true bila sumbernya menghitung hari kerja")] = False

    @model_validator(mode="after")
    def _whole_days(self) -> Self:
        if self.working_days and not re.fullmatch(r"P\d+D", self.within):
            hint = "Tulis P…D, misalnya P14D, atau hapus working_days"
            raise mistake(f"'{self.within}' bukan hitungan hari kerja", hint)
        return self

    @model_validator(mode="after")
    def _law_behind_duty(self) -> Self:
        # facts.md 0.5: writing "wajib" where the law says "dapat" promises a protection nobody owes.
        if self.force != "setempat" and self.source.law is None:
            hint = "Sebut law dan article, atau ubah force menjadi setempat"
            raise mistake(f"batas '{self.force}' tanpa dasar hukum", hint)
        return self


class Mandate(Content):
    """What the law says of a step for which it names no limit: a duty (wajib) or a power (dapat), with its article.

    `binds` names those whom the article means, where not all who do the step or answer for it are meant.
    """

    force: Literal["wajib", "dapat"]
    source: Source
    binds: Annotated[list[Id], Field(description="Hanya ini yang diikat pasalnya; kosong bila semua pelaksana")] = []

    @model_validator(mode="after")
    def _law(self) -> Self:
        if self.source.law is None:
            raise mistake(f"'{self.force}' tanpa dasar hukum", "Sebut law dan article, atau hapus mandate")
        return self


class Next(Content):
    """Where the work goes on: another step here (`to`) or another procedure; `when` says in which case."""

    to: Annotated[Id | None, Field(description="id langkah di prosedur ini")] = None
    procedure: Annotated[Id | None, Field(description="id prosedur lain")] = None
    when: Annotated[Text | None, Field(description="Dibaca sesudah 'Bila …'; huruf kecil")] = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.to is None) == (self.procedure is None):
            raise mistake("lanjutan harus punya satu tujuan", "Tulis 'to: langkah' atau 'procedure: prosedur'")
        return self


class Step(Content):
    """One action. `responsible` does it, the one `accountable` answers for it; `marks` is the event it makes."""

    id: Id
    action: Annotated[Text, Field(description="Kata kerja lebih dulu")]
    detail: Annotated[Text | None, Field(description="Caranya, dan kalimat yang diucapkan")] = None
    responsible: Annotated[list[Id], Field(min_length=1, description="Yang melaksanakan; boleh lebih dari satu")]
    accountable: Annotated[OneId, Field(description="Tepat satu lembaga yang bertanggung jawab")]
    consulted: Annotated[list[Id], Field(description="Yang dimintai pendapat")] = []
    informed: Annotated[list[Id], Field(description="Yang diberi tahu")] = []
    deadline: Annotated[Deadline | None, Field(description="Batas waktu; kosong bila tidak ada")] = None
    mandate: Annotated[Mandate | None, Field(description="Kewajiban atau kewenangan yang hukum beri tanpa jam")] = None
    marks: Annotated[
        Id | None, Field(description="Peristiwa yang terjadi bila langkah ini selesai; menghentikan batas waktunya")
    ] = None
    safeguards: Annotated[list[Text], Field(description="Larangan, diawali 'Jangan …'")] = []
    forms_in: Annotated[list[Id], Field(description="Formulir yang dibaca di langkah ini")] = []
    forms_out: Annotated[list[Id], Field(description="Formulir yang diisi di langkah ini")] = []
    confirm_locally: Annotated[list[Text], Field(description="Yang masih harus dipastikan di daerah ini")] = []
    settled: Annotated[
        list[Settled], Field(description="Dari site_config/district/procedures; jangan ditulis di sini")
    ] = []
    next: Annotated[list[Next], Field(description="Lanjutannya; kosong hanya bila end: true")] = []
    end: Annotated[bool, Field(description="true bila pekerjaan selesai di langkah ini")] = False


class Event(Content):
    """Something that starts or stops a clock, for example the victim's report.

    `external`: no step makes it, it comes from outside (a victim reports). Said once, it holds in every procedure.
    """

    id: Id
    label: Annotated[Text, Field(description="Sama di semua prosedur yang menyebut peristiwa ini")]
    external: Annotated[bool, Field(description="true bila datang dari luar, bukan dari langkah mana pun")] = False


class Basis(Content):
    """An article that a procedure rests on."""

    law: Id
    article: Text


class Change(Content):
    """What became different with a version, in words for those who work by it."""

    version: Text
    on: IsoDate
    changes: Annotated[list[Text], Field(min_length=1)]


class Procedure(Content):
    """A standard operating procedure of several agencies.

    `order` is where it stands in the handbook and on duty cards: what an officer meets first comes first.
    """

    id: Id
    title: Text
    order: Annotated[int, Field(ge=1, le=100, description="Urutan di buku; yang dihadapi lebih dulu lebih kecil")] = 100
    version: Text
    owner: Id
    approvals: Annotated[
        list[Approval], Field(description="Dari site_config/district/procedures; jangan ditulis di sini")
    ] = []
    purpose: Annotated[Text, Field(description="Satu kalimat")]
    entry: Annotated[Text, Field(description="Kapan prosedur ini dimulai")]
    legal_basis: Annotated[list[Basis], Field(min_length=1)]
    checklist: Annotated[
        list[Text], Field(min_length=1, description="5–9 baris pendek; cukup untuk bertindak tanpa membaca yang lain")
    ]
    events: list[Event] = []
    steps: Annotated[list[Step], Field(min_length=1)]
    history: Annotated[list[Change], Field(min_length=1, description="Perubahan per versi; yang terbaru paling atas")]

    @property
    def approved(self) -> Approval | None:
        """The district's approval of this version; None while it is a draft."""
        return next((approval for approval in self.approvals if approval.version == self.version), None)

    @property
    def status(self) -> Literal["draft", "approved"]:
        """Whether this version is approved."""
        return "approved" if self.approved else "draft"


class FormField(Content):
    """One thing an official form asks. `minimum` marks what must be filled before the form may be used."""

    id: Id
    label: Text
    kind: Literal["line", "lines", "date", "time", "choice", "choices", "sign"]
    options: Annotated[list[Text], Field(description="Hanya untuk choice dan choices")] = []
    minimum: Annotated[bool, Field(description="true bila harus terisi sebelum formulir dipakai")] = False
    note: Text | None = None


class FormSection(Content):
    """Fields that belong together."""

    title: Text
    fields: Annotated[list[FormField], Field(min_length=1)]


class OfficialForm(Content):
    """A sheet that agencies fill by hand or on screen and pass on; `secrecy` is printed on its head."""

    id: Id
    title: Text
    version: Text
    owner: Id
    purpose: Text
    filled_by: Annotated[list[Id], Field(min_length=1)]
    goes_to: list[Id] = []
    secrecy: Annotated[Text, Field(description="Satu baris di kepala formulir")]
    sections: Annotated[list[FormSection], Field(min_length=1)]
    source: Source
    confirm_locally: list[Text] = []


class Go(Content):
    """Where a situation leads: a procedure, and if named one of its steps; `why` in a few words."""

    procedure: Id
    step: Id | None = None
    why: Text


class Situation(Content):
    """What an officer meets ("anak datang sendiri"): the first things to do, and where the handbook goes on."""

    id: Id
    title: Text
    lead: Text
    first: Annotated[list[Text], Field(min_length=1)]
    never: Annotated[list[Text], Field(description="Yang jangan dilakukan")] = []
    go: Annotated[list[Go], Field(min_length=1)]


class Term(Content):
    """A word of the handbook in plain Indonesian."""

    term: Text
    meaning: Text
    source: Source | None = None


class Planned(Content):
    """A procedure that others may hand over to although it is not written yet."""

    id: Id
    title: Text


@dataclass(frozen=True)
class Handbook:
    """All of it, by id, in the order of the files (procedures by title).

    `sealed` are the forms that a reporter seals (id -> title, from collector/forms/specs). `unread` are the ids of
    procedures and forms whose own file has mistakes: others may name them, but nothing more is known of them.
    `place` is the district's full name, `here` the short one.
    """

    agencies: dict[str, Agency] = field(default_factory=dict)
    laws: dict[str, Law] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    planned: dict[str, Planned] = field(default_factory=dict)
    forms: dict[str, OfficialForm] = field(default_factory=dict)
    situations: dict[str, Situation] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    sealed: dict[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    place: str = "daerah ini"
    here: str = "daerah ini"
