"""What was written down while nobody looked is told in the language of whoever looks."""

import pytest
from django.test import Client
from django.utils.translation import override

from tepat.platform.accounts.models import User
from tepat.platform.jobs import Job
from tepat.registry.models import Family
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.lists import family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.fixture
def officer() -> User:
    return user_with_role("regency_verifier", "64.08")


@pytest.fixture
def english(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    client.cookies["django_language"] = "en"
    return client


def test_why_a_batch_cannot_be_read(english: Client) -> None:
    batch = checked_batch({"surat.pdf": b"%PDF-1.7 surat"})

    page = english.get(f"/masuk/{batch.id}/").content.decode()

    assert "cannot be read because its content is not a spreadsheet or CSV: a PDF document." in page
    assert "Berkas" not in page


def test_what_a_job_is_called_and_what_became_of_it(english: Client, officer: User) -> None:
    batch = checked_batch(files([family(1)], [head(1)]), by=officer)
    job = Job.objects.get(link=f"/masuk/{batch.id}/")
    assert (job.title, job.stage) == ("Membaca P3KE 2023", "Menyimpan baris dan temuan")

    page = english.get("/pekerjaan/").content.decode()

    assert "Reading P3KE 2023" in page
    assert "Membaca" not in page
    with override("en"):
        assert Job.objects.get(id=job.id).stage == "Saving rows and findings"


def test_a_job_saved_by_a_reader_keeps_its_sentence_for_all() -> None:
    job = Job.objects.get(link=f"/masuk/{checked_batch(files([family(1)], [head(1)])).id}/")

    with override("en"):
        Job.objects.get(id=job.id).save()

    assert Job.objects.get(id=job.id).title == "Membaca P3KE 2023"


def test_codes_layouts_and_fields(english: Client) -> None:
    batch = accepted_batch(files([family(1, roof="BAMBU")], [head(1)]))

    home = english.get(f"/daftar/{Family.objects.get().id}/").content.decode()
    page = english.get(f"/masuk/{batch.id}/").content.decode()
    completeness = english.get("/kelengkapan/").content.decode()

    assert "Bamboo" in home
    assert "Kepala keluarga" not in home
    assert "P3KE 2023, family file" in page
    assert "Marital status" in completeness
    assert "Status kawin" not in completeness


def test_one_row_is_one_row(english: Client) -> None:
    batch = checked_batch(files([family(1)]))

    page = english.get(f"/masuk/{batch.id}/").content.decode()

    assert "Accept 1 row<" in page
    assert "Refuse the whole batch (1 row)?" in page
    assert "1 rows" not in page
