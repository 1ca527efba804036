"""The layouts that a regency's files are read by: those that come with Tepat and the office's own."""

from functools import lru_cache
from uuid import UUID

from tepat.engine.layouts import Layout, Layouts, builtin

from .models import OfficeLayout
from .models.office_layout import PREFIX


def layouts_for(region_code: str) -> Layouts:
    """The office's own first: of two that fit alike the one that the office made is meant."""
    own = OfficeLayout.objects.filter(region_code=region_code).order_by("-id")
    return Layouts([*(row.layout for row in own), *builtin()])


def known_layout(layout_id: str) -> Layout | None:
    """The layout that a sheet was recognised as, of whichever office; None for one that is not known here."""
    if layout_id in builtin().ids():
        return builtin().get(layout_id)
    if not layout_id.startswith(PREFIX):
        return None
    return _kept(UUID(layout_id.removeprefix(PREFIX)))


# A kept layout never changes; every finding of a list of thousands asks for its own.
@lru_cache(maxsize=256)
def _kept(layout_id: UUID) -> Layout | None:
    row = OfficeLayout.objects.filter(id=layout_id).first()
    return row.layout if row else None
