"""Which layouts a row of header texts fits, by the headers alone, whatever their order and case.

Where two fit alike, content.py looks at what stands below.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from tepat.engine.layouts.layout import Layout, from_mapping
from tepat.engine.layouts.spelling import header_form, is_slip_of

# A header row shows at least this many known headers; a title row or a row of data does not.
LEAST_KNOWN = 3
# A mark (a column only this layout has) weighs as much as this many ordinary columns.
MARK_WEIGHT = 2.0
# A synonym counts slightly less, so that of two versions the one with the exact headers wins.
SYNONYM_WEIGHT = 0.9
# A misspelling counts less again.
MISSPELT_WEIGHT = 0.8
# A layout all of whose required columns are there goes before one that lacks some and knows hardly more.
NEARLY_ALL = 0.9
# Fewer columns than this are soon half there by chance.
LEAST_STRONG = 12


@dataclass(frozen=True)
class Match:
    """A layout recognised in a row of headers.

    `columns` maps canonical columns to the header's position in the row. `missing` are required columns that
    are not there; `unknown` are positions of headers the layout does not know.
    """

    layout: Layout
    columns: dict[str, int]
    score: float
    missing: tuple[str, ...]
    unknown: tuple[int, ...]

    @property
    def is_strong(self) -> bool:
        """So much of a large layout is there that a missing key is a fault of the file, not another table."""
        return 2 * len(self.columns) >= len(self.layout.columns) >= LEAST_STRONG


class Layouts:
    """The layouts an office knows, in order of preference."""

    def __init__(self, layouts: Iterable[Layout]) -> None:
        self._layouts = {layout.id: layout for layout in layouts}

    def __iter__(self) -> Iterator[Layout]:
        return iter(self._layouts.values())

    def __len__(self) -> int:
        return len(self._layouts)

    def get(self, layout_id: str) -> Layout:
        """The layout with this id. Raises KeyError."""
        return self._layouts[layout_id]

    def ids(self) -> list[str]:
        """The ids, in order of preference."""
        return list(self._layouts)

    def match(self, headers: Sequence[str], *, layout_id: str | None = None) -> Match | None:
        """The layout these header texts fit best, or None when they are no header row of a known layout.

        `layout_id` allows only one.
        """
        return next(iter(self.matches(headers, layout_id=layout_id)), None)

    def matches(self, headers: Sequence[str], *, layout_id: str | None = None) -> list[Match]:
        """The best match and all that know the same headers and lack nothing more: no header tells them apart."""
        forms = [header_form(text) for text in headers]
        candidates = [self.get(layout_id)] if layout_id is not None else list(self)
        found = [match for layout in candidates if (match := _match(layout, forms)) is not None]
        if not found:
            return []
        found.sort(key=lambda match: match.score, reverse=True)
        best = preferred(found)
        known = set(best.columns.values())
        return [
            best,
            *(
                match
                for match in found
                if match is not best
                and set(match.columns.values()) == known
                and bool(match.missing) == bool(best.missing)
            ),
        ]


def preferred(matches: Sequence[Match]) -> Match:
    """The match with the highest score; one that lacks required columns yields to a whole one that knows as much."""
    best = max(matches, key=lambda match: match.score)
    if not best.missing:
        return best
    enough = NEARLY_ALL * len(best.columns)
    whole = [match for match in matches if not match.missing and len(match.columns) >= enough]
    return max(whole, key=lambda match: match.score, default=best)


def _match(layout: Layout, forms: Sequence[str]) -> Match | None:
    # Most rows are no header of most layouts, and are asked by each.
    if len(layout.fields_by_header.keys() & forms) < LEAST_KNOWN:
        return None
    columns: dict[str, int] = {}
    exact: set[str] = set()
    for position, form in enumerate(forms):
        field, is_header = layout.fields_by_header.get(form, (None, False))
        if field is None:
            continue
        # The header itself wins over a synonym; of two equals the first one stands.
        if field not in columns or (is_header and field not in exact):
            columns[field] = position
        if is_header:
            exact.add(field)
    marks = [field for field in layout.marks if field in columns]
    if len(columns) < LEAST_KNOWN or not marks:
        return None
    misspelt = _misspelt(layout, forms, columns)
    columns |= misspelt
    taken = set(columns.values())
    missing = tuple(field for field in layout.required if field not in columns)
    return Match(
        layout=layout,
        columns=dict(sorted(columns.items(), key=lambda item: item[1])),
        score=MARK_WEIGHT * len(marks)
        + sum(
            1.0 if field in exact else MISSPELT_WEIGHT if field in misspelt else SYNONYM_WEIGHT
            for field in columns
        ),
        missing=missing,
        unknown=tuple(
            i for i, form in enumerate(forms) if form and i not in taken and form not in layout.forms_left_raw
        ),
    )


def _misspelt(layout: Layout, forms: Sequence[str], columns: Mapping[str, int]) -> dict[str, int]:
    """The columns that are not there under any known spelling, and are there under one that is nearly it."""
    known = layout.fields_by_header
    lost = {form: field for form, (field, _is_header) in known.items() if field not in columns}
    found: dict[str, int] = {}
    for position, form in enumerate(forms):
        if form and form not in known and form not in layout.forms_left_raw:
            meant = {field for spelling, field in lost.items() if is_slip_of(form, spelling)}
            if len(meant) == 1:
                found.setdefault(meant.pop(), position)
    return found


@cache
def builtin() -> Layouts:
    """The layouts that come with Tepat, the newest first: of two that fit alike it is preferred."""
    folder = files("tepat.engine.layouts").joinpath("data")
    texts = [
        path.read_text("utf-8")
        for path in sorted(folder.iterdir(), key=lambda path: path.name)
        if path.name.endswith(".yaml") and path.name != "codes.yaml"
    ]
    loaded = [from_mapping(yaml.safe_load(text)) for text in texts]
    return Layouts(sorted(loaded, key=lambda layout: layout.valid_from, reverse=True))
