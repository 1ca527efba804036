"""The rows of a batch whose number somebody else in the registry bears: findings beside the engine's.

The engine's NIK-003 sees the batch alone; this asks the registry, by blind indexes. What becomes of a shared
number is decided in the registry's numbering.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from tepat.engine import checks
from tepat.platform import crypto
from tepat.platform.database.several import Several
from tepat.registry.models import IdentityNumber
from tepat.registry.services.known import key_scheme

from .models import Batch
from .row_keys import kept_key

CHECK = "NIK-003"
_DETAIL = "registry"
_AT_ONCE = 5_000


@dataclass
class _Bearer:
    """Somebody who bears a number now, told by the list's keys for him and his family in the regency."""

    lists: set[str] = field(default_factory=set)
    person_keys: set[str] = field(default_factory=set)
    family_keys: set[str] = field(default_factory=set)

    def is_of(self, scheme: str) -> bool:
        """Whether this list, or none, knows his family: another's family is for matching to compare."""
        return not self.lists or scheme in self.lists

    def is_told_by(self, person_key: str, family_key: str, made: bool) -> bool:
        """Whether a row with these keys speaks of him. A family's row speaks of its head and has no first.

        A key made of the number says no more than the number does: within his family it is he, under his list's
        own key before. So it is where this list has no key for him, and another source told of him.
        """
        if person_key and self.person_keys and not (made and family_key in self.family_keys):
            return person_key in self.person_keys
        return family_key in self.family_keys


def with_shared_numbers(
    findings: pl.DataFrame, frames: Mapping[str, pl.DataFrame], batch: Batch, context: checks.Context
) -> pl.DataFrame:
    """The findings, and one for each row whose sound number another person of the registry bears.

    As in the engine, people's rows speak, and families' only where the batch has no people.
    """
    of_people = "person" in frames and len(frames["person"]) > 0
    subject, column = ("person", "nik") if of_people else ("family", "head_nik")
    rows = frames[subject].select(
        "row_ref",
        pl.col(column).alias("number"),
        pl.col(f"{column}__raw").alias("value"),
        pl.col(f"{column}__status").alias("status"),
        (kept_key("person_key") if of_people else pl.lit("")).alias("person_key"),
        kept_key("family_key").alias("family_key"),
        pl.col("layout")
        .is_in([one.id for one in context.layouts if "person_key" in one.key_from])
        .alias("made"),
    )
    told = set(findings.filter(pl.col("check") == CHECK)["row_ref"])
    asked = rows.filter(pl.col("number").is_not_null() & ~pl.col("row_ref").is_in(list(told)))
    bearers = _bearers(asked["number"].unique(maintain_order=True).to_list(), batch)
    if not bearers:
        return findings
    # Whom this very batch gives a number bears that one then; two rows of it are the engine's to tell of.
    renumbered = set(rows.filter(pl.col("status") != "blank")["person_key"]) - {""}
    of_borne = asked.filter(pl.col("number").is_in(list(bearers)))
    severity = context.severity_of(CHECK)
    shared = [
        (subject, ref, CHECK, column, value, _DETAIL, severity, None, None)
        for ref, number, value, _status, person_key, family_key, made in of_borne.iter_rows()
        if any(
            bearer.is_of(batch.scheme)
            and not bearer.is_told_by(person_key, family_key, made)
            and bearer.person_keys.isdisjoint(renumbered)
            for bearer in bearers[number]
        )
    ]
    if not shared:
        return findings
    more = pl.DataFrame(shared, schema=checks.FINDINGS_SCHEMA, orient="row")
    return pl.concat([findings, more]).sort("subject", "row_ref", "check", maintain_order=True)


def _bearers(numbers: list[str], batch: Batch) -> dict[str, list[_Bearer]]:
    """Who bears each of the numbers, a query for some thousands of them."""
    of_person, of_family = (
        key_scheme(batch.scheme, subject, batch.region_code) for subject in ("person", "family")
    )
    found: dict[str, dict[object, _Bearer]] = {}
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        indexes = [index.hex() for index in crypto.blind_indexes("nik", some)]
        number_of = dict(zip(indexes, some, strict=True))
        current = IdentityNumber.objects.filter(
            index__in=Several(indexes), kind="nik", ended_by__isnull=True, status__in=("sound", "shared")
        )
        for index, person_id, scheme, key, family_scheme, family_key in current.values_list(
            "index",
            "person_id",
            "person__external_ids__scheme",
            "person__external_ids__value",
            "person__family__external_ids__scheme",
            "person__family__external_ids__value",
        ):
            bearer = found.setdefault(number_of[index], {}).setdefault(person_id, _Bearer())
            if family_scheme is not None:
                bearer.lists.add(family_scheme.partition(".")[0])
            if scheme == of_person:
                bearer.person_keys.add(key)
            if family_scheme == of_family:
                bearer.family_keys.add(family_key)
    return {number: list(people.values()) for number, people in found.items()}
