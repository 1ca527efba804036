"""How such a list is usually imported: openpyxl row by row, objects, `bulk_create`.

The yardstick of bench_import. It writes families, dwellings, people and their keys and nothing else: no
check, no sealed number, no source row, no trail.
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import django
import openpyxl

STEP = 1_000


def rows(path: str) -> Iterator[dict[str, Any]]:
    """Each row by the header of its column."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book:
        lines = sheet.iter_rows(values_only=True)
        head = [str(cell or "").strip() for cell in next(lines, ())]
        if "ID Keluarga P3KE" not in head:
            continue
        for line in lines:
            yield dict(zip(head, line, strict=False))


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(str(value), pattern).date()
        except ValueError:
            continue
    return None


def _text(row: dict[str, Any], name: str, length: int = 40) -> str:
    return str(row.get(name) or "").strip()[:length]


def main(paths: list[str]) -> None:
    django.setup()
    from django.db import transaction

    from tepat.registry.models import Dwelling, ExternalId, Family, Person

    families: dict[str, Any] = {}
    people: list[tuple[str, Any]] = []
    for path in paths:
        for row in rows(path):
            key = _text(row, "ID Keluarga P3KE")
            if not key:
                continue
            if key not in families:
                families[key] = Family(
                    region_code=_text(row, "Kode Kemdagri", 13),
                    address=_text(row, "Alamat", 300),
                    sort_name="",
                    head_name=_text(row, "Nama Kepala Keluarga", 150),
                )
            if "ID Individu" in row:
                person = Person(
                    family=families[key],
                    name=_text(row, "Nama", 150),
                    birth_date=_date(row.get("Tanggal Lahir")),
                    sex=_text(row, "Jenis Kelamin"),
                    relation=_text(row, "Hubungan dengan Kepala Keluarga"),
                    marital=_text(row, "Status Kawin"),
                    occupation=_text(row, "Pekerjaan"),
                    education=_text(row, "Pendidikan"),
                )
                people.append((_text(row, "ID Individu"), person))
    with transaction.atomic():
        Family.objects.bulk_create(families.values(), batch_size=STEP)
        Dwelling.objects.bulk_create(
            (Dwelling(family=family) for family in families.values()), batch_size=STEP
        )
        ExternalId.objects.bulk_create(
            (ExternalId(scheme="p3ke.family", value=key, family=family) for key, family in families.items()),
            batch_size=STEP,
        )
        Person.objects.bulk_create((person for _key, person in people), batch_size=STEP)
        unique = {key: person for key, person in people if key}
        ExternalId.objects.bulk_create(
            (ExternalId(scheme="p3ke.person", value=key, person=person) for key, person in unique.items()),
            batch_size=STEP,
        )


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tepat.config.settings")
    main(sys.argv[1:])
