"""Keeping an office's own layouts."""

from django.db import transaction
from django.utils.translation import gettext as _

from tepat.engine.layouts import office
from tepat.intake.models import OfficeLayout
from tepat.platform import audit
from tepat.platform.accounts.models import User
from tepat.platform.regions.models import Region


class LayoutRefused(Exception):
    """The layout cannot be kept; the message is shown to the user."""

    for_people = True


@transaction.atomic
def keep_office_layout(*, by: User, region_code: str, definition: office.Definition) -> OfficeLayout:
    """Keep a definition for the batches of a regency; the very same again gives the one that is there.

    `definition` comes from office.define or office.read, which prove it. Raises LayoutRefused.
    """
    if not Region.objects.filter(code=region_code).exists():
        raise LayoutRefused(
            _("Kode wilayah %(code)s tidak dikenal. Tulis kode Kemendagri, misalnya 64.08.")
            % {"code": region_code}
        )
    text = office.written(definition).decode()
    kept, made = OfficeLayout.objects.get_or_create(
        region_code=region_code,
        title=definition["title"],
        defaults={"definition": text, "created_by": by},
    )
    if not made and kept.definition != text:
        raise LayoutRefused(
            _(
                "Tata letak bernama %(title)s sudah ada dengan isi lain, dan batch yang lalu dibaca dengannya. "
                "Simpan yang baru dengan nama lain."
            )
            % {"title": kept.title}
        )
    if made:
        audit.record(
            by=by,
            action="office_layout.kept",
            region=region_code,
            subject=("office_layout", kept.id),
            detail={"title": kept.title, "columns": len(definition["columns"])},
        )
    return kept
