"""Every write of intake."""

from .correcting import correct_next_rows, leave_proposal, take_proposals, undo_correction
from .deciding import accept_batch, accept_next_rows, finish_acceptance, keep_compared_rows
from .exporting import note_batch_export, reveal_finding
from .filling import Filled, fill_held_rows, fill_next_from_file, finish_held_file, receive_held_file
from .lists import target_list_as_handed_over
from .mapping import map_batch
from .office_layouts import LayoutRefused, keep_office_layout
from .receiving import Incoming, ReceiptRefused, receive_batch
from .refusing import refuse_batch, refuse_next_rows
from .resuming import resume_batch
from .staging import begin_reading, finish_checks, give_up_reading, note_sheets, write_rows
from .withdrawing import withdraw_batch, withdraw_next_rows

__all__ = [
    "Filled",
    "Incoming",
    "LayoutRefused",
    "ReceiptRefused",
    "accept_batch",
    "accept_next_rows",
    "begin_reading",
    "correct_next_rows",
    "fill_held_rows",
    "fill_next_from_file",
    "finish_acceptance",
    "finish_checks",
    "finish_held_file",
    "give_up_reading",
    "keep_compared_rows",
    "keep_office_layout",
    "leave_proposal",
    "map_batch",
    "note_batch_export",
    "note_sheets",
    "receive_batch",
    "receive_held_file",
    "refuse_batch",
    "refuse_next_rows",
    "resume_batch",
    "reveal_finding",
    "take_proposals",
    "target_list_as_handed_over",
    "undo_correction",
    "withdraw_batch",
    "withdraw_next_rows",
    "write_rows",
]
