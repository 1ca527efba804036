"""The people: nobody real, and families as they could be."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise

from tests.unit.demo.lists import read_csv

from tepat.demo.generator import Written

Rows = list[dict[str, str]]


def _people(written: Written) -> Rows:
    return read_csv(written.folder / "individu.csv")


def _families(written: Written) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in _people(written):
        found[row["ID Keluarga P3KE"]].append(row)
    return found


def _born(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["Tanggal Lahir"], "%d/%m/%Y")


def test_every_number_is_generated_and_says_birth_date_and_sex(clean: Written) -> None:
    for row in _people(clean):
        day = _born(row).day + (40 if row["Jenis Kelamin"] == "PEREMPUAN" else 0)
        assert len(row["NIK"]) == 16
        assert row["NIK"].startswith("99")
        assert row["NIK"][6:12] == f"{day:02}{_born(row):%m%y}"


def test_no_number_and_no_key_is_given_twice(clean: Written) -> None:
    people = _people(clean)

    assert len({row["NIK"] for row in people}) == len(people)
    assert len({row["ID Individu"] for row in people}) == len(people)


def test_a_damaged_list_has_no_number_outside_the_unassigned_province(damaged: Written) -> None:
    for path in (damaged.folder / "individu.csv", damaged.folder / "keluarga.csv"):
        for row in read_csv(path):
            number = row.get("NIK", row.get("NIK Kepala Keluarga", ""))
            digits = "".join(letter for letter in number if letter.isdigit())
            # 00 is a province as little as 99 is: such numbers are damage of its own kind.
            assert digits[:2] in ("99", "00") or not digits.strip("0")


def test_keys_are_never_sixteen_digits(clean: Written) -> None:
    for row in _people(clean):
        assert not row["ID Individu"].isdigit()
        assert len(row["ID Keluarga P3KE"]) != 16


def test_every_family_has_one_head_who_stands_in_the_family_file(clean: Written) -> None:
    heads = {row["ID Keluarga P3KE"]: row for row in read_csv(clean.folder / "keluarga.csv")}

    families = _families(clean)
    assert set(families) == set(heads)
    for key, members in families.items():
        own = [row for row in members if row["Hubungan dengan Kepala Keluarga"] == "KEPALA KELUARGA"]
        assert len(own) == 1
        assert own[0]["NIK"] == heads[key]["NIK Kepala Keluarga"]
        assert own[0]["Nama"] == heads[key]["Nama Kepala Keluarga"]
        assert own[0]["Tanggal Lahir"] == heads[key]["Tanggal Lahir Kepala Keluarga"]


def test_parents_are_old_enough_and_siblings_apart(clean: Written) -> None:
    for members in _families(clean).values():
        by_relation = defaultdict(list)
        for row in members:
            by_relation[row["Hubungan dengan Kepala Keluarga"]].append(_born(row))
        parents = by_relation["KEPALA KELUARGA"] + by_relation["ISTRI/SUAMI"]
        children = sorted(by_relation["ANAK"])
        assert len(by_relation["ISTRI/SUAMI"]) <= 1
        for child in children:
            assert all((child - parent).days > 16 * 365 for parent in parents)
        for elder, younger in pairwise(children):
            assert (younger - elder).days > 270


def test_children_do_not_marry_or_work(clean: Written) -> None:
    for row in _people(clean):
        if int(row["Usia 2023"]) < 15:
            assert row["Status Kawin"] == "BELUM KAWIN"
            assert row["Pekerjaan"] == "TIDAK/BELUM BEKERJA"


def test_spouses_are_married_heads_spouses(clean: Written) -> None:
    for members in _families(clean).values():
        if any(row["Hubungan dengan Kepala Keluarga"] == "ISTRI/SUAMI" for row in members):
            assert members[0]["Status Kawin"] == "KAWIN"


def test_ages_are_those_of_the_birth_dates(clean: Written) -> None:
    assert all(int(row["Usia 2023"]) == 2023 - _born(row).year for row in _people(clean))


def test_the_poorest_live_in_poorer_houses(clean: Written) -> None:
    good: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for row in read_csv(clean.folder / "keluarga.csv"):
        group = "poorest" if row["Desil Kesejahteraan"] == "1" else "others"
        all_of[group] += 1
        good[group] += row["Kualitas Lantai"] == "BAGUS/KUALITAS TINGGI"

    assert good["poorest"] / all_of["poorest"] < good["others"] / all_of["others"]
