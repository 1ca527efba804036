"""After imports, looks and exports, no identity number stands in plain: in no column of no table, in no file."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tepat.intake.models import Batch
from tepat.platform import jobs
from tepat.platform.jobs.models import Job
from tepat.registry.models import Family, IdentityNumber
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import FAMILY_LAYOUT, csv_bytes, generated_nik, xlsx
from tests.factories.lists import child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

# Whole numbers, and those an office used as its keys, in every spelling that is tidied up.
SOUND = [generated_nik(serial) for serial in range(1, 9)]
KEY_OF_FAMILY, KEY_OF_PERSON = generated_nik(501), generated_nik(502)


def _spellings(number: str) -> list[str]:
    groups = [number[:4], number[4:8], number[8:12], number[12:]]
    return [number, " ".join(groups), ".".join(groups), "-".join(groups)]


WANTED = re.compile(
    "|".join(map(re.escape, (s for n in (*SOUND, KEY_OF_FAMILY, KEY_OF_PERSON) for s in _spellings(n))))
)


def _bytes(value: Any) -> bytes:
    if isinstance(value, memoryview | bytes):
        return bytes(value)
    return str(value).encode()


def _in_database() -> list[str]:
    """table.column of every value that holds a wanted number."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [
                    f"{table}.{name}"
                    for name, value in zip(names, row, strict=True)
                    if value is not None and WANTED.search(_bytes(value).decode("latin-1"))
                ]
    return sorted(set(found))


def _in_files() -> list[Path]:
    """Files of the data folder that hold a wanted number; the database's own files among them."""
    return [
        path
        for path in settings.DATA.rglob("*")
        if path.is_file() and WANTED.search(path.read_bytes().decode("latin-1"))
    ]


def test_the_search_itself_finds_what_is_in_plain(tmp_path: Path) -> None:
    Job.objects.create(name="x", title=SOUND[0], created_by=user_with_role("auditor", "64.08"))

    assert _in_database() == ["jobs_job.title"]


def _go_through_everything() -> None:
    batch = accepted_batch(
        {
            "keluarga.xlsx": xlsx(FAMILY_LAYOUT, [family(n) for n in (1, 2, 3)]),
            **files(
                people=[
                    head(1),
                    head(2, nik=f"'{SOUND[1]}"),
                    head(3, nik=" ".join(_spellings(SOUND[2])[1].split())),
                    child(4, 1, nik=SOUND[0]),
                    child(5, 1, nik=SOUND[4] + "X"),
                    head(6, nik=int(SOUND[5])),
                ]
            ),
        }
    )
    client = Client(raise_request_exception=False)
    client.force_login(user_with_role("regency_verifier", "64.08"))
    for number in IdentityNumber.objects.all():
        client.post(f"/daftar/{number.person.family_id}/nomor/{number.id}/")  # type: ignore[union-attr]
    for path in (
        "/daftar/",
        f"/masuk/{batch.id}/",
        f"/masuk/{batch.id}/temuan/",
        f"/masuk/{batch.id}/temuan/unduh/csv/",
        "/daftar/unduh/xlsx/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        answer.getvalue()  # type: ignore[attr-defined]
    for number_searched in SOUND:
        client.post("/daftar/cari/", {"q": number_searched}, follow=True)


def test_no_number_is_left_in_any_table_or_file() -> None:
    _go_through_everything()

    assert _in_database() == []
    assert _in_files() == []


def test_no_number_is_left_by_an_upload_read_by_a_job() -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    sent = SimpleUploadedFile("keluarga.csv", csv_bytes(FAMILY_LAYOUT, [family(1, head_nik=SOUND[0])]))
    client.post("/masuk/baru/", {"list_name": "P3KE 2023", "region": "64.08", "files": [sent]})
    jobs.run_now(Job.objects.get(name="intake.read_batch"))

    assert Batch.objects.get().state == "checked"
    assert _in_database() == []
    assert _in_files() == []


@pytest.mark.parametrize("spelling", range(4), ids=["plain", "spaces", "dots", "dashes"])
def test_a_number_used_as_key_is_kept_as_its_index(spelling: int) -> None:
    family_key, person_key = _spellings(KEY_OF_FAMILY)[spelling], _spellings(KEY_OF_PERSON)[spelling]
    given = files(
        [family(1, family_key=family_key)], [head(1, family_key=family_key, person_key=person_key, nik="")]
    )

    accepted_batch(given)
    accepted_batch(given)

    assert Family.objects.count() == 1
    assert _in_database() == []


def test_a_number_key_names_one_family_in_every_spelling() -> None:
    for spelling in _spellings(KEY_OF_FAMILY):
        accepted_batch(files([family(1, family_key=spelling)]))

    assert Family.objects.count() == 1


def test_a_fault_while_reading_leaves_no_number_in_the_job() -> None:
    content = csv_bytes(FAMILY_LAYOUT, [family(1)])
    damaged = content.replace(SOUND[0].encode(), SOUND[0].encode() + b"\x00")
    batch = checked_batch({"keluarga.csv": damaged})

    assert batch.state == "unreadable"
    assert _in_database() == []
