"""What the checks must know beyond the rows: the regions that exist, the batch's region, today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from tepat.engine.checks.catalogue import catalogue
from tepat.engine.checks.places import Places
from tepat.engine.identity.regions import name_form
from tepat.engine.layouts import Layouts, builtin

COUNTRY = ""


@dataclass(frozen=True)
class Context:
    """The world around a batch.

    `known_regions` are dotted codes of every level; `region_names` names for as many of them as are at hand;
    `scope` is the region the list was handed over for ("64.08", "" for the whole country); `severities`
    overrides the catalogue's, check by check. `crosswalk` gives our code for the digits of BPS's.
    """

    known_regions: frozenset[str] | pl.Series
    scope: str
    today: date
    region_names: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)
    layouts: Layouts = field(default_factory=builtin)
    crosswalk: Mapping[str, str] = field(default_factory=dict)

    def severity_of(self, check_id: str) -> str:
        """What a check weighs here."""
        return self.severities.get(check_id, catalogue()[check_id].severity)

    @cached_property
    def regions(self) -> pl.Series:
        """Known region codes as a series of distinct strings."""
        if isinstance(self.known_regions, pl.Series):
            return self.known_regions.cast(pl.String).unique()
        return pl.Series(list(self.known_regions), dtype=pl.String)

    @cached_property
    def places(self) -> Places:
        """Regions by another office's codes and by names."""
        return Places(self.region_names, self.crosswalk, self.scope)

    @cached_property
    def names(self) -> pl.DataFrame:
        """region, region__name."""
        return pl.DataFrame(
            {"region": list(self.region_names), "region__name": list(self.region_names.values())},
            schema={"region": pl.String, "region__name": pl.String},
        )

    @cached_property
    def regencies(self) -> pl.DataFrame:
        """regency, form: the form its name is compared in."""
        named = self.names.filter(pl.col("region").str.len_bytes() == 5)
        return named.select(regency="region", form=name_form(pl.col("region__name")))

    @cached_property
    def villages(self) -> pl.DataFrame:
        """The villages in scope by their district's and their own name: district__form, village__form, village."""
        code = pl.col("region")
        within = code.str.starts_with(f"{self.scope}.") if self.scope else pl.lit(True)
        named = self.names.filter(within).select(code, form=name_form(pl.col("region__name")))
        return (
            named.filter(code.str.len_bytes() == 13)
            .with_columns(district=code.str.head(8))
            .join(named.select(district="region", district__form="form"), on="district", how="left")
            .select("district__form", village__form="form", village="region")
            .unique(["district__form", "village__form"], keep="none")
        )

    @cached_property
    def villages_by_name(self) -> pl.DataFrame:
        """The same of those whose name nobody else bears: village__form, village__alone."""
        alone = self.villages.unique("village__form", keep="none")
        return alone.select("village__form", village__alone="village")
