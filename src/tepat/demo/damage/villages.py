"""Damage to a village as a whole: what happened to all of its sheet when it was copied."""

import random

from tepat.demo.damage.kinds import Kind, carries_out
from tepat.demo.damage.striking import Draft
from tepat.demo.drawing import seeded
from tepat.demo.rows import FAMILY, HEAD_FIELDS, shown

# How many of the village's people had no birth date, which the copying filled.
_WITHOUT_DATE = 0.35


@carries_out("nik_column_rounded")
def rounded(rng: random.Random, draft: Draft, kind: Kind) -> bool:
    """All numbers went through number cells and back into text."""
    for row in draft.rows:
        name = "head_nik" if row.subject == FAMILY else "nik"
        number = shown(row[name])
        if number.endswith("0"):
            row.point(name, kind.code, "berakhiran 0 sejak semula")
        else:
            row.spoil(name, f"{number[:15]}0", kind.code)
    return True


@carries_out("birth_import_date")
def import_date(rng: random.Random, draft: Draft, kind: Kind) -> bool:
    """Blank birth dates became the day another program read the sheet."""
    day = f"{seeded(draft.village.code, 'import').randint(2, 28):02}/11/2023"
    for person, row in zip(draft.people, draft.person_rows, strict=True):
        if row is None or rng.random() >= _WITHOUT_DATE:
            continue
        row.spoil("birth_date", day, kind.code)
        if person is draft.people[0] and draft.family_row is not None:
            draft.family_row.spoil(HEAD_FIELDS["birth_date"], day, kind.code)
    return True
