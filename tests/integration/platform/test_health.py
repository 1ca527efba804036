"""What machines and operators are told about the state of an installation."""

import base64
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tepat.platform import crypto, health
from tepat.platform.crypto import keys
from tepat.platform.jobs.models import Worker

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
    return {name: sentence for name, fine, sentence in checks if not fine}


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
        "checks": dict.fromkeys(("database", "migrations", "worker", "disk", "keys"), True),
    }


def test_not_ready_without_a_worker() -> None:
    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] is False
    assert "tepat serve" in told(health.checks())["worker"]


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

    assert told(health.checks()) == {"migrations": "1 migrasi belum dijalankan. Jalankan: tepat init"}


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


def test_a_table_that_is_missing_is_a_sentence_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import ProgrammingError

    def broken() -> health.Check:
        raise ProgrammingError

    monkeypatch.setattr(health, "_worker", broken)

    assert "tepat init" in {fine: sentence for _n, fine, sentence in health.checks()}[False]
