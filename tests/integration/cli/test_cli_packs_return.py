"""tepat packs return: a workbook that came back, read from the command line."""

from pathlib import Path

import pytest

from tepat.intake.models import Pack
from tepat.platform.accounts.models import User
from tepat.registry.models import Claim
from tests.factories.batches import accepted_batch
from tests.factories.lists import family, files, head
from tests.factories.returns import book_of, fill, saved, sent_round
from tests.integration.cli.conftest import Tepat

pytestmark = pytest.mark.django_db


def test_a_returned_workbook_becomes_claims(tepat: Tepat, tmp_path: Path) -> None:
    accepted_batch(files([family(1, address="")], [head(1)]))
    made = sent_round(User.objects.system())
    book = book_of(Pack.objects.get())
    fill(book["Keluarga"], 2, {"Alamat": "RT 08"})
    path = tmp_path / "paket.xlsx"
    path.write_bytes(saved(book))

    said = tepat("packs", "return", path, "--round", made.id, "--json")

    assert (said.code, [one["claims"] for one in said.json["returns"]]) == (0, [1])
    assert Claim.objects.get().value == "RT 08"


def test_an_unknown_round_is_refused(tepat: Tepat, tmp_path: Path) -> None:
    said = tepat("packs", "return", tmp_path / "paket.xlsx", "--round", "bukan", "--json")

    assert said.code == 2
    assert "Tidak ada pengiriman paket" in said.json["error"]
