"""What an officer decides on a return's page about what the village wrote anew."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tepat.intake.models import Addition, PackReturn
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.addresses import ids_in

from . import services
from .queries import acts_on, additions_for

# A press decides as many as a page can wait for; what is left stays open and is said.
_MOST_STEPS = 10


@require_POST
@requires(Permission.CLAIM_DECIDE)
def decide(request: ScopedRequest, return_id: UUID) -> HttpResponse:
    """Accept or refuse one by its own button, those picked or all that wait; or take an act back."""
    mine = additions_for(request.user).filter(pack_return=return_id)
    returned: PackReturn = get_object_or_404(
        PackReturn.objects.filter(id__in=mine.values("pack_return")).select_related("source__data_key"),
        id=return_id,
    )
    act, _dot, single = request.POST.get("aksi", "").partition(".")
    try:
        if act == "batalkan":
            _take_back(request, returned, single)
        elif act in ("terima", "tolak"):
            picked = mine.filter(state=Addition.State.OPEN)
            if single or not request.POST.get("semua"):
                picked = picked.filter(id__in=ids_in([single] if single else request.POST.getlist("pilih")))
            _decide(request, returned, picked, act)
        else:
            messages.info(
                request, _("Belum ada yang dipilih. Centang barisnya, lalu tekan Terima atau Tolak.")
            )
    except services.AdditionsRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("returns:returned", args=[returned.id]) + "#baru")


def _decide(request: ScopedRequest, returned: PackReturn, picked: QuerySet[Addition], act: str) -> None:
    done = 0
    for _step in range(_MOST_STEPS):
        try:
            if act == "terima":
                done += services.accept_additions(by=request.user, returned=returned, additions=picked)
            else:
                done += services.refuse_additions(
                    by=request.user,
                    returned=returned,
                    additions=picked,
                    reason=request.POST.get("alasan", ""),
                )
        except services.AdditionsRefused:
            if not done:
                raise
            break
    left = picked.count()
    messages.success(request, _said(act, done))
    if left:
        messages.warning(request, _left(left))


def _take_back(request: ScopedRequest, returned: PackReturn, act_id: str) -> None:
    wanted = ids_in([act_id])
    act = next((one.change_set for one in acts_on(returned) if one.change_set.id in wanted), None)
    if act is None:
        raise services.AdditionsRefused(
            _("Putusan ini sudah dibatalkan. Muat ulang halaman untuk melihat keadaan terbaru.")
        )
    n = services.take_back_act(by=request.user, returned=returned, act=act)
    told = {"n": number_format(n)}
    messages.success(
        request,
        ngettext("%(n)s baris menunggu putusan lagi.", "%(n)s baris menunggu putusan lagi.", n) % told,
    )


def _said(act: str, n: int) -> str:
    told = {"n": number_format(n)}
    if act == "terima":
        return (
            ngettext(
                "%(n)s baris diterima ke registri, belum terverifikasi.",
                "%(n)s baris diterima ke registri, belum terverifikasi.",
                n,
            )
            % told
        )
    return ngettext("%(n)s baris ditolak.", "%(n)s baris ditolak.", n) % told


def _left(n: int) -> str:
    return ngettext(
        "%(n)s baris yang dipilih belum dapat diterima. Sebabnya tertulis di baris itu.",
        "%(n)s baris yang dipilih belum dapat diterima. Sebabnya tertulis di baris itu.",
        n,
    ) % {"n": number_format(n)}
