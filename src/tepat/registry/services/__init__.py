"""Every write to the registry."""

from .change_sets import begin_change_set, open_source, publish_change_set
from .exporting import note_export, note_number_search
from .grants import grant_families
from .hand_overs import record_hand_over
from .list_rows import Applied, StagedFamily, StagedRow, apply_list_rows
from .numbers import reveal_number

__all__ = [
    "Applied",
    "StagedFamily",
    "StagedRow",
    "apply_list_rows",
    "begin_change_set",
    "grant_families",
    "note_export",
    "note_number_search",
    "open_source",
    "publish_change_set",
    "record_hand_over",
    "reveal_number",
]
