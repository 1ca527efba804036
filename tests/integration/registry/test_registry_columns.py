"""Which columns of the families' list a person sees: kept for each, the same on the page and in its files."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tepat.platform.files.marking import COLUMN
from tepat.registry.models import ColumnChoice
from tests.factories.batches import accepted_batch
from tests.factories.lasting import for_the_module
from tests.factories.lists import family, files, head
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db
STANDING = ["Kepala keluarga", "Desa/kelurahan", "Kecamatan", "Anggota", "Desil", "Alamat"]


@pytest.fixture(scope="module", autouse=True)
def _families(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with for_the_module(django_db_blocker):
        accepted_batch(files([family(1, address="=1+1")], [head(1)]))
        yield


def _client(role: str = "regency_verifier") -> Client:
    client = Client()
    client.force_login(user_with_role(role, "64.08"))
    return client


def _headings(client: Client) -> list[str]:
    page = client.get("/daftar/").content.decode()
    row = page[page.index("<thead>") : page.index("</thead>")]
    return [part.partition(">")[2].partition("<")[0] for part in row.split("<th ")[1:]]


def _file(client: Client) -> dict[str, str]:
    content = b"".join(client.get("/daftar/unduh/csv/")).decode("utf-8-sig")  # type: ignore[arg-type]  # of a streamed answer
    (line,) = csv.DictReader(io.StringIO(content))
    return line


def test_page_and_file_show_what_a_person_chose_and_nobody_elses_change() -> None:
    chooser, other = _client(), _client()

    answer = chooser.post(
        "/daftar/kolom/", {"kolom": ["updated_year", "desil", "tidak_ada"], "saringan": "desil=1"}
    )

    assert answer.headers["Location"] == "/daftar/?desil=1"
    assert _headings(chooser) == ["Kepala keluarga", "Desil", "Tahun pemutakhiran"]
    assert list(_file(chooser)) == [
        "ID Tepat", "Kepala keluarga", "Kode wilayah", "Desil", "Tahun pemutakhiran", COLUMN,
    ]  # fmt: skip
    assert _headings(other) == STANDING
    assert _file(other)["Alamat"] == "'=1+1"


def test_it_goes_back_to_what_stands_there_for_everybody() -> None:
    client = _client()
    client.post("/daftar/kolom/", {"kolom": ["rt"]})

    client.post("/daftar/kolom/", {"kolom": ["rt"], "semula": "1"})

    assert _headings(client) == STANDING
    assert not ColumnChoice.objects.exists()


def test_where_to_go_back_to_cannot_leave_the_list() -> None:
    answer = _client().post("/daftar/kolom/", {"saringan": "//lain.example/?a=1"})

    assert answer.headers["Location"].startswith("/daftar/?")
