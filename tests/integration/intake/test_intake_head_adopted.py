"""Which member takes over the head that a family file alone had told of; whoever does not, leaves the family."""

from typing import Any

import pytest

from tepat.registry.models import Family, IdentityNumber, Membership, Person, PersonVersion, SearchToken
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lists import SENYIUR, child, family, files, head, name_of, words

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
        pytest.param({}, {"nik": generated_nik(7)}, id="the-name-the-birth-date-and-another-number"),
        pytest.param(
            {"head_birth_date": ""}, {"nik": generated_nik(7)}, id="the-name-the-sex-and-another-number"
        ),
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
    ("before", "after"),
    [
        pytest.param({}, {"name": "Zulaikha"}, id="another-name"),
        pytest.param({"head_name": ""}, {}, id="no-name-before"),
        pytest.param({}, {"birth_date": "14/03/1962"}, id="the-name-and-another-birth-date"),
        pytest.param({"head_birth_date": ""}, {"sex": "PEREMPUAN"}, id="the-name-and-another-sex"),
        pytest.param({"head_birth_date": "", "head_sex": ""}, {}, id="the-name-alone"),
    ],
)
def test_two_sound_numbers_with_no_more_than_a_name_in_common_are_two_people(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    accepted_batch(files([family(1, **before)]))

    accepted_batch(files(people=[head(2, 1, **{"name": name_of(1), **after})]))

    assert _adopter() is None
    new = Person.objects.get(external_ids__value="IND-2")
    assert (new.versions.count(), new.numbers.count()) == (1, 1)
    assert not IdentityNumber.objects.exclude(ended_by=None).exists()


def test_a_head_who_is_not_among_the_members_leaves_and_is_kept() -> None:
    accepted_batch(files([family(1)]))
    old = Person.objects.get()

    batch = accepted_batch(files(people=[head(2, 1), child(21, 1)]))

    old.refresh_from_db()
    left = Membership.objects.get(person=old)
    assert (old.family, old.relation, left.relation, left.ended_by) == (None, "", "head", batch.change_set)
    assert (old.versions.count(), old.numbers.get().ended_by) == (1, None)
    kept = Family.objects.get()
    assert set(kept.people.values_list("external_ids__value", flat=True)) == {"IND-2", "IND-21"}
    assert (kept.member_count, kept.head_name) == (2, name_of(2))
    assert set(SearchToken.objects.values_list("token", flat=True)) == words(name_of(2), name_of(21))


def test_members_without_a_head_leave_the_head_where_he_is() -> None:
    accepted_batch(files([family(1)]))

    accepted_batch(files(people=[child(11, 1)]))

    assert Person.objects.get(relation="head").name == name_of(1)
    assert Family.objects.get().member_count == 2


def test_another_head_on_the_familys_own_row_is_another_person() -> None:
    accepted_batch(files([family(1)]))

    accepted_batch(files([family(1, head_name=name_of(2), head_nik=generated_nik(2))]))

    assert list(Person.objects.order_by("id").values_list("name", "relation")) == [
        (name_of(1), ""),
        (name_of(2), "head"),
    ]
    assert Family.objects.get().member_count == 1


@pytest.mark.parametrize("relation", ["KEPALA KELUARGA", "LAINNYA"])
def test_who_left_comes_back_as_the_same_person(relation: str) -> None:
    accepted_batch(files([family(1)]))
    accepted_batch(files(people=[head(2, 1)]))

    accepted_batch(files(people=[head(1, relation=relation), head(2, 1, relation="ISTRI/SUAMI")]))

    assert _adopter() == "IND-1"
    assert Person.objects.count() == Family.objects.get().member_count == 2
    assert set(Person.objects.values_list("nik_status", flat=True)) == {"sound"}


def test_a_head_with_a_key_stays_a_member_when_a_later_list_calls_another_the_head() -> None:
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))

    accepted_batch(files(people=[child(11, 1, relation="KEPALA KELUARGA")]))

    relations = dict(Person.objects.values_list("external_ids__value", "relation"))
    assert relations == {"IND-1": "", "IND-11": "head"}
    assert Family.objects.get().head_name == name_of(11)
    assert Membership.objects.get(person__relation="", relation="head").ended_by is not None


def test_two_heads_in_one_list_are_both_kept_as_told() -> None:
    accepted_batch(files([family(1)], [head(1), head(2, 1)]))

    accepted_batch(files(people=[head(1), head(2, 1)]))

    assert set(Person.objects.values_list("relation", flat=True)) == {"head"}


def test_members_alone_do_not_change_what_the_family_file_said() -> None:
    accepted_batch(files([family(1)], [head(1)]))
    before = Family.objects.values().get()

    accepted_batch(files(people=[head(1, region=SENYIUR, address="RT 99", desil="9", percentile="90")]))

    assert Family.objects.values().get() == before
    assert Family.objects.get().versions.count() == 1
