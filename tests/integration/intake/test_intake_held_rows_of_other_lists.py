"""Held rows of lists that tell the region by names or by BPS's codes, and know people by their numbers."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter
from django.test import Client
from python_calamine import CalamineWorkbook

from tepat.intake import services
from tepat.intake.corrections import held_rows
from tepat.intake.models import Batch, Correction
from tepat.platform import jobs
from tepat.platform.accounts.models import User
from tepat.platform.jobs.models import Job
from tepat.platform.regions.models import RegionCrosswalk
from tepat.registry.models import Family, IdentityNumber, Person
from tests.factories.batches import checked_batch
from tests.factories.files import csv_bytes, generated_nik
from tests.factories.lasting import for_the_module
from tests.factories.lists import DUN, SENYIUR, name_of
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db
KK = "9908010102030001"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(user_with_role("regency_verifier", "64.08"))
    return client


def _of_a_village(serial: int, **changes: Any) -> dict[str, Any]:
    return {
        "name": name_of(serial),
        "nik": generated_nik(serial),
        "kk": KK,
        "relation": "Anak",
        "address": "Jl. Poros",
        "rt": "1",
        "rw": "2",
        "village_name": "Senyiur",
        "district_name": "Muara Ancalong",
        "regency_name": "Kutai Timur",
        **changes,
    }


@pytest.fixture(scope="module")
def batch(django_db_setup: None, django_db_blocker: Any) -> Iterator[Batch]:
    """Four people of one card: one sound, one without the card's number, two whose village or number is wrong."""
    rows = [
        _of_a_village(1),
        _of_a_village(2, kk=""),
        _of_a_village(3, regency_name="Kutai Barat"),
        _of_a_village(4, nik="", kk="rusak"),
    ]
    with for_the_module(django_db_blocker):
        yield checked_batch({"warga.csv": csv_bytes("desa_keluarga", rows)})


def _inputs(batch: Batch) -> list[dict[str, str]]:
    rows, _next = held_rows.page(Batch.objects.select_related("source__data_key").get(id=batch.id))
    return [{field.name: field.input for field in row.fields} for row in rows]


def _state(batch: Batch) -> tuple[str, int, int]:
    batch.refresh_from_db()
    return batch.state, batch.pending, batch.held


def test_village_names_and_card_numbers_typed_into_the_grid_go_in_and_are_undone(
    officer: Client, batch: Batch
) -> None:
    assert _state(batch) == ("checked", 1, 3)
    no_card, elsewhere, no_number = _inputs(batch)
    assert [sorted(one) for one in (no_card, elsewhere, no_number)] == [
        ["family_key"],
        ["region_code"],
        ["family_key", "person_key"],
    ]

    officer.post(
        f"/masuk/{batch.id}/tertahan/",
        {
            no_card["family_key"]: KK,
            elsewhere["region_code"]: "muara dun, Muara Ancalong",
            no_number["family_key"]: f"{KK[:6]} {KK[6:]}",
        },
    )

    assert _state(batch) == ("checked", 4, 0)
    (undone,) = Correction.objects.all()
    officer.post(f"/masuk/{batch.id}/perbaikan/batal/", {"perbaikan": str(undone.id)})
    assert _state(batch) == ("checked", 1, 3)
    assert _inputs(batch) == [no_card, elsewhere, no_number]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("family_key", "12345", "Isian ini tidak dapat menjadi pengenal"),
        ("person_key", "9908", "Isian ini tidak dapat menjadi pengenal"),
        ("person_key", generated_nik(1), "Isian ini tidak dapat menjadi pengenal"),
        ("region_code", "Antah Berantah", "bukan kode atau nama desa di Kabupaten Kutai Timur"),
    ],
)
def test_what_would_hold_it_again_or_is_another_persons_number_is_not_written(
    officer: Client, batch: Batch, field: str, text: str, said: str
) -> None:
    at = next(one[field] for one in _inputs(batch) if field in one)

    answer = officer.post(f"/masuk/{batch.id}/tertahan/", {at: text})

    assert said in answer.content.decode()
    assert _state(batch) == ("checked", 1, 3)


def test_a_number_typed_is_the_persons_number_and_all_are_accepted(officer: Client, batch: Batch) -> None:
    no_card, elsewhere, no_number = _inputs(batch)

    officer.post(
        f"/masuk/{batch.id}/tertahan/",
        {
            no_card["family_key"]: KK,
            elsewhere["region_code"]: SENYIUR,
            no_number["family_key"]: KK,
            no_number["person_key"]: generated_nik(44),
        },
    )
    jobs.run_now(services.accept_batch(by=User.objects.system(), batch=batch))

    assert _state(batch) == ("accepted", 0, 0)
    assert (Family.objects.count(), Person.objects.count()) == (1, 4)
    assert IdentityNumber.objects.filter(kind="nik").count() == 4
    assert IdentityNumber.objects.filter(kind="kk").count() == 1


def _dtsen(kk: str, **changes: Any) -> dict[str, Any]:
    return {
        "kk": kk,
        "head_name": name_of(7),
        "address": "JL POROS",
        "regency_code": "6404",
        "regency_name": "KUTAI TIMUR",
        "district_name": "MUARA ANCALONG",
        "village_name": "SENYIUR",
        "region_code": "6404020001",
        "floor_area": "36",
        "desil": "1",
        **changes,
    }


def test_a_list_with_codes_of_bps_comes_back_as_a_file_and_goes_in(officer: Client, batch: Batch) -> None:
    """One family without a number; one whose code leads elsewhere, put right by our code; one by the village's BPS."""
    for theirs, ours in (("6404", "64.08"), ("6404020013", DUN), ("6402", "64.02")):
        RegionCrosswalk.objects.create(scheme="bps", their_code=theirs, our_code=ours, source="contoh")
    wrong = {"regency_code": "6402", "regency_name": "", "region_code": "6402990001"}
    rows = [_dtsen(""), _dtsen("9908010102030002", **wrong), _dtsen("9908010102030003", **wrong)]
    families = checked_batch({"keluarga.csv": csv_bytes("dtsen_keluarga", rows)})
    assert _state(families) == ("checked", 0, 3)
    answer = officer.get(f"/masuk/{families.id}/tertahan/unduh/")
    (table,) = (
        sheet.to_python()
        for sheet in [CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer))).get_sheet_by_index(0)]  # type: ignore[arg-type]  # of a streamed answer
    )
    columns: list[Any] = table[0]
    table[1][columns.index("nomor_kartu_keluarga")] = "9908010102030001"
    table[2][columns.index("Kode desa yang benar")] = SENYIUR
    table[3][columns.index("kode_kelurahan_desa")] = "6404020013"

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(table):
            sheet.write_row(number, 0, [str(cell) for cell in line], None)
    file.seek(0)
    file.name = "perbaikan.xlsx"
    told = officer.post(f"/masuk/{families.id}/tertahan/unggah/", {"berkas": file}).headers["Location"]
    jobs.run_now(Job.objects.latest("id"))

    assert "3 baris disimpan, 3 kini siap diterima" in officer.get(told).content.decode()
    jobs.run_now(services.accept_batch(by=User.objects.system(), batch=families))
    assert _state(families) == ("accepted", 0, 0)
    placed = Family.objects.values_list("region_code", flat=True)
    assert sorted(placed) == [SENYIUR, SENYIUR, DUN]
