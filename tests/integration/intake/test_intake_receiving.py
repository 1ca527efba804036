"""Files are sealed before the transaction that keeps them, and nothing is left of what is not kept."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection

from tepat.intake import services
from tepat.intake.models import Batch
from tepat.platform import files
from tepat.platform.accounts.models import User
from tepat.platform.crypto.models import DataKey
from tepat.registry.models import Source
from tests.factories.files import FAMILY_LAYOUT, csv_bytes
from tests.factories.lists import family

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("regions", "own_data")]

CSV = csv_bytes(FAMILY_LAYOUT, [family(1)])


@pytest.fixture
def own_data(settings: Any, tmp_path: Path) -> None:
    """A data folder of this test alone, with the keys of all."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "keys").symlink_to(settings.DATA / "keys")
    settings.DATA = tmp_path / "data"


class _Watched(io.BytesIO):
    """Bytes that know whether a transaction was open when they were read."""

    waited = False

    def read(self, size: int | None = -1) -> bytes:
        self.waited = self.waited or connection.in_atomic_block
        return super().read(size)


def _receive(by: User, stream: io.BytesIO) -> Batch:
    incoming = [services.Incoming("keluarga.csv", stream)]
    return services.receive_batch(by=by, list_name="P3KE", region_code="64.08", incoming=incoming)[0]


def _kept() -> list[Path]:
    return [path for path in (settings.DATA / "files").rglob("*") if path.is_file()]


def test_no_transaction_waits_while_a_file_is_sealed() -> None:
    stream = _Watched(CSV)

    batch = _receive(User.objects.system(), stream)

    stored = batch.files.get().stored
    assert not stream.waited
    assert _kept() == [settings.DATA / stored.path]
    with files.open_plain(stored) as plain:
        assert plain.read() == CSV


def test_a_transaction_that_fails_leaves_no_file_no_key_and_no_source() -> None:
    keys = DataKey.objects.count()

    with pytest.raises(IntegrityError):
        _receive(User(username="belum ada"), io.BytesIO(CSV))

    assert not _kept()
    assert not Source.objects.exists()
    assert DataKey.objects.count() == keys
