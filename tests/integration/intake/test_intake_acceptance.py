"""What acceptance makes of a first list: families, people, dwellings, numbers, receipts, each with its row."""

import pytest

from tepat.intake.models import ListEntry
from tepat.registry.models import (
    Dwelling,
    ExternalId,
    Family,
    IdentityNumber,
    Membership,
    Person,
    PersonVersion,
    ProgrammeReceipt,
)
from tepat.registry.numbers import unsealed
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lists import DUN, child, counts, family, files, head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def test_a_family_with_its_people_stands_whole() -> None:
    accepted_batch(
        files([family(1, desil="2", roof="BETON")], [head(1), child(11, 1, sex="PEREMPUAN", nik="")])
    )

    one = Family.objects.get()
    assert (one.region_code, one.desil, one.member_count, one.address) == (DUN, 2, 2, "RT 02")
    assert Dwelling.objects.get().family == one
    assert {(person.relation, person.sex) for person in one.people.all()} == {
        ("head", "male"),
        ("child", "female"),
    }
    assert unsealed(IdentityNumber.objects.get()) == generated_nik(1)
    assert ListEntry.objects.get().family == one
    assert set(ExternalId.objects.values_list("scheme", "value")) == {
        ("p3ke.family@64.08", "KEL-1"),
        ("p3ke.person@64.08", "IND-1"),
        ("p3ke.person@64.08", "IND-11"),
    }


def test_every_value_names_its_row() -> None:
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))

    child_version = PersonVersion.objects.get(person__relation="child")
    assert child_version.source_row is not None
    assert (child_version.source_row.file.name, child_version.source_row.row) == ("individu.csv", 3)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        pytest.param("99080114", "damaged", id="too-short"),
        pytest.param("9,90801E+15", "damaged", id="exponent"),
        pytest.param("9908011403850001X", "damaged", id="letters"),
        pytest.param("", "", id="blank"),
        pytest.param("0", "", id="zero"),
        pytest.param("0000000000000000", "", id="zeros"),
        pytest.param("-", "", id="dash"),
        pytest.param("9999999999999999", "", id="nines"),
    ],
)
def test_a_number_that_is_none_is_never_used(written: str, status: str) -> None:
    accepted_batch(files([family(1, head_nik=written)], [head(1, nik=written), head(2, 1, relation="ANAK")]))

    person = Person.objects.get(relation="head")
    assert person.nik_status == status
    kept = IdentityNumber.objects.filter(person=person)
    assert [number.usable for number in kept] == ([False] if status == "damaged" else [])


def test_a_damaged_number_is_kept_as_it_was_written() -> None:
    accepted_batch(files(people=[head(1, nik="9908 0114")]))

    assert unsealed(IdentityNumber.objects.get()) == "9908 0114"


def test_a_number_is_repaired_where_that_is_safe() -> None:
    accepted_batch(files(people=[head(1, nik="'9908 0114 0385 0001")]))

    number = IdentityNumber.objects.get()
    assert (unsealed(number), number.usable) == (generated_nik(1), True)


def test_a_number_shared_within_a_list_is_usable_for_nobody() -> None:
    batch = accepted_batch(files(people=[head(1), head(2, nik=generated_nik(1)), head(3)]))

    states = dict(Person.objects.values_list("external_ids__value", "nik_status"))
    assert states == {"IND-1": "shared", "IND-2": "shared", "IND-3": "sound"}
    assert IdentityNumber.objects.filter(usable=True).count() == 1
    assert batch.findings.filter(check_id="NIK-003").count() == 2
    assert batch.accepted == 3


def test_a_member_without_a_family_row_makes_its_family() -> None:
    batch = accepted_batch(files([family(1)], [head(1), child(21, 2), head(2, 2, address="RT 09")]))

    made = Family.objects.get(external_ids__value="KEL-2")
    assert (made.member_count, made.head_name, made.region_code) == (2, head(2)["name"], DUN)
    assert batch.findings.filter(check_id="KEL-005").count() == 2
    assert counts()["ListEntry"] == 2


def test_what_a_member_receives_is_not_said_of_the_family_made_from_him() -> None:
    accepted_batch(files(people=[head(1, prog_pkh="YA")]))

    receipt = ProgrammeReceipt.objects.get()
    assert (receipt.person, receipt.family) == (Person.objects.get(), None)


def test_a_family_without_members_makes_its_head() -> None:
    batch = accepted_batch(files([family(1)], [head(2)]))

    person = Person.objects.get(family__external_ids__value="KEL-1")
    assert (person.relation, person.name, person.nik_status) == ("head", family(1)["head_name"], "sound")
    assert person.birth_date is not None
    assert batch.findings.filter(check_id="KEL-004").count() == 1


def test_the_head_comes_from_his_own_row_where_there_is_one() -> None:
    accepted_batch(files([family(1)], [head(1)]))

    assert Person.objects.count() == 1


def test_blank_answers_make_no_receipt_and_only_yes_does() -> None:
    accepted_batch(files([family(1, prog_pkh="YA", prog_bst="TIDAK", prog_kur="")], [head(1)]))

    assert list(ProgrammeReceipt.objects.values_list("programme", "period")) == [("pkh", "2023")]


@pytest.mark.parametrize(
    ("second", "members"),
    [
        pytest.param({"name": "Kartini Rejomulyo"}, 1, id="another-name"),
        pytest.param({"relation": "ANAK"}, 1, id="another-relation"),
        pytest.param({"family_key": "KEL-2"}, 1, id="another-family"),
        pytest.param({"family_key": "KEL-2", "relation": "ANAK"}, 1, id="another-family-and-relation"),
        pytest.param({"nik": generated_nik(77)}, 1, id="another-number"),
    ],
)
def test_a_person_told_twice_is_one_person(second: dict[str, str], members: int) -> None:
    """The ministry's key says it is one person; the finding says that the rows differ."""
    batch = accepted_batch(files([family(1), family(2)], [head(1), {**head(1), **second}]))

    assert batch.findings.filter(check_id="IND-002").exists()
    person = Person.objects.get(external_ids__value="IND-1")
    assert Membership.objects.filter(person=person, ended_by=None).count() == members
    assert IdentityNumber.objects.filter(person=person, ended_by=None).count() == 1


def test_each_family_counts_the_people_who_live_in_it() -> None:
    moved_within = {**child(11, 1), "family_key": "KEL-2"}
    accepted_batch(files([family(1), family(2)], [head(1), child(11, 1), head(2), moved_within]))

    assert {one.member_count: one.people.count() for one in Family.objects.all()} == {1: 1, 2: 2}
