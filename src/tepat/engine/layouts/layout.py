"""One layout of a ministry's file, as its YAML file states it.

A layout says which headers its columns have, what kind of value each holds, how coded values are mapped, what
names a row's family and person, and whether its rows are families or something to compare families with. It
does not know files or sheets; choosing among layouts lives in tepat.engine.layouts.matching.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from tepat.engine.layouts.codes import code_lists
from tepat.engine.layouts.spelling import header_form, value_form
from tepat.engine.sentences import Sentence

Kind = Literal["key", "name", "text", "nik", "kk", "region", "date", "integer", "code"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Subject = Literal["family", "person"]
# Whose region codes a file writes; `names`: none, the region is told by names in columns or above the headers.
RegionKind = Literal["kemendagri", "bps", "names"]
# Families for the registry, or a list of another kind that they are compared with.
Purpose = Literal["registry", "comparison"]
# Under this spelling a value map says what every value stands for that it does not name.
ANY_OTHER = "*"
_PLACE_FIELDS = ("region_code", "district_code", "regency_code", "village_name", "district_name")


class LayoutError(ValueError):
    """A layout file contradicts itself; the message names the file's id and the column."""


@dataclass(frozen=True)
class Column:
    """A canonical column and how it is written in one layout."""

    field: str
    header: str
    kind: Kind
    synonyms: tuple[str, ...] = ()
    codes: str | None = None
    range: tuple[int, int] | None = None


@dataclass(frozen=True)
class RawOnly:
    """Headers that are known and go no further than the sealed row as it was handed over, and why."""

    reason: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A file layout with its validity and source.

    `age_year` is the year an age column was frozen at. `key_from` names, for a key that no column holds, the
    number that stands for it: a KK number for `family_key`, a NIK for `person_key`. `carried` are columns given
    once for a block of rows, the block's key first. `region_from_family`: a member's row says where the card
    was issued, the family's row where the family lives. `scales` says on which scale each desil column ranks.
    `use` tells an officer what a comparison list is for.
    """

    id: str
    title: Sentence
    subject: Subject
    source: str
    version: str
    valid_from: date
    valid_to: date | None
    legal_source: str
    region_code: RegionKind
    age_year: int | None
    keys: tuple[str, ...]
    required: tuple[str, ...]
    marks: tuple[str, ...]
    columns: Mapping[str, Column]
    values: Mapping[str, Mapping[str, str | None]]
    purpose: Purpose = "registry"
    use: Sentence | None = None
    key_from: Mapping[str, str] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    region_from_family: bool = False
    scales: Mapping[str, str] = field(default_factory=dict)
    raw_only: tuple[RawOnly, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The column that names the row's subject: `family_key` or `person_key`."""
        return self.keys[0]

    def header(self, name: str) -> str:
        """The Indonesian header of a canonical column, as the ministry writes it."""
        return self.columns[name].header

    def header_of(self, name: str) -> str | None:
        """The same, None for a column the layout does not have."""
        return self.columns[name].header if name in self.columns else None

    @cached_property
    def told_as(self) -> dict[str, str]:
        """Field → the header by which a finding names it, for all that a row of this layout says.

        A key made of a number is told by the number's header, a region told by names by the village's.
        """
        told = {name: column.header for name, column in self.columns.items()}
        told |= {key: self.columns[number].header for key, number in self.key_from.items()}
        # Families stand somewhere; what they are compared with need not.
        if self.purpose == "registry":
            places = (self.header_of(name) for name in _PLACE_FIELDS)
            told.setdefault("region_code", next((header for header in places if header), "Desa/Kelurahan"))
        return told

    def fields_of(self, *kinds: Kind) -> list[str]:
        """Canonical columns of these kinds, in the layout's order."""
        return [name for name, column in self.columns.items() if column.kind in kinds]

    @cached_property
    def fields_by_header(self) -> dict[str, tuple[str, bool]]:
        """Header form → (canonical column, whether it is the header itself and not a synonym)."""
        found: dict[str, tuple[str, bool]] = {}
        for name, column in self.columns.items():
            for position, spelling in enumerate((column.header, *column.synonyms)):
                form = header_form(spelling)
                if found.get(form, (name, False))[0] != name:
                    raise LayoutError(f"{self.id}: «{spelling}» stands for {found[form][0]} and {name}")
                found.setdefault(form, (name, position == 0))
        return found

    def word(self, name: str, code: str) -> str | None:
        """How the source writes a code of a coded column, None where it has no word for it."""
        return self.words.get(self.columns[name].codes or "", {}).get(code)

    @cached_property
    def forms_left_raw(self) -> frozenset[str]:
        """Forms of the headers that are known and not read into columns."""
        return frozenset(header_form(header) for left in self.raw_only for header in left.headers)

    def code_map(self, name: str) -> Mapping[str, str | None]:
        """Value form → code of a coded column; None stands for "not filled in"."""
        return self.values[self.columns[name].codes or ""]


def from_mapping(data: Mapping[str, Any]) -> Layout:
    """Make a layout of its YAML mapping. Raises LayoutError when it names what does not exist."""
    columns = {
        name: Column(
            field=name,
            header=entry["header"],
            kind=entry["kind"],
            synonyms=tuple(entry.get("synonyms", ())),
            codes=entry.get("codes"),
            range=tuple(entry["range"]) if "range" in entry else None,
        )
        for name, entry in data["columns"].items()
    }
    layout = Layout(
        id=data["id"],
        title=Sentence(data["title"]),
        subject=data["subject"],
        source=data["source"],
        version=str(data["version"]),
        valid_from=data["valid_from"],
        valid_to=data.get("valid_to"),
        legal_source=data["legal_source"],
        region_code=data["region_code"],
        age_year=data.get("age_year"),
        keys=tuple(data["keys"]),
        required=tuple(data["required"]),
        marks=tuple(data["marks"]),
        columns=columns,
        values=_value_maps(data),
        purpose=data.get("purpose", "registry"),
        use=Sentence(data["use"]) if data.get("use") else None,
        key_from=dict(data.get("key_from", {})),
        carried=tuple(data.get("carried", ())),
        region_from_family=data.get("region_from_family", False),
        scales=dict(data.get("scales", {})),
        words=_words(data),
        raw_only=tuple(RawOnly(one["reason"], tuple(one["headers"])) for one in data.get("raw_only", ())),
    )
    _prove(layout)
    return layout


def _value_maps(data: Mapping[str, Any]) -> dict[str, dict[str, str | None]]:
    """Value maps of the shared file it names, with its own on top."""
    merged: dict[str, dict[str, str | None]] = {}
    shared = shared_values(data["values_from"]) if data.get("values_from") else {}
    for maps in (shared, data.get("values", {})):
        for list_id, entries in maps.items():
            merged.setdefault(list_id, {}).update({value_form(str(k)): v for k, v in entries.items()})
    return merged


def _words(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Code → its first spelling in the value maps, which is the source's."""
    words: dict[str, dict[str, str]] = {}
    shared = shared_values(data["values_from"]) if data.get("values_from") else {}
    for maps in (shared, data.get("values", {})):
        for list_id, entries in maps.items():
            for spelling, code in entries.items():
                if code is not None and spelling != ANY_OTHER:
                    words.setdefault(list_id, {}).setdefault(code, str(spelling))
    return words


@cache
def shared_values(name: str) -> Mapping[str, Mapping[str, str | None]]:
    """The value maps of data/values/`name`.yaml, as written there."""
    path = files("tepat.engine.layouts").joinpath(f"data/values/{name}.yaml")
    values: Mapping[str, Mapping[str, str | None]] = yaml.safe_load(path.read_text("utf-8"))["values"]
    return values


def _prove(layout: Layout) -> None:
    for column in layout.columns.values():
        if column.kind not in KINDS:
            raise LayoutError(f"{layout.id}: {column.field} is of unknown kind {column.kind}")
        if column.kind != "code":
            continue
        if column.codes is None or column.codes not in layout.values:
            raise LayoutError(f"{layout.id}: {column.field} names no value map ({column.codes})")
        known = code_lists()[column.codes].labels
        wrong = {code for code in layout.values[column.codes].values() if code is not None} - set(known)
        if wrong:
            raise LayoutError(f"{layout.id}: {column.codes} maps to unknown codes {sorted(wrong)}")
    for key, number in layout.key_from.items():
        if key not in ("family_key", "person_key") or layout.columns[number].kind not in ("nik", "kk"):
            raise LayoutError(f"{layout.id}: {key} cannot be made of {number}")
    named = (*layout.required, *layout.marks, *layout.carried, *layout.scales)
    for name in (*named, *(key for key in layout.keys if key not in layout.key_from)):
        if name not in layout.columns:
            raise LayoutError(f"{layout.id}: {name} is no column of it")
    if layout.purpose == "comparison" and not layout.use:
        raise LayoutError(f"{layout.id}: a comparison list must say what it is used for")
    if layout.purpose == "comparison" and {"family_key", "person_key"} & set(layout.told_as):
        raise LayoutError(f"{layout.id}: a comparison list makes no families and has no keys")
    _ = layout.fields_by_header
