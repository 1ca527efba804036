"""Backups by the clock: when one is due, made by a worker, let go in time, and missed out loud."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tepat.platform.crypto import passphrases
from tepat.platform.jobs import run_now
from tepat.platform.jobs.models import Job
from tepat.platform.keeping import archive, jobs, schedule
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db
# 01:00 in Jakarta is 18:00 UTC of the day before.
DUE = datetime(2026, 3, 9, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(passphrases, "COST", 2**4)
    settings.TEPAT_BACKUP_FOLDER = str(tmp_path)
    settings.TEPAT_BACKUP_PASSPHRASE = "lima kata acak yang panjang"
    return tmp_path


def left(folder: Path, *moments: datetime) -> None:
    for moment in moments:
        (folder / schedule.name_for(moment)).write_bytes(b"cadangan")


def test_a_backup_falls_due_at_its_hour_and_once_a_day(folder: Path) -> None:
    left(folder, DUE - timedelta(hours=23))

    assert schedule.due_since(DUE - timedelta(minutes=1)) is None
    assert schedule.due_since(DUE) == DUE

    left(folder, DUE + timedelta(minutes=2))

    assert schedule.due_since(DUE + timedelta(hours=23)) is None


def test_a_late_backup_is_told_with_the_last_one_and_what_to_do(folder: Path) -> None:
    left(folder, DUE - timedelta(hours=23))

    assert schedule.missed(DUE + timedelta(hours=2)) == ""
    said = schedule.missed(DUE + timedelta(hours=3))

    assert "2026-03-10 01:00 WIB" in said
    assert "2026-03-09 02:00" in said
    assert "tepat backup" in said
    assert "2026-03-10 01:00 WIB" in schedule.missed(DUE + timedelta(days=1, hours=1))


def test_nothing_is_due_where_nobody_set_it_up(settings: Any) -> None:
    settings.TEPAT_BACKUP_FOLDER = ""

    assert schedule.due_since(DUE) is None
    assert schedule.missed(DUE) == ""


def test_days_and_weeks_are_kept_and_the_rest_let_go(folder: Path, settings: Any) -> None:
    settings.TEPAT_BACKUP_DAILY, settings.TEPAT_BACKUP_WEEKLY = 3, 3
    left(folder, *(DUE - timedelta(days=days) for days in range(30)))
    (folder / "tepat-senin.cadangan").write_bytes(b"milik orang")

    schedule.rotate()

    ages = sorted((DUE - moment).days for moment in schedule.made().values())
    assert ages == [0, 1, 2, 8]
    assert (folder / "tepat-senin.cadangan").exists()


def test_the_newest_is_never_let_go() -> None:
    assert schedule.let_go([DUE], daily=0, weekly=0) == set()


def test_a_worker_makes_it_once_and_lets_older_ones_go(folder: Path, settings: Any) -> None:
    settings.TEPAT_BACKUP_DAILY, settings.TEPAT_BACKUP_WEEKLY = 1, 0
    left(folder, DUE - timedelta(days=3))
    with time_machine.travel(DUE + timedelta(minutes=5)):
        jobs.back_up_when_due()
        jobs.back_up_when_due()

        job = run_now(Job.objects.get(name=jobs.BACKUP_JOB))

    assert job.state == "done", job.error
    (made,) = schedule.made()
    assert archive.head_of(made).made_at.startswith("2026-03-09T18:05")


def test_a_backup_that_fails_says_why(settings: Any) -> None:
    settings.TEPAT_BACKUP_PASSPHRASE = ""
    jobs.back_up_when_due()

    job = run_now(Job.objects.get(name=jobs.BACKUP_JOB))

    assert job.state == "failed"
    assert "terlalu pendek" in job.error


def test_the_administrators_first_page_tells_of_a_missed_backup(client: Any, regions: None) -> None:
    for role, told in (("administrator", True), ("village_officer", False)):
        client.force_login(user_with_role(role, "64.08" if told else "64.08.01.2001", username=role))

        assert ("Cadangan terjadwal" in client.get("/").content.decode()) is told
