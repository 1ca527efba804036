"""The page on which files go in: what it refuses, it refuses without losing what was typed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tepat.intake.models import Batch
from tepat.platform.jobs.models import Job
from tests.factories.files import FAMILY_LAYOUT, csv_bytes
from tests.factories.lists import family
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

CSV = csv_bytes(FAMILY_LAYOUT, [family(1)])
NAME = "P3KE susulan triwulan 2"


def _officer(role: str = "regency_verifier", region: str = "64.08") -> Client:
    client = Client()
    client.force_login(user_with_role(role, region))
    return client


def _upload(client: Client, *files: tuple[str, bytes], **typed: str) -> HttpResponse:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/masuk/baru/", {"list_name": NAME, "region": "64.08", **typed, "files": sent})  # type: ignore[return-value]


def test_files_go_in_and_lead_to_their_batch() -> None:
    answer = _upload(_officer(), ("keluarga.csv", CSV))

    batch = Batch.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/masuk/{batch.id}/")
    assert (batch.list.name, batch.state) == (NAME, "uploaded")
    assert Job.objects.get().link == f"/masuk/{batch.id}/"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param([("kosong.csv", b"")], "kosong", id="empty"),
        pytest.param([("satu.csv", CSV), ("dua.csv", CSV)], "sama persis", id="twice"),
        pytest.param([("besar.csv", CSV + bytes(1024 * 1024))], "lebih besar dari batas", id="too-large"),
        pytest.param([], "", id="none"),
    ],
)
def test_a_refused_upload_keeps_the_lists_name(
    files: list[tuple[str, bytes]], words: str, settings: Any
) -> None:
    settings.TEPAT_MAX_UPLOAD = 1024 * 1024

    answer = _upload(_officer(), *files)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{NAME}"' in page
    assert not Batch.objects.exists()


@pytest.mark.parametrize("region", ["64.02", "64", "", "64.08.01", "bukan kode"])
def test_another_region_is_no_choice(region: str) -> None:
    answer = _upload(_officer(), ("keluarga.csv", CSV), region=region)

    assert answer.status_code == 422
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("village_officer", "64.08.01.2013"),
        ("district_officer", "64.08.01"),
        ("regency_planner", "64.08"),
        ("auditor", "64.08"),
        ("province_observer", "64"),
    ],
)
def test_who_may_not_upload_is_told_so(role: str, region: str) -> None:
    answer = _upload(_officer(role, region), ("keluarga.csv", CSV))

    assert answer.status_code == 403
    assert not Batch.objects.exists()


def test_a_files_name_is_kept_without_its_folders() -> None:
    _upload(_officer(), ("../../etc/daftar keluarga.csv", CSV))

    assert Batch.objects.get().files.get().stored.name == "daftar keluarga.csv"


def test_among_several_files_the_empty_one_is_named() -> None:
    answer = _upload(_officer(), ("keluarga.csv", CSV), ("individu.csv", b""))

    assert answer.status_code == 422
    assert "Berkas «individu.csv» kosong (0 bita)." in answer.content.decode()
    assert not Batch.objects.exists()
