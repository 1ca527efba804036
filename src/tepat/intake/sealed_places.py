"""Where intake keeps sealed values, for when keys are changed. What each is bound to is said where it is sealed."""

from collections.abc import Callable
from uuid import UUID

from tepat.platform.rekeying.places import SealedColumn, register

from .services.row_changes import change_context

# A file's worth in one value.
_FEW = 20


def _by_id(kind: str) -> Callable[[UUID], str]:
    return lambda row_id: f"{kind}:{row_id.hex}"


def _finding(row_id: UUID, check_id: str) -> str:
    return f"finding:{row_id.hex}:{check_id}"


_OF_CHANGE = "correction__batch__source__data_key"

register(
    SealedColumn("intake.BatchRow", "values", "batch__source__data_key", ["pk"], _by_id("batch_row")),
    SealedColumn("intake.Finding", "detail", "batch__source__data_key", ["row_id", "check_id"], _finding),
    SealedColumn("intake.RowCorrection", "old", _OF_CHANGE, ["row_id", "field"], change_context),
    SealedColumn("intake.RowCorrection", "new", _OF_CHANGE, ["row_id", "field"], change_context),
    SealedColumn("intake.CorrectionFile", "sealed", _OF_CHANGE, ["pk"], _by_id("correction_file"), _FEW),
    SealedColumn(
        "intake.UnknownTable", "content", "file__batch__source__data_key", ["pk"],
        _by_id("intake.unknown_table"), _FEW,
    ),
    SealedColumn(
        "intake.ReturnedLine", "sealed", "pack_return__source__data_key", ["pk"], _by_id("intake.returned_line")
    ),
    SealedColumn("intake.Addition", "sealed", "pack_return__source__data_key", ["pk"], _by_id("intake.addition")),
    SealedColumn("intake.AnswerLine", "sealed", "answer__source__data_key", ["pk"], _by_id("intake.answer_line")),
)  # fmt: skip
