"""The workbook a village completes: what is known is locked, what is missing is yellow, codes are chosen.

The order of columns and the names of sheets may be changed by whoever fills it in: rows are known again by
our reference alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from xlsxwriter.utility import xl_col_to_name

from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import new_book
from tepat.registry.fields import DWELLING, PERSON, choices, shown

from .contents import DWELLING_FIELDS, PERSON_FIELDS, PackFamily, PackPerson

FAMILY_SHEET, PERSON_SHEET, CODES_SHEET = "Keluarga", "Anggota", "Pilihan"
# Room for families and people that the list does not know: the village adds them below.
EMPTY_ROWS = 30

HOW = (
    "Isi sel yang kuning. Sel abu-abu sudah diketahui dan terkunci; bila keliru, tulis di kolom Keterangan.",
    "Pilih dari daftar yang muncul pada selnya. Tanggal ditulis 31-12-1980. NIK dan No. KK ditulis 16 angka.",
    "Jangan mengubah kolom ID Tepat. Urutan kolom, nama lembar, dan urutan baris boleh diubah.",
    "Keluarga atau orang yang belum tercantum ditulis di baris kosong paling bawah, tanpa ID Tepat. Tiap anggota "
    "keluarga baru satu baris pada lembar Anggota, dengan nama kepala keluarganya.",
    "Bila satu keluarga pindah, meninggal, atau ganda, jangan dihapus; tulis keadaannya di Keterangan.",
    "Sesudah terisi, unggah kembali berkas ini melalui halaman Paket, atau serahkan kepada petugas kecamatan.",
)


@dataclass(frozen=True)
class Heading:
    """What stands above a pack: the place, the list and the day it is expected back."""

    place: str
    title: str
    list_name: str
    families: int
    people: int
    due: str


@dataclass(frozen=True)
class _Column:
    """A column: heading and width, what its cell says of a row, whether that is known, the choices it takes.

    A known cell is locked; unless told otherwise what is filled is known.
    """

    heading: str
    width: int
    value: Callable[[Any], str]
    options: Sequence[str] = ()
    known: Callable[[Any], bool] | None = None

    def is_known(self, row: Any) -> bool:
        return self.known(row) if self.known else bool(self.value(row))


def _always(_row: Any) -> bool:
    return True


def _blank(_row: Any) -> str:
    return ""


_REMARK = _Column("Keterangan", 40, _blank)


def _coded(subject: str, name: str, heading: str, of: Callable[[Any], Any]) -> _Column:
    labels = [label for _code, label in choices(subject, name)]
    return _Column(
        heading, max(14, len(heading) + 2), lambda row: str(shown(subject, name, of(row)) or ""), labels
    )


def _person_value(name: str) -> Callable[[tuple[PackFamily, PackPerson]], Any]:
    return lambda row: row[1].values[name]


def _dwelling_value(name: str) -> Callable[[PackFamily], str]:
    return lambda row: row.dwelling[name]


def _family_columns() -> list[_Column]:
    return [
        _Column("ID Tepat", 12, lambda row: row.id.hex, known=_always),
        _Column("Desa/Kelurahan", 18, lambda row: row.village, known=_always),
        _Column("Kepala Keluarga", 28, lambda row: row.head_name),
        _Column("Alamat", 30, lambda row: row.address),
        _Column("No. KK", 20, _blank, known=lambda row: row.has_kk),
        *(_coded("dwelling", name, str(DWELLING[name]), _dwelling_value(name)) for name in DWELLING_FIELDS),
        _REMARK,
    ]


def _person_columns() -> list[_Column]:
    return [
        _Column("ID Tepat Anggota", 12, lambda row: row[1].id.hex, known=_always),
        _Column("ID Tepat", 12, lambda row: row[0].id.hex, known=_always),
        _Column("Kepala Keluarga", 28, lambda row: row[0].head_name, known=_always),
        _Column("Nama", 28, lambda row: row[1].name),
        _Column("NIK tercatat", 22, lambda row: row[1].number, known=_always),
        _Column("NIK", 20, _blank, known=lambda row: row[1].number_status == "sound"),
        *(
            _Column("Tanggal Lahir", 14, lambda row: _day(row[1].values["birth_date"]))
            if name == "birth_date"
            else _coded("person", name, _HEADINGS.get(name) or str(PERSON[name]), _person_value(name))
            for name in PERSON_FIELDS
        ),
        _REMARK,
    ]


_HEADINGS = {"relation": "Hubungan dengan Kepala Keluarga"}


def _day(value: date | None) -> str:
    return value.strftime("%d-%m-%Y") if value else ""


def write_workbook(file: IO[bytes], heading: Heading, families: Sequence[PackFamily], mark: Mark) -> None:
    """Write a pack's workbook into `file`."""
    book = new_book(file, mark, in_order=False)
    look = _Look(book)
    _instructions(book, look, heading)
    codes = _Codes()
    people = [(family, person) for family in families for person in family.people]
    _table(book, look, codes, FAMILY_SHEET, _family_columns(), families)
    _table(book, look, codes, PERSON_SHEET, _person_columns(), people)
    codes.write(book)
    book.close()


class _Look:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {
                "bold": True,
                "bg_color": "#0F5C5C",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        cell = {"border": 1, "border_color": "#C9C5BC", "num_format": "@"}
        self.known = book.add_format({**cell, "bg_color": "#EFEDE8"})
        self.open = book.add_format({**cell, "bg_color": "#FFF6D6", "locked": False})
        self.free = book.add_format({**cell, "locked": False})


class _Codes:
    """The choices of all coded columns on one hidden sheet: a list in the cell itself is cut at 255 letters."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, ...], int] = {}

    def source(self, options: Sequence[str]) -> str:
        """The range that holds these choices."""
        column = xl_col_to_name(self._lists.setdefault(tuple(options), len(self._lists)), True)
        return f"={CODES_SHEET}!{column}$1:{column}${len(options)}"

    def write(self, book: Any) -> None:
        """Put the sheet behind the others."""
        sheet = book.add_worksheet(CODES_SHEET)
        for options, column in self._lists.items():
            for row, option in enumerate(options):
                sheet.write_string(row, column, option)
        sheet.hide()


def _instructions(book: Any, look: _Look, heading: Heading) -> None:
    sheet = book.add_worksheet("Petunjuk")
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, heading.title, look.title)
    lines = (
        heading.place,
        f"Daftar {heading.list_name}: {heading.families} keluarga, {heading.people} orang.",
        f"Dikembalikan paling lambat {heading.due}.",
    )
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    for number, line in enumerate(HOW, start=1):
        sheet.write_string(number + 5, 0, f"{number}.")
        sheet.write_string(number + 5, 1, line, look.text)
    sheet.protect()


def _table(
    book: Any, look: _Look, codes: _Codes, name: str, columns: Sequence[_Column], rows: Sequence[Any]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 4)
    last = len(rows) + EMPTY_ROWS
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.heading, look.head)
        if column.options:
            sheet.data_validation(
                1, at, last, at,
                {
                    "validate": "list",
                    "source": codes.source(column.options),
                    "error_title": "Pilih dari daftar",
                    "error_message": "Isian ini tidak ada pada daftar. Pilih salah satu yang muncul pada selnya.",
                },
            )  # fmt: skip
        for number, row in enumerate(rows, start=1):
            wanted = look.free if column is _REMARK else look.open
            sheet.write_string(number, at, column.value(row), look.known if column.is_known(row) else wanted)
        for number in range(len(rows) + 1, last + 1):
            sheet.write_blank(number, at, None, look.free if at else look.known)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})
