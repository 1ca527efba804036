"""The places of the main navigation, in the order of the work, and which of them a user may see.

A place is listed when its page exists; a part that is not built yet is not drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tepat.platform.accounts.permissions import Permission


@dataclass(frozen=True)
class Place:
    """One entry: its path under the site's root, its word, its sign, and what one must be allowed to do."""

    path: str
    label: str | Promise
    sign: str
    permission: Permission | None = None

    @property
    def href(self) -> str:
        return get_script_prefix() + self.path

    def holds(self, request_path: str) -> bool:
        """Whether the page asked for is this place or stands below it."""
        return request_path == self.href if not self.path else request_path.startswith(self.href)


PLACES = (
    Place("", _("Beranda"), "house"),
    Place("daftar/", _("Daftar"), "people", Permission.FAMILY_VIEW),
    Place("masuk/", _("Data masuk"), "inbox", Permission.BATCH_VIEW),
    Place("sasaran/", _("Sasaran"), "clipboard-check", Permission.COMPLETENESS_VIEW),
    Place("paket/", _("Paket desa"), "send", Permission.PACK_FETCH),
    Place("rujukan/", _("Dukcapil"), "journal-check", Permission.REFERRAL_MAKE),
    Place("kelengkapan/", _("Kelengkapan"), "ui-checks-grid", Permission.COMPLETENESS_VIEW),
    Place("pekerjaan/", _("Pekerjaan"), "list-task", Permission.JOB_VIEW),
    Place("pengguna/", _("Pengguna"), "person-vcard", Permission.USER_MANAGE),
    Place("jejak/", _("Jejak"), "clock-history", Permission.AUDIT_VIEW),
    Place("tersentuh/", _("Kebocoran"), "eye", Permission.EXPOSURE_REPORT),
    Place("data-pribadi/", _("Data pribadi"), "shield-lock", Permission.PROCESSING_VIEW),
    Place("pengaturan/pemeriksaan/", _("Pemeriksaan"), "sliders", Permission.CHECK_MANAGE),
    Place("pengaturan/keperluan/", _("Keperluan"), "clipboard-check", Permission.PURPOSE_MANAGE),
    Place("sistem/", _("Sistem"), "layers", Permission.INSTALLATION_VIEW),
)


def places_for(may: Callable[[Permission], bool]) -> list[Place]:
    """The places whose permission the user holds anywhere."""
    return [place for place in PLACES if place.permission is None or may(place.permission)]
