"""tepat keys: what an operator sees of a change of the keys from its beginning to its end."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tepat.platform import crypto
from tepat.platform.crypto import keys
from tests.integration.cli.conftest import Tepat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    """A folder of the test's own, since keys do not go back with the database."""
    settings.DATA = Path(shutil.copytree(settings.DATA, tmp_path / "data"))
    keys.forget()
    yield
    keys.forget()


def test_keys_are_changed_and_the_old_ones_dropped(tepat: Tepat, time_machine: Any) -> None:
    before = tepat("keys", "status", "--json").json["master"]
    token = crypto.sealer(crypto.data_key("uji")).seal("sini", b"isi")

    told = tepat("keys", "rotate", "--data")
    assert told.code == 0
    assert "tepat keys retire" in told.err
    state = tepat("keys", "status", "--json").json
    assert (state["old_master"], state["renewed_beside_old"], state["under_old_master"]) == (before, 1, 0)
    assert crypto.sealer(crypto.data_key("uji")).open("sini", token) == b"isi"
    assert "Kunci lama" in tepat("keys", "status").err
    refused = tepat("keys", "retire", "--json")
    assert refused.code == 2
    assert "10 menit lagi" in refused.json["error"]
    assert "Tidak ada yang perlu dilanjutkan" in tepat("keys", "resume").err

    time_machine.move_to(timezone.now() + timedelta(hours=1))
    assert "dibuang" in tepat("keys", "retire").err
    state = tepat("keys", "status", "--json").json
    assert (state["old_master"], state["renewed_beside_old"]) == ("", 0)
    assert state["master"] != before
    assert tepat("keys", "retire").code == 2
