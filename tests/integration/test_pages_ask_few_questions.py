"""The big pages ask the database a fixed number of questions, whatever the size of a family, a list or a batch."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tepat.intake.additions.services import accept_additions
from tepat.intake.models import Addition, Batch, PackReturn, TargetList
from tepat.platform.accounts.models import User
from tepat.registry.models import Family
from tests.factories.batches import accepted_batch
from tests.factories.lists import DUN, SENAMBAH, SENYIUR, child, family, files, head, name_of
from tests.factories.people import user_with_role
from tests.factories.returns import book_of, fill, give_back, saved, sent_round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

# Measured; session, account and permissions included. A page that needs more says why in the same commit.
MOST = {
    "list": 13,  # two of them: the columns one has chosen, that it was looked at
    "search": 14,
    "family": 35,  # who left, which numbers were replaced, what is claimed, what keeps it listed, what villages added
    "batch": 15,  # one of them: how long its rows are kept, as the register of processing says today
    "findings": 17,  # three of them: proposals that wait, names of proposed villages, what can be undone
    "held": 15,
    "completeness": 15,
    "behind": 13,  # one of them: that it was looked at
    "batches": 8,
    "claims": 16,
    "rounds": 7,
    "round": 11,
    "give_back": 11,
    "returned": 22,  # claims and new rows, what the registry says of each, the acts on them, how long it is kept
}


def _paths() -> dict[str, str]:
    biggest = Family.objects.order_by("-member_count").first()
    assert biggest is not None
    batch, returned = Batch.objects.latest("id"), PackReturn.objects.latest("id")
    return {
        "list": "/daftar/",
        "search": "/daftar/?q=sulastri",
        "family": f"/daftar/{biggest.id}/",
        "batch": f"/masuk/{batch.id}/",
        "findings": f"/masuk/{batch.id}/temuan/",
        "held": f"/masuk/{batch.id}/tertahan/",
        "completeness": f"/kelengkapan/{TargetList.objects.latest('id').id}/",
        "behind": f"/kelengkapan/{TargetList.objects.latest('id').id}/keluarga/?wilayah=64.08.01&isian=nik_status",
        "batches": "/masuk/",
        "claims": "/daftar/usulan/",
        "rounds": "/paket/",
        "round": f"/paket/{returned.round_id}/",
        "give_back": f"/paket/{returned.round_id}/kembali/",
        "returned": f"/paket/kembali/{returned.id}/",
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


def _come_back(officer: User, count: int) -> None:
    """A round of which every pack comes back, each with as many claims, troubles and new families as told."""
    made = sent_round(officer)
    for pack in made.packs.all():
        book = book_of(pack)
        families, people = book["Keluarga"], book["Anggota"]
        filled, told, listed = families.max_row - 30, people.max_row - 30, families.max_row
        for n in range(count):
            fill(families, 2 + n % (filled - 1), {"Alamat": f"RT {count} {n}", "Jenis lantai": "marmer"})
            fill(families, filled + 1 + n, {"Kepala Keluarga": f"{name_of(n)} Utama"})
            fill(
                people,
                told + 1 + n,
                {"Nama": f"{name_of(n + 7)} Putri", "Kepala Keluarga": f"{name_of(n)} Utama"},
            )
        assert listed == families.max_row
        returned = give_back(officer, made, saved(book))
        some = returned.additions.filter(subject="family")[: count // 2]
        accept_additions(
            by=officer, returned=returned, additions=Addition.objects.filter(id__in=[one.id for one in some])
        )


def test_few_and_not_more_when_everything_grows(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    client = Client()
    officer = user_with_role("regency_verifier", "64.08")
    client.force_login(officer)
    asked: dict[str, list[int]] = {name: [] for name in MOST}

    for size, start, children in ((3, 1, 2), (30, 11, 9)):
        _grow(size, start=start, children=children)
        _come_back(officer, 2 if size < 10 else 8)
        for name, path in _paths().items():
            client.get(path)
            with django_assert_max_num_queries(MOST[name], info=name) as questions:
                assert client.get(path).status_code == 200
            asked[name].append(len(questions))

    assert {name: (few == most) for name, (few, most) in asked.items()} == dict.fromkeys(MOST, True), asked
