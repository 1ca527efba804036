"""Making the file that answers a breach, from the page and from the command line alike."""

from collections.abc import Sequence
from datetime import date
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.marking import Mark
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions import queries as regions

from .asking import LONGEST, Asked
from .queries import accounts_named
from .services import note_exposure_report


class ExposureRefused(Exception):
    """What was asked for cannot be answered; the message says why and what to do."""


# The entry of the register of processing that such files belong to.
PROCESSING = "rights"


def refuse_days(first: date, last: date) -> None:
    """Raises ExposureRefused for days out of order, or more of them than a year."""
    if last < first:
        raise ExposureRefused(
            _("Masa tidak dapat dipakai. Tanggal akhir mendahului tanggal awal. Tukar keduanya.")
        )
    if last - first > LONGEST:
        raise ExposureRefused(_("Masa tidak dapat dipakai. Lebih dari setahun. Mintalah tahun demi tahun."))


def write(by: User, file: IO[bytes], asked: Asked, reason: str, mark: Mark) -> dict[str, int]:
    """Write the workbook for `by` and record that it was made; how many families, people and acts it tells of."""
    from .workbook import Heading, fill  # xlsxwriter, which a page should not wait for

    place = regions.names([asked.region]).get(asked.region, asked.region) or _("Indonesia")
    accounts = [user.full_name for user in asked.users]
    counts = fill(file, asked, by, Heading(by.full_name, timezone.now(), reason, place, accounts), mark)
    note_exposure_report(
        by=by, region=asked.region, first=asked.first, last=asked.last,
        users=[user.username for user in asked.users], reason=reason, counts=counts,
    )  # fmt: skip
    return counts


def report(
    *, by: User, file: IO[bytes], days: tuple[date, date], usernames: Sequence[str], region: str, reason: str
) -> dict[str, int]:
    """The same for user names and a region as typed. Raises ExposureRefused."""
    refuse_days(*days)
    scope = by.scope(Permission.EXPOSURE_REPORT)
    users, unknown = accounts_named(scope, list(usernames))
    if unknown:
        raise ExposureRefused(
            _("Akun %(names)s tidak ditemukan di wilayah itu. Periksa nama penggunanya di Pengguna.")
            % {"names": ", ".join(unknown)}
        )
    narrowed = scope.narrowed(region) if region else scope
    mark = mark_for(by, PROCESSING, region, purpose=reason)
    return write(by, file, Asked(*days, narrowed, region, users), reason, mark)
