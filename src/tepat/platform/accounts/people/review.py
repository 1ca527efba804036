"""The access review: who may see what, when they last came, who gave it; as a page and as a spreadsheet."""

from collections import Counter
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.services import note_review_export
from tepat.platform.files.download import download, exports
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book
from tepat.platform.privacy.marks import mark_for
from tepat.platform.regions.clock import local

from .queries import ACTIVE, PAGE, Held, Person, PersonFilter, people_in, persons
from .steps import users_trail

# More people than a province's offices have; a spreadsheet of more is cut by region instead.
MOST = 20_000
_STEP = 500
PROCESSING = "accounts"


def _open_accounts(request: ScopedRequest) -> Any:
    return people_in(request.scope.narrowed(request.region), PersonFilter(state=ACTIVE))


@require_GET
@requires(Permission.USER_MANAGE)
def review(request: ScopedRequest) -> HttpResponse:
    """Open accounts with their rights, those unused for long marked."""
    after = request.GET.get("after", "")
    found = list(_open_accounts(request).filter(username__gt=after)[: PAGE + 1])
    context = {
        "persons": [_shown(one) for one in persons(found[:PAGE], request.scope.narrowed(request.region))],
        "days": settings.TEPAT_UNUSED_DAYS,
        "next": f"?after={found[-2].username}" if len(found) > PAGE else "",
        "first": "?" if after else "",
        "trail": users_trail(request.region, _("Tinjauan akses")),
    }
    return render(request, "people/review.html", context)


def _shown(one: Person) -> dict[str, Any]:
    return {"one": one, "rights": [(held, rights_of(held)) for held in one.held]}


def rights_of(held: Held) -> list[str]:
    """What of a role matters most for personal data, in words."""
    permissions = held.line.role.permissions | held.line.role.by_grant
    words = {
        Permission.NAMES_SEE: _("nama"),
        Permission.NUMBER_REVEAL: _("buka nomor"),
        Permission.FAMILY_EXPORT: _("unduh"),
        Permission.USER_MANAGE: _("urus pengguna"),
    }
    return [word for permission, word in words.items() if permission in permissions]


@exports(PROCESSING)
@require_GET
@requires(Permission.USER_MANAGE)
def review_file(request: ScopedRequest) -> FileResponse:
    """The same as a spreadsheet, one line a role; the export is recorded."""

    def fill(file: IO[bytes], mark: Mark) -> int:
        counts = _fill(file, mark, request)
        note_review_export(by=request.user, region=request.region, counts=counts)
        return counts.total()

    return download("tinjauan-akses.xlsx", mark_for(request.user, PROCESSING, request.region), fill)


def _fill(file: IO[bytes], mark: Mark, request: ScopedRequest) -> Counter[str]:
    """Write the lines and return how many by region; people are read step by step."""
    book = new_book(file, mark)
    sheet = headed_sheet(book, _("Tinjauan akses"), _headings())
    counts = Counter[str]()
    scope, row, after = request.scope.narrowed(request.region), 0, ""
    while row < MOST:
        step: list[User] = list(_open_accounts(request).filter(username__gt=after)[:_STEP])
        for one in persons(step, scope):
            for held in one.held:
                row += 1
                counts[held.line.region_code] += 1
                for column, cell in enumerate(_cells(one, held, request.region)):
                    sheet.write_string(row, column, cell)
        if len(step) < _STEP:
            break
        after = step[-1].username
    book.close()
    return counts


def _headings() -> list[str]:
    return [
        _("Nama pengguna"), _("Nama lengkap"), _("Jabatan"), _("Peran"), _("Kode wilayah"), _("Wilayah"),
        _("Hak"), _("Sejak"), _("Sampai"), _("Wakil dari"), _("Diberikan oleh"), _("Terakhir masuk"),
        _("Terakhir dipakai"), _("Lama tidak dipakai"), _("Ditinjau pada"), _("Ditinjau oleh"),
    ]  # fmt: skip


def _cells(one: Person, held: Held, region: str) -> list[str]:
    user, line, reviewed = one.user, held.line, one.reviewed

    def moment(value: Any) -> str:
        return local(value, region).strftime("%Y-%m-%d %H:%M") if value else ""

    return [
        user.username, user.full_name, str(user.job_title or ""), str(line.role.title), line.region_code,
        held.place, ", ".join(rights_of(held)), str(line.valid_from), str(held.last_day or ""),
        str(line.acting_for or ""), str(line.given_by or ""), moment(user.last_login),
        moment(user.last_used_at), _("ya") if one.unused else "", moment(reviewed and reviewed.at),
        str(reviewed.by) if reviewed else "",
    ]  # fmt: skip
