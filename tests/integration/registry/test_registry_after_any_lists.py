"""Whatever lists come in whatever order, the registry's present state follows from its facts."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tepat.platform.accounts.models import User
from tepat.platform.files.models import StoredFile
from tepat.registry.fields import FAMILY, PERSON
from tepat.registry.models import (
    NIK_STATES,
    ChangeSet,
    Family,
    FamilyVersion,
    IdentityNumber,
    Membership,
    Person,
    PersonVersion,
    SearchToken,
    Source,
    SourceRow,
)
from tepat.registry.services import (
    StagedFamily,
    StagedRow,
    apply_list_rows,
    begin_change_set,
    begin_reversal,
    finish_reversal,
    open_source,
    publish_change_set,
    reverse_list_rows,
)
from tests.examples import examples
from tests.factories.files import generated_nik
from tests.factories.lists import DUN, SENYIUR, name_of, standing, words

pytestmark = [pytest.mark.django_db, pytest.mark.examples, pytest.mark.usefixtures("regions")]

_numbers = st.sampled_from([("", "blank"), ("99080114", "damaged"), *((n, "sound") for n in range(1, 5))])


@st.composite
def _said_of_somebody(draw: st.DrawFn) -> dict[str, Any]:
    number, status = draw(_numbers)
    serial = draw(st.integers(0, 3))
    return {
        "name": name_of(serial) if serial else None,
        "nik": generated_nik(number) if isinstance(number, int) else number,
        "nik_status": status,
        "birth_date": draw(st.sampled_from([None, "1985-03-14", "1962-08-17"])),
        "sex": draw(st.sampled_from([None, "male", "female"])),
    }


@st.composite
def _said_of_a_family(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[tuple[str, dict[str, Any]]]]:
    """Rows of the family's own (none, one or two) and of members, one of them the head or none."""
    rows = [
        {"region_code": draw(st.sampled_from([DUN, SENYIUR])), **{f"head_{k}": v for k, v in head.items()}}
        for head in draw(st.lists(_said_of_somebody(), max_size=2))
    ]
    serials = draw(st.lists(st.integers(1, 4), unique=True, max_size=3, min_size=0 if rows else 1))
    relations = [draw(st.sampled_from(["head", "head", None])), *("child", None)]
    people = [
        (f"IND-{serial}", {"region_code": DUN, "relation": relation, **draw(_said_of_somebody())})
        for serial, relation in zip(serials, draw(st.permutations(relations)), strict=False)
    ]
    return rows, people


_list = st.dictionaries(st.sampled_from(["KEL-1", "KEL-2"]), _said_of_a_family(), min_size=1)


@settings(max_examples=examples(15, many=400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(_list, min_size=1, max_size=5))
def test_the_present_state_follows_from_the_facts(lists: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        row = _source_row()
        for one in lists:
            _apply(row, one)
            _assert_whole()
        transaction.set_rollback(True)


@settings(max_examples=examples(15, many=400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(_list, max_size=3), taken_back=_list)
def test_a_list_taken_back_leaves_the_registry_as_before(
    lists: list[dict[str, Any]], taken_back: dict[str, Any]
) -> None:
    with transaction.atomic():
        row = _source_row()
        for one in lists:
            _apply(row, one)
        before = standing()

        _take_back(_apply(row, taken_back), taken_back)

        assert standing() == before
        _apply(row, taken_back)
        _assert_numbers(list(Person.objects.filter(family__isnull=False)))
        transaction.set_rollback(True)


def _take_back(change_set: ChangeSet, told: dict[str, Any]) -> None:
    """A family a step, as the job does with more."""
    system = User.objects.system()
    reversal = begin_reversal(
        by=system, change_sets=[change_set], reason="salah berkas", total=change_set.total
    )
    for key, (rows, people) in told.items():
        reverse_list_rows(
            by=system, reversal=reversal, scheme="p3ke", families=[key], people=[person for person, _ in people],
            rows=len(rows) + len(people),
        )  # fmt: skip
    finish_reversal(by=system, reversal=reversal)


def _source_row() -> SourceRow:
    system = User.objects.system()
    source = open_source(by=system, source=Source.new(kind="list", name="P3KE", region_code="64.08"))
    file = StoredFile.objects.create(
        name="a.csv", size=1, sha256="", path="", data_key=source.data_key, created_by=system
    )
    return SourceRow.objects.create(source=source, file=file, sheet="a", row=2, raw=b"")


def _apply(row: SourceRow, told: dict[str, Any]) -> ChangeSet:
    staged = [
        StagedFamily(
            key,
            [StagedRow(row.id.hex, values) for values in rows],
            [(person, StagedRow(row.id.hex, values)) for person, values in people],
        )
        for key, (rows, people) in told.items()
    ]
    total = sum(len(rows) + len(people) for rows, people in told.values())
    system = User.objects.system()
    change_set = begin_change_set(
        by=system, kind="import", region_code="64.08", source=row.source, total=total
    )
    apply_list_rows(by=system, change_set=change_set, scheme="p3ke", families=staged)
    publish_change_set(by=system, change_set=change_set)
    return change_set


def _assert_whole() -> None:
    now = Membership.objects.filter(ended_by=None)
    places = {person: (family, relation) for person, family, relation in now.values_list(
        "person_id", "family_id", "relation"
    )}  # fmt: skip
    people = list(Person.objects.all())
    assert len(places) == now.count()
    assert {one.id: (one.family_id, one.relation) for one in people} == {
        one.id: places.get(one.id, (None, "")) for one in people
    }
    assert set(Membership.objects.values_list("person_id", flat=True)) == {one.id for one in people}

    counted = Counter(family for family, _relation in places.values())
    heads = Counter(family for family, relation in places.values() if relation == "head")
    for family in Family.objects.all():
        assert family.member_count == counted[family.id]
        assert heads[family.id] <= 1
        states = {one.nik_status for one in people if one.family_id == family.id}
        assert {name: getattr(family, name) for name in NIK_STATES} == {
            name: state in states for name, state in NIK_STATES.items()
        }
        borne = [family.head_name, *(one.name for one in people if one.family_id == family.id)]
        tokens = SearchToken.objects.filter(family=family)
        assert sorted(tokens.values_list("token", flat=True)) == sorted(words(*borne))
        assert set(tokens.values_list("region_code", "sort_name")) <= {(family.region_code, family.sort_name)}

    _assert_laid_over(Family.objects.all(), FamilyVersion.objects.all(), "family_id", FAMILY)
    _assert_laid_over(people, PersonVersion.objects.all(), "person_id", PERSON)
    _assert_numbers(people)


def _assert_laid_over(subjects: Any, versions: Any, owner: str, fields: dict[str, Any]) -> None:
    """Every column is what the newest version that names it says."""
    known: dict[Any, dict[str, Any]] = {}
    for version in versions.order_by("id"):
        known.setdefault(getattr(version, owner), {}).update(version.values)
    for subject in subjects:
        columns = {name: str(value) for name in fields if (value := getattr(subject, name)) not in (None, "")}
        assert columns == {name: str(value) for name, value in known.get(subject.id, {}).items()}


def _assert_numbers(people: list[Person]) -> None:
    """One number at a time; a whole one is usable while one person alone bears it."""
    current = list(IdentityNumber.objects.filter(ended_by=None))
    assert len({number.person_id for number in current}) == len(current)
    bearers = Counter(number.index for number in current)
    for number in current:
        whole = number.status != "damaged"
        assert number.usable == (whole and bearers[number.index] == 1)
    states = {number.person_id: number.status for number in current}
    assert {one.id: one.nik_status for one in people} == {one.id: states.get(one.id, "") for one in people}
