"""Intake's tables, one model a file."""

from .addition import Addition, AdditionDecision
from .batch import Batch
from .batch_file import BatchFile, BatchSheet
from .batch_row import BatchRow
from .change_preview import ChangePreview
from .check_severity import CheckSeverity
from .civil_answer import AnswerLine, CivilAnswer
from .correction import Correction, RowCorrection
from .correction_file import CorrectionFile
from .departure import Departure
from .finding import Finding
from .incoming_list import IncomingList
from .list_change import ListChange
from .office_layout import OfficeLayout
from .pack import Pack, PackFetch, PackRound
from .pack_return import PackReturn, ReturnedLine
from .purpose_fields import PurposeFields
from .referral import Referral, ReferralRow
from .refusal import Refusal
from .region_completeness import CompletenessChange, RegionCompleteness
from .target_list import ListEntry, TargetList
from .unknown_table import UnknownTable

__all__ = [
    "Addition",
    "AdditionDecision",
    "AnswerLine",
    "Batch",
    "BatchFile",
    "BatchRow",
    "BatchSheet",
    "ChangePreview",
    "CheckSeverity",
    "CivilAnswer",
    "CompletenessChange",
    "Correction",
    "CorrectionFile",
    "Departure",
    "Finding",
    "IncomingList",
    "ListChange",
    "ListEntry",
    "OfficeLayout",
    "Pack",
    "PackFetch",
    "PackReturn",
    "PackRound",
    "PurposeFields",
    "Referral",
    "ReferralRow",
    "Refusal",
    "RegionCompleteness",
    "ReturnedLine",
    "RowCorrection",
    "TargetList",
    "UnknownTable",
]
