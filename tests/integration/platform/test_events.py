"""What happens in one area becomes jobs of the areas above it, or of nobody."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tepat.platform import events
from tepat.platform.jobs.models import Job
from tests.integration.platform import job_handlers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    with job_handlers.registered():
        yield
    for name in ("uji.steps", "uji.faulty"):
        events.unsubscribe("uji.terjadi", name)


def test_an_event_enqueues_every_subscribers_job_once() -> None:
    for _ in range(2):
        events.subscribe("uji.terjadi", "uji.steps", title="Menindaklanjuti")
    events.subscribe("uji.terjadi", "uji.faulty")

    events.publish("uji.terjadi", by=None, region="64.08", link="/masuk/", steps=2)

    told = Job.objects.order_by("name").values_list("name", "title", "arguments", "region_code", "link")
    assert list(told) == [
        ("uji.faulty", "uji.faulty", {"steps": 2}, "64.08", "/masuk/"),
        ("uji.steps", "Menindaklanjuti", {"steps": 2}, "64.08", "/masuk/"),
    ]


def test_an_event_nobody_waits_for_is_nothing() -> None:
    assert events.publish("uji.terjadi", by=None, region="64.08") == []


def test_an_event_of_a_transaction_that_fails_has_not_happened() -> None:
    events.subscribe("uji.terjadi", "uji.steps")

    def publish_and_fail() -> None:
        with transaction.atomic():
            events.publish("uji.terjadi", by=None, region="64.08", steps=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()

    assert not Job.objects.exists()
