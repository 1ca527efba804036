"""Each kind of source says until when its raw rows are kept, in the region's own days."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.formats import date_format

from tepat.registry.models import Source
from tepat.registry.retention import kept_until, rules
from tests.factories.batches import accepted_batch
from tests.factories.lists import family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


@pytest.mark.parametrize(
    ("came", "until"),
    [
        (datetime(2024, 5, 3, 4, tzinfo=UTC), date(2026, 5, 3)),
        (datetime(2024, 2, 29, 4, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2023, 12, 31, 20, tzinfo=UTC), date(2026, 1, 1)),  # it is already January in Sangatta
    ],
)
def test_whole_years_from_the_day_it_came(came: datetime, until: date) -> None:
    assert rules()["list"].years == 2

    assert kept_until(Source(kind="list", region_code="64.08", created_at=came)) == until


def test_the_batch_page_says_until_when(client: Client) -> None:
    batch = accepted_batch(files([family(1)], [head(1)]))
    client.force_login(user_with_role("regency_verifier", "64.08"))

    page = client.get(f"/masuk/{batch.id}/").content.decode()

    assert f"disimpan tersandi sampai {date_format(kept_until(batch.source), 'j F Y')}" in page
