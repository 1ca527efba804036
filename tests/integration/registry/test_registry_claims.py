"""A verified value is not overwritten by a list: the list's word waits beside it, for a person to decide."""

from typing import Any

import pytest

from tepat.platform.accounts.models import User
from tepat.registry.models import (
    ChangeSet,
    Claim,
    ClaimDecision,
    Dwelling,
    Family,
    FamilyVersion,
    Person,
    SearchToken,
)
from tepat.registry.services import (
    Claimed,
    ClaimsRefused,
    CorrectionRefused,
    correct_field,
    decide_claims,
    raise_claims,
    undo_decisions,
)
from tests.factories.batches import accepted_batch
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, PERIAN, SENYIUR, child, contents, counts, family, files, head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]


def _correct(field: str, value: str, reason: str = "dilihat di rumahnya", **of: Any) -> ChangeSet:
    return correct_field(
        by=User.objects.system(), family=Family.objects.get(), field=field, value=value, reason=reason, **of
    )


def _decide(claims: Any, *, accept: bool) -> int:
    return decide_claims(by=User.objects.system(), claims=claims, accept=accept, region_code="64.08")


def _undo(claims: Any) -> int:
    return undo_decisions(by=User.objects.system(), claims=claims, region_code="64.08")


def _list(**changes: str) -> None:
    accepted_batch(files([family(1, **changes)], [head(1), child(11, 1)]))


@made_once
def listed() -> None:
    """One family with its head and a child, on a list."""
    _list()


def test_a_correction_is_a_version_with_who_and_why() -> None:
    made = _correct("address", "Gang Buntu 4")

    found = Family.objects.get()
    assert (found.address, found.verified) == ("Gang Buntu 4", "address")
    version = FamilyVersion.objects.latest("id")
    assert (version.values, version.change_set) == ({"address": "Gang Buntu 4"}, made)
    assert (made.kind, made.reason, made.published_at is None) == ("correction", "dilihat di rumahnya", False)


def test_a_corrected_name_is_what_the_family_is_found_by() -> None:
    _correct("name", "Zulaikha Baru", person=Person.objects.get(relation="child"))

    assert set(
        SearchToken.objects.filter(token__in=["zulaikha", "baru"]).values_list("family", flat=True)
    ) == {Family.objects.get().id}


def test_a_family_put_right_in_its_village_is_listed_there() -> None:
    _correct("region_code", SENYIUR)

    assert Family.objects.get().region_code == SENYIUR
    assert set(SearchToken.objects.values_list("region_code", flat=True)) == {SENYIUR}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        pytest.param("roof", "emas", "tidak ada pada daftarnya", id="code"),
        pytest.param("region_code", PERIAN, "tidak ada di kabupaten", id="other-regency"),
        pytest.param("region_code", "64.08.01", "tidak ada di kabupaten", id="no-village"),
        pytest.param("floor_area", "4,5", "bilangan bulat", id="area"),
        pytest.param("address", "  ", "belum diisi", id="blank"),
        pytest.param("desil", "1", "tidak dapat diperbaiki di sini", id="the-ministrys"),
        pytest.param("member_count", "9", "tidak dapat diperbaiki di sini", id="derived"),
    ],
)
def test_what_cannot_be_is_refused(field: str, value: str, says: str) -> None:
    before = contents()

    with pytest.raises(CorrectionRefused, match=says):
        _correct(field, value)

    assert contents() == before


@pytest.mark.parametrize("value", ["1985-02-30", "2099-01-01", "kemarin"])
def test_a_birth_date_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(CorrectionRefused, match="Tanggal lahir"):
        _correct("birth_date", value, person=Person.objects.get(relation="child"))


def test_a_correction_without_a_reason_is_refused() -> None:
    with pytest.raises(CorrectionRefused, match="Alasan"):
        _correct("address", "Gang Buntu 4", reason=" ")


@pytest.mark.parametrize(
    ("field", "verified", "column", "said"),
    [
        pytest.param("address", "Gang Buntu 4", "address", "RT 09", id="of-the-family"),
        pytest.param("roof", "concrete", "roof", "GENTENG", id="of-the-dwelling"),
    ],
)
def test_a_lists_value_against_a_verified_one_is_a_claim(
    field: str, verified: str, column: str, said: str
) -> None:
    _correct(field, verified)

    _list(**{column: said, "desil": "3"})

    found, house = Family.objects.get(), Dwelling.objects.get()
    assert getattr(found if hasattr(found, field) else house, field) == verified
    assert found.desil == 3, "what is not verified follows the list"
    claim = Claim.objects.get()
    assert (claim.family, claim.field, claim.state) == (found, field, "open")
    assert claim.change_set == ChangeSet.objects.filter(kind="import").latest("id")
    assert claim.source_row is not None
    assert claim.source_row.file.name == "keluarga.csv"


def test_a_claim_on_a_person_names_the_person() -> None:
    person = Person.objects.get(relation="child")
    _correct("name", "Zulaikha Baru", person=person)

    _list()

    claim = Claim.objects.get()
    assert (claim.family, claim.person, claim.field) == (None, person, "name")
    assert Person.objects.get(id=person.id).name == "Zulaikha Baru"


def test_a_list_that_agrees_claims_nothing() -> None:
    _correct("address", "Gang Buntu 4")

    _list(address="Gang Buntu 4")

    assert not Claim.objects.exists()


def test_the_same_word_again_is_one_claim() -> None:
    _correct("address", "Gang Buntu 4")

    for _ in range(3):
        _list(address="RT 09")

    assert Claim.objects.count() == 1


def test_what_was_refused_is_not_asked_again() -> None:
    _correct("address", "Gang Buntu 4")
    _list(address="RT 09")

    assert _decide(Claim.objects.all(), accept=False) == 1
    _list(address="RT 09")

    assert Claim.objects.get().state == "refused"
    assert Family.objects.get().address == "Gang Buntu 4"


def test_an_accepted_claim_is_a_version_with_the_claims_row() -> None:
    _correct("address", "Gang Buntu 4")
    _list(address="RT 09")
    claim = Claim.objects.get()

    assert _decide(Claim.objects.all(), accept=True) == 1

    newest = FamilyVersion.objects.latest("id")
    assert (newest.values, newest.source_row) == ({"address": "RT 09"}, claim.source_row)
    assert newest.change_set.kind == "decision"
    found = Family.objects.get()
    assert (found.address, found.verified) == ("RT 09", "address"), "a person's word binds"
    assert Claim.objects.get().state == "accepted"


def test_of_two_claims_on_one_field_the_newest_is_accepted() -> None:
    _correct("address", "Gang Buntu 4")
    _list(address="RT 09")
    _list(address="RT 10")

    assert _decide(Claim.objects.all(), accept=True) == 2

    assert Family.objects.get().address == "RT 10"
    assert list(Claim.objects.order_by("id").values_list("state", flat=True)) == ["refused", "accepted"]


def test_a_decided_claim_is_not_decided_again() -> None:
    _correct("address", "Gang Buntu 4")
    _list(address="RT 09")
    _decide(Claim.objects.all(), accept=False)
    before = counts()

    with pytest.raises(ClaimsRefused, match="sudah diputuskan"):
        _decide(Claim.objects.all(), accept=True)

    assert counts() == before


def test_a_decision_taken_back_brings_the_value_back() -> None:
    _correct("address", "Gang Buntu 4")
    _correct("roof", "concrete")
    _list(address="RT 09", roof="GENTENG")
    _decide(Claim.objects.all(), accept=True)

    assert _undo(Claim.objects.all()) == 2

    found = Family.objects.get()
    assert (found.address, found.dwelling.roof) == ("Gang Buntu 4", "concrete")
    assert (found.verified, found.dwelling.verified) == ("address", "roof")
    assert set(Claim.objects.values_list("state", flat=True)) == {"open"}
    verdicts = ClaimDecision.objects.order_by("id").values_list("verdict", flat=True)
    assert list(verdicts) == ["accepted", "accepted", "undone", "undone"]


def test_a_refusal_taken_back_is_open_again() -> None:
    _correct("address", "Gang Buntu 4")
    _list(address="RT 09")
    _decide(Claim.objects.all(), accept=False)

    assert _undo(Claim.objects.all()) == 1

    assert Claim.objects.get().state == "open"
    assert Family.objects.get().address == "Gang Buntu 4"


def test_what_was_set_again_since_is_not_taken_back() -> None:
    _correct("address", "Gang Buntu 4")
    _list(address="RT 09")
    _decide(Claim.objects.all(), accept=True)
    _correct("address", "Gang Baru 7")

    with pytest.raises(ClaimsRefused, match="tidak dapat dibatalkan"):
        _undo(Claim.objects.all())

    assert Family.objects.get().address == "Gang Baru 7"
    assert Claim.objects.get().state == "accepted"


def test_a_claim_on_what_nothing_was_known_of_is_accepted_and_taken_back() -> None:
    accepted_batch(files(people=[head(2)]))
    found = Family.objects.get(external_ids__value="KEL-2")
    raise_claims(
        by=User.objects.system(),
        change_set=ChangeSet.objects.latest("id"),
        claims=[Claimed("floor_area", 36, None, found.id.hex), Claimed("rt", "004", None, found.id.hex)],
    )

    assert _decide(Claim.objects.all(), accept=True) == 2
    found.refresh_from_db()
    assert (found.dwelling.floor_area, found.rt) == (36, "004")

    assert _undo(Claim.objects.all()) == 2
    found = Family.objects.get(id=found.id)
    assert (found.dwelling.floor_area, found.rt, found.verified) == (None, "", "")


def test_setting_a_field_leaves_everything_else_as_the_lists_made_it() -> None:
    """The state derived anew from the facts is the state that the lists wrote."""
    accepted_batch(files([family(1), family(2)], [head(1, nik="99080114"), child(11, 1), head(2)]))
    accepted_batch(files([family(1, desil="3", roof="BETON")], [child(11, 2, region=DUN)]))
    state = ("Family", "Person", "Dwelling", "SearchToken", "IdentityNumber", "Membership")
    before = {name: rows for name, rows in contents().items() if name in state}

    for found in Family.objects.all():
        correct_field(
            by=User.objects.system(), family=found, field="address", value=found.address, reason="benar"
        )
        for person in found.people.all():
            correct_field(
                by=User.objects.system(), family=found, person=person, field="name", value=person.name,
                reason="benar",
            )  # fmt: skip

    Family.objects.update(verified="")
    Person.objects.update(verified="")
    assert {name: rows for name, rows in contents().items() if name in state} == before
