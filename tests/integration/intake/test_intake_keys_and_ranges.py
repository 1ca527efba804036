"""Keys hold within a regency, and a number no field can have does not stop an acceptance."""

import pytest

from tepat.registry.models import Family, Person
from tests.factories import batches, files
from tests.factories.files import FAMILY_LAYOUT, PERSON_LAYOUT, family_row, generated_nik, person_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

HERE, THERE = "64.08.01.2001", "64.02.01.2001"


def _files(region: str, serial: int, name: str) -> dict[str, bytes]:
    nik = generated_nik(serial)
    return {
        "keluarga.xlsx": files.xlsx(FAMILY_LAYOUT, [family_row("1", region=region, head=name, nik=nik)]),
        "individu.xlsx": files.xlsx(PERSON_LAYOUT, [person_row("1", "1", region=region, name=name, nik=nik)]),
    }


def test_equal_keys_in_two_regencies_are_two_families() -> None:
    batches.accepted_batch(_files(HERE, 1, "Wiratmaja"), region="64.08")
    batches.accepted_batch(_files(THERE, 2, "Kembangarum"), region="64.02")

    assert dict(Family.objects.values_list("region_code", "head_name")) == {
        HERE: "Wiratmaja",
        THERE: "Kembangarum",
    }
    assert Person.objects.count() == 2


def test_a_slipped_column_leaves_the_rank_empty_and_the_batch_accepted() -> None:
    row = family_row(
        "1", region=HERE, head="Wiratmaja", nik=generated_nik(1), desil="640801", percentile="5000"
    )

    batch = batches.accepted_batch({"keluarga.xlsx": files.xlsx(FAMILY_LAYOUT, [row])})

    family = Family.objects.get()
    assert (family.desil, family.percentile) == (None, None)
    assert batch.findings.filter(check_id="KODE-002").count() == 2
