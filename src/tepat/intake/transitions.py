"""Which state of a batch follows which: the whole rule, for services, screens and the reference.

An act not named here for a state is refused, with the sentence that `refusal` gives.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.jobs import Job
from tepat.platform.jobs import queries as jobs
from tepat.registry.models import ChangeSet

from .models import Batch


@dataclass(frozen=True)
class Act:
    """What may be done to a batch: from which states, into which, by whom.

    `after` None: it stays, or leaves with the last row, as `refusing` says.
    `permission` None: by a job, or as `permission_to` says. `idle`: only while no job works on the batch.
    `opens`: not once the rows' sealed content was erased.
    """

    name: str
    verb: str | Promise
    before: tuple[Batch.State, ...]
    after: Batch.State | None
    permission: Permission | None
    idle: bool = False
    opens: bool = False


S = Batch.State
# Work that can come to a halt: its state, and what a person needs to go on with it, as to begin it.
_WORK = {
    S.UPLOADED: Permission.BATCH_UPLOAD,
    S.READING: Permission.BATCH_UPLOAD,
    S.ACCEPTING: Permission.BATCH_ACCEPT,
    S.CORRECTING: Permission.BATCH_ACCEPT,
    S.REFUSING: Permission.BATCH_REFUSE,
    S.REFUSING_HELD: Permission.BATCH_REFUSE,
    S.WITHDRAWING: Permission.BATCH_ACCEPT,
}
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act("read", gettext_lazy("dibaca"), (S.UPLOADED, S.READING), S.READING, None),
        Act("check", gettext_lazy("diperiksa"), (S.READING,), S.CHECKED, None),
        Act("give_up", gettext_lazy("dinyatakan tidak terbaca"), (S.UPLOADED, S.READING), S.UNREADABLE, None),
        Act(
            "map",
            gettext_lazy("dikenali kolomnya"),
            (S.UNREADABLE,),
            S.READING,
            Permission.BATCH_UPLOAD,
            idle=True,
            opens=True,
        ),
        Act(
            "accept", gettext_lazy("diterima"), (S.CHECKED, S.REOPENED), S.ACCEPTING, Permission.BATCH_ACCEPT
        ),
        Act(
            "preview",
            gettext_lazy("dibandingkan sebelum diterima"),
            (S.CHECKED,),
            None,
            Permission.BATCH_VIEW,
        ),
        Act("finish", gettext_lazy("selesai diterima"), (S.ACCEPTING,), S.ACCEPTED, None),
        Act(
            "refuse",
            pgettext_lazy("batch", "ditolak"),
            (S.UPLOADED, S.READING, S.CHECKED, S.UNREADABLE),
            S.REFUSING,
            Permission.BATCH_REFUSE,
            idle=True,
        ),
        Act(
            "refuse_held",
            gettext_lazy("ditolak baris tertahannya"),
            (S.CHECKED, S.ACCEPTED, S.REOPENED),
            S.REFUSING_HELD,
            Permission.BATCH_REFUSE,
        ),
        Act(
            "refuse_rows", gettext_lazy("ditolak baris demi baris"), (S.REFUSING, S.REFUSING_HELD), None, None
        ),
        Act(
            "correct",
            gettext_lazy("diperbaiki"),
            (S.CHECKED, S.ACCEPTED, S.REOPENED),
            S.CORRECTING,
            Permission.BATCH_ACCEPT,
            opens=True,
        ),
        Act("correct_rows", gettext_lazy("diperbaiki baris demi baris"), (S.CORRECTING,), None, None),
        Act(
            "withdraw",
            gettext_lazy("ditarik kembali"),
            (S.ACCEPTED, S.REOPENED),
            S.WITHDRAWING,
            Permission.BATCH_ACCEPT,
            idle=True,
        ),
        Act("withdraw_rows", gettext_lazy("ditarik kembali baris demi baris"), (S.WITHDRAWING,), None, None),
        Act("resume", gettext_lazy("dilanjutkan"), tuple(_WORK), None, None, idle=True),
    )
}


# What a job is to bring further; the one that was, came to a halt when no job works on the batch.
UNDERWAY = ACTS["resume"].before


class TransitionRefused(Exception):
    """The act does not fit the batch's state; the message is shown to the user."""

    for_people = True


def require(batch: Batch, act_name: str) -> Act:
    """The act, if the batch's state and the jobs on it allow it. Raises TransitionRefused."""
    act = ACTS[act_name]
    if Batch.State(batch.state) not in act.before:
        raise TransitionRefused(refusal(batch, act))
    if act.idle and worked_on(jobs.latest_for(batch_link(batch))):
        raise TransitionRefused(
            _("Batch ini sedang dikerjakan. Tunggu sampai selesai, atau hentikan pekerjaannya dahulu.")
        )
    if act.opens and batch.source.data_key.erased:
        raise TransitionRefused(
            _(
                "Batch ini tidak dapat %(act)s. Berkas dan isi barisnya sudah dihapus karena masa simpannya berakhir. "
                "Minta daftarnya lagi kepada pemberinya, lalu unggah sebagai batch baru."
            )
            % {"act": act.verb}
        )
    return act


def at_rest(batch: Batch) -> Batch.State:
    """The state of a batch on which nothing is under way: not accepted, accepted, or with rows that follow."""
    if not batch.change_set_id:
        return S.CHECKED
    return S.REOPENED if batch.pending else S.ACCEPTED


def permission_to(act_name: str, batch: Batch) -> Permission | None:
    """What a person needs for the act: going on with work needs what beginning it needed."""
    if act_name != "resume":
        return ACTS[act_name].permission
    return _WORK.get(Batch.State(batch.state), Permission.BATCH_UPLOAD)


def batch_link(batch: Batch) -> str:
    """The address of the batch's page, which its jobs lead to."""
    return f"/masuk/{batch.id}/"


def preview_link(batch: Batch) -> str:
    """The address of the page that tells what the batch changes, which the job that counts it leads to."""
    return f"{batch_link(batch)}perubahan/"


def worked_on(job: Job | None) -> bool:
    """Whether the newest job of a batch still waits or runs."""
    return job is not None and job.unfinished


def refusal(batch: Batch, act: Act) -> str:
    """Why the act is refused now, what the batch's state is and who brought it there."""
    state = Batch.State(batch.state).label
    if who := _decider(batch):
        return _(
            "Batch ini tidak dapat %(act)s. Keadaannya sekarang: %(state)s, oleh %(who)s. "
            "Muat ulang halaman untuk melihat keadaan terbaru."
        ) % {"act": act.verb, "state": state, "who": who.full_name or who.username}
    return _(
        "Batch ini tidak dapat %(act)s. Keadaannya sekarang: %(state)s. "
        "Muat ulang halaman untuk melihat keadaan terbaru."
    ) % {"act": act.verb, "state": state}


def _decider(batch: Batch) -> User | None:
    """Who brought the batch into its state, where a person did."""
    if batch.state == S.REFUSING_HELD:
        refusal = batch.refusals.select_related("by").last()
        return refusal.by if refusal else None
    if reversal := withdrawal_of(batch):
        return reversal.by
    return batch.decided_by


def withdrawal_of(batch: Batch) -> ChangeSet | None:
    """The change set that takes the batch back: by whom, when and why."""
    if batch.state not in (S.WITHDRAWING, S.WITHDRAWN):
        return None
    return ChangeSet.objects.filter(reverses=batch.change_set_id).select_related("by").first()


def possible(batch: Batch, *, working: bool = False) -> set[str]:
    """Names of the acts that the batch's state allows: what the screens show buttons for.

    `working`: whether a job works on the batch.
    """
    return {
        name
        for name, act in ACTS.items()
        if Batch.State(batch.state) in act.before
        and not (act.idle and working)
        and not (act.opens and batch.source.data_key.erased)
    }
