"""The shape that every fact about a family, a person or a dwelling has."""

from django.db import models

from tepat.platform.database.ids import uuid7

from .change_set import ChangeSet
from .source_row import SourceRow


class Version(models.Model):
    """A fact: these fields took these values, by this change set, out of this row.

    `values` holds only the fields that the change set set, as JSON with the registry's field names; dates are
    ISO text, codes are codes. A field's source is therefore the newest version that names it, and the current
    columns of the subject are all versions laid over each other in order. Where that newest version is of a
    set that binds (BINDING), the field is verified: the subject's column `verified` names such fields.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="+", db_index=False)
    source_row = models.ForeignKey(
        SourceRow, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    values = models.JSONField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join(self.values)
