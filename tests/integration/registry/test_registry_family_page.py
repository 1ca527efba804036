"""What a family's page says of its members, and from where."""

import pytest
from django.test import Client

from tepat.registry.models import Family
from tests.factories.batches import accepted_batch
from tests.factories.lists import family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _page() -> str:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    return " ".join(client.get(f"/daftar/{Family.objects.get().id}/").content.decode().split())


def test_somebody_not_yet_born_has_no_age() -> None:
    accepted_batch(files([family(1)], [head(1, birth_date="2095-01-01")]))

    page = _page()

    assert "1 Januari 2095" in page
    assert " tahun<" not in page


def test_a_finding_tells_the_row_it_stands_in() -> None:
    accepted_batch(files([family(1)], [head(1, nik="99080114")]))

    assert "individu.csv · Baris 2" in _page()
