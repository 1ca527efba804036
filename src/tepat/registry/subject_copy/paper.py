"""A copy as PDF; its words are Indonesian whatever the clerk reads, for it goes to a citizen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from tepat.platform.accounts.models import User
from tepat.platform.files.marking import Mark
from tepat.platform.files.paper import pdf
from tepat.platform.regions.clock import local
from tepat.registry.models import Family, Person

from .contents import contents
from .forms import ASKED_AS, SHOWN


@dataclass(frozen=True)
class Request:
    """Who asked, as what, how he showed who he is, what for, and when the copy was made."""

    requester: str
    asked_as: str
    shown: str
    reason: str
    made_at: datetime


def subject_copy(
    user: User, family: Family, person: Person, numbers: Mapping[str, str], request: Request, mark: Mark
) -> bytes:
    """The copy, made by `user` for the one who asked. PDF."""
    with override("id"):
        data = contents(user, family, person, numbers)
        made = date_format(local(request.made_at, family.region_code), "j F Y H.i")
        parts = [
            (_("Anggota keluarga lain"), (2, 1, 2), (_("Nama"), _("Hubungan"), "NIK"), data.pop("members")),
            (
                _("Siapa yang menerima data"),
                (1, 1, 2),
                (_("Waktu"), _("Siapa"), _("Apa")),
                data.pop("recipients"),
            ),
            (_("Keputusan"), (1, 2, 1), (_("Waktu"), _("Usulan"), _("Keputusan")), data.pop("decisions")),
            (_("Riwayat"), (1, 1, 2), (_("Waktu"), _("Siapa"), _("Apa")), data.pop("history")),
        ]
        return pdf(
            "tepat.registry.subject_copy",
            "copy",
            {
                **data,
                "title": _("Salinan data pribadi"),
                "heads": [
                    _("Diminta oleh %(who)s. %(as)s. %(shown)s.")
                    % {
                        "who": request.requester,
                        "as": ASKED_AS[request.asked_as],
                        "shown": SHOWN[request.shown],
                    },
                    _("Dibuat oleh %(who)s pada %(when)s. Keperluan: %(why)s.")
                    % {"who": user.full_name, "when": made, "why": request.reason},
                ],
                "value_headings": [_("Isian"), _("Nilai"), _("Sumber dan tanggal")],
                "parts": [
                    {"title": title, "widths": widths, "headings": headings, "rows": rows}
                    for title, widths, headings, rows in parts
                ],
                "nothing": _("Tidak ada."),
                "rights": [
                    _(
                        "Dasar: UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 7 (hak mendapat akses dan salinan)."
                    ),
                    _("Isian yang keliru dapat diperbaiki: sampaikan kepada Dinas Sosial atau kantor desa."),
                ],
            },
            mark,
        )
