"""The workbook of a referral: our reference and the needed columns a row, and beside them those for the answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO, Any
from uuid import UUID

from django.utils.formats import date_format

from tepat.intake.models import Referral
from tepat.platform import crypto
from tepat.platform.files.marking import Mark
from tepat.platform.files.workbook import headed_sheet, new_book
from tepat.platform.regions import queries as regions
from tepat.registry.fields import shown
from tepat.registry.models import IdentityNumber, Person
from tepat.registry.numbers import REGISTRY_KEY, context

from .layouts import DAY, KEY, NAME, NAME_SENT, NIK, NIK_SENT, OFFERED, VERDICT

SHEET = "Rujukan"
_AT_ONCE = 5_000
ANSWERS = (VERDICT, NIK, NAME, DAY)
MATCHED = (KEY, NIK_SENT, NAME_SENT, "Tanggal lahir", "Jenis kelamin", "Desa/kelurahan")
# Who has no number is found by family and address.
ISSUED = (KEY, NAME_SENT, "Tanggal lahir", "Jenis kelamin", "Kepala keluarga", "Alamat", "Desa/kelurahan")


def write_referral(file: IO[bytes], referral: Referral, people: Sequence[UUID], mark: Mark) -> None:
    """Write the workbook of these people into `file`; a few queries for some thousands of them."""
    book = new_book(file, mark)
    columns = (*(ISSUED if referral.kind == Referral.Kind.ISSUE else MATCHED), *ANSWERS)
    widths = [34 if column == KEY else 22 for column in columns]
    sheet = headed_sheet(book, SHEET, columns, widths)
    at = columns.index(VERDICT)
    last = 0
    for number, values in enumerate(_rows(people), start=1):
        for place, column in enumerate(columns[:at]):
            sheet.write_string(number, place, values[column])
        last = number
    sheet.data_validation(1, at, max(last, 1), at, {"validate": "list", "source": list(OFFERED)})
    _terms(book, referral)
    book.close()


def _terms(book: Any, referral: Referral) -> None:
    sheet = book.add_worksheet("Keterangan")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    lines = (
        ("Rujukan", str(referral.id)),
        ("Penerima", referral.recipient),
        ("Tujuan", referral.purpose),
        ("Dasar hukum", referral.legal_basis),
        ("Dipakai sampai", date_format(referral.last_day, "j F Y")),
        ("Dibuat oleh", referral.by.full_name or referral.by.username),
        ("Cara menjawab", f"Pilih {VERDICT}: {', '.join(OFFERED)}. Tulis {NIK} atau {NAME} yang benar di kolomnya."),
        ("", f"Jangan mengubah {KEY}. Urutan kolom, nama lembar, dan urutan baris boleh diubah."),
        ("", "Sesudah dijawab dan masa pakainya lewat, hapus berkas ini."),
    )  # fmt: skip
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text)


def _rows(people: Sequence[UUID]) -> Iterator[dict[str, str]]:
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    for start in range(0, len(people), _AT_ONCE):
        some = people[start : start + _AT_ONCE]
        found = list(Person.objects.filter(id__in=some).select_related("family").order_by("id"))
        numbers = list(
            IdentityNumber.objects.filter(person__in=some, kind="nik", ended_by__isnull=True).values_list(
                "id", "person_id", "sealed"
            )
        )
        opened = opener.open_many((context(number.hex), bytes(sealed)) for number, _of, sealed in numbers)
        niks = {person: nik.decode() for (_id, person, _sealed), nik in zip(numbers, opened, strict=True)}
        villages = regions.names({person.family.region_code for person in found if person.family})
        for person in found:
            if (family := person.family) is not None:
                yield {
                    KEY: person.id.hex,
                    NIK_SENT: niks.get(person.id, ""),
                    NAME_SENT: person.name,
                    "Tanggal lahir": _day(person.birth_date),
                    "Jenis kelamin": str(shown("person", "sex", person.sex) or ""),
                    "Kepala keluarga": family.head_name,
                    "Alamat": family.address,
                    "Desa/kelurahan": villages.get(family.region_code, family.region_code),
                }


def _day(value: date | None) -> str:
    return value.strftime("%d-%m-%Y") if value else ""
