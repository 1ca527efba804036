"""Damage to a family as a whole: rows that are missing, doubled or tied to nothing, and heads.

What keeps a row out of the registry (no key, another regency's code) strikes one row of a family at most, so
that every family of the list is still known by its other rows.
"""

import random
from collections.abc import Sequence
from copy import copy

from tepat.demo.damage.kinds import Kind, carries_out
from tepat.demo.damage.striking import Draft
from tepat.demo.people import HEAD, OTHER
from tepat.demo.rows import Row, shown


def members_of(draft: Draft) -> list[int]:
    """Places of those who are not the head."""
    return list(range(1, len(draft.people)))


def person_row_at(draft: Draft, place: int) -> Row:
    """The row of the person at that place, the head at 0."""
    row = draft.person_rows[place]
    assert row is not None, "families are struck before their people"
    return row


@carries_out("family_without_members")
def without_members(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The individual file ends too soon."""
    assert draft.family_row is not None
    draft.family_row.point("family_key", kind.code, f"{len(draft.people)} anggota tidak ditulis")
    draft.person_rows = [None] * len(draft.people)
    return True


@carries_out("member_without_family")
def without_family_row(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The family file lacks the row."""
    for place in range(len(draft.people)):
        person_row_at(draft, place).point("family_key", kind.code, "baris keluarga tidak ditulis")
    draft.family_row = None
    return True


@carries_out("two_heads")
def two_heads(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A grown-up member is called head as well."""
    grown = [place for place in members_of(draft) if draft.people[place].age >= 17]
    if not grown:
        return False
    person_row_at(draft, rng.choice(grown)).spoil("relation", HEAD, kind.code)
    person_row_at(draft, 0).point("relation", kind.code, "kepala keluarga yang sebenarnya", effect=True)
    return True


@carries_out("no_head")
def no_head(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The head is called something else."""
    assert draft.family_row is not None
    person_row_at(draft, 0).spoil("relation", OTHER, kind.code)
    note = "pada berkas individu ia bukan kepala keluarga"
    draft.family_row.point("head_name", kind.code, note, effect=True)
    # With a relation that nobody can read among them, one could not say that the head is missing.
    for row in draft.rows:
        row.sealed = True
    return True


@carries_out("family_key_missing")
def no_family_key(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The family's row cannot be tied to its members."""
    assert draft.family_row is not None
    draft.family_row.spoil("family_key", None, kind.code)
    for place in range(len(draft.people)):
        person_row_at(draft, place).point("family_key", kind.code, "baris keluarga tanpa ID", effect=True)
    return True


@carries_out("member_family_key_missing")
def no_key_of_member(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A member's row cannot be tied to the family."""
    if not members_of(draft):
        return False
    person_row_at(draft, rng.choice(members_of(draft))).spoil("family_key", None, kind.code)
    return True


@carries_out("person_key_missing")
def no_person_key(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A member cannot be known again."""
    if not members_of(draft):
        return False
    person_row_at(draft, rng.choice(members_of(draft))).spoil("person_key", None, kind.code)
    return True


@carries_out("region_other_regency")
def other_regency(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The code of a village of another regency."""
    return bool(foreign) and wrong_region(rng, draft, kind, rng.choice(foreign).replace(".", ""))


@carries_out("region_unknown_village")
def unknown_village(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A code of the right kecamatan with a village that does not exist."""
    return wrong_region(rng, draft, kind, f"{draft.village.region_digits[:6]}20{rng.randint(91, 99)}")


def wrong_region(rng: random.Random, draft: Draft, kind: Kind, code: str | None) -> bool:
    """Give one row of the family this region code."""
    members = members_of(draft)
    row = person_row_at(draft, rng.choice(members)) if members and rng.random() < 0.5 else draft.family_row
    assert row is not None
    row.spoil("region_code", code, kind.code)
    return True


@carries_out("family_row_twice")
def family_row_twice(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The same row again further down, letter for letter."""
    assert draft.family_row is not None
    return again(draft, draft.family_row, "family_key", kind)


@carries_out("family_row_changed")
def family_row_changed(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The same family again further down, with another house and desil."""
    assert draft.family_row is not None
    row = draft.family_row
    if not again(draft, row, "family_key", kind, "keluarga yang sama dengan isi lain"):
        return False
    copied = draft.copies[-1]
    copied.cells = list(row.cells)
    copied.put("desil", 1 + int(shown(row["desil"])) % 4)
    copied.put("address", f"RT {rng.randint(30, 60)}")
    return True


@carries_out("person_row_twice")
def person_row_twice(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The same row again further down, letter for letter."""
    return again(draft, person_row_at(draft, rng.randrange(len(draft.people))), "person_key", kind)


def again(draft: Draft, row: Row, key: str, kind: Kind, note: str = "baris yang sama lagi") -> bool:
    """Write a row once more further down, and leave both as they are from now on."""
    row.sealed = True
    copied = copy(row)
    copied.marks = []
    copied.point(key, kind.code, note)
    draft.copies.append(copied)
    return True
