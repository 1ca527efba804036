"""Every write of privacy: the register's versions, longer keeping, and erasing step by step."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tepat.engine.sentences import Sentence
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.crypto.models import DataKey
from tepat.platform.crypto.services import destroy_data_key
from tepat.platform.files.services import erase_files
from tepat.platform.jobs import Job, Run, enqueue
from tepat.platform.regions.clock import today_in
from tepat.platform.rekeying.places import SealedColumn

from .kinds import Kept, PassingKind
from .models import Erasure, LongerKeeping, ProcessingVersion
from .processing import TEXTS, UNITS, Rule, register_for
from .retention import Term, holds_on

RETENTION_JOB = "privacy.retention"
TITLE = Sentence("Menghapus yang sudah habis masa simpannya")
LONGEST_TEXT = 2_000
# Nothing is kept for a century by mistake of a key; nothing is erased on the day it came either.
AMOUNTS = range(1, 1000)


class PrivacyRefused(Exception):
    """The register or a day cannot be set so; the message is shown to the user."""

    for_people = True


@transaction.atomic
def set_processing(
    *,
    by: User,
    region_code: str,
    processing: str,
    content: Mapping[str, str],
    amounts: Mapping[str, str],
    reasons: Mapping[str, str],
    ended: bool,
    valid_from: date,
    reason: str,
) -> ProcessingVersion:
    """Say how an entry of the register reads in a region from a day on; the version before stays.

    A processing that is not in the register yet becomes an entry. Of what an entry keeps, `amounts` and `reasons`
    are by kind. Raises PrivacyRefused.
    """
    reason = " ".join(reason.split())[:300]
    texts = {name: " ".join(content.get(name, "").split())[:LONGEST_TEXT] for name in TEXTS}
    if not reason:
        raise PrivacyRefused(
            _("Perubahan belum disimpan. Alasannya belum diisi. Tulis aturan atau keputusan dasarnya.")
        )
    if missing := [str(TEXTS[name]) for name in ("title", "purpose", "basis") if not texts[name]]:
        raise PrivacyRefused(
            _("Perubahan belum disimpan. Belum diisi: %(names)s. Lengkapi, lalu simpan lagi.")
            % {"names": ", ".join(missing)}
        )
    if valid_from < today_in(region_code):
        raise PrivacyRefused(
            _("Perubahan belum disimpan. Tanggal berlakunya sudah lewat. Pilih hari ini atau sesudahnya.")
        )
    before = register_for([region_code]).at(region_code, valid_from).get(processing)
    keeps = _keeps(dict(before.keeps) if before else {}, amounts, reasons)
    made = ProcessingVersion.objects.create(
        region_code=region_code,
        processing=processing,
        content=texts,
        keeps=keeps,
        ended=ended,
        valid_from=valid_from,
        reason=reason,
        by=by,
    )
    changed = [name for name in TEXTS if before is None or texts[name] != before.content.get(name, "")]
    audit.record(
        by=by,
        action="processing.set",
        region=region_code,
        subject=("processing", processing),
        detail={
            "title": texts["title"], "changed": changed, "ended": ended, "reason": reason,
            "valid_from": valid_from.isoformat(),
            "keeps": {kind: f"{rule['amount']} {rule['unit']}" for kind, rule in keeps.items()},
        },
    )  # fmt: skip
    return made


def _keeps(
    before: Mapping[str, Rule], amounts: Mapping[str, str], reasons: Mapping[str, str]
) -> dict[str, Any]:
    """The rules of an entry, changed; a kind stays in the entry it belongs to, and in its unit."""
    kept = {}
    for kind, rule in before.items():
        assert rule.unit in UNITS
        text = amounts.get(kind, str(rule.amount)).strip()
        why = " ".join(reasons.get(kind, str(rule.reason)).split())[:LONGEST_TEXT]
        if not text.isdigit() or int(text) not in AMOUNTS or not why:
            raise PrivacyRefused(
                _(
                    "Perubahan belum disimpan. Masa simpan harus bilangan 1 sampai 999 dengan alasannya. "
                    "Betulkan, lalu simpan lagi."
                )
            )
        kept[kind] = Rule(int(text), rule.unit, why).kept()
    return kept


@transaction.atomic
def keep_longer(*, by: User, kept: Kept, until: date, reason: str) -> LongerKeeping:
    """Keep a thing until a day though its own comes earlier; a day that is over takes that back.

    Raises PrivacyRefused without a reason, or when it is being erased already.
    """
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise PrivacyRefused(
            _("Belum disimpan. Alasannya belum diisi. Tulis perkara atau pemeriksaan yang memerlukannya.")
        )
    DataKey.objects.select_for_update().get(id=kept.key_id)
    if Erasure.objects.filter(subject_id=kept.id).exists():
        raise PrivacyRefused(
            _("Belum disimpan. Data ini sudah dihapus, dan tidak dapat dikembalikan. Muat ulang halaman.")
        )
    word = LongerKeeping.objects.create(
        kind=kept.kind,
        subject_id=kept.id,
        region_code=kept.region_code,
        until=until,
        reason=reason,
        by=by,
    )
    audit.record(
        by=by,
        action="retention.prolonged",
        region=kept.region_code,
        subject=(kept.kind, kept.id),
        detail={"name": kept.name, "until": until.isoformat(), "reason": reason},
    )
    return word


@transaction.atomic
def ask_for_retention(*, by: User | None, region: str = "") -> Job:
    """Enqueue the job that erases what has had its time."""
    audit.record(by=by, action="retention.asked", region=region)
    return enqueue(RETENTION_JOB, by=by, region=region, title=TITLE, arguments={})


@transaction.atomic
def begin_erasure(*, by: User | None, run: Run, term: Term) -> Erasure | None:
    """Destroy the key of a thing whose time is over, so that nothing of it can be read from now on.

    None when something holds it by now. Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    kept = term.kept
    key = DataKey.objects.select_for_update().get(id=kept.key_id)
    if key.erased or holds_on(kept.kind, [kept.id]):
        return None
    destroy_data_key(by=by, data_key=key, region=kept.region_code)
    erasure = Erasure.objects.create(
        kind=kept.kind,
        subject_id=kept.id,
        data_key=key,
        name=kept.name[:200],
        region_code=kept.region_code,
        link=kept.link,
        came=kept.since,
        kept_until=term.until,
        amount=term.rule.amount,
        unit=term.rule.unit,
        reason=term.rule.reason,
        by=by or _system(),
    )
    audit.record(
        by=by,
        action="retention.begun",
        region=kept.region_code,
        subject=(kept.kind, kept.id),
        detail={"name": kept.name, "kept_until": term.until.isoformat()},
    )
    return erasure


@transaction.atomic
def empty_rows(
    *, by: User | None, run: Run, erasure: Erasure, column: SealedColumn, ids: Sequence[Any]
) -> Erasure:
    """Empty a sealed column of some rows of a thing whose key is gone; the rows stay, and where they stood.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("data_key").get(id=erasure.id)
    assert erasure.data_key is not None, "rows are emptied under a key that was destroyed"
    rows = column.sealed_under(erasure.data_key).filter(pk__in=ids)
    emptied = rows.order_by().update(**{column.column: b""})
    erasure.rows += emptied
    erasure.save(update_fields=["rows"])
    audit.record(
        by=by,
        action="retention.rows_emptied",
        region=erasure.region_code,
        subject=(erasure.kind, erasure.subject_id),
        detail={"rows": emptied},
    )
    return erasure


@transaction.atomic
def finish_erasure(*, by: User | None, run: Run, erasure: Erasure) -> Erasure:
    """Remove the files of a thing whose rows are empty, and say that it is erased.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("data_key").get(id=erasure.id)
    assert erasure.data_key is not None, "what is finished was begun with a key"
    erasure.files = erase_files(by=by, data_key=erasure.data_key, region=erasure.region_code)
    erasure.finished_at = timezone.now()
    erasure.save(update_fields=["files", "finished_at"])
    audit.record(
        by=by,
        action="retention.finished",
        region=erasure.region_code,
        subject=(erasure.kind, erasure.subject_id),
        detail={"name": erasure.name, "rows": erasure.rows, "files": erasure.files},
    )
    return erasure


@transaction.atomic
def drop_passed(*, by: User | None, run: Run, kind: PassingKind, rule: Rule, ids: Sequence[Any]) -> Erasure:
    """Drop some rows of a passing kind; a day's are told in one line.

    Raises LeaseLost when another attempt has taken over.
    """
    run.fence()
    today = today_in("")
    line = Erasure.objects.filter(kind=kind.code, subject_id=None, kept_until=today).first()
    if line is None:
        line = Erasure(
            kind=kind.code,
            kept_until=today,
            amount=rule.amount,
            unit=rule.unit,
            reason=rule.reason,
            by=by or _system(),
        )
    model = kind.passed(timezone.now()).model
    dropped, _of_each = model._default_manager.filter(pk__in=ids).delete()
    line.rows += dropped
    line.save()
    Erasure.objects.filter(id=line.id).update(finished_at=timezone.now())
    audit.record(
        by=by,
        action="retention.dropped",
        subject=(kind.code, today),
        detail={"kind": kind.code, "rows": dropped},
    )
    return line


@transaction.atomic
def note_register_export(*, by: User, region: str, kind: str, count: int) -> None:
    """Record that the register of processing left as a file."""
    audit.record(by=by, action="processing.exported", region=region, detail={"kind": kind, "count": count})


def _system() -> User:
    system: User = get_user_model().objects.system()
    return system
