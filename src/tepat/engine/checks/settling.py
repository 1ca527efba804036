"""What only all rows of a batch together say: keys of people without one of their own, regions of members.

A file that knows people by their NIK has people without a NIK, and people who share one. Neither may become
one person: whoever cannot be told by his number alone is told by his family, his name and his birth date.
"""

import polars as pl

from tepat.engine.checks.places import NAMES
from tepat.engine.layouts import Layout, Layouts

_NAME = pl.col("name").str.to_lowercase().str.replace_all(r"[^\p{L}]+", "")
# The key of whoever cannot be told by his number alone; null where the family or the name is not known.
DESCRIBED = pl.when(pl.col("family_key").is_not_null() & (_NAME != "")).then(
    pl.concat_str("family_key", _NAME, pl.col("birth_date").cast(pl.String).fill_null(""), separator="|")
)


def settle(
    family: pl.DataFrame | None, person: pl.DataFrame | None, layouts: Layouts
) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """The staged rows of a batch with their keys and regions settled; frames that need nothing are given back."""
    if person is None or not len(person):
        return family, person
    used = [layouts.get(layout_id) for layout_id in person["layout"].unique()]
    if any("person_key" in layout.key_from for layout in used):
        person = _with_person_keys(person, [layout for layout in used if "person_key" in layout.key_from])
    if family is not None and any(_lives_elsewhere(layout) for layout in used):
        person = _with_regions(person, family, [layout.id for layout in used if _lives_elsewhere(layout)])
    return family, person


def _with_person_keys(person: pl.DataFrame, layouts: list[Layout]) -> pl.DataFrame:
    """A number that one name alone bears is the key, else family, name and birth date together."""
    by_number = pl.col("layout").is_in([layout.id for layout in layouts])
    one_name = _NAME.fill_null("").n_unique().over("person_key") == 1
    key = pl.when(pl.col("person_key").is_not_null() & one_name).then("person_key").otherwise(DESCRIBED)
    return person.with_columns(pl.when(by_number).then(key).otherwise("person_key").alias("person_key"))


def _lives_elsewhere(layout: Layout) -> bool:
    """Whether the family's row is asked before the member's own, or instead of it."""
    return layout.region_from_family or not {"region_code", "district_code", "village_name"} & set(
        layout.columns
    )


def _with_regions(person: pl.DataFrame, family: pl.DataFrame, layout_ids: list[str]) -> pl.DataFrame:
    """The region of the family's row; the names beside the member's own are not of it and go."""
    first = family.filter(pl.col("region_code").is_not_null()).unique("family_key", keep="first")
    of_family = first.select("family_key", home=pl.col("region_code"), home__raw=pl.col("region_code__raw"))
    asked = pl.col("layout").is_in(layout_ids) & pl.col("home").is_not_null()
    return (
        person.join(of_family, on="family_key", how="left", maintain_order="left")
        .with_columns(
            *(
                pl.when(asked).then(f"home{end}").otherwise(f"region_code{end}").alias(f"region_code{end}")
                for end in ("", "__raw")
            ),
            *(pl.when(~asked).then(name).alias(name) for name in NAMES if name in person.columns),
        )
        .drop("home", "home__raw")
    )
