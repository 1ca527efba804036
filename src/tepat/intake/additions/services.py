"""Every decision about what villages wrote anew: accepted into the registry, refused, and taken back.

An act is a change set: accepted, the rows go through the writer that lists go through, under their return's source
and unverified; taken back, it is reversed as a whole.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tepat.intake.completeness.counting import settle
from tepat.intake.models import Addition, AdditionDecision, ListEntry, PackReturn, PackRound
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.crypto.models import DataKey
from tepat.platform.regions.clock import local
from tepat.registry.models import ChangeSet, ExternalId, FamilyHold
from tepat.registry.services import (
    StagedFamily,
    StagedRow,
    apply_list_rows,
    begin_change_set,
    begin_reversal,
    finish_reversal,
    publish_change_set,
    reverse_list_rows,
)
from tepat.registry.services.known import key_scheme
from tepat.registry.services.reversing import later_sets
from tepat.registry.services.setting import being_reversed

from .queries import Opened, opened

KIND = "addition"
SCHEME = "paket"
AT_ONCE = 200


class AdditionsRefused(Exception):
    """The decision cannot be made as asked; the message is shown to the user."""

    for_people = True


@transaction.atomic
def accept_additions(*, by: User, returned: PackReturn, additions: QuerySet[Addition]) -> int:
    """Bring open additions of a return into the registry, at most AT_ONCE, and return how many.

    With a family come those of its members that can; who cannot be accepted stays as it is. Raises AdditionsRefused
    when that is all of them, saying why.
    """
    _begin(returned)
    chosen = _chosen(returned, additions)
    lines = opened(returned, chosen)
    ready = _ready(lines)
    if not ready:
        raise AdditionsRefused(_why_none(lines))
    change_set = begin_change_set(
        by=by, kind=KIND, region_code=returned.region_code, source=returned.source, total=len(ready)
    )
    apply_list_rows(by=by, change_set=change_set, scheme=SCHEME, families=_staged(ready))
    publish_change_set(by=by, change_set=change_set)
    made = dict(
        ExternalId.objects.filter(
            change_set=change_set, scheme=key_scheme(SCHEME, "family", returned.region_code)
        ).values_list("value", "family_id")
    )
    for one in ready:
        home = one.addition.home or one.addition
        one.addition.family_id = made.get(home.id.hex, home.family_id or one.addition.family_id)
        one.addition.state = Addition.State.ACCEPTED
    accepted = [one.addition for one in ready]
    Addition.objects.bulk_update(accepted, ["family", "state"])
    _note(change_set, accepted, AdditionDecision.Verdict.ACCEPTED)
    audit.record(
        by=by,
        action="additions.accepted",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={"rows": len(accepted), "families": len(made)},
    )
    settle(change_set)
    return len(accepted)


@transaction.atomic
def refuse_additions(*, by: User, returned: PackReturn, additions: QuerySet[Addition], reason: str) -> int:
    """Refuse open additions of a return, at most AT_ONCE, each family with its members; return how many.

    Raises AdditionsRefused without a reason, and when none of them is open any more.
    """
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise AdditionsRefused(
            _("Alasan belum diisi. Tulis mengapa usulan baru ini ditolak, agar desa mengerti.")
        )
    _begin(returned)
    chosen = _chosen(returned, additions)
    if not chosen:
        raise AdditionsRefused(_decided())
    change_set = ChangeSet.whole(
        kind=KIND, region_code=returned.region_code, by=by, count=len(chosen), reason=reason,
        source=returned.source,
    )  # fmt: skip
    change_set.save(force_insert=True)
    Addition.objects.filter(id__in=[one.id for one in chosen]).update(state=Addition.State.REFUSED)
    _note(change_set, chosen, AdditionDecision.Verdict.REFUSED)
    audit.record(
        by=by,
        action="additions.refused",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={"rows": len(chosen)},
    )
    return len(chosen)


@transaction.atomic
def take_back_act(*, by: User, returned: PackReturn, act: ChangeSet) -> int:
    """Take an acceptance or a refusal of a return's additions back as a whole; return how many wait again.

    Raises AdditionsRefused, which names what depends on the act, or when it was taken back already.
    """
    _begin(returned)
    decided = AdditionDecision.objects.filter(
        change_set=act, change_set__kind=KIND, change_set__reversed_by=None
    )
    rows = list(
        Addition.objects.filter(id__in=decided.values("addition"))
        .select_related("pack_return")
        .order_by("id")
    )
    if not rows:
        raise AdditionsRefused(
            _("Putusan ini sudah dibatalkan. Muat ulang halaman untuk melihat keadaan terbaru.")
        )
    accepted = [one for one in rows if one.state == Addition.State.ACCEPTED]
    if accepted and (dependent := next(_dependents(act), None)):
        raise AdditionsRefused(
            _("Putusan ini tidak dapat dibatalkan. %(dependent)s Perbaiki keluarganya pada halamannya.")
            % {"dependent": dependent}
        )
    reversal = begin_reversal(by=by, change_sets=[act], reason="", total=len(accepted))
    if accepted:
        keys: dict[str, list[str]] = {"family": [], "person": []}
        for one in accepted:
            keys[one.subject].append(one.id.hex)
        reverse_list_rows(
            by=by, reversal=reversal, scheme=SCHEME, families=keys["family"], people=keys["person"],
            rows=len(accepted),
        )  # fmt: skip
    finish_reversal(by=by, reversal=reversal)
    for one in rows:
        stands = one.pack_return.state == PackReturn.State.READ
        one.state = Addition.State.OPEN if stands else Addition.State.PUT_AWAY
        if one.subject == Addition.Subject.FAMILY or one.home_id:
            one.family_id = None
    Addition.objects.bulk_update(rows, ["state", "family"])
    audit.record(
        by=by,
        action="additions.taken_back",
        region=returned.region_code,
        subject=("pack_return", returned.id),
        detail={"rows": len(rows)},
    )
    settle(reversal)
    return len(rows)


def _begin(returned: PackReturn) -> None:
    """One decision at a time for the packs of a round; none while a batch is being taken back."""
    PackRound.objects.select_for_update().get(id=returned.round_id)
    if DataKey.objects.select_for_update().get(id=returned.source.data_key_id).erased:
        raise AdditionsRefused(
            _(
                "Tidak ada yang diubah. Isi baris paket ini sudah dihapus karena masa simpannya berakhir. "
                "Perbaiki keluarganya pada halamannya."
            )
        )
    if being_reversed(returned.region_code):
        raise AdditionsRefused(
            _("Sebuah batch sedang ditarik kembali. Tunggu sampai selesai, lalu putuskan usulan ini lagi.")
        )


def _chosen(returned: PackReturn, additions: QuerySet[Addition]) -> list[Addition]:
    """The open ones of the return among these, and the open members of the families among them."""
    mine = Addition.objects.filter(pack_return=returned, state=Addition.State.OPEN)
    wanted = mine.filter(id__in=additions.values("id")).order_by("stuck", "id")
    ids = list(wanted.values_list("id", flat=True)[:AT_ONCE])
    found = mine.filter(Q(id__in=ids) | Q(home__in=ids)).select_related("home")
    return list(found.order_by("id"))


def _ready(lines: Sequence[Opened]) -> list[Opened]:
    """Those that can be accepted, members only with their family or after it."""
    families = {one.addition.id for one in lines if one.addition.subject == "family" and not one.obstacles}
    return [
        one
        for one in lines
        if not one.obstacles
        and (
            one.addition.subject == "family"
            or one.addition.home is None
            or one.addition.home_id in families
            or one.addition.home.family_id
        )
    ]


def _staged(ready: Sequence[Opened]) -> list[StagedFamily]:
    """The rows as families: new ones under the addition's id, the registry's by their own."""
    families: dict[str, StagedFamily] = {}
    for one in ready:
        addition = one.addition
        row = StagedRow(addition.source_row_id.hex, one.values)
        home = addition.home or addition
        known = home.family_id.hex if home.family_id else ""
        staged = families.setdefault(known or home.id.hex, StagedFamily(known or home.id.hex, id=known))
        if addition.subject == "family":
            staged.rows.append(row)
        else:
            staged.people.append((addition.id.hex, row))
    return list(families.values())


def _why_none(lines: Sequence[Opened]) -> str:
    if not lines:
        return _decided()
    if said := next((one.obstacles[0] for one in lines if one.obstacles), None):
        return _("Usulan baru ini belum dapat diterima. %(why)s") % {"why": said}
    return _(
        "Anggota ini belum dapat diterima. Keluarganya juga baru dan belum diterima. Terima keluarganya dahulu."
    )


def _decided() -> str:
    return _("Usulan baru ini sudah diputuskan orang lain. Muat ulang halaman untuk melihat keadaan terbaru.")


def _note(change_set: ChangeSet, additions: Sequence[Addition], verdict: AdditionDecision.Verdict) -> None:
    AdditionDecision.objects.bulk_create(
        AdditionDecision(addition=one, verdict=verdict, change_set=change_set) for one in additions
    )


def _dependents(act: ChangeSet) -> Iterator[str]:
    """What would lose its ground, in sentences; the first is enough to refuse."""
    brought = ExternalId.objects.filter(family=OuterRef("family"), change_set=act)
    held = FamilyHold.objects.filter(Exists(brought), lifted_at__isnull=True).select_related("by")
    if hold := held.order_by("id").first():
        yield _("Satu keluarganya dipertahankan oleh %(who)s: %(reason)s.") % {
            "who": hold.by.full_name or hold.by.username, "reason": hold.reason.rstrip("."),
        }  # fmt: skip
    if ListEntry.objects.filter(Exists(brought)).exists():
        yield _("Satu keluarganya sudah masuk daftar sasaran.")
    for later in later_sets([act]):
        yield _("Keluarga atau anggotanya sudah diubah lagi oleh %(who)s, %(when)s.") % {
            "who": later.by.full_name or later.by.username,
            "when": date_format(local(later.begun_at, act.region_code), "j F Y H:i"),
        }
