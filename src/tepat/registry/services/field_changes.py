"""What a list changed of families that were known, as it was written."""

from dataclasses import dataclass
from typing import Any

HIDDEN = "•"  # stands for an identity number: that it changed is told, the number is not


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a known family or of its member, before and after, and the row that said so.

    `field` is one of fields.py, or "nik", "kk" (values HIDDEN), or "member" (the name of one who came or left);
    a reading on a scale of several is "desil.<scale>". Ids are 32 hexadecimal digits; `before` is None where
    nothing was known.
    """

    family_id: str
    person_id: str | None
    field: str
    before: Any
    after: Any
    source_row: str
