"""New rows of a returned workbook: where each lives, which family a member belongs to, what cannot be accepted.

Nothing is guessed: a member is of the family whose reference he bears, else of the one family in the pack or among
the new ones whose head he names. recognising.py then finds those whom the registry has already.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tepat.engine.sentences import Sentence
from tepat.intake.models import Pack
from tepat.intake.returns.sheets import Book, Row, is_reference
from tepat.platform import crypto
from tepat.platform.regions import queries as regions
from tepat.registry.models import Person

from .recognising import Described, Known, form_of, known_of


@dataclass(eq=False)
class NewRow:
    """A row that the pack does not name.

    `home` is a member's family written on the same workbook, `family_id` one of the registry; `troubles` say why it
    cannot be accepted as it was written. `values` and `said` come from the checks.
    """

    row: Row
    region_code: str
    home: "NewRow | None" = None
    family_id: UUID | None = None
    troubles: list[Sentence] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    said: list[tuple[str, Sentence]] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """A family or a person."""
        return self.row.subject

    @property
    def name(self) -> str:
        """The head's or the member's name as it is compared."""
        return form_of(_text(self.row, "head_name" if self.subject == "family" else "name"))

    @property
    def number(self) -> str:
        """The card's or the member's number, where it is whole."""
        return _text(self.row, "kk" if self.subject == "family" else "nik")

    @property
    def described(self) -> Described:
        """What it says of who it is; `ref` is the row's."""
        kind = "kk" if self.subject == "family" else "nik"
        index = crypto.blind_index(kind, self.number).hex() if self.number else ""
        born = _text(self.row, "birth_date")
        return Described(self.row.ref, self.subject, self.region_code, self.name, index, born, self.family_id)


def new_rows(rows: Sequence[Row], sent: Book, pack: Pack) -> tuple[list[NewRow], dict[int, Known]]:
    """The rows with their places, families first; and by its number each that the registry has already."""
    villages = _villages(pack)
    families = [_family(row, pack, villages) for row in rows if row.subject == "family"]
    _tell_repeated(families)
    recognised = _same(families)
    for one in families:
        if known := recognised.get(one.row.ref):
            one.family_id = known.family_id
    heads = _heads(families, sent)
    listed = {row.key for row in sent.rows if row.subject == "family"}
    members = [_member(row, pack, heads, listed) for row in rows if row.subject == "person"]
    recognised |= _same(members)
    fresh = [one for one in members if one.row.ref not in recognised]
    _tell_repeated(fresh)
    _tell_second_heads(fresh)
    return [*families, *members], recognised


def _same(rows: Iterable[NewRow]) -> dict[int, Known]:
    known = known_of([one.described for one in rows if not one.troubles])
    return {ref: it for ref, it in known.items() if it.same}


def _text(row: Row, name: str) -> str:
    return str(row.cell(name).value or "")


def _villages(pack: Pack) -> dict[str, str]:
    """The codes of the villages that a new family of the pack can live in, by name."""
    if len(pack.region_code) == 13:
        named = regions.names([pack.region_code])
    else:
        named = dict(regions.children_of(pack.region_code).values_list("code", "name"))
    return {_place_form(name): code for code, name in named.items()}


def _place_form(name: str) -> str:
    words = name.casefold().removeprefix("desa ").removeprefix("kelurahan ")
    return "".join(letter for letter in words if letter.isalnum())


def _family(row: Row, pack: Pack, villages: Mapping[str, str]) -> NewRow:
    made = NewRow(row, pack.region_code)
    if written := row.cell("village_name").text.strip():
        code = villages.get(_place_form(written))
        if code is None:
            made.troubles.append(_elsewhere(written[:60]))
        else:
            made.region_code = code
    if not made.name:
        made.troubles.append(_NO_HEAD_NAME)
    return made


def _heads(families: Sequence[NewRow], sent: Book) -> dict[str, list["NewRow | UUID"]]:
    """The families that a member can name by their head: those of the pack and the new ones."""
    heads: dict[str, list[NewRow | UUID]] = defaultdict(list)
    for row in sent.rows:
        if row.subject == "family" and (name := form_of(_text(row, "head_name"))):
            heads[name].append(UUID(row.key))
    for one in families:
        if one.name:
            heads[one.name].append(one.family_id or one)
    return heads


def _member(
    row: Row, pack: Pack, heads: Mapping[str, Sequence["NewRow | UUID"]], listed: Collection[str]
) -> NewRow:
    made = NewRow(row, pack.region_code)
    if not made.name:
        made.troubles.append(_NO_NAME)
    if row.family_key:
        if is_reference(row.family_key) and row.family_key in listed:
            made.family_id = UUID(row.family_key)
        else:
            made.troubles.append(_FOREIGN_FAMILY)
        return made
    is_head = _text(row, "relation") == "head"
    named = form_of(_text(row, "head_name")) or (made.name if is_head else "")
    fitting = list(dict.fromkeys(heads.get(named, ()))) if named else []
    if len(fitting) > 1:
        made.troubles.append(_SEVERAL_FAMILIES)
    elif not fitting:
        made.troubles.append(_NO_FAMILY if named else _NO_FAMILY_NAMED)
    elif isinstance(fitting[0], UUID):
        made.family_id = fitting[0]
    else:
        made.home, made.region_code = fitting[0], fitting[0].region_code
    return made


def _tell_repeated(rows: Sequence[NewRow]) -> None:
    """One family or person written twice is one; which of the rows holds, the village knows."""
    first: dict[tuple[Any, ...], list[NewRow]] = defaultdict(list)
    for one in rows:
        place = (one.region_code,) if one.subject == "family" else (one.family_id, id(one.home))
        if one.name and (one.subject == "family" or one.family_id or one.home):
            earlier = first[*place, one.name]
            if twin := next((it for it in earlier if _may_be_one(it, one)), None):
                one.troubles.append(_twice(one.subject, twin.row.number))
            earlier.append(one)


def _may_be_one(earlier: NewRow, later: NewRow) -> bool:
    if earlier.number and later.number:
        return earlier.number == later.number
    born = {_text(one.row, "birth_date") for one in (earlier, later)} - {""}
    return len(born) < 2


def _tell_second_heads(members: Sequence[NewRow]) -> None:
    """A family of the registry has a head; another one is for the village to explain."""
    heads = [one for one in members if one.family_id and _text(one.row, "relation") == "head"]
    if not heads:
        return
    homes = {one.family_id for one in heads}
    headed = set(Person.objects.filter(family__in=homes, relation="head").values_list("family_id", flat=True))
    for one in heads:
        if one.family_id in headed:
            one.troubles.append(_SECOND_HEAD)


def _elsewhere(village: str) -> Sentence:
    return Sentence(
        "«{village}» bukan desa dari paket ini. Tulis nama desanya, atau usulkan keluarga itu lewat paket desanya "
        "sendiri.",
        {"village": village},
    )


def _twice(subject: str, row: int) -> Sentence:
    if subject == "person":
        return Sentence(
            "Orang ini sudah ditulis pada baris {row}. Sisakan baris yang benar.", {"row": str(row)}
        )
    return Sentence(
        "Keluarga dengan kepala bernama sama sudah ditulis pada baris {row}. Bila keduanya keluarga yang berbeda, "
        "tulis No. KK masing-masing.",
        {"row": str(row)},
    )


_NO_HEAD_NAME = Sentence("Nama kepala keluarga belum ditulis. Tulis namanya, lalu kembalikan lagi.")
_NO_NAME = Sentence("Nama orang ini belum ditulis. Tulis namanya, lalu kembalikan lagi.")
_NO_FAMILY = Sentence(
    "Tidak ada keluarga dengan kepala itu, baik pada paket maupun pada baris baru. Tulis nama kepala keluarganya "
    "seperti pada lembar Keluarga."
)
_NO_FAMILY_NAMED = Sentence(
    "Kolom Kepala Keluarga kosong, jadi keluarganya tidak diketahui. Tulis nama kepala keluarganya."
)
_SEVERAL_FAMILIES = Sentence(
    "Ada beberapa keluarga dengan kepala bernama itu. Salin ID Tepat keluarganya dari lembar Keluarga."
)
_FOREIGN_FAMILY = Sentence(
    "ID Tepat keluarganya bukan dari paket ini. Kosongkan, dan tulis nama kepala keluarganya."
)
_SECOND_HEAD = Sentence(
    "Keluarga ini sudah mempunyai kepala keluarga. Tulis hubungan yang benar, atau tulis di Keterangan bila kepalanya "
    "berganti."
)
