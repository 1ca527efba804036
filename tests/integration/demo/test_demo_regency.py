"""A filled installation: who can log in, what is accepted and what waits. It is filled once for all tests here."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.test import RequestFactory

from tepat.demo import commands, marker, regency
from tepat.demo.regency import seed
from tepat.intake.models import Batch, Finding
from tepat.platform.accounts.models import User
from tepat.platform.accounts.roles import ROLES
from tepat.platform.audit import verify
from tepat.registry.models import Family, IdentityNumber
from tepat.registry.numbers import unsealed
from tests.factories.lasting import for_the_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled")]
FAMILIES = 125


def _fill() -> marker.Marker:
    return seed(families=FAMILIES, on_progress=lambda stage, done, total: None)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[marker.Marker]:
    """The demo regency, in a transaction around all tests of this module; each takes back its own changes."""
    with for_the_module(django_db_blocker):
        yield _fill()
    marker.path().unlink(missing_ok=True)
    shutil.rmtree(Path(settings.DATA) / regency.SAMPLE_FOLDER, ignore_errors=True)


def test_every_family_of_the_list_is_in_the_registry_whatever_the_damage() -> None:
    accepted = Batch.objects.get(list__name=regency.LIST_NAME)
    assert accepted.state == Batch.State.ACCEPTED
    assert accepted.rows_in == accepted.accepted + accepted.held
    assert Family.objects.count() == FAMILIES
    assert Family.objects.filter(region_code__startswith="64.08.03").count() == 10
    assert Family.objects.filter(region_code__startswith="64.08.01").count() == 13


def test_a_second_list_waits_with_findings() -> None:
    waiting = Batch.objects.get(list__name=regency.LATE_LIST_NAME)
    assert waiting.state == Batch.State.CHECKED
    assert waiting.pending > 0
    assert Finding.objects.filter(batch=waiting).values("check_id").distinct().count() >= 10


def test_every_role_has_an_account_whose_password_opens_it(filled: marker.Marker, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.passwords.QuickArgon2"]  # by which it was filled
    assert {account.role for account in filled.accounts} == set(ROLES)
    account = filled.accounts[0]
    request = RequestFactory().post("/")
    assert authenticate(request, username=account.username, password=account.password) is not None


def test_no_number_is_anybodys() -> None:
    usable = IdentityNumber.objects.filter(usable=True)[:50]
    assert len(usable) == 50
    assert all(unsealed(number).startswith("99") for number in usable)


def test_the_audit_trail_of_the_filling_is_whole() -> None:
    assert verify() == []


def test_a_second_start_changes_nothing_and_knows_the_passwords(filled: marker.Marker) -> None:
    counts = (Batch.objects.count(), User.objects.count(), Family.objects.count())

    assert _fill() == filled
    assert (Batch.objects.count(), User.objects.count(), Family.objects.count()) == counts


def test_the_passwords_are_their_owners_alone() -> None:
    assert stat.S_IMODE(marker.path().stat().st_mode) == 0o600


def test_the_welcome_names_each_account_with_password_and_region(filled: marker.Marker) -> None:
    told = commands.welcome("http://localhost:8000/")

    assert "http://localhost:8000/" in told
    for account in filled.accounts:
        assert account.username in told
        assert account.password in told
    assert "Senyiur" in told
