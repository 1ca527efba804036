"""tepat packs: a workbook that came back, read and its new families accepted from the command line."""

from pathlib import Path

import pytest

from tepat.intake.models import Pack
from tepat.platform.accounts.models import User
from tepat.registry.models import Claim, Family
from tests.factories.batches import accepted_batch
from tests.factories.lists import family, files, head
from tests.factories.returns import book_of, fill, saved, sent_round
from tests.integration.cli.conftest import Tepat

pytestmark = pytest.mark.django_db


def test_a_returned_workbook_becomes_claims_and_its_new_family_enters(tepat: Tepat, tmp_path: Path) -> None:
    accepted_batch(files([family(1, address="")], [head(1)]))
    made = sent_round(User.objects.system())
    book = book_of(Pack.objects.get())
    fill(book["Keluarga"], 2, {"Alamat": "RT 08"})
    fill(book["Keluarga"], 4, {"Kepala Keluarga": "Purnama Rejomulyo"})
    fill(book["Anggota"], 4, {"Nama": "Ratnasari Lohjinawi"})
    path = tmp_path / "paket.xlsx"
    path.write_bytes(saved(book))

    said = tepat("packs", "return", path, "--round", made.id, "--json")

    assert (said.code, [one["claims"] for one in said.json["returns"]]) == (0, [1])
    assert Claim.objects.get().value == "RT 08"

    said = tepat("packs", "accept", said.json["returns"][0]["id"], "--json")

    assert (said.code, said.json["accepted"]) == (0, 1)
    assert [(one["row"], "Kolom Kepala Keluarga kosong" in one["why"][0]) for one in said.json["left"]] == [
        (4, True)
    ]
    assert Family.objects.filter(head_name="Purnama Rejomulyo").exists()


def test_an_unknown_round_is_refused(tepat: Tepat, tmp_path: Path) -> None:
    said = tepat("packs", "return", tmp_path / "paket.xlsx", "--round", "bukan", "--json")

    assert said.code == 2
    assert "Tidak ada pengiriman paket" in said.json["error"]
