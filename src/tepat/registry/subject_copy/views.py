"""The page on which a copy of somebody's data is asked for, and the copy."""

from typing import IO
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions import queries as regions
from tepat.registry import queries
from tepat.registry.models import Family

from .contents import people_of
from .forms import CopyForm
from .services import note_subject_copy


def may_copy(request: ScopedRequest, family: Family) -> bool:
    """Whether the reader may give a copy of this family's data: names, numbers and files are his to give."""
    needed = (Permission.FAMILY_EXPORT, Permission.NUMBER_REVEAL, Permission.NAMES_SEE)
    return all(request.user.may(permission, family.region_code) for permission in needed)


@exports("rights")
@require_http_methods(["GET", "POST"])
@never_cache
@requires(Permission.FAMILY_EXPORT)
def subject_copy(request: ScopedRequest, family_id: UUID) -> HttpResponseBase:
    """Whose data, who asks, how he showed who he is; then the PDF, with the copy kept in the trail first."""
    found = get_object_or_404(
        queries.families_for(request.user, Permission.FAMILY_EXPORT).select_related("dwelling"), id=family_id
    )
    if not may_copy(request, found):
        raise Http404
    audit.looked(
        by=request.user,
        page="subject_copy.opened",
        region=found.region_code,
        shown={found.region_code: 1},
        people=found.member_count,
        subject=("family", found.id),
    )
    people = people_of(found)
    form = CopyForm(request.POST or None, people=people, initial={"orang": request.GET.get("orang")})
    if request.method == "POST" and form.is_valid():
        from .paper import Request, subject_copy  # typst, which a page should not wait for

        said = form.cleaned_data
        person = next(one for one in people if str(one.id) == said["orang"])
        numbers = note_subject_copy(
            by=request.user, family=found, person=person, asked_as=said["sebagai"], shown=said["bukti"],
            reason=said["alasan"],
        )  # fmt: skip
        asked = Request(said["pemohon"], said["sebagai"], said["bukti"], said["alasan"], timezone.now())

        def fill(file: IO[bytes], mark: Mark) -> int:
            file.write(subject_copy(request.user, found, person, numbers, asked, mark))
            return 1

        mark = mark_for(request.user, "rights", found.region_code, purpose=asked.reason)
        return download(f"salinan-data-{person.id}.pdf", mark, fill)
    context = {
        "family": found,
        "form": form,
        "trail": [*regions.trail(found.region_code), _("Salinan data pribadi")],
    }
    return render(request, "registry/subject_copy.html", context, status=422 if form.errors else 200)
