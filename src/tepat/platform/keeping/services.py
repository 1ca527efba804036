"""What keeping writes into the data itself: that all of it was taken away in one file, and by whom."""

from django.db import transaction

from tepat.platform import audit
from tepat.platform.audit.recording import Actor


@transaction.atomic
def begin_backup(*, by: Actor | None, name: str) -> None:
    """Note that a backup begins; before the snapshot, so that the backup tells of itself and stays comparable."""
    audit.record(by=by, action="backup.begun", subject=("backup", name[-64:]))
