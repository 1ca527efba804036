"""Every write to the registry."""

from .change_sets import begin_change_set, open_source, publish_change_set
from .choosing_columns import choose_columns
from .claims import Claimed, put_claims_away, raise_claims
from .correcting import CorrectionRefused, correct_field
from .deciding_claims import AT_ONCE, ClaimsRefused, decide_claim, decide_claims, undo_decisions
from .exporting import note_export, note_number_search
from .grants import grant_families
from .hand_overs import record_hand_over
from .holds import HoldRefused, lift_hold, place_hold
from .list_rows import Applied, FieldChange, StagedFamily, StagedRow, apply_list_rows
from .numbers import reveal_number
from .reversing import begin_reversal, finish_reversal, reverse_list_rows

__all__ = [
    "AT_ONCE",
    "Applied",
    "Claimed",
    "ClaimsRefused",
    "CorrectionRefused",
    "FieldChange",
    "HoldRefused",
    "StagedFamily",
    "StagedRow",
    "apply_list_rows",
    "begin_change_set",
    "begin_reversal",
    "choose_columns",
    "correct_field",
    "decide_claim",
    "decide_claims",
    "finish_reversal",
    "grant_families",
    "lift_hold",
    "note_export",
    "note_number_search",
    "open_source",
    "place_hold",
    "publish_change_set",
    "put_claims_away",
    "raise_claims",
    "record_hand_over",
    "reveal_number",
    "reverse_list_rows",
    "undo_decisions",
]
