"""A list that comes again, or comes changed: known keys update and never double, and blank is no claim."""

import pytest

from tepat.registry.models import (
    ChangeSet,
    DwellingVersion,
    Family,
    FamilyVersion,
    IdentityNumber,
    Membership,
    Person,
    PersonVersion,
    SearchToken,
)
from tepat.registry.numbers import unsealed
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lists import SENYIUR, child, contents, counts, family, files, head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]

INTAKE = {"BatchRow", "Finding", "SourceRow", "ChangeSet", "Source"}


def _registry() -> dict[str, list[str]]:
    return {name: rows for name, rows in contents().items() if name not in INTAKE}


def test_the_same_list_again_changes_nothing() -> None:
    first = files(
        [family(1, prog_pkh="YA"), family(2), family(3)],
        [head(1, prog_bst="YA"), child(11, 1), head(2, nik="99080114"), head(4, nik=generated_nik(1))],
    )
    accepted_batch(first)
    before = _registry()

    accepted_batch(first)

    assert _registry() == before
    assert all(version.values for version in (*FamilyVersion.objects.all(), *PersonVersion.objects.all()))


def test_keys_written_otherwise_name_the_same_family_and_people() -> None:
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))
    before = _registry()
    otherwise = [
        head(1, family_key="kel-1.0", person_key="ind-1"), child(11, 1, family_key="KEL- 1", person_key="'IND-11"),
    ]  # fmt: skip

    accepted_batch(files([family(1, family_key="kel-1.0")], otherwise))

    assert _registry() == before


def test_the_families_alone_and_again_make_no_second_head() -> None:
    accepted_batch(files([family(1), family(2)]))
    before = _registry()

    accepted_batch(files([family(1), family(2)]))

    assert _registry() == before


def test_a_later_members_file_adopts_the_head() -> None:
    accepted_batch(files([family(1)]))
    alone = Person.objects.get()

    accepted_batch(files(people=[head(1), child(11, 1)]))

    assert Person.objects.get(relation="head").id == alone.id
    assert alone.external_ids.get().value == "IND-1"
    assert counts()["Person"] == 2
    assert counts()["IdentityNumber"] == 2
    assert Membership.objects.filter(person=alone).count() == 1
    assert Family.objects.get().member_count == 2


def test_the_families_again_leave_known_members_alone() -> None:
    accepted_batch(files([family(1)], [head(1, name="Bambang Sejati"), child(11, 1)]))

    accepted_batch(files([family(1)]))

    assert Person.objects.filter(relation="head").values_list("name", flat=True).get() == "Bambang Sejati"
    assert counts()["Person"] == 2


@pytest.mark.parametrize(
    ("change", "versions", "field", "value"),
    [
        pytest.param({"address": "RT 99"}, FamilyVersion, "address", "RT 99", id="of-the-family"),
        pytest.param({"roof": "BETON"}, DwellingVersion, "roof", None, id="of-the-dwelling"),
        pytest.param({"desil": "3"}, FamilyVersion, "desil", 3, id="the-desil"),
        pytest.param({"region_code": SENYIUR}, FamilyVersion, "region_code", SENYIUR, id="the-region"),
    ],
)
def test_a_changed_value_is_one_new_version_with_its_row(
    change: dict[str, str], versions: type[FamilyVersion], field: str, value: object
) -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))
    before = {model: model.objects.count() for model in (FamilyVersion, DwellingVersion, PersonVersion)}

    accepted_batch(files([family(1), family(2, **change)], [head(1), head(2)]))

    made = {model: model.objects.count() - count for model, count in before.items()}
    assert made == {model: int(model is versions) for model in made}
    newest = versions.objects.latest("id")
    assert list(newest.values) == [field]
    assert value is None or newest.values[field] == value
    assert newest.change_set == ChangeSet.objects.latest("id")
    assert newest.source_row is not None
    assert (newest.source_row.file.name, newest.source_row.row) == ("keluarga.csv", 3)


def test_a_persons_changed_value_is_one_new_version() -> None:
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))

    accepted_batch(files(people=[child(11, 1, name="Kartini Baru", birth_date="01/02/2010")]))

    person = Person.objects.get(relation="child")
    assert (person.name, str(person.birth_date)) == ("Kartini Baru", "2010-02-01")
    assert person.versions.count() == 2
    assert person.versions.latest("id").values == {"name": "Kartini Baru", "birth_date": "2010-02-01"}


def test_a_desil_reading_is_added_only_when_it_changes() -> None:
    for desil in ("1", "1", "2"):
        accepted_batch(files([family(1, desil=desil)]))

    assert list(Family.objects.get().desil_readings.order_by("id").values_list("value", flat=True)) == [1, 2]


def test_blank_erases_nothing() -> None:
    accepted_batch(files([family(1, prog_pkh="YA")], [head(1), child(11, 1)]))
    before = _registry()
    keys = ("family_key", "person_key", "region_code")

    accepted_batch(
        files(
            [{name: value for name, value in family(1).items() if name in keys}],
            [{name: value for name, value in row.items() if name in keys} for row in (head(1), child(11, 1))],
        )
    )

    assert _registry() == before


def test_a_person_who_moved_ends_the_old_membership() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), child(11, 1), head(2)]))

    accepted_batch(files(people=[child(11, 2)]))

    mover = Person.objects.get(external_ids__value="IND-11")
    assert mover.family.external_ids.get().value == "KEL-2"
    places = mover.memberships.order_by("id").values_list("family__external_ids__value", "ended_by")
    assert list(places) == [("KEL-1", ChangeSet.objects.latest("id").id), ("KEL-2", None)]
    members = dict(Family.objects.values_list("external_ids__value", "member_count"))
    assert members == {"KEL-1": 1, "KEL-2": 2}


def test_a_changed_relation_is_a_new_membership_in_the_same_family() -> None:
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))

    accepted_batch(files(people=[child(11, 1, relation="LAINNYA")]))

    person = Person.objects.get(external_ids__value="IND-11")
    assert person.relation == "other"
    assert person.memberships.filter(ended_by=None).count() == 1
    assert Family.objects.get().member_count == 2


def test_a_replaced_number_ends_the_old_one() -> None:
    accepted_batch(files(people=[head(1, nik="99080114")]))

    accepted_batch(files(people=[head(1)]))

    old, new = IdentityNumber.objects.order_by("id")
    assert (unsealed(old), old.ended_by) == ("99080114", ChangeSet.objects.latest("id"))
    assert (unsealed(new), new.ended_by, new.usable) == (generated_nik(1), None, True)
    assert Person.objects.get().nik_status == "sound"


def test_a_number_shared_across_batches_is_usable_for_nobody() -> None:
    accepted_batch(files(people=[head(1)]))

    accepted_batch(files(people=[head(2, nik=generated_nik(1))]))

    assert list(IdentityNumber.objects.values_list("usable", "status")) == [(False, "shared")] * 2
    assert set(Person.objects.values_list("nik_status", flat=True)) == {"shared"}


def test_a_number_given_up_by_one_bearer_serves_the_other_again() -> None:
    accepted_batch(files(people=[head(1), head(2, nik=generated_nik(1))]))

    accepted_batch(files(people=[head(2)]))

    assert set(Person.objects.values_list("nik_status", flat=True)) == {"sound"}
    assert IdentityNumber.objects.filter(ended_by=None, usable=True).count() == 2
    assert IdentityNumber.objects.exclude(ended_by=None).filter(usable=True).count() == 0


def test_a_number_that_came_to_another_person_is_his_alone() -> None:
    """Two numbers swapped by mistake, and put right by the next list."""
    accepted_batch(files(people=[head(1, nik=generated_nik(2)), head(2, nik=generated_nik(1))]))

    accepted_batch(files(people=[head(1), head(2)]))

    assert list(IdentityNumber.objects.filter(ended_by=None).values_list("usable", flat=True)) == [True, True]


def test_a_family_that_was_left_is_not_found_by_the_leavers_name() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), child(11, 1, name="Zulaikha"), head(2)]))

    accepted_batch(files([family(1)], [child(11, 2, name="Zulaikha")]))

    found = SearchToken.objects.filter(token="zulaikha").values_list("family__external_ids__value", flat=True)
    assert list(found) == ["KEL-2"]


def test_a_relation_holds_within_its_family() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), head(2)]))

    accepted_batch(files(people=[head(1, 2, relation="")]))

    moved = Person.objects.get(external_ids__value="IND-1")
    assert (moved.family, moved.relation) == (Family.objects.get(external_ids__value="KEL-2"), "")
