"""What a layout tells otherwise than in a column of its own, or not at all, as the checks look for it.

Regions told by another office's codes or by names, keys made of numbers, and nulls for what the layout lacks.
What takes all rows of a batch to know is settling.py's.
"""

import polars as pl

from tepat.engine.checks.places import CODES, NAMES, Places
from tepat.engine.layouts import Layout
from tepat.engine.layouts.layout import Kind, Subject

# What the checks look at, whether a layout has it or not.
_ASKED: dict[Subject, dict[str, Kind]] = {
    "family": {
        "family_key": "key",
        "region_code": "region",
        "village_name": "text",
        "district_name": "text",
        "head_name": "name",
        "head_nik": "nik",
        "head_sex": "code",
        "head_birth_date": "date",
    },
    "person": {
        "family_key": "key",
        "person_key": "key",
        "region_code": "region",
        "village_name": "text",
        "district_name": "text",
        "name": "name",
        "nik": "nik",
        "sex": "code",
        "relation": "code",
        "birth_date": "date",
        "age": "integer",
        "age_band": "code",
    },
}
# What stands beside a column of each kind when the layout does not have it.
_BESIDE: dict[Kind, dict[str, pl.DataType]] = {
    "nik": {"__status": pl.String(), "__kinds": pl.String()},
    "date": {"__reason": pl.String(), "__placeholder": pl.Boolean(), "__candidate": pl.Date()},
    "code": {"__unknown": pl.Boolean()},
    "integer": {"__unreadable": pl.Boolean()},
}
_TYPES: dict[Kind, pl.DataType] = {"date": pl.Date(), "integer": pl.Int32()}
KEPT_AS_READ: tuple[Kind, ...] = ("nik", "kk", "date", "region", "code", "integer")


def fill(staged: pl.DataFrame, layout: Layout, places: Places | None) -> pl.DataFrame:
    """The staged rows with everything the checks ask for."""
    return _with_what_is_asked(_with_regions(staged, layout, places), layout)


def _with_regions(staged: pl.DataFrame, layout: Layout, places: Places | None) -> pl.DataFrame:
    """The region that another office's codes or names mean, under `region_code`, with what was written."""
    if layout.region_code == "kemendagri":
        return staged
    written = [f"{name}__raw" if f"{name}__raw" in staged.columns else name for name in CODES]
    said = staged.select(
        **{
            name: pl.col(raw)
            for name, raw in zip((*CODES, *NAMES), (*written, *NAMES), strict=True)
            if raw in staged.columns
        }
    )
    if not said.columns:
        return staged
    finest_first = [pl.col(name) for name in ("village_name", "district_name") if name in said.columns]
    names = pl.concat_str(finest_first, separator=", ", ignore_nulls=True) if finest_first else pl.lit("")
    codes = [pl.col(name) for name in CODES if name in said.columns]
    raw = said.with_columns(raw=pl.coalesce(*codes, pl.when(names != "").then(names)))["raw"]
    resolved = (
        pl.repeat(None, len(staged), eager=True, dtype=pl.String)
        if places is None
        else places.resolve(said, layout.region_code)
    )
    return staged.with_columns(resolved.alias("region_code"), raw.cast(pl.String).alias("region_code__raw"))


def _with_what_is_asked(staged: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Keys made of numbers, and nulls for what this layout has no column for."""
    staged = staged.with_columns(pl.col(number).alias(key) for key, number in layout.key_from.items())
    nulls: dict[str, pl.DataType] = {}
    for name, kind in _ASKED[layout.subject].items():
        if name in staged.columns:
            continue
        nulls[name] = _TYPES.get(kind, pl.String())
        if kind in KEPT_AS_READ:
            nulls[f"{name}__raw"] = pl.String()
        nulls |= {name + ending: dtype for ending, dtype in _BESIDE.get(kind, {}).items()}
    missing = {name: dtype for name, dtype in nulls.items() if name not in staged.columns}
    return staged.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items())
