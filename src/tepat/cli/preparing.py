"""What `tepat init` does, also for the demo and the tests: folder, keys, tables, regions, the system account."""

from collections.abc import Callable
from typing import Any


def prepare(show: Callable[[str, int, int], None] = lambda stage, done, total: None) -> dict[str, Any]:
    """Make what is missing and leave what is there."""
    from django.conf import settings
    from django.core.management import call_command

    from tepat.platform import crypto
    from tepat.platform.accounts.queries import system
    from tepat.platform.crypto import certificates
    from tepat.platform.regions import services as regions
    from tepat.platform.regions.models import Region

    for folder in (settings.DATA, settings.DATA / "spill"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    show("Kunci", 0, 4)
    keys_made = crypto.ensure_keys()
    certificates.ensure_authority()
    show("Tabel", 1, 4)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    crypto.check_keys()
    show("Wilayah", 2, 4)
    if Region.objects.count() == 0:
        regions.load_reference(by=system())
    show("Selesai", 4, 4)
    return {"data": str(settings.DATA), "keys_made": bool(keys_made), "regions": Region.objects.count()}
