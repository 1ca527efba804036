"""The fields an office's own layout may give its columns: every canonical column that some layout has.

Each with the spellings of its header and of its values in all layouts, for whoever proposes or reads columns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tepat.engine.layouts.layout import ANY_OTHER, Column, Kind, Subject, shared_values
from tepat.engine.layouts.matching import builtin
from tepat.engine.layouts.spelling import header_form, value_form


@dataclass(frozen=True)
class KnownField:
    """A canonical column as all layouts together know it; `label` is the header of the newest that has it."""

    name: str
    label: str
    kind: Kind
    codes: str | None
    range: tuple[int, int] | None
    spellings: frozenset[str]
    values: Mapping[str, str | None]


@cache
def known_fields(subject: Subject) -> dict[str, KnownField]:
    """The fields of families or of people, in the order of the layouts, P3KE's first."""
    columns: dict[str, list[Column]] = {}
    for column in _columns(subject):
        columns.setdefault(column.field, []).append(column)
    return {
        name: KnownField(
            name=name,
            label=same[0].header,
            kind=same[0].kind,
            codes=same[0].codes,
            range=same[0].range,
            spellings=frozenset(
                header_form(spelling) for one in same for spelling in (one.header, *one.synonyms)
            ),
            values=known_values().get(same[0].codes or "", {}),
        )
        for name, same in columns.items()
    }


def _columns(subject: Subject) -> Iterator[Column]:
    layouts = sorted(builtin(), key=lambda layout: layout.source != "p3ke")
    for layout in layouts:
        if layout.purpose == "registry" and layout.subject == subject:
            yield from layout.columns.values()


@cache
def known_values() -> dict[str, dict[str, str | None]]:
    """Value form → code for each code list, from all value maps; a spelling they read differently is left out."""
    folder = files("tepat.engine.layouts").joinpath("data/values")
    found: dict[str, dict[str, set[str | None]]] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        for list_id, entries in shared_values(path.name.removesuffix(".yaml")).items():
            for spelling, code in entries.items():
                if spelling != ANY_OTHER:
                    found.setdefault(list_id, {}).setdefault(value_form(str(spelling)), set()).add(code)
    return {
        list_id: {form: next(iter(codes)) for form, codes in forms.items() if len(codes) == 1}
        for list_id, forms in found.items()
    }
