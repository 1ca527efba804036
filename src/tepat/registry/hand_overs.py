"""What was agreed when data were handed over, and whether it still holds: what an export asks first.

The agreement is of a list, not of one file: of all records for sources of one name in a regency, the newest
rules, so that a newer hand-over extends the use of what came before. A list without a record is not blocked.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.platform.regions.clock import today_in

from .models import Family, FamilyVersion, HandOver, Source


class PurposeOver(Exception):
    """The agreed use of the data has ended; the message is shown to the user."""

    for_people = True


def ruling(source: Source) -> HandOver | None:
    """The record that rules a source now."""
    same_list = HandOver.objects.filter(
        source__region_code=source.region_code, source__name=source.name, source__kind=source.kind
    )
    return same_list.select_related("source", "by").order_by("-id").first()


def refuse_use_of_source(source: Source) -> None:
    """Raises PurposeOver when nothing of the source may leave the house any more."""
    rules = ruling(source)
    if rules is not None and rules.is_over(today_in(source.region_code)):
        raise PurposeOver(_sentence([rules]))


def refuse_use_of_families(families: QuerySet[Family]) -> None:
    """Raises PurposeOver when some of the families are known only from lists whose agreed use has ended.

    Two queries at most, whatever the number of families; one where no agreement has ended.
    """
    over = _over()
    if not over:
        return
    told = FamilyVersion.objects.filter(family=OuterRef("id"))
    by_ended = Exists(told.filter(change_set__source__in=over))
    otherwise = Exists(told.exclude(change_set__source__in=over))
    if families.filter(by_ended & ~otherwise).order_by().exists():
        raise PurposeOver(_sentence(over.values()))


def _over() -> dict[UUID, HandOver]:
    """Sources whose ruling record has ended, with that record."""
    newest: dict[tuple[str, str, str], HandOver] = {}
    for record in HandOver.objects.select_related("source").order_by("id"):
        newest[_list_of(record.source)] = record
    today: dict[str, date] = {region: today_in(region) for _kind, region, _name in newest}
    ended = {key: record for key, record in newest.items() if record.is_over(today[key[1]])}
    if not ended:
        return {}
    sources = Source.objects.filter(
        region_code__in={region for _kind, region, _name in ended}, name__in={name for *_, name in ended}
    )
    return {source.id: ended[_list_of(source)] for source in sources if _list_of(source) in ended}


def _list_of(source: Source) -> tuple[str, str, str]:
    return source.kind, source.region_code, source.name


def _sentence(records: Iterable[HandOver]) -> str:
    named = {record.id: record for record in records}.values()
    lists = ", ".join(
        _("%(name)s (BAST %(number)s, sampai %(day)s)")
        % {"name": record.source.name, "number": record.number, "day": date_format(record.last_day, "j F Y")}
        for record in named
        if record.last_day
    )
    return _(
        "Data ini tidak dapat diunduh. Izin pakainya sudah berakhir: %(lists)s. "
        "Catat berita acara perpanjangan di halaman batchnya, lalu unduh lagi."
    ) % {"lists": lists}
