"""The roles of the field: what each may do, and at which level of region it is held.

This table is the reference; a change of a role shows here.
"""

import pytest

from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.roles import ROLES

FAMILIES = {"family.view", "names.see", "number.reveal"}
OFFICE = FAMILIES | {"completeness.view", "family.export", "job.view", "pack.fetch", "pack.return"}
TABLE = {
    "enumerator": (("village", "district"), set(), FAMILIES),
    "village_officer": (("village",), OFFICE, set()),
    "meeting_chair": (("village",), {"family.view", "names.see", "completeness.view"}, set()),
    "district_officer": (("district",), OFFICE, set()),
    "regency_verifier": (
        ("regency",),
        OFFICE
        | {
            "batch.view",
            "batch.upload",
            "batch.accept",
            "batch.refuse",
            "pack.make",
            "referral.make",
            "referral.answer",
            "target_list.make",
        }
        | {"family.correct", "claim.decide", "check.manage"},
        set(),
    ),
    "legal_officer": (("regency",), set(), set()),
    "leader": (("regency",), {"completeness.view"}, set()),
    "regency_planner": (("regency",), {"family.view", "completeness.view", "job.view"}, set()),
    "programme_officer": (("regency", "district"), set(), FAMILIES),
    "province_observer": (("province",), {"completeness.view"}, set()),
    "auditor": (
        ("regency", "province"),
        FAMILIES
        | {"batch.view", "completeness.view", "processing.view", "job.view", "audit.view", "exposure.report"},
        set(),
    ),
    "administrator": (
        ("regency", "province"),
        {
            "user.manage",
            "check.manage",
            "purpose.manage",
            "job.view",
            "audit.view",
            "installation.view",
            "exposure.report",
        }
        | {"processing.view", "processing.manage"},
        set(),
    ),
}


@pytest.mark.parametrize("code", TABLE)
def test_a_role_may_just_this(code: str) -> None:
    levels, permissions, by_grant = TABLE[code]

    role = ROLES[code]

    assert role.levels == levels
    assert {str(one) for one in role.permissions} == permissions
    assert {str(one) for one in role.by_grant} == by_grant


def test_the_table_knows_every_role() -> None:
    assert set(TABLE) == set(ROLES)


def test_every_permission_is_somebodys() -> None:
    held = {one for role in ROLES.values() for one in role.permissions | role.by_grant}

    assert held == set(Permission)


def test_names_stay_hidden_from_those_who_see_aggregates() -> None:
    hidden = {code for code, role in ROLES.items() if not role.sees_names}

    assert hidden == {"legal_officer", "leader", "regency_planner", "province_observer", "administrator"}
