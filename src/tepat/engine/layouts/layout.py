"""One layout of a ministry's file, as its YAML file states it.

A layout says which headers its columns have, what kind of value each holds and how coded values are mapped.
It does not know files or sheets; choosing among layouts lives in tepat.engine.layouts.matching.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal

import yaml

from tepat.engine.layouts.codes import code_lists
from tepat.engine.layouts.spelling import header_form, value_form
from tepat.engine.sentences import Sentence

Kind = Literal["key", "name", "text", "nik", "region", "date", "integer", "code"]
KINDS: tuple[Kind, ...] = ("key", "name", "text", "nik", "region", "date", "integer", "code")
Subject = Literal["family", "person"]


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
class Layout:
    """A file layout with its validity and source; `age_year` is the year an age column was frozen at."""

    id: str
    title: Sentence
    subject: Subject
    source: str
    version: str
    valid_from: date
    valid_to: date | None
    legal_source: str
    region_code: str
    age_year: int | None
    keys: tuple[str, ...]
    required: tuple[str, ...]
    marks: tuple[str, ...]
    columns: Mapping[str, Column]
    values: Mapping[str, Mapping[str, str | None]]

    @property
    def key(self) -> str:
        """The column that names the row's subject: `family_key` or `person_key`."""
        return self.keys[0]

    def header(self, field: str) -> str:
        """The Indonesian header of a canonical column, as the ministry writes it."""
        return self.columns[field].header

    def header_of(self, field: str) -> str | None:
        """The same, None for a column the layout does not have."""
        return self.columns[field].header if field in self.columns else None

    def fields_of(self, *kinds: Kind) -> list[str]:
        """Canonical columns of these kinds, in the layout's order."""
        return [field for field, column in self.columns.items() if column.kind in kinds]

    @cached_property
    def fields_by_header(self) -> dict[str, tuple[str, bool]]:
        """Header form → (canonical column, whether it is the header itself and not a synonym)."""
        found: dict[str, tuple[str, bool]] = {}
        for field, column in self.columns.items():
            for position, spelling in enumerate((column.header, *column.synonyms)):
                form = header_form(spelling)
                if found.get(form, (field, False))[0] != field:
                    raise LayoutError(f"{self.id}: «{spelling}» stands for {found[form][0]} and {field}")
                found.setdefault(form, (field, position == 0))
        return found

    def code_map(self, field: str) -> Mapping[str, str | None]:
        """Value form → code of a coded column; None stands for "not filled in"."""
        return self.values[self.columns[field].codes or ""]


def from_mapping(data: Mapping[str, Any]) -> Layout:
    """Make a layout of its YAML mapping. Raises LayoutError when it names what does not exist."""
    columns = {
        field: Column(
            field=field,
            header=entry["header"],
            kind=entry["kind"],
            synonyms=tuple(entry.get("synonyms", ())),
            codes=entry.get("codes"),
            range=tuple(entry["range"]) if "range" in entry else None,
        )
        for field, entry in data["columns"].items()
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
    )
    _prove(layout)
    return layout


def _value_maps(data: Mapping[str, Any]) -> dict[str, dict[str, str | None]]:
    """Value maps of the shared file it names, with its own on top."""
    merged: dict[str, dict[str, str | None]] = {}
    shared: Mapping[str, Any] = {}
    if data.get("values_from"):
        path = files("tepat.engine.layouts").joinpath(f"data/values/{data['values_from']}.yaml")
        shared = yaml.safe_load(path.read_text("utf-8"))["values"]
    for maps in (shared, data.get("values", {})):
        for list_id, entries in maps.items():
            merged.setdefault(list_id, {}).update({value_form(str(k)): v for k, v in entries.items()})
    return merged


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
    for field in (*layout.keys, *layout.required, *layout.marks):
        if field not in layout.columns:
            raise LayoutError(f"{layout.id}: {field} is no column of it")
    _ = layout.fields_by_header
