"""A number that somebody else in the registry bears is told of when the batch is read."""

import pytest

from tepat.intake.models import Batch
from tests.factories.batches import accepted_batch, checked_batch
from tests.factories.files import generated_nik
from tests.factories.lists import PERIAN, child, family, files, head, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def _told(batch: Batch) -> list[tuple[str, int]]:
    """The column and the file's row of each finding."""
    found = batch.findings.filter(check_id="NIK-003").order_by("row__source_row__row")
    return list(found.values_list("column", "row__source_row__row"))


def test_another_persons_number_is_told_of() -> None:
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))

    batch = checked_batch(files(people=[head(2), head(3, nik=generated_nik(1)), head(4)]))

    assert _told(batch) == [("nik", 3)]
    assert batch.findings.get(check_id="NIK-003").severity == "warning"
    assert batch.pending == 3


def test_a_number_borne_in_another_regency_is_told_of() -> None:
    accepted_batch(files([family(1)], [head(1)]))

    batch = checked_batch(files([family(1, region=PERIAN)], [head(1, region=PERIAN)]), region="64.02")

    assert _told(batch) == [("nik", 2)]


def test_a_head_of_a_families_file_is_told_of() -> None:
    accepted_batch(files([family(1)], [head(1)]))

    batch = checked_batch(files([family(3), family(2, head_nik=generated_nik(1))]))

    assert _told(batch) == [("head_nik", 3)]


def test_the_same_list_again_tells_of_nobody() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), child(11, 1)]))

    assert _told(checked_batch(files([family(1), family(2)], [head(1), child(11, 1), head(2)]))) == []
    assert _told(checked_batch(files([family(1), family(2)]))) == []


def test_within_the_batch_it_is_told_of_once() -> None:
    accepted_batch(files(people=[head(1)]))

    batch = checked_batch(files(people=[head(2, nik=generated_nik(1)), head(3, nik=generated_nik(1))]))

    assert _told(batch) == [("nik", 2), ("nik", 3)]


def test_numbers_put_right_by_the_batch_are_not_told_of() -> None:
    accepted_batch(files(people=[head(1, nik=generated_nik(2)), head(2, nik=generated_nik(1))]))

    assert _told(checked_batch(files(people=[head(1), head(2)]))) == []


def test_a_number_given_up_before_is_not_told_of() -> None:
    accepted_batch(files(people=[head(1)]))
    accepted_batch(files(people=[head(1, nik=generated_nik(7))]))

    assert _told(checked_batch(files(people=[head(2, nik=generated_nik(1))]))) == []


def test_printed_list_of_the_same_families_tells_of_nobody() -> None:
    accepted_batch(files([family(1), family(2)], [head(1), child(11, 1), head(2)]))
    printed = [
        ["DAFTAR VERVAL DESA MUARA DUN KECAMATAN MUARA ANCALONG"],
        ["ID Keluarga", "Nama", "NIK", "Hubungan Keluarga"],
        ["KEL-1", name_of(1), generated_nik(1), "Kepala Keluarga"],
        ["KEL-1", name_of(11), generated_nik(11), "Anak"],
        ["KEL-1", name_of(2), generated_nik(2), "Lainnya"],
    ]

    batch = checked_batch({"cetak.csv": "\r\n".join(";".join(line) for line in printed).encode()})

    assert batch.files.get().sheets.get().layout == "p3ke_cetak"
    assert _told(batch) == [("nik", 5)]
