"""What `tepat init` does, also for the demo and the tests: folder, keys, tables, regions, the system account."""

from collections.abc import Callable
from typing import Any

Show = Callable[[str, int, int], None]


def prepare(show: Show = lambda stage, done, total: None) -> dict[str, Any]:
    """Make what is missing and leave what is there; an earlier version's database is upgraded."""
    from django.conf import settings
    from django.core.management import call_command

    from tepat.platform import crypto
    from tepat.platform.accounts.queries import system
    from tepat.platform.crypto import certificates
    from tepat.platform.regions import services as regions
    from tepat.platform.regions.models import Region

    from .app import refuse_half_restored

    refuse_half_restored()
    for folder in (settings.DATA, settings.DATA / "spill"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    show("Kunci", 0, 4)
    keys_made = crypto.ensure_keys()
    certificates.ensure_authority()
    show("Tabel", 1, 4)
    applied = _tables(show)
    call_command("createcachetable", verbosity=0)
    crypto.check_keys()
    show("Wilayah", 2, 4)
    if Region.objects.count() == 0:
        regions.load_reference(by=system())
    show("Selesai", 4, 4)
    return {
        "data": str(settings.DATA),
        "keys_made": bool(keys_made),
        "migrations": applied,
        "regions": Region.objects.count(),
    }


def _tables(show: Show) -> list[str]:
    """Made anew where there are none; else brought to this version as `tepat upgrade` does, never without a copy.

    The names of the migrations that an upgrade applied.
    """
    from django.core.management import call_command
    from django.db import connection

    from tepat.platform.database.migrated import unmigrated
    from tepat.platform.keeping import upgrading

    from .keeping import alone

    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)
        return []
    if not (upgrading.cut_off() or unmigrated()):
        return []
    with alone():
        return upgrading.upgrade(on_progress=show)
