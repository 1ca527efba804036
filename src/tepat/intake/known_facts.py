"""What the registry knows of the families and people that a batch names: facts for the engine's checks.

The newest desil of a family on each scale, and that a person bears another number than the row gives. Who died or
moved away is no fact of the registry yet; the checks that would tell of it find nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from tepat.engine import checks
from tepat.platform import crypto
from tepat.platform.database.several import Several
from tepat.registry.models import DesilReading, ExternalId, IdentityNumber
from tepat.registry.models.change_set import STANDS
from tepat.registry.services.known import key_scheme

from .models import Batch
from .row_keys import kept_key

_AT_ONCE = 5_000
_DESILS = ("desil", "desil_province", "desil_regency")


def known_facts(frames: Mapping[str, pl.DataFrame], batch: Batch, context: checks.Context) -> pl.DataFrame:
    """The facts known of the rows, as checks.KNOWN_SCHEMA; a few queries for some thousands of keys."""
    facts: list[tuple[str, int, str, str, str | None]] = []
    for subject, find in (("family", _desils), ("person", _numbers)):
        scheme = key_scheme(batch.scheme, subject, batch.region_code)
        if subject in frames and ExternalId.objects.filter(scheme=scheme).exists():
            facts += find(frames[subject], scheme, batch, context)
    return pl.DataFrame(facts, schema=checks.KNOWN_SCHEMA, orient="row")


def _desils(
    family: pl.DataFrame, scheme: str, batch: Batch, context: checks.Context
) -> Iterator[tuple[str, int, str, str, str | None]]:
    columns = [name for name in _DESILS if name in family.columns]
    rows = family.select("row_ref", "layout", *columns, key=kept_key("family_key"))
    rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in columns))
    scales = {
        layout_id: context.layouts.get(layout_id).scales or {"desil": batch.scheme}
        for layout_id in rows["layout"].unique()
    }
    known: dict[tuple[str, str], int] = {}
    for some in _parts(rows["key"]):
        readings = DesilReading.objects.filter(
            STANDS, family__external_ids__scheme=scheme, family__external_ids__value__in=Several(some)
        )
        told = readings.order_by("id").values_list("family__external_ids__value", "scale", "value")
        known |= {(key, scale): value for key, scale, value in told}
    for row_ref, layout_id, key in rows.select("row_ref", "layout", "key").iter_rows():
        for column, scale in scales[layout_id].items():
            if (value := known.get((key, scale))) is not None:
                yield "family", row_ref, "desil", column, str(value)


def _numbers(
    person: pl.DataFrame, scheme: str, batch: Batch, context: checks.Context
) -> Iterator[tuple[str, int, str, str, str | None]]:
    rows = person.filter(pl.col("nik").is_not_null()).select("row_ref", "nik", key=kept_key("person_key"))
    known: dict[str, str] = {}
    for some in _parts(rows["key"]):
        current = IdentityNumber.objects.filter(
            kind="nik",
            ended_by__isnull=True,
            status__in=("sound", "shared"),
            person__external_ids__scheme=scheme,
            person__external_ids__value__in=Several(some),
        )
        known |= dict(current.values_list("person__external_ids__value", "index"))
    rows = rows.filter(pl.col("key").is_in(list(known)))
    indexes = crypto.blind_indexes("nik", rows["nik"])
    for (row_ref, key), index in zip(rows.select("row_ref", "key").iter_rows(), indexes, strict=True):
        if known[key] != index.hex():
            yield "person", row_ref, "number", "nik", None


def _parts(keys: pl.Series) -> Iterable[list[str]]:
    distinct = [key for key in keys.unique(maintain_order=True) if key]
    return (distinct[at : at + _AT_ONCE] for at in range(0, len(distinct), _AT_ONCE))
