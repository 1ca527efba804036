"""The columns of the families' list, on the page and in its files alike, and which of them a person sees.

The head's name is always the first and no choice; a file also has what a line is found again by.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.platform.accounts.models import User

from .family_lines import FamilyLine
from .fields import FAMILY, shown
from .models import ColumnChoice


@dataclass(frozen=True)
class Column:
    """A column that can be shown: `value` is what it says of a line, None where nothing is known."""

    code: str
    title: str | Promise
    value: Callable[[FamilyLine], Any]
    number: bool = False
    standing: bool = False

    def text(self, line: FamilyLine) -> str:
        """The value as a file has it."""
        value = self.value(line)
        return "" if value is None else str(value)


def _fact(code: str, *, number: bool = False, standing: bool = False) -> Column:
    """A column of one of the family's own fields."""
    return Column(
        code, FAMILY[code], lambda line: shown("family", code, getattr(line.family, code)), number, standing
    )


COLUMNS = {
    column.code: column
    for column in (
        Column("village", _("Desa/kelurahan"), lambda line: line.village, standing=True),
        Column("district", _("Kecamatan"), lambda line: line.district, standing=True),
        Column(
            "members",
            pgettext_lazy("jumlah", "Anggota"),
            lambda line: line.family.member_count,
            number=True,
            standing=True,
        ),
        _fact("desil", number=True, standing=True),
        _fact("percentile", number=True),
        _fact("address", standing=True),
        _fact("rt"),
        _fact("rw"),
        _fact("verval_priority"),
        _fact("stunting_risk"),
        _fact("updated_year"),
    )
}
STANDING = [code for code, column in COLUMNS.items() if column.standing]


def in_order(codes: Collection[str]) -> list[str]:
    """Those of the codes that are known, in the order of the page."""
    return [code for code in COLUMNS if code in codes]


def columns_of(user: User) -> list[Column]:
    """What the user chose, else what stands there for everybody. One query."""
    chosen = ColumnChoice.objects.filter(user=user).values_list("columns", flat=True).first()
    return [COLUMNS[code] for code in (STANDING if chosen is None else in_order(chosen))]
