"""What has had its time is erased for good, and everything that speaks of it stays readable."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from tepat.intake.batches.dependents import what_depends_on
from tepat.intake.models import (
    Addition,
    Batch,
    BatchRow,
    CivilAnswer,
    Finding,
    PackReturn,
    PackRound,
    Referral,
)
from tepat.intake.services import withdraw_batch
from tepat.intake.transitions import TransitionRefused, possible, require
from tepat.platform import crypto, files, jobs
from tepat.platform.accounts.scopes import Scope
from tepat.platform.audit.models import AuditEvent
from tepat.platform.files.models import StoredFile
from tepat.platform.jobs.models import Job
from tepat.platform.privacy import erasing, services
from tepat.platform.privacy.models import Erasure
from tepat.platform.privacy.queries import erasures_for
from tepat.platform.privacy.retention import ended, terms
from tepat.platform.regions.scope import within
from tepat.registry.models import Claim, Family, Source, SourceRow
from tepat.registry.services import place_hold
from tests.factories import lists
from tests.factories.batches import accepted_batch
from tests.factories.lasting import for_the_module
from tests.factories.people import user_with_role
from tests.integration import samples

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=3 * 366)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[samples.World]:
    """The sample world three years later: its second batch is still undecided, one family is held."""
    with for_the_module(django_db_blocker):
        made = samples.build()
        past = timezone.now() - LONG_AGO
        for model, field in (
            (Source, "created_at"), (Batch, "created_at"), (PackReturn, "at"), (Referral, "created_at"),
        ):  # fmt: skip
            model._default_manager.update(**{field: past})
        CivilAnswer.objects.update(at=past)
        Referral.objects.update(last_day=past.date())
        PackRound.objects.update(letter_day=past.date(), due_day=past.date())
        yield made


def _settle(world: samples.World) -> None:
    """Decide all that keeps something longer."""
    world.family.holds.update(lifted_at=timezone.now(), lifted_by=world.officer)
    Claim.objects.update(state="put_away")
    Addition.objects.update(state="put_away")


def _run() -> Job:
    finished = jobs.run_now(services.ask_for_retention(by=None))
    assert finished.state == "done", finished.error_detail
    return finished


def _names(kind: str) -> dict[str, str]:
    return {one.kept.name: str(one.held or "") for one in terms(within([""])) if one.kept.kind == kind}


def test_what_is_open_is_kept_longer_and_said_why(world: samples.World) -> None:
    assert "dipertahankan" in _names("list")["P3KE 2023"]
    assert _names("list")["P3KE susulan"].startswith("Belum diputuskan")
    assert "menunggu keputusan" in next(iter(_names("pack").values()))
    assert {one.kept.kind for one in ended(within([""]))} == {"pack_round", "civil_registry", "referral"}


def test_raw_rows_and_files_go_and_all_else_stays(world: samples.World, client: Client) -> None:
    _settle(world)
    findings = world.accepted.findings.count()
    paths = [settings.DATA / path for path in world.accepted.files.values_list("stored__path", flat=True)]
    assert all(path.exists() for path in paths)

    result = _run().result

    assert result is not None
    assert result["erased"] == 5
    world.accepted.source.refresh_from_db()
    key = world.accepted.source.data_key
    key.refresh_from_db()
    assert key.erased
    assert not bytes(key.wrapped)
    assert not SourceRow.objects.filter(source=world.accepted.source).exclude(raw=b"").exists()
    assert not BatchRow.objects.filter(batch=world.accepted).exclude(values=b"").exists()
    assert not Finding.objects.filter(batch=world.accepted).exclude(detail=b"").exists()
    assert not any(path.exists() for path in paths)
    assert world.accepted.findings.count() == findings
    erasure = Erasure.objects.get(subject_id=world.accepted.source_id)
    assert erasure.rows > 0
    assert erasure.files == 2
    assert erasure in erasures_for(Scope(("",)))
    assert erasure in erasures_for(Scope(("64.08",)))
    assert erasure not in erasures_for(Scope(("64.02",)))
    assert erasure.finished_at is not None
    assert {"data_key.destroyed", "retention.begun", "retention.rows_emptied", "file.erased",
            "retention.finished"} <= set(AuditEvent.objects.values_list("action", flat=True))  # fmt: skip
    _pages_stay_readable(world, client)


def _pages_stay_readable(world: samples.World, client: Client) -> None:
    client.force_login(world.officer)
    batch = client.get(f"/masuk/{world.accepted.id}/").content.decode()
    assert "Berkas dan isi barisnya dihapus" in batch
    assert "Masa simpannya (2 tahun) berakhir" in batch
    assert "Betulkan baris tertahan" not in batch
    assert samples.HEAD in client.get(f"/daftar/{world.family.id}/").content.decode()
    for path in (
        f"/masuk/{world.accepted.id}/temuan/",
        f"/masuk/{world.accepted.id}/temuan/unduh/xlsx/",
        f"/masuk/{world.accepted.id}/temuan/unduh/csv/",
        f"/masuk/{world.accepted.id}/perubahan/",
        f"/paket/kembali/{world.parameters['return_id']}/",
        f"/rujukan/{world.parameters['referral_id']}/",
        f"/rujukan/jawaban/{world.parameters['answer_id']}/",
        "/daftar/unduh/xlsx/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # of a streamed answer
    pack = f"/paket/{world.parameters['round_id']}/{world.parameters['pack_id']}/workbook/"
    refused = client.post(pack, follow=True).content.decode()
    assert "masa simpannya berakhir" in refused
    with pytest.raises(files.FileLost):
        files.open_plain(StoredFile.objects.filter(data_key=world.accepted.source.data_key).latest("id"))
    with pytest.raises(crypto.SealBroken):
        crypto.sealer(crypto.DataKey.objects.get(id=world.accepted.source.data_key_id))


@pytest.mark.usefixtures("regions")
def test_what_was_erased_can_be_withdrawn_and_not_corrected() -> None:
    batch = accepted_batch(lists.files([lists.family(7)], [lists.head(7)]), name="Daftar lain")
    Batch.objects.update(created_at=timezone.now() - LONG_AGO)
    _run()
    batch = Batch.objects.get(id=batch.id)

    assert "correct" not in possible(batch)
    with pytest.raises(TransitionRefused, match="sudah dihapus"):
        require(batch, "correct")
    officer = user_with_role("regency_verifier", "64.08")
    work = withdraw_batch(by=officer, batch=batch, reason="salah daftar", depends=what_depends_on(batch))
    assert jobs.run_now(work).state == "done"
    batch.refresh_from_db()
    assert batch.state == "withdrawn"


def test_a_run_that_was_cut_off_is_finished_by_the_next(
    world: samples.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _settle(world)
    monkeypatch.setattr(erasing, "ROWS_A_STEP", 1)

    def cut(stage: object, done: int, total: int) -> None:
        if Erasure.objects.filter(finished_at=None, rows__gt=0).exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        jobs.run_now(services.ask_for_retention(by=None), on_progress=cut)
    assert Erasure.objects.filter(finished_at=None).count() == 1

    _run()

    assert not Erasure.objects.filter(finished_at=None).exists()
    assert Erasure.objects.exclude(subject_id=None).count() == 5
    assert not SourceRow.objects.filter(source=world.accepted.source).exclude(raw=b"").exists()
    again = _run().result
    assert again is not None
    assert again["erased"] == 0


def test_an_administrator_keeps_one_longer_and_takes_it_back(world: samples.World, client: Client) -> None:
    _settle(world)
    client.force_login(user_with_role("administrator", "64.08"))
    page = client.get("/data-pribadi/masa-simpan/").content.decode()
    assert "P3KE 2023" in page
    source = world.accepted.source_id
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()

    client.post(f"/data-pribadi/masa-simpan/{source}/", {"sampai": tomorrow, "alasan": "perkara 7/2026"})

    assert "perkara 7/2026" in _names("list")["P3KE 2023"]
    assert "perkara 7/2026" in client.get("/data-pribadi/masa-simpan/").content.decode()
    _run()
    assert not Erasure.objects.filter(subject_id=source).exists()
    client.post(f"/data-pribadi/masa-simpan/{source}/", {"sampai": "2020-01-01", "alasan": "perkara selesai"})
    _run()
    assert Erasure.objects.filter(subject_id=source).exists()
    page = client.get("/data-pribadi/masa-simpan/").content.decode()
    assert page.index("Yang sudah dihapus") < page.rindex("P3KE 2023")


def test_nobody_prolongs_or_erases_what_is_elsewhere(world: samples.World, client: Client) -> None:
    _settle(world)
    client.force_login(user_with_role("administrator", "64.02"))
    source = world.accepted.source_id

    assert "P3KE 2023" not in client.get("/data-pribadi/masa-simpan/").content.decode()
    refused = client.post(
        f"/data-pribadi/masa-simpan/{source}/", {"sampai": "2040-01-01", "alasan": "bukan wilayahnya"}
    )
    client.post("/data-pribadi/masa-simpan/jalankan/")
    assert jobs.run_now(Job.objects.latest("id")).state == "done"

    assert refused.status_code == 404
    assert not Erasure.objects.exclude(subject_id=None).exists()


def test_what_is_held_by_now_is_not_erased(world: samples.World) -> None:
    """Between looking up what has ended and erasing it, a person may place a hold."""
    _settle(world)
    term = next(one for one in ended(within([""])) if one.kept.name == "P3KE 2023")
    place_hold(by=world.officer, family=Family.objects.get(id=world.family.id), reason="baru saja")
    job = services.ask_for_retention(by=None)

    class Begun(jobs.Run):
        def fence(self) -> None:
            assert connection.in_atomic_block

    assert services.begin_erasure(by=None, run=Begun(job), term=term) is None


def test_passing_rows_are_dropped_and_told_once_a_day(world: samples.World) -> None:
    old = Job.objects.filter(finished_at__isnull=False).earliest("id")
    Job.objects.filter(id=old.id).update(finished_at=timezone.now() - timedelta(days=400))

    first, second = _run().result, _run().result

    assert first is not None
    assert first["dropped"]["job"] == 1
    assert second is not None
    assert "job" not in second["dropped"]
    assert Erasure.objects.get(kind="job").rows == 1
