"""The list of families as a file: identity numbers as text, cells never run as formulas, rows counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse

from tepat.platform.accounts.models import User
from tepat.platform.files.delimited import write_table
from tepat.platform.files.download import download
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book
from tepat.platform.privacy.marks import mark_for

from .family_columns import Column, columns_of
from .family_lines import FamilyLine, all_lines
from .models import Family
from .services import note_export

# What a line is found again by, whatever columns its reader chose.
LASTING = ("ID Tepat", "Kepala keluarga", "Kode wilayah")


def _cells(line: FamilyLine, columns: Sequence[Column]) -> list[str]:
    family = line.family
    return [
        str(family.id),
        line.name,
        family.region_code,
        *(column.text(line) for column in columns),
    ]


def _fill_xlsx(file: IO[bytes], headings: Sequence[str], lines: Iterable[list[str]], mark: Mark) -> None:
    book = new_book(file, mark)
    sheet = headed_sheet(book, "Keluarga", headings)
    for row, cells in enumerate(lines, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()


KINDS = {"csv": write_table, "xlsx": _fill_xlsx}
PROCESSING = "registry"


def export_families(
    by: User,
    families: QuerySet[Family],
    region: str,
    kind: str,
    filters: Mapping[str, Any],
    name: str = "daftar-keluarga",
) -> FileResponse:
    """The families as a file of one of the KINDS, with the columns that the reader sees; the export is recorded.

    `filters` is what they were narrowed to.
    """
    columns = columns_of(by)

    def fill(file: IO[bytes], mark: Mark) -> int:
        held: dict[str, list[bytes]] = defaultdict(list)
        headings = [*LASTING, *(str(column.title) for column in columns)]
        KINDS[kind](file, headings, _noted(all_lines(by, families), columns, held), mark)
        note_export(by=by, region=region, families=held, kind=kind, filters=filters)
        return sum(map(len, held.values()))

    return download(f"{name}.{kind}", mark_for(by, PROCESSING, region), fill)


def _noted(
    lines: Iterable[FamilyLine], columns: Sequence[Column], held: dict[str, list[bytes]]
) -> Iterator[list[str]]:
    for line in lines:
        held[line.family.region_code].append(line.family.id.bytes)
        yield _cells(line, columns)
