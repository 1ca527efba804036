"""The registry's tables, one model a file."""

from .change_set import BINDING, STANDS, ChangeSet
from .claim import Claim, ClaimDecision
from .column_choice import ColumnChoice
from .desil_reading import DesilReading
from .dwelling import Dwelling, DwellingVersion
from .exported_families import ExportedFamilies
from .external_id import ExternalId
from .family import NIK_STATES, Family, FamilyVersion
from .family_grant import FamilyGrant
from .family_hold import FamilyHold
from .hand_over import HandOver
from .identity_number import IdentityNumber
from .membership import Membership
from .person import Person, PersonVersion
from .programme_receipt import ProgrammeReceipt
from .search_token import SearchToken
from .source import Source
from .source_row import SourceRow
from .touched_region import TouchedRegion

__all__ = [
    "BINDING",
    "NIK_STATES",
    "STANDS",
    "ChangeSet",
    "Claim",
    "ClaimDecision",
    "ColumnChoice",
    "DesilReading",
    "Dwelling",
    "DwellingVersion",
    "ExportedFamilies",
    "ExternalId",
    "Family",
    "FamilyGrant",
    "FamilyHold",
    "FamilyVersion",
    "HandOver",
    "IdentityNumber",
    "Membership",
    "Person",
    "PersonVersion",
    "ProgrammeReceipt",
    "SearchToken",
    "Source",
    "SourceRow",
    "TouchedRegion",
]
