"""The roles of the field as data: what each may do, and at which level of region it is held.

A person holds a role in a region for a time (models/role_assignment.py). Job titles are something else: they
say what somebody is, give no right, and are rows of the table JobTitle.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .permissions import Permission

PROVINCE, REGENCY, DISTRICT, VILLAGE = "province", "regency", "district", "village"


@dataclass(frozen=True)
class Role:
    """A bundle of capabilities.

    `levels` are the levels of region it can be held at, the usual one first. `permissions` hold in the whole
    region; `by_grant` only for families handed to the person one by one (registry.FamilyGrant).
    """

    code: str
    title: str | Promise
    levels: tuple[str, ...]
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    by_grant: frozenset[Permission] = field(default_factory=frozenset)

    @property
    def level(self) -> str:
        """The level at which it is usually held."""
        return self.levels[0]

    @property
    def sees_names(self) -> bool:
        """Whether names of families are shown unmasked to it, at least of those granted."""
        return Permission.NAMES_SEE in self.permissions | self.by_grant


_FAMILIES = frozenset({Permission.FAMILY_VIEW, Permission.NAMES_SEE, Permission.NUMBER_REVEAL})
_OFFICE = _FAMILIES | {
    Permission.COMPLETENESS_VIEW, Permission.FAMILY_EXPORT, Permission.JOB_VIEW, Permission.PACK_FETCH,
    Permission.PACK_RETURN,
}  # fmt: skip

_ROLES = (
    Role("enumerator", _("Pencacah"), (VILLAGE, DISTRICT), by_grant=_FAMILIES),
    Role("village_officer", _("Petugas desa/kelurahan"), (VILLAGE,), _OFFICE),
    Role(
        "meeting_chair",
        _("Pimpinan musyawarah"),
        (VILLAGE,),
        frozenset({Permission.FAMILY_VIEW, Permission.NAMES_SEE, Permission.COMPLETENESS_VIEW}),
    ),
    Role("district_officer", _("Petugas kecamatan"), (DISTRICT,), _OFFICE),
    Role(
        "regency_verifier",
        _("Petugas Dinas Sosial"),
        (REGENCY,),
        _OFFICE
        | {
            Permission.BATCH_VIEW,
            Permission.BATCH_UPLOAD,
            Permission.BATCH_ACCEPT,
            Permission.BATCH_REFUSE,
            Permission.CHECK_MANAGE,
            Permission.PACK_MAKE,
            Permission.REFERRAL_MAKE,
            Permission.REFERRAL_ANSWER,
            Permission.TARGET_LIST_MAKE,
            Permission.FAMILY_CORRECT,
            Permission.CLAIM_DECIDE,
        },
    ),
    # Reads drafts of decrees, which a later part brings; never the annex with its names.
    Role("legal_officer", _("Bagian Hukum"), (REGENCY,)),
    Role("leader", _("Pimpinan daerah"), (REGENCY,), frozenset({Permission.COMPLETENESS_VIEW})),
    Role(
        "regency_planner",
        _("Perencana Bappeda"),
        (REGENCY,),
        frozenset({Permission.FAMILY_VIEW, Permission.COMPLETENESS_VIEW, Permission.JOB_VIEW}),
    ),
    Role("programme_officer", _("Petugas program OPD"), (REGENCY, DISTRICT), by_grant=_FAMILIES),
    Role("province_observer", _("Pengamat provinsi"), (PROVINCE,), frozenset({Permission.COMPLETENESS_VIEW})),
    Role(
        "auditor",
        _("Inspektorat"),
        (REGENCY, PROVINCE),
        _FAMILIES
        | {
            Permission.BATCH_VIEW,
            Permission.COMPLETENESS_VIEW,
            Permission.PROCESSING_VIEW,
            Permission.JOB_VIEW,
            Permission.AUDIT_VIEW,
            Permission.EXPOSURE_REPORT,
        },
    ),
    Role(
        "administrator",
        _("Administrator"),
        (REGENCY, PROVINCE),
        frozenset(
            {
                Permission.USER_MANAGE,
                Permission.CHECK_MANAGE,
                Permission.PURPOSE_MANAGE,
                Permission.PROCESSING_VIEW,
                Permission.PROCESSING_MANAGE,
                Permission.JOB_VIEW,
                Permission.AUDIT_VIEW,
                Permission.INSTALLATION_VIEW,
                Permission.EXPOSURE_REPORT,
            }
        ),
    ),
)

ROLES: dict[str, Role] = {role.code: role for role in _ROLES}
