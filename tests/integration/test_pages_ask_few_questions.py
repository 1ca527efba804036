"""The big pages ask the database a fixed number of questions, whatever the size of a family, a list or a batch."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tepat.intake.models import Batch, TargetList
from tepat.registry.models import Family
from tests.factories.batches import accepted_batch
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

# Measured; session, account and permissions included. A page that needs more says why in the same commit.
MOST = {
    "list": 11,
    "search": 12,
    "family": 30,  # who left, which numbers were replaced, what lists claim, what keeps it on its list
    "batch": 14,
    "findings": 16,  # three of them: proposals that wait, names of proposed villages, what can be undone
    "held": 14,
    "completeness": 12,
    "batches": 8,
}


def _paths() -> dict[str, str]:
    biggest = Family.objects.order_by("-member_count").first()
    assert biggest is not None
    batch = Batch.objects.latest("id")
    return {
        "list": "/daftar/",
        "search": "/daftar/?q=sulastri",
        "family": f"/daftar/{biggest.id}/",
        "batch": f"/masuk/{batch.id}/",
        "findings": f"/masuk/{batch.id}/temuan/",
        "held": f"/masuk/{batch.id}/tertahan/",
        "completeness": f"/kelengkapan/{TargetList.objects.latest('id').id}/",
        "batches": "/masuk/",
    }


def _grow(count: int, *, start: int, children: int) -> None:
    regions = (DUN, SENYIUR, SENAMBAH)
    serials = range(start, start + count)
    accepted_batch(
        files(
            [family(n, region=regions[n % 3], prog_pkh="YA", head_nik="") for n in serials]
            + [family(1_000 + n, region_code="") for n in serials],
            [
                row
                for n in serials
                for row in (
                    head(n, region=regions[n % 3], nik="99080114", prog_bst="YA"),
                    *(child(100 * n + k, n, region=regions[n % 3]) for k in range(children)),
                )
            ],
        )
    )


def test_few_and_not_more_when_everything_grows(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))
    asked: dict[str, list[int]] = {name: [] for name in MOST}

    for size, start, children in ((3, 1, 2), (30, 11, 9)):
        _grow(size, start=start, children=children)
        for name, path in _paths().items():
            client.get(path)
            with django_assert_max_num_queries(MOST[name], info=name) as questions:
                assert client.get(path).status_code == 200
            asked[name].append(len(questions))

    assert {name: (few == most) for name, (few, most) in asked.items()} == dict.fromkeys(MOST, True), asked
