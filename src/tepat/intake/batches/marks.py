"""The mark of a file made of a batch: for the use its list was handed over for, where that is recorded."""

from django.utils.translation import gettext as _

from tepat.intake.models import Batch
from tepat.platform.accounts.models import User
from tepat.platform.files.marking import Mark
from tepat.platform.privacy.marks import mark_for
from tepat.registry.hand_overs import ruling

PROCESSING = "receive"


def mark_of_batch(by: User, batch: Batch) -> Mark:
    """Who takes it, now, and for what: the ruling record's purpose, else the register's."""
    record = ruling(batch.source)
    purpose = (
        _("%(purpose)s (BAST %(number)s)") % {"purpose": record.purpose, "number": record.number}
        if record
        else ""
    )
    return mark_for(by, PROCESSING, batch.region_code, purpose=purpose)
