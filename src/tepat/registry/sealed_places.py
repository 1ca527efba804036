"""Where the registry keeps sealed values, for when keys are changed."""

from uuid import UUID

from tepat.platform.rekeying.places import SealedColumn, register

from .models.source_row import raw_context
from .numbers import REGISTRY_KEY, context


def _number(number_id: UUID) -> str:
    return context(number_id.hex)


def _claim(claim_id: UUID) -> str:
    return f"registry.claim:{claim_id.hex}"


register(
    SealedColumn("registry.IdentityNumber", "sealed", REGISTRY_KEY, ["id"], _number, purpose=True),
    SealedColumn("registry.Claim", "sealed", REGISTRY_KEY, ["id"], _claim, purpose=True),
    SealedColumn("registry.SourceRow", "raw", "source__data_key", ["file_id", "sheet", "row"], raw_context),
)
