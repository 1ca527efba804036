"""Which member takes over the head that a family file alone had told of, and what a members' file may not change."""

from typing import Any

import pytest

from tepat.registry.models import Family, IdentityNumber, Person, PersonVersion
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lists import SENYIUR, child, family, files, head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _adopter() -> str | None:
    """The key of the person who was the head known alone: the one told of first."""
    first = PersonVersion.objects.order_by("id")[0].person
    return first.external_ids.values_list("value", flat=True).first()


def test_the_number_says_who_he_is_whatever_the_relation_and_the_order() -> None:
    accepted_batch(files([family(1)]))

    accepted_batch(files(people=[head(2, 1), child(1, 1, relation="LAINNYA")]))

    assert _adopter() == "IND-1"
    assert Person.objects.count() == Family.objects.get().member_count == 2
    assert set(Person.objects.values_list("nik_status", flat=True)) == {"sound"}


def test_the_number_says_who_he_is_whatever_the_name() -> None:
    accepted_batch(files([family(1)]))

    accepted_batch(files(people=[head(1, name="Zulaikha")]))

    assert _adopter() == "IND-1"
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({}, {"nik": generated_nik(7)}, id="the-name-and-a-corrected-number"),
        pytest.param({"head_nik": ""}, {}, id="the-name-and-a-number-found"),
        pytest.param({}, {"nik": "99080114"}, id="the-name-and-a-damaged-number"),
        pytest.param(
            {"head_name": "H. Moh. Joesoef"}, {"name": "MUHAMMAD JUSUF", "nik": ""}, id="spelt-otherwise"
        ),
        pytest.param({"head_name": "", "head_nik": ""}, {}, id="no-name-before"),
        pytest.param(
            {"head_nik": ""}, {"name": "Zulaikha", "nik": "99080114"}, id="no-number-speaks-against"
        ),
    ],
)
def test_the_head_again_is_the_same_person(before: dict[str, Any], after: dict[str, Any]) -> None:
    accepted_batch(files([family(1, **before)]))

    accepted_batch(files(people=[head(1, **after), child(11, 1)]))

    assert _adopter() == "IND-1"
    assert Person.objects.filter(relation="head").count() == 1
    assert Family.objects.get().member_count == 2


@pytest.mark.parametrize(
    "before",
    [pytest.param({}, id="another-number"), pytest.param({"head_name": ""}, id="another-number-and-no-name")],
)
def test_a_new_head_does_not_get_the_earlier_ones_history(before: dict[str, Any]) -> None:
    accepted_batch(files([family(1, **before)]))

    accepted_batch(files(people=[head(2, 1)]))

    assert _adopter() is None
    new = Person.objects.get(external_ids__value="IND-2")
    assert (new.versions.count(), new.numbers.count()) == (1, 1)
    assert not IdentityNumber.objects.exclude(ended_by=None).exists()


def test_members_alone_do_not_change_what_the_family_file_said() -> None:
    accepted_batch(files([family(1)], [head(1)]))
    before = Family.objects.values().get()

    accepted_batch(files(people=[head(1, region=SENYIUR, address="RT 99", desil="9", percentile="90")]))

    assert Family.objects.values().get() == before
    assert Family.objects.get().versions.count() == 1
