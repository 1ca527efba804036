"""Damage to how a family hangs together: who is head, who is whose spouse or child, who lives where."""

import random
from collections.abc import Sequence

from tepat.demo.damage.families import again, members_of, person_row_at, wrong_region
from tepat.demo.damage.kinds import Kind, carries_out
from tepat.demo.damage.striking import Draft
from tepat.demo.livelihood import PROGRAMMES
from tepat.demo.people import CHILD, SPOUSE
from tepat.demo.places import bps_regency
from tepat.demo.rows import HEAD_FIELDS, person_values, shown


def _seal(draft: Draft) -> None:
    """Nothing else may strike the family: it would hide what is wrong between its rows."""
    for row in draft.rows:
        row.sealed = True


@carries_out("spouse_same_sex")
def spouse_same_sex(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The spouse was given the head's sex."""
    for place in members_of(draft):
        if draft.people[place].relation == SPOUSE:
            row = person_row_at(draft, place)
            row.spoil("sex", person_row_at(draft, 0)["sex"], kind.code)
            _seal(draft)
            return True
    return False


@carries_out("child_older_than_head")
def child_older(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The child was given a date from before the head's."""
    children = [place for place in members_of(draft) if draft.people[place].relation == CHILD]
    if not children:
        return False
    row = person_row_at(draft, rng.choice(children))
    born = draft.people[0].born
    row.spoil(
        "birth_date", f"{rng.randint(2, 28):02}/{born.month:02}/{born.year - rng.randint(2, 9)}", kind.code
    )
    _seal(draft)
    return True


@carries_out("head_differs")
def head_differs(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The family's row names a grown-up member who is not the head."""
    assert draft.family_row is not None
    grown = [place for place in members_of(draft) if draft.people[place].age >= 17]
    if not grown:
        return False
    place = rng.choice(grown)
    for name, value in person_values(draft.people[place]).items():
        if name in HEAD_FIELDS:
            draft.family_row.spoil(HEAD_FIELDS[name], value, kind.code)
    person_row_at(draft, place).point("relation", kind.code, "kepala menurut berkas keluarga", effect=True)
    _seal(draft)
    return True


@carries_out("member_other_village")
def member_elsewhere(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A member stands in another village than his family."""
    if draft.elsewhere is None or not members_of(draft):
        return False
    row = person_row_at(draft, rng.choice(members_of(draft)))
    row.spoil("region_code", draft.elsewhere.region_digits, kind.code)
    row.spoil("village_name", draft.elsewhere.name, kind.code)
    if draft.elsewhere.district != draft.village.district:
        row.spoil("district_name", draft.elsewhere.district, kind.code)
    return True


@carries_out("member_other_address")
def member_other_address(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A member's address is not the family's."""
    if not members_of(draft):
        return False
    person_row_at(draft, rng.choice(members_of(draft))).spoil(
        "address", f"RT {rng.randint(61, 90)}", kind.code
    )
    _seal(draft)
    return True


@carries_out("kk_as_family_key")
def card_number_as_key(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The office put the family card's number where the ministry's key was."""
    issued = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(5, 23):02}"
    number = f"{draft.people[0].nik[:6]}{issued}{rng.randint(6000, 9400)}"
    for row in draft.rows:
        row.spoil("family_key", number, kind.code)
    return True


@carries_out("person_row_changed")
def person_row_changed(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The same person again further down, with other schooling."""
    row = person_row_at(draft, rng.randrange(len(draft.people)))
    again(draft, row, "person_key", kind, "orang yang sama dengan isi lain")
    copied = draft.copies[-1]
    copied.cells = list(row.cells)
    known = shown(row["education"])
    copied.put("education", "TAMAT SD/SEDERAJAT" if known != "TAMAT SD/SEDERAJAT" else "TAMAT SLTP/SEDERAJAT")
    return True


@carries_out("programme_of_member_only")
def member_receives(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """A member receives what the family's row denies."""
    assert draft.family_row is not None
    given = [name for name in PROGRAMMES if any(name in person.programmes for person in draft.people)]
    if not given:
        return False
    draft.family_row.spoil(f"prog_{rng.choice(given)}", "TIDAK", kind.code)
    _seal(draft)
    return True


@carries_out("region_bps_code")
def bps_code(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """BPS's code of the regency before the village's own digits."""
    theirs = bps_regency(draft.village.code[:5])
    return bool(theirs) and wrong_region(rng, draft, kind, theirs + draft.village.region_digits[4:])


@carries_out("region_blank")
def no_region(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """No code."""
    return wrong_region(rng, draft, kind, None)


@carries_out("region_district_only")
def district_only(rng: random.Random, draft: Draft, kind: Kind, foreign: Sequence[str]) -> bool:
    """The code stops at the district."""
    return wrong_region(rng, draft, kind, draft.village.region_digits[:6])
