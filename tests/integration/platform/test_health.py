"""What machines and operators are told about the state of an installation."""

import base64
import io
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tepat.platform import audit, crypto, files, health
from tepat.platform.audit.models import AuditEvent
from tepat.platform.crypto import keys
from tepat.platform.jobs.models import Worker
from tepat.platform.supervisor.locking import only_one
from tests.integration.platform.tampering import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys_read_anew() -> Iterator[None]:
    yield
    keys.forget()


@pytest.fixture
def worker() -> Worker:
    now = timezone.now()
    return Worker.objects.create(name="uji:1", pid=1, started_at=now, seen_at=now)


def told(checks: list[health.Check]) -> dict[str, str]:
    """The sentences of what is not well."""
    return {name: sentence for name, level, sentence in checks if level is not health.Level.OK}


def test_the_process_answers_without_login() -> None:
    response = Client().get("/healthz")

    assert (response.status_code, response.json()) == (200, {"ok": True})


@pytest.mark.usefixtures("worker")
def test_an_answer_that_all_is_well_leaves_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="tepat.web")

    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").status_code == 200

    assert not caplog.records


@pytest.mark.usefixtures("worker")
def test_ready_when_everything_is_there() -> None:
    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "checks": dict.fromkeys(("database", "migrations", "worker", "disk", "keys", "backup"), True),
        "warnings": [],
    }


def test_not_ready_without_a_worker() -> None:
    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] is False
    assert "tepat serve" in told(health.checks())["worker"]


def test_the_doctor_calls_a_silent_worker_a_fault_only_where_tepat_is_served() -> None:
    levels = {name: level for name, level, _ in health.doctor()}
    with only_one(settings.DATA) as note:
        note("http://127.0.0.1:8000/")
        served = {name: level for name, level, _ in health.doctor()}

    assert levels["worker"] is health.Level.WARNING
    assert served["worker"] is health.Level.FAULT
    assert {name: level for name, level, _ in health.checks()}["worker"] is health.Level.FAULT


def test_a_worker_silent_for_half_a_minute_counts_as_gone(worker: Worker) -> None:
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=31))

    assert set(told(health.checks())) == {"worker"}


@pytest.mark.usefixtures("worker")
def test_not_ready_under_another_master_key(settings: Any) -> None:
    crypto.create_data_key("source:1")
    settings.TEPAT_MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    keys.forget()

    assert "Pulihkan folder keys dari cadangan" in told(health.checks())["keys"]
    assert Client().get("/readyz").status_code == 503


@pytest.mark.usefixtures("worker")
def test_not_ready_when_an_upload_would_not_fit(settings: Any) -> None:
    settings.TEPAT_MAX_UPLOAD = 1 << 62

    assert "Kosongkan ruang" in told(health.checks())["disk"]


@pytest.mark.usefixtures("worker")
def test_migrations_that_are_missing_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health, "unmigrated", lambda: ["jobs.0002_next"])

    assert told(health.checks()) == {"migrations": "1 migrasi belum dijalankan. Jalankan: tepat upgrade"}


@pytest.mark.usefixtures("worker")
def test_the_doctor_sees_a_key_that_others_can_read(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    crypto.ensure_keys()
    assert told(health.doctor()) == {}

    (tmp_path / "keys" / "master.key").chmod(0o644)

    assert told(health.doctor()) == {
        "permissions": "master.key di folder keys terbaca orang lain. Jalankan: chmod 600 pada berkas itu."
    }


@pytest.mark.usefixtures("worker")
def test_the_doctor_sees_a_clock_that_went_back(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    crypto.ensure_keys()
    (tmp_path / "tepat.sqlite3").touch()
    tomorrow = timezone.now().timestamp() + 86_400
    os.utime(tmp_path / "tepat.sqlite3", (tomorrow, tomorrow))

    assert "mundur" in told(health.doctor())["clock"]


@pytest.mark.usefixtures("worker")
def test_the_doctor_sees_that_the_newest_event_is_of_the_future() -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        audit.record(by=None, action="batch.received")

    assert "mundur" in told(health.doctor())["clock"]


@pytest.mark.usefixtures("worker")
def test_the_doctor_names_files_that_are_gone_and_files_of_nobody(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    crypto.ensure_keys()
    keys.forget()
    with files.arrive(
        stream=io.BytesIO(b"isi"), name="a.csv", data_key=crypto.data_key("source:1")
    ) as arrival:
        stored = files.store(by=None, arrival=arrival, region="")
    (tmp_path / "files" / "zz").mkdir()
    (tmp_path / stored.path).rename(tmp_path / "files" / "zz" / "asing")

    missing = told(health.doctor())["files"]
    shutil.copy(tmp_path / "files" / "zz" / "asing", tmp_path / stored.path)
    orphan = told(health.doctor())["files"]

    assert "1 berkas tersimpan hilang" in missing
    assert stored.path in missing
    assert "files/zz/asing" in orphan
    assert {name: level for name, level, _ in health.doctor()}["files"] is health.Level.WARNING


@pytest.mark.usefixtures("worker")
def test_the_doctor_reads_the_trail() -> None:
    audit.record(by=None, action="batch.received")
    with unguarded():
        AuditEvent.objects.update(action="batch.accepted")

    assert "Jejak audit berubah" in told(health.doctor())["audit"]


@pytest.mark.usefixtures("worker")
def test_a_folder_open_to_others_is_a_warning_and_no_fault(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    crypto.ensure_keys()
    keys.forget()
    tmp_path.chmod(0o755)

    assert "chmod 700" in told(health.doctor())["permissions"]
    assert all(level is not health.Level.FAULT for _name, level, _sentence in health.doctor())


@pytest.mark.usefixtures("worker")
def test_a_missed_backup_warns_machines_and_people_and_stops_nobody(settings: Any, tmp_path: Path) -> None:
    settings.TEPAT_BACKUP_FOLDER = str(tmp_path)

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["warnings"]) == (200, ["backup"])
    assert "belum pernah" in told(health.doctor())["backup"]


def test_a_table_that_is_missing_is_a_sentence_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import ProgrammingError

    def broken() -> health.Check:
        raise ProgrammingError

    monkeypatch.setattr(health, "_worker", broken)

    assert "tepat init" in {level: sentence for _n, level, sentence in health.checks()}[health.Level.FAULT]
