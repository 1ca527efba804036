"""Filling an installation: going on after being cut off, and keeping away from other data."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tepat.demo import marker, regency
from tepat.demo.refusals import DemoRefused
from tepat.demo.regency import seed
from tepat.intake.models import Batch
from tepat.registry.models import Family
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions", "folder")]
FAMILIES = 125


@pytest.fixture
def folder() -> Iterator[Path]:
    """The data folder, forgetting the demonstration afterwards: the keys in it are every test's."""
    yield Path(settings.DATA)
    marker.path().unlink(missing_ok=True)
    shutil.rmtree(Path(settings.DATA) / regency.SAMPLE_FOLDER, ignore_errors=True)


def _fill() -> marker.Marker:
    return seed(families=FAMILIES, on_progress=lambda stage, done, total: None)


def test_a_filling_cut_off_between_reading_and_accepting_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(regency.services, "accept_batch", cut_off)
        with pytest.raises(KeyboardInterrupt):
            _fill()
    assert not Family.objects.exists()

    assert _fill().ready
    assert Family.objects.count() == FAMILIES
    assert Batch.objects.count() == 2


def test_a_folder_with_other_data_is_refused() -> None:
    user_with_role("regency_verifier", "64.08")

    with pytest.raises(DemoRefused):
        _fill()
    assert marker.read() is None
