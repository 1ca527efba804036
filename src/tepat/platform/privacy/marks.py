"""The mark of a file: who takes it, now, and the purpose that the register of processing gives.

Nobody is asked for a purpose: it is that of the processing the file belongs to, or, where a list was handed over for
a stated use, that use. An officer who had to type one each time would type anything.
"""

from django.utils import timezone
from django.utils.formats import date_format

from tepat.platform.accounts.models import User
from tepat.platform.files.marking import Mark
from tepat.platform.regions.clock import local, today_in

from .processing import brought, register_for


def mark_for(by: User, processing: str, region_code: str, *, purpose: str = "", made: bool = False) -> Mark:
    """The mark of a file that `by` takes, or with `made` has made for others, for an entry of the register."""
    now = local(timezone.now(), region_code)
    entries = register_for([region_code]).at(region_code, today_in(region_code))
    who = "Sistem" if by.is_system else f"{by.full_name or by.username} ({by.username})"
    return Mark(
        who=who,
        at=f"{date_format(now, 'j F Y H.i')} {now.tzname()}",
        purpose=purpose or entries.get(processing, brought()[processing]).purpose,
        made=made,
    )
