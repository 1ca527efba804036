"""The file that answers a breach: whom to tell (families, people), and what to tell the agency (acts, villages)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from tepat.platform.accounts.models import User
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book
from tepat.platform.regions.clock import local
from tepat.registry.family_lines import FamilyLine, family_lines
from tepat.registry.masking import masked_name
from tepat.registry.models import Family, Person

from .asking import Asked
from .queries import acts, by_village
from .sources import Touched, Way, reveals, touched_families

_AT_ONCE = 1_000
# A sheet of a spreadsheet ends after so many rows, its heading included.
_ROWS = 1_048_575


@dataclass(frozen=True)
class Heading:
    """What stands above: who made it, when, what for, of which accounts."""

    by: str
    made_at: datetime
    reason: str
    place: str
    accounts: Sequence[str]


class _Sheets:
    """Rows under one heading, over as many sheets as they need."""

    def __init__(self, book: Workbook, name: str, headings: Sequence[str]) -> None:
        self._book, self._name, self._headings = book, name, headings
        self._number = self.count = 0
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        name = self._name if self._number == 1 else f"{self._name} {self._number}"
        self._sheet, self._row = headed_sheet(self._book, name, self._headings), 0

    def add(self, cells: Sequence[object]) -> None:
        """One row: numbers as numbers, everything else as text."""
        if self._row == _ROWS:
            self._begin()
        self._row += 1
        self.count += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell)
            else:
                self._sheet.write_string(self._row, column, str(cell))


def fill(file: IO[bytes], asked: Asked, reader: User, heading: Heading, mark: Mark) -> dict[str, int]:
    """Write the workbook and return how many families, people and acts it tells of."""
    book = new_book(file, mark)
    _summary(book, asked, heading)
    families = _Sheets(
        book, _("Keluarga"),
        [_("ID Tepat"), _("Kepala keluarga"), _("Alamat"), _("Kode wilayah"), _("Desa/kelurahan"), _("Kecamatan"),
         _("Anggota"), _("Halaman dilihat"), _("Nomor dibuka"), _("Dalam berkas"), _("Diubah"), _("Pertama"),
         _("Terakhir")],
    )  # fmt: skip
    people = _Sheets(
        book,
        _("Orang"),
        [_("ID Tepat"), _("Nama"), _("ID Tepat keluarga"), _("Kode wilayah"), _("Nomor dibuka")],
    )
    revealed = Counter(person for _family, person, _at in reveals(asked) if person)
    touched_ones = touched_families(asked)
    while some := list(islice(touched_ones, _AT_ONCE)):
        lines = _lines(reader, asked, some)
        for touched in some:
            families.add(_family(touched, lines.get(touched.family), asked.region))
        for person, home in _people(lines):
            named = home.name == home.family.head_name
            name = person.name if named else masked_name(person.name)
            people.add(
                [str(person.id), name, str(home.family.id), home.family.region_code, revealed[str(person.id)]]
            )
    listed = _Sheets(
        book, _("Daftar dan berkas"),
        [_("Waktu"), _("Akun"), _("Melakukan apa"), _("Kode wilayah"), _("Saringan"), _("Jumlah"),
         _("Keluar sebagai berkas")],
    )  # fmt: skip
    for act in acts(asked):
        listed.add([
            _moment(act.at, asked.region), act.who, act.what, act.region_code, act.filters, act.count,
            _("ya") if act.exported else _("tidak"),
        ])  # fmt: skip
    villages = _Sheets(
        book, _("Per desa"),
        [_("Kode wilayah"), _("Desa/kelurahan"), _("Kecamatan"), _("Keluarga dilihat satu per satu"), _("Baris daftar"),
         _("Nomor dibuka"), _("Dalam berkas"), _("Keluarga diubah")],
    )  # fmt: skip
    for one in by_village(asked):
        villages.add(
            [one.code, one.name, one.district, one.seen, one.listed, one.revealed, one.exported, one.changed]
        )
    book.close()
    return {"families": families.count, "people": people.count, "acts": listed.count}


def _summary(book: Workbook, asked: Asked, heading: Heading) -> None:
    sheet = book.add_worksheet(_("Ringkasan"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    lines = [
        (_("Siapa yang datanya tersentuh"), ""),
        (_("Wilayah"), heading.place),
        (_("Masa"), f"{asked.first:%d-%m-%Y} – {asked.last:%d-%m-%Y}"),
        (_("Akun"), ", ".join(heading.accounts) or _("semua akun")),
        (_("Keperluan"), heading.reason),
        (_("Dibuat oleh"), heading.by),
        (_("Dibuat pada"), _moment(heading.made_at, asked.region)),
        (
            _("Batas waktu"),
            _(
                "Pemberitahuan tertulis kepada yang bersangkutan dan lembaga paling lambat 3 × 24 jam sejak "
                "diketahui (UU 27/2022 Pasal 46)."
            ),
        ),
        (
            _("Keluarga, Orang"),
            _(
                "Yang tersentuh satu per satu: halamannya dibuka, nomornya dibuka, datanya diubah, atau tercatat "
                "di dalam berkas."
            ),
        ),
        (
            _("Daftar dan berkas"),
            _(
                "Daftar yang ditampilkan dan berkas yang diunduh: saringan dan jumlahnya. Siapa di dalamnya "
                "dicari dengan saringan itu."
            ),
        ),
        (_("Perhatian"), _("Memuat data pribadi. Simpan hanya untuk keperluan di atas, lalu musnahkan.")),
    ]
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text)


def _lines(reader: User, asked: Asked, some: Sequence[Touched]) -> dict[UUID, FamilyLine]:
    """The families as the reader may see them; one that moved out of his regions is told by its id alone."""
    ids = [touched.family for touched in some]
    found = Family.objects.filter(asked.families(), id__in=ids).exclude(region_code="")
    return {line.family.id: line for line in family_lines(reader, list(found))}


def _people(lines: dict[UUID, FamilyLine]) -> Iterator[tuple[Person, FamilyLine]]:
    members = Person.objects.filter(family__in=lines).order_by("family_id", "id")
    for person in members.iterator(chunk_size=_AT_ONCE):
        assert person.family_id is not None
        yield person, lines[person.family_id]


def _family(touched: Touched, line: FamilyLine | None, region: str) -> list[Any]:
    told: list[Any] = ["", "", "", "", "", ""]
    if line is not None:
        family = line.family
        named = line.name == family.head_name
        told = [
            line.name, family.address if named else "", family.region_code, line.village, line.district,
            family.member_count,
        ]  # fmt: skip
    return [
        str(touched.family), *told, *(touched.times(way) for way in Way), _moment(touched.first, region),
        _moment(touched.last, region),
    ]  # fmt: skip


def _moment(at: datetime, region: str) -> str:
    return local(at, region).strftime("%Y-%m-%d %H:%M")
