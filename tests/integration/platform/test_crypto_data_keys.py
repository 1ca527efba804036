"""Data keys under the installation's keys: made, found, destroyed, and refused when they are not ours."""

import base64
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tepat.platform import crypto
from tepat.platform.audit.models import AuditEvent
from tepat.platform.crypto import keys, services
from tepat.platform.crypto.models import DataKey

pytestmark = pytest.mark.django_db
PLACE = "source_row:1"


@pytest.fixture
def other_master(settings: Any) -> Iterator[None]:
    """Somebody put another master key in place."""
    settings.TEPAT_MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    keys.forget()
    yield
    settings.TEPAT_MASTER_KEY = ""
    keys.forget()


def test_what_was_sealed_under_a_data_key_opens_under_the_kept_one() -> None:
    token = crypto.sealer(crypto.create_data_key("source:1")).seal(PLACE, b"baris")

    kept = DataKey.objects.get(purpose="source:1")

    assert crypto.sealer(kept).open(PLACE, token) == b"baris"


def test_the_key_of_a_purpose_is_made_once() -> None:
    assert crypto.data_key("registry").id == crypto.data_key("registry").id
    with pytest.raises(IntegrityError), transaction.atomic():
        crypto.create_data_key("registry")


def test_one_lists_key_does_not_open_another_lists_values() -> None:
    token = crypto.sealer(crypto.create_data_key("source:1")).seal(PLACE, b"baris")

    with pytest.raises(crypto.SealBroken):
        crypto.sealer(crypto.create_data_key("source:2")).open(PLACE, token)


def test_a_wrapped_key_copied_to_another_row_does_not_open() -> None:
    stolen = crypto.create_data_key("source:1")
    other = crypto.create_data_key("source:2")
    other.wrapped = stolen.wrapped

    with pytest.raises(crypto.SealBroken):
        crypto.sealer(other)


def test_destroying_a_key_erases_the_list_for_good(django_capture_on_commit_callbacks: Any) -> None:
    key = crypto.create_data_key("source:1")
    token = crypto.sealer(key).seal(PLACE, b"baris")

    with django_capture_on_commit_callbacks(execute=False):
        services.destroy_data_key(by=None, data_key=key, region="64.08")
        services.destroy_data_key(by=None, data_key=key, region="64.08")

    kept = DataKey.objects.get(purpose="source:1")
    assert bytes(kept.wrapped) == b""
    assert AuditEvent.objects.filter(action="data_key.destroyed", region_code="64.08").count() == 1
    with pytest.raises(crypto.SealBroken, match="dimusnahkan"):
        crypto.sealer(kept).open(PLACE, token)


def test_the_database_refuses_a_destroyed_key_that_is_not_empty() -> None:
    key = crypto.create_data_key("source:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.filter(id=key.id).update(destroyed_at=key.created_at)


@pytest.mark.usefixtures("db")
def test_another_master_key_is_refused_and_named(request: pytest.FixtureRequest) -> None:
    key = crypto.create_data_key("source:1")
    crypto.check_keys()
    request.getfixturevalue("other_master")

    for use in (
        lambda: crypto.sealer(key),
        lambda: crypto.create_data_key("source:2"),
        crypto.check_keys,
    ):
        with pytest.raises(crypto.KeysMissing, match="bukan kunci data ini") as refusal:
            use()
        assert key.master_key_id in str(refusal.value)
        assert "Pulihkan folder keys dari cadangan" in str(refusal.value)


def test_another_index_key_is_refused_before_it_hides_what_is_there() -> None:
    key = crypto.create_data_key("source:1")
    DataKey.objects.filter(id=key.id).update(index_key_id="00000000")

    with pytest.raises(crypto.KeysMissing, match="Kunci index"):
        crypto.create_data_key("source:2")
