"""What the registry knows of the families and people that a batch names: facts for the engine's checks.

The newest desil of a family on each scale, that it was taken off the list by somebody's answer, and that a person
bears another number than the row gives, that he died, or that he moved away.
"""

from collections.abc import Iterable, Mapping

import polars as pl
from django.utils.formats import date_format

from tepat.engine import checks
from tepat.platform import crypto
from tepat.platform.database.several import Several
from tepat.platform.regions.clock import local
from tepat.registry.models import DesilReading, ExternalId, IdentityNumber, PersonVersion
from tepat.registry.models.change_set import STANDS
from tepat.registry.services.known import key_scheme

from .models import Batch, Departure
from .row_keys import kept_key

_AT_ONCE = 5_000


def known_facts(frames: Mapping[str, pl.DataFrame], batch: Batch, context: checks.Context) -> pl.DataFrame:
    """The facts known of the rows, as checks.KNOWN_SCHEMA; a few queries for some thousands of keys."""
    facts = [pl.DataFrame(schema=checks.KNOWN_SCHEMA)]
    for subject, find in (
        ("family", _desils),
        ("family", _taken_off),
        ("person", _numbers),
        ("person", _gone),
    ):
        scheme = key_scheme(batch.scheme, subject, batch.region_code)
        if subject in frames and ExternalId.objects.filter(scheme=scheme).exists():
            found = find(frames[subject], scheme, batch, context)
            facts.append(found.select(pl.lit(subject).alias("subject"), *list(checks.KNOWN_SCHEMA)[1:]))
    return pl.concat(facts)


def _desils(family: pl.DataFrame, scheme: str, batch: Batch, context: checks.Context) -> pl.DataFrame:
    """For each row and desil column the newest reading on its scale."""
    keys = family.select(kept_key("family_key"))["family_key"]
    readings: list[tuple[str, str, int]] = []
    for some in _parts(keys):
        stand = DesilReading.objects.filter(
            STANDS, family__external_ids__scheme=scheme, family__external_ids__value__in=Several(some)
        )
        readings += stand.order_by("id").values_list("family__external_ids__value", "scale", "value")
    schema = {"key": pl.String, "scale": pl.String, "value": pl.Int64}
    newest = pl.DataFrame(readings, schema=schema, orient="row").unique(
        ["key", "scale"], keep="last", maintain_order=True
    )
    scales = [
        (layout_id, column, of)
        for layout_id in family["layout"].unique()
        for column, of in (context.layouts.get(layout_id).scales or {"desil": batch.scheme}).items()
        if column in family.columns
    ]
    columns = pl.DataFrame(
        scales, schema=dict.fromkeys(("layout", "column", "scale"), pl.String), orient="row"
    )
    rows = family.select("row_ref", "layout", key=keys).join(columns, on="layout", maintain_order="left")
    known = rows.join(newest, on=["key", "scale"], maintain_order="left")
    return known.with_columns(pl.col("value").cast(pl.String), fact=pl.lit("desil"))


def _taken_off(family: pl.DataFrame, scheme: str, batch: Batch, context: checks.Context) -> pl.DataFrame:
    """The rows of families that somebody answered off the list, with the reason and the day."""
    rows = family.select("row_ref", key=kept_key("family_key"))
    told: list[tuple[str, str]] = []
    for some in _parts(rows["key"]):
        left = Departure.objects.filter(
            state=Departure.State.LEFT, target_list__region_code=batch.region_code,
            family__external_ids__scheme=scheme, family__external_ids__value__in=Several(some),
        )  # fmt: skip
        for key, reason, at in left.order_by("at").values_list("family__external_ids__value", "reason", "at"):
            assert at is not None, "an answer has its moment"
            told.append((key, f"{reason}, {date_format(local(at, batch.region_code), 'j F Y')}"))
    newest = pl.DataFrame(told, schema={"key": pl.String, "value": pl.String}, orient="row").unique(
        "key", keep="last", maintain_order=True
    )
    known = rows.join(newest, on="key", maintain_order="left")
    return known.with_columns(fact=pl.lit("moved"), column=pl.lit("region_code"))


def _numbers(person: pl.DataFrame, scheme: str, batch: Batch, context: checks.Context) -> pl.DataFrame:
    """The rows whose person bears another number than theirs; the number itself stays where it is."""
    rows = person.filter(pl.col("nik").is_not_null()).select("row_ref", "nik", key=kept_key("person_key"))
    borne: list[tuple[str, str]] = []
    for some in _parts(rows["key"]):
        current = IdentityNumber.objects.filter(
            kind="nik",
            ended_by__isnull=True,
            status__in=("sound", "shared"),
            person__external_ids__scheme=scheme,
            person__external_ids__value__in=Several(some),
        )
        borne += current.values_list("person__external_ids__value", "index")
    known = pl.DataFrame(borne, schema={"key": pl.String, "index": pl.String}, orient="row")
    rows = rows.join(known.unique("key"), on="key", maintain_order="left")
    indexes = [index.hex() for index in crypto.blind_indexes("nik", rows["nik"])]
    others = rows.filter(pl.col("index") != pl.Series(indexes, dtype=pl.String))
    return others.select(
        "row_ref",
        fact=pl.lit("number"),
        column=pl.lit("nik"),
        value=pl.lit(None, dtype=pl.String),
    )


def _gone(person: pl.DataFrame, scheme: str, batch: Batch, context: checks.Context) -> pl.DataFrame:
    """The rows of people who died or moved away, with the day, and with who says so."""
    rows = person.select("row_ref", key=kept_key("person_key"))
    told: list[tuple[str, str, str]] = []
    for some in _parts(rows["key"]):
        keyed = ExternalId.objects.filter(scheme=scheme, value__in=Several(some), person__presence__gt="")
        keys = dict(keyed.values_list("person_id", "value"))
        versions = PersonVersion.objects.filter(STANDS, person__in=keys, values__has_key="presence")
        said = versions.select_related("person", "source_row__source", "change_set").order_by("id")
        for version in {one.person_id: one for one in said}.values():
            present = version.person
            when = present.presence_day or local(version.change_set.begun_at, batch.region_code)
            detail = date_format(when, "j F Y")
            if version.source_row is not None:
                detail = f"{detail}, {version.source_row.source.name}"
            told.append((keys[version.person_id], present.presence, detail))
    schema = dict.fromkeys(("key", "presence", "value"), pl.String)
    known = pl.DataFrame(told, schema=schema, orient="row").unique("key", keep="last", maintain_order=True)
    found = rows.join(known, on="key", maintain_order="left")
    dead = pl.col("presence") == "deceased"
    return found.with_columns(
        fact=pl.when(dead).then(pl.lit("dead")).otherwise(pl.lit("moved")),
        column=pl.when(dead).then(pl.lit("name")).otherwise(pl.lit("region_code")),
    )


def _parts(keys: pl.Series) -> Iterable[list[str]]:
    distinct = [key for key in keys.unique(maintain_order=True) if key]
    return (distinct[at : at + _AT_ONCE] for at in range(0, len(distinct), _AT_ONCE))
