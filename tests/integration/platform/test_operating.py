"""What an operator and a monitor are told of the installation, and who is told."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone

from tepat.engine.sentences import Sentence
from tepat.platform.jobs.models import Job
from tepat.platform.jobs.services import enqueue
from tepat.platform.operating import figures
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
TOKEN = "kata-rahasia-pemantau"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    figures._own.begin()
    figures.begin_anew()
    yield
    figures.begin_anew()


def _job(state: str, **more: Any) -> Job:
    job = enqueue(
        "keeping.backup", by=None, region="64.08", title=Sentence("Cadangan terjadwal"), arguments={}
    )
    now = timezone.now()
    Job.objects.filter(id=job.id).update(
        state=state,
        created_at=now - timedelta(hours=3),
        finished_at=now if state == "failed" else None,
        **more,
    )
    return job


def _page(role: str, path: str = "/sistem/") -> Any:
    client = Client()
    client.force_login(user_with_role(role, "64.08"))
    return client.get(path)


def test_the_page_says_what_runs_waits_failed_and_what_to_do() -> None:
    failed = _job("failed", error_detail="OSError at making:40")
    _job("queued")
    Client().get("/akun/masuk/")

    page, part = _page("administrator").content.decode(), _page("administrator", "/sistem/keadaan/")

    assert str(failed.id) in page
    assert "OSError at making:40" in page
    assert "Cari nomor ini di log" in page
    assert "tertua 3 jam" in page
    assert "Tidak ada pekerja. Jalankan: tepat serve" in page
    assert "GET /akun/masuk/" in page
    assert "Basis data menjawab" in page
    assert 'hx-trigger="every 10s"' in part.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("role", ["regency_verifier", "auditor", "leader"])
def test_the_page_is_for_administrators_alone(role: str) -> None:
    assert [_page(role, path).status_code for path in ("/sistem/", "/sistem/keadaan/")] == [403, 403]


def test_processes_count_together() -> None:
    for seconds in (0.04, 0.04, 0.04, 4.0):
        figures.record("GET", "/daftar/", 200, seconds)
    [mine] = figures.pages()
    elsewhere = [{**vars(mine), "since": 1.0, "faults": 2, "slowest": 40.0}]
    (configured.DATA / "figures" / "9-lain.json").write_text(json.dumps(elsewhere))
    (configured.DATA / "figures" / "10-terpotong.json").write_text('[{"method"')

    [both] = figures.pages()

    assert (both.count, both.faults, both.slowest, both.since) == (8, 2, 40.0, 1.0)
    assert 0.025 < both.median < 0.05
    assert 2.0 < both.p95 <= 5.0


def test_a_full_disk_costs_figures_and_no_request(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path / "bukan-folder"
    settings.DATA.write_text("")

    assert Client().get("/akun/masuk/").status_code == 200


def test_a_monitor_reads_everything_with_the_token_alone(settings: Any) -> None:
    _job("failed")
    client = Client()
    client.get("/akun/masuk/")
    asked = {"Authorization": f"Bearer {TOKEN}"}
    closed = client.get("/metrics", headers=asked).status_code
    settings.TEPAT_METRICS_TOKEN = TOKEN

    refused = client.get("/metrics", headers={"Authorization": "Bearer kata-lain-yang-panjang"})
    told = client.get("/metrics", headers=asked)

    assert (closed, refused.status_code, told.status_code) == (404, 401, 200)
    lines = told.content.decode().splitlines()
    assert 'tepat_jobs{state="failed"} 1.0' in lines
    assert 'tepat_check_ok{check="database"} 1.0' in lines
    assert 'tepat_request_seconds_count{method="GET",page="/akun/masuk/"} 1.0' in lines
    assert any(line.startswith("tepat_version_info{") for line in lines)
    assert any(line.startswith("tepat_database_size_bytes ") for line in lines)
