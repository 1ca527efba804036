"""Every write of a target list by rule: deciding it, filling it, publishing it."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.intake.models import IncomingList, ListEntry, TargetList
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.database import bulk
from tepat.platform.database.ids import hexes
from tepat.platform.jobs import Job, Run, enqueue
from tepat.registry.models import Family
from tepat.registry.services.touching import mark

from .rules import Rule, chosen, entries_chosen

FILL_JOB = "intake.fill_target_list"


class RuleRefused(Exception):
    """The rule makes no list; the message is shown to the user."""

    for_people = True


@transaction.atomic
def make_target_list(*, by: User, source_list: IncomingList, rule: Rule) -> tuple[TargetList, Job]:
    """Keep a rule as the list's next version; a job fills it. Raises RuleRefused when it chooses nobody."""
    IncomingList.objects.select_for_update().get(id=source_list.id)
    if source_list.target_lists.filter(published_at__isnull=True).exists():
        raise RuleRefused(
            _("Versi sebelumnya masih disusun. Tunggu sampai selesai, lalu buat versi berikutnya.")
        )
    if not chosen(source_list, rule).exists():
        raise RuleRefused(
            _(
                "Aturan ini tidak memilih satu keluarga pun. Naikkan batas desil, atau periksa skala dan tanggalnya."
            )
        )
    newest = source_list.target_lists.aggregate(n=Max("version"))["n"] or 0
    made = TargetList.objects.create(
        source_list=source_list,
        region_code=source_list.region_code,
        rule=TargetList.Rule.BY_DESIL,
        version=newest + 1,
        scale=rule.scale,
        highest_desil=rule.highest_desil,
        as_of=rule.as_of,
        areas=list(rule.areas),
        exclusions=list(rule.exclusions),
        legal_basis=rule.legal_basis,
        by=by,
    )
    audit.record(
        by=by,
        action="target_list.ruled",
        region=made.region_code,
        subject=("target_list", made.id),
        detail={
            "list": source_list.name,
            "version": made.version,
            "scale": rule.scale,
            "desil": rule.highest_desil,
            "as_of": rule.as_of.isoformat(),
            "areas": list(rule.areas),
            "exclusions": list(rule.exclusions),
            "basis": rule.legal_basis,
        },
    )
    job = enqueue(
        FILL_JOB,
        by=by,
        region=made.region_code,
        title=Sentence("Menyusun daftar sasaran {name}", {"name": source_list.name}),
        arguments={"target_list_id": str(made.id)},
        link=f"/sasaran/{made.id}/",
    )
    return made, job


@transaction.atomic
def fill_target_list(*, by: User, run: Run, target_list: TargetList, size: int) -> int:
    """Put the next chosen families on the list; 0 when all are on it. Raises LeaseLost when superseded."""
    run.fence()
    last = target_list.entries.order_by("-family_id").values_list("family_id", flat=True).first()
    entries = entries_chosen(target_list.source_list, Rule.of(target_list), after=last)
    rows = list(entries.values_list("family_id", "source_row_id")[:size])
    new_id = hexes().__next__
    bulk.insert(
        ListEntry,
        ("id", "target_list", "family", "source_row"),
        [
            (new_id(), target_list.id.hex, family.hex, source_row.hex if source_row else None)
            for family, source_row in rows
        ],
    )
    if rows:
        audit.record(
            by=by,
            action="target_list.filled",
            region=target_list.region_code,
            subject=("target_list", target_list.id),
            detail={"families": len(rows)},
        )
    return len(rows)


@transaction.atomic
def publish_target_list(*, by: User, run: Run, target_list: TargetList) -> int:
    """Say that the version is whole and the one that rules from now on; returns how many families it holds."""
    run.fence()
    target_list.published_at = timezone.now()
    target_list.save(update_fields=["published_at"])
    count = target_list.entries.count()
    families = Family.objects.filter(list_entries__target_list=target_list).order_by()
    codes = set(families.values_list("region_code", flat=True).distinct())
    mark(by=by, kind="target_list", codes=codes - {""})
    audit.record(
        by=by,
        action="target_list.published",
        region=target_list.region_code,
        subject=("target_list", target_list.id),
        detail={"families": count, "version": target_list.version},
    )
    return count
