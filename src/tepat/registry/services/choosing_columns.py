"""What of the families' list a person wants to see."""

from collections.abc import Collection

from django.db import transaction

from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.registry.family_columns import STANDING, in_order
from tepat.registry.models import ColumnChoice


@transaction.atomic
def choose_columns(*, by: User, region: str, columns: Collection[str]) -> None:
    """Keep the columns that a person wants to see; what everybody sees is no choice and is not kept."""
    chosen = in_order(columns)
    if chosen == STANDING:
        ColumnChoice.objects.filter(user=by).delete()
    else:
        ColumnChoice.objects.update_or_create(user=by, defaults={"columns": chosen})
    audit.record(
        by=by, action="columns.chosen", region=region, subject=("user", by.id), detail={"columns": chosen}
    )
