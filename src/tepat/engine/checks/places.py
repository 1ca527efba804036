"""Which region a row means where its file gives BPS's codes, or no code but names.

BPS numbers regencies and districts otherwise than Kemendagri (its 6402 is another regency than 64.02), so a code
is first taken through the crosswalk, as far as that reaches, and the names lead on from there. What the names
do not say unmistakably is left open: the row then stands at the region above.
"""

import re
from collections.abc import Mapping
from functools import cached_property

import polars as pl

from tepat.engine.layouts.layout import RegionKind

# The columns that can say where a row belongs; a layout has some of them.
CODES = ("region_code", "district_code", "regency_code")
NAMES = ("province_name", "regency_name", "district_name", "village_name")
_KIND_OF_REGION = re.compile(
    r"^(?:desa|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota|kampung|nagari|gampong)\b[. ]*"
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_DECIMAL = re.compile(r"[.,]0$")
_NOT_DIGITS = re.compile(r"[^0-9]+")


def loosely(name: str) -> str:
    """A region's name by its letters: "Desa Ba'ay" is "baay"."""
    return _NOT_LETTERS.sub("", _KIND_OF_REGION.sub("", name.strip().lower()))


class Places:
    """The regions at hand, found by what a file says of them. `scope` is the batch's region."""

    def __init__(self, names: Mapping[str, str], crosswalk: Mapping[str, str], scope: str) -> None:
        self._names = names
        self._crosswalk = crosswalk
        self._scope = scope

    def resolve(self, said: pl.DataFrame, kind: RegionKind) -> pl.Series:
        """The dotted code of each row, null where nothing is known; `said` holds text columns of CODES and NAMES."""
        columns = [
            (pl.col(name) if name in said.columns else pl.lit(None, dtype=pl.String))
            .fill_null("")
            .alias(name)
            for name in (*CODES, *NAMES)
        ]
        asked = said.with_columns(columns).select(*CODES, *NAMES)
        distinct = asked.unique(maintain_order=True)
        answers = [self._find(kind, row[: len(CODES)], row[len(CODES) :]) for row in distinct.iter_rows()]
        known = distinct.with_columns(answer=pl.Series(answers, dtype=pl.String))
        return asked.join(known, on=asked.columns, how="left", maintain_order="left")["answer"]

    def _find(self, kind: RegionKind, codes: tuple[str, ...], names: tuple[str, ...]) -> str | None:
        province, regency, district, village = (loosely(name) for name in names)
        start = self._of_bps(codes) if kind == "bps" else None
        if start is None:
            if any(code.strip() for code in codes) and kind == "bps":
                return None
            start = self._of_names(province, regency) if (regency or district or village) else None
        if start is None:
            return None
        if len(start) == 2:
            start = self._below(start).get(regency) or start
        if len(start) == 5 and regency and self._below(start[:2]).get(regency, start) != start:
            return None
        if len(start) == 5:
            start = self._below(start).get(district) or self._village_anywhere(start).get(village) or start
        if len(start) == 8:
            start = self._below(start).get(village) or start
        return start

    def _of_bps(self, codes: tuple[str, ...]) -> str | None:
        """Our region for the longest beginning of the finest code that the crosswalk knows."""
        for code in codes:
            digits = _NOT_DIGITS.sub("", _DECIMAL.sub("", code.strip()))
            for length in (10, 7, 4, 2):
                if len(digits) >= length and (found := self._crosswalk.get(digits[:length])):
                    return found
        return None

    def _of_names(self, province: str, regency: str) -> str | None:
        """The regency named, or the batch's where none is; of two with one name the batch's."""
        if not regency:
            return self._scope or None
        found = self._regencies.get(regency, [])
        if province:
            found = [code for code in found if loosely(self._names.get(code[:2], "")) in (province, "")]
        in_scope = [code for code in found if self._scope and code.startswith(self._scope[:5])]
        chosen = in_scope or found
        return chosen[0] if len(chosen) == 1 else None

    def _below(self, code: str) -> dict[str, str | None]:
        """The regions right below one by their loose names; None for a name that two of them bear."""
        return self._children.get(code, {})

    def _village_anywhere(self, regency: str) -> dict[str, str | None]:
        """The villages of a regency by name, None for a name borne twice."""
        if regency not in self._villages:
            found: dict[str, str | None] = {}
            for district in filter(None, self._below(regency).values()):
                for name, code in self._below(district).items():
                    found[name] = None if name in found else code
            self._villages[regency] = found
        return self._villages[regency]

    @cached_property
    def _villages(self) -> dict[str, dict[str, str | None]]:
        return {}

    @cached_property
    def _children(self) -> dict[str, dict[str, str | None]]:
        found: dict[str, dict[str, str | None]] = {}
        for code, name in self._names.items():
            siblings = found.setdefault(code.rpartition(".")[0], {})
            form = loosely(name)
            siblings[form] = None if form in siblings else code
        return found

    @cached_property
    def _regencies(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, name in self._names.items():
            if len(code) == 5:
                found.setdefault(loosely(name), []).append(code)
        return found
