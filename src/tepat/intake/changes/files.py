"""What a batch changed as a workbook: one line a field, old beside new."""

from collections import Counter
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tepat.intake.models import Batch, ListChange
from tepat.platform.accounts.models import User
from tepat.platform.files.delimited import safe_cell
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book

from .queries import ChangeLine, all_lines


def fill_changes(
    user: User, batch: Batch, changes: QuerySet[ListChange], file: IO[bytes], mark: Mark
) -> Counter[str]:
    """Write the changes that the user may see; return how many families' changes by region."""
    headings = (
        _("Kode wilayah"), _("Kecamatan"), _("Desa/kelurahan"), _("Kepala keluarga"), _("Perubahan"),
        _("Anggota"), _("Isian"), _("Sebelumnya"), _("Menurut daftar ini"), _("Baris sumber"), _("ID Tepat"),
    )  # fmt: skip
    book = new_book(file, mark)
    sheet = headed_sheet(book, _("Perubahan"), headings)
    counts = Counter[str]()
    row = 0
    for line in all_lines(user, batch, changes):
        counts[line.change.region_code] += 1
        for cells in _rows(line):
            row += 1
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, safe_cell(cell))
    book.close()
    return counts


def _rows(line: ChangeLine) -> list[list[str]]:
    change, family = line.change, line.family
    start = [change.region_code, family.district, family.village, family.name, str(change.get_kind_display())]
    facts = [
        [one.whose, one.label, _text(one.before), _text(one.after), one.source] for one in line.facts
    ] or [[""] * 5]
    return [[*start, *fact, str(change.family_id)] for fact in facts]


def _text(value: object) -> str:
    return "" if value is None else str(value)
