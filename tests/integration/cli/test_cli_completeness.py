"""tepat completeness: the matrix as JSON, in the scope of who asks."""

import pytest

from tepat.cli.output import console
from tepat.intake.completeness import matrix
from tepat.intake.completeness.fields import fields
from tests.factories.batches import accepted_batch
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, PERIAN, SENYIUR, family, files, head
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_accepted")]

LIST = ("--list", "P3KE 2023")


@made_once
def _accepted() -> None:
    accepted_batch(
        files(
            [family(1), family(2, address=""), family(3, region=SENYIUR)],
            [head(1), head(2), head(3, region=SENYIUR)],
        )
    )


def test_each_region_with_filled_of_total(tepat: Tepat) -> None:
    said = tepat("completeness", *LIST, "--by", "village", "--json")

    assert said.code == 0
    assert (said.json["list"], said.json["by"]) == ("P3KE 2023", "village")
    assert (said.json["families"], said.json["persons"]) == (3, 3)
    by_code = {region["code"]: region for region in said.json["regions"]}
    assert set(by_code) == {DUN, SENYIUR}
    assert by_code[DUN]["name"] == "Muara Dun"
    assert by_code[DUN]["fields"]["address"] == {"filled": 1, "total": 2}
    assert list(by_code[DUN]["fields"]) == [field.field for field in fields()]


@pytest.mark.parametrize(
    ("level", "codes"),
    [("province", ["64"]), ("regency", ["64.08"]), ("district", ["64.08.01"]), ("village", [DUN, SENYIUR])],
)
def test_every_level_tells_of_all_families(tepat: Tepat, level: str, codes: list[str]) -> None:
    said = tepat("completeness", *LIST, "--by", level, "--json").json

    assert sorted(region["code"] for region in said["regions"]) == sorted(codes)
    assert said["families"] == 3


def test_a_village_officer_reads_of_his_village_alone(tepat: Tepat) -> None:
    officer = user_with_role("village_officer", SENYIUR)

    for level in matrix.LEVELS:
        said = tepat("completeness", *LIST, "--by", level, "--as", officer.username, "--json").json
        assert said["families"] == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("--list", "P3KE 1999"), "Tidak ada daftar bernama 'P3KE 1999'", id="unknown-list"),
        pytest.param((*LIST, "--by", "rt"), "--by 'rt' tidak dikenal", id="unknown-level"),
        pytest.param((*LIST, "--as", "tidak.ada"), "tidak.ada", id="unknown-user"),
    ],
)
def test_what_cannot_be_is_refused(tepat: Tepat, words: tuple[str, ...], sentence: str) -> None:
    said = tepat("completeness", *words, "--json")

    assert said.code == 2
    assert sentence in said.json["error"]


@pytest.mark.parametrize(
    ("role", "region"), [("regency_verifier", "64.02"), ("administrator", "64.08"), ("enumerator", DUN)]
)
def test_a_list_out_of_scope_is_no_list(tepat: Tepat, role: str, region: str) -> None:
    user = user_with_role(role, region)

    said = tepat("completeness", *LIST, "--as", user.username, "--json")

    assert (said.code, "Tidak ada daftar" in said.json["error"]) == (2, True)


def test_two_regencies_lists_of_one_name_are_told_apart(tepat: Tepat) -> None:
    """The ministry hands the same list to every regency; the province's operator asks for one of them."""
    accepted_batch(files([family(9, region=PERIAN)], [head(9, region=PERIAN)]), region="64.02")

    for region, families in (("64.08", 3), ("64.02", 1)):
        said = tepat("completeness", *LIST, "--region", region, "--by", "regency", "--json").json
        assert (said["families"], [row["code"] for row in said["regions"]]) == (families, [region])


def test_two_regencies_lists_of_one_name_are_both_counted(tepat: Tepat) -> None:
    accepted_batch(files([family(9, region=PERIAN)], [head(9, region=PERIAN)]), region="64.02")

    said = tepat("completeness", *LIST, "--by", "regency", "--json").json

    assert {row["code"]: row["families"] for row in said["regions"]} == {"64.08": 3, "64.02": 1}


@pytest.mark.parametrize(("width", "shown"), [(80, "Paling kosong"), (200, "NIK")])
def test_a_table_for_people(tepat: Tepat, monkeypatch: pytest.MonkeyPatch, width: int, shown: str) -> None:
    monkeypatch.setattr(console, "width", width)

    said = tepat("completeness", *LIST, "--by", "village")

    assert (said.code, said.out) == (0, "")
    assert "Muara Dun" in said.err
    assert shown in said.err


def test_a_purpose_and_the_trend_for_machines(tepat: Tepat) -> None:
    said = tepat("completeness", *LIST, "--by", "regency", "--purpose", "match", "--json").json

    assert (said["purpose"], said["asked"]) == ("match", ["nik_status", "name", "birth_date", "sex"])
    assert said["regions"][0]["complete"] == {"verify": 2, "decree": 0, "pay": 0, "match": 3}
    last = said["trend"][-1]
    cells = [field for region in said["regions"] for field in region["fields"].values()]
    assert (last["families"], last["filled"]) == (3, sum(cell["filled"] for cell in cells))


def test_an_unknown_purpose_is_refused(tepat: Tepat) -> None:
    said = tepat("completeness", *LIST, "--purpose", "sell", "--json")

    assert (said.code, "--purpose 'sell' tidak dikenal" in said.json["error"]) == (2, True)
