"""Bulk inserts fail as any insert does, on either database."""

import pytest
from django.db import IntegrityError, transaction

from tepat.platform.database import bulk
from tepat.platform.jobs.models import Worker

pytestmark = pytest.mark.django_db


def test_what_the_database_refuses_is_an_error_of_django() -> None:
    seen = "2026-03-14 00:00:00.000000"

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Worker, ("name", "pid", "started_at", "seen_at"), [("satu", 1, seen, seen)] * 2)

    assert not Worker.objects.exists()
