"""Changing the keys while everything goes on: everything opens throughout, and nothing needs the old ones after."""

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from tepat.intake.models import AnswerLine, CorrectionFile, UnknownTable
from tepat.platform import crypto, files, jobs
from tepat.platform.audit.models import AuditEvent
from tepat.platform.crypto import keys
from tepat.platform.database.ids import uuid7
from tepat.platform.files.models import StoredFile
from tepat.platform.health import Level, doctor
from tepat.platform.jobs.models import Job
from tepat.platform.rekeying import changing, places, queries
from tepat.platform.rekeying.models import KeyChange
from tepat.platform.rekeying.refusals import KeyChangeRefused
from tepat.registry import numbers
from tepat.registry.models import Claim, IdentityNumber
from tepat.registry.queries import families_for, family_by_number
from tests.factories.lasting import made_once
from tests.integration import samples

pytestmark = pytest.mark.django_db
world = made_once(samples.build)

# Places where the world of samples has nothing sealed; a change of a row is bound by the very function that seals it.
SAMPLES: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "intake.AnswerLine.sealed": (AnswerLine(id=uuid7()), lambda line: line.context),
    "intake.CorrectionFile.sealed": (CorrectionFile(correction_id=uuid7()), lambda file: file.context),
    "intake.UnknownTable.content": (UnknownTable(id=uuid7()), lambda table: table.context),
    "registry.Claim.sealed": (Claim(id=uuid7()), lambda claim: claim.seal_context),
}
OF_A_CHANGE = {"intake.RowCorrection.old", "intake.RowCorrection.new"}


@pytest.fixture(autouse=True)
def data(world: samples.World, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder of the test's own, since keys and files do not go back with the database."""
    settings.DATA = Path(shutil.copytree(settings.DATA, tmp_path / "data"))
    keys.forget()
    yield settings.DATA
    keys.forget()


@pytest.fixture
def later(time_machine: Any) -> None:
    """Whatever page was asked for before the change has been served."""
    time_machine.move_to(timezone.now() + timedelta(hours=1))


def changed(*, renew: bool = True) -> KeyChange:
    change, job = changing.change_keys(by=None, renew=renew)
    if job is not None:
        assert jobs.run_now(job).state == "done"
    change.refresh_from_db()
    return change


def tokens() -> dict[str, list[bytes]]:
    """Everything sealed in the database's columns, as it stands there."""
    return {
        place.name: [
            bytes(token)
            for token in apps.get_model(place.model)
            .objects.order_by("pk")
            .values_list(place.column, flat=True)
            if token
        ]
        for place in places.PLACES
        if isinstance(place, places.SealedColumn)
    }


def test_every_column_of_bytes_is_named_as_a_place() -> None:
    named = {place.name for place in places.PLACES}
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField)
    }

    # Ids in a row, which no key seals.
    plain = {"registry.ExportedFamilies.families"}
    assert columns - named == {"crypto.DataKey.wrapped", "crypto.DataKey.old_wrapped"} | plain


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_world_has_no_sample_of_is_bound_as_its_model_says(name: str) -> None:
    sample, context = SAMPLES[name]
    [place] = [one for one in places.PLACES if isinstance(one, places.SealedColumn) and one.name == name]

    assert place.context(sample.pk) == context(sample)


def test_everything_is_sealed_anew_and_opens_while_and_after(world: samples.World, time_machine: Any) -> None:
    number = IdentityNumber.objects.get(id=world.parameters["number_id"])
    plain, before = numbers.unsealed(number), tokens()
    stored = StoredFile.objects.earliest("id")
    with files.open_plain(stored) as opened:
        content = opened.read()
    held = crypto.sealer(crypto.data_key(numbers.REGISTRY_KEY))

    change, job = changing.change_keys(by=None, renew=True)
    assert numbers.unsealed(number) == plain
    assert job is not None
    assert jobs.run_now(job).state == "done"

    after = tokens()
    assert {name for name, values in after.items() if not values} <= set(SAMPLES) | OF_A_CHANGE
    for name, values in after.items():
        assert len(values) == len(before[name])
        assert not set(values) & set(before[name]), name
    fresh = IdentityNumber.objects.get(id=number.id)
    assert numbers.unsealed(fresh) == plain
    assert held.open(numbers.context(number.id.hex), bytes(fresh.sealed)).decode() == plain
    assert family_by_number(families_for(world.officer), plain) == [world.family]
    with files.open_plain(StoredFile.objects.get(id=stored.id)) as opened:
        assert opened.read() == content

    # Who has held his sealer since before still seals under the old key; that is found before the key goes.
    late = held.seal(numbers.context(number.id.hex), plain.encode())
    IdentityNumber.objects.filter(id=number.id).update(sealed=late)
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    job = changing.retire_old_keys(by=None)
    assert job is not None
    ended = jobs.run_now(job)

    assert ended.result["sealed_late"] == 1
    assert not crypto.DataKey.objects.exclude(old_wrapped=b"").exists()
    assert list(keys.masters()) == [keys.key_id("master")]
    assert numbers.unsealed(IdentityNumber.objects.get(id=number.id)) == plain
    with pytest.raises(crypto.SealBroken):
        crypto.sealer(crypto.data_key(numbers.REGISTRY_KEY)).open(numbers.context(number.id.hex), late)
    told = (
        AuditEvent.objects.filter(subject_id=str(change.id)).order_by("id").values_list("action", flat=True)
    )
    assert list(told) == ["keys.changed", "keys.resealed", "keys.retired"]


def test_cut_off_at_any_step_it_goes_on_to_the_whole() -> None:
    before = tokens()
    _change, job = changing.change_keys(by=None, renew=True)
    assert job is not None
    cuts = 0

    def cut(_stage: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    while True:
        try:
            ended = jobs.run_now(job, cut)
        except KeyboardInterrupt:
            cuts += 1
            continue
        break

    assert ended.state == "done"
    assert cuts > len(before)
    assert not any(set(values) & set(before[name]) for name, values in tokens().items())


def test_the_master_key_alone_leaves_every_value_as_it_is(later: None, time_machine: Any) -> None:
    before, old = tokens(), keys.key_id("master")

    change = changed(renew=False)

    assert tokens() == before
    assert change.resealed_at is not None
    assert set(crypto.DataKey.objects.filter(destroyed_at=None).values_list("master_key_id", flat=True)) == {
        keys.key_id("master")
    }
    assert queries.key_state().old_master == old
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    job = changing.retire_old_keys(by=None)
    assert job is not None
    assert jobs.run_now(job).state == "done"
    assert keys.master(old) is None
    number = IdentityNumber.objects.earliest("id")
    assert numbers.unsealed(number)


def test_cut_off_between_file_and_database_it_goes_on_with_the_same_key(data: Path) -> None:
    keys.change_master()
    new = keys.key_id("master")

    assert numbers.unsealed(IdentityNumber.objects.earliest("id"))
    changed(renew=False)

    assert keys.key_id("master") == new
    assert {path.name for path in (data / "keys").glob("*.key*")} == {
        "master.key", "master.old.key", "index.key", "session.key",
    }  # fmt: skip


def test_a_worker_that_read_the_keys_before_the_change_ends_it_under_the_new_key(
    data: Path, time_machine: Any
) -> None:
    master = data / "keys" / "master.key"
    old = master.read_bytes()
    changed(renew=False)
    new = master.read_bytes()
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    job = changing.retire_old_keys(by=None)
    assert job is not None
    # Another process changed the file; this one holds what it read before.
    master.write_bytes(old)
    keys.forget()
    stale = keys.key_id("master")
    master.write_bytes(new)
    assert keys.key_id("master") == stale

    assert jobs.run_now(job).state == "done"

    assert not (data / "keys" / "master.old.key").exists()
    kept = crypto.DataKey.objects.filter(destroyed_at=None)
    assert kept.count() > 2
    assert all(crypto.sealer(one) for one in kept)


def test_a_retirement_cut_off_at_its_very_end_is_ended_by_the_same_command(
    data: Path, time_machine: Any
) -> None:
    changed(renew=False)
    kept = (data / "keys" / "master.old.key").read_bytes()
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    job = changing.retire_old_keys(by=None)
    assert job is not None
    jobs.run_now(job)
    (data / "keys" / "master.old.key").write_bytes(kept)

    assert changing.retire_old_keys(by=None) is None
    assert not (data / "keys" / "master.old.key").exists()
    (data / "keys" / "master.old.key").write_bytes(kept)
    before = keys.key_id("master")
    changed(renew=False)

    assert keys.key_id("master") != before
    assert numbers.unsealed(IdentityNumber.objects.earliest("id"))


def test_a_destroyed_list_stays_destroyed(world: samples.World) -> None:
    from tepat.platform.crypto.services import destroy_data_key

    source = world.accepted.source
    destroy_data_key(by=None, data_key=source.data_key, region="64.08")

    assert changed().resealed_at is not None
    assert bytes(crypto.DataKey.objects.get(id=source.data_key_id).wrapped) == b""


def test_the_old_keys_stay_while_something_may_need_them(world: samples.World, time_machine: Any) -> None:
    with pytest.raises(KeyChangeRefused, match="Tidak ada kunci lama"):
        changing.retire_old_keys(by=None)
    change, job = changing.change_keys(by=None, renew=True)
    with pytest.raises(KeyChangeRefused, match="tepat keys resume"):
        changing.retire_old_keys(by=None)
    with pytest.raises(KeyChangeRefused, match="masih disegel ulang"):
        changing.change_keys(by=None, renew=True)
    [told] = [sentence for name, _level, sentence in doctor() if name == "old_keys"]
    assert "sudah 0 persen" in told
    assert changing.resume_resealing(by=None) == job
    jobs.run_now(job)  # type: ignore[arg-type]  # it was asked for
    assert changing.resume_resealing(by=None) is None
    with pytest.raises(KeyChangeRefused, match="10 menit lagi"):
        changing.retire_old_keys(by=None)
    with pytest.raises(KeyChangeRefused, match="tepat keys retire"):
        changing.change_keys(by=None, renew=False)
    [name] = [one for one in doctor() if one[0] == "old_keys"]
    assert name[1] is Level.WARNING
    assert "tepat keys retire" in name[2]

    time_machine.move_to(timezone.now() + timedelta(hours=1))
    long = Job.objects.earliest("id")
    since = change.begun_at - timedelta(minutes=1)
    Job.objects.filter(id=long.id).update(
        state="running", started_at=since, lease_until=timezone.now() + timedelta(minutes=1), finished_at=None
    )
    with pytest.raises(KeyChangeRefused, match="1 pekerjaan"):
        changing.retire_old_keys(by=None)


def test_a_backup_and_a_change_of_the_keys_wait_for_each_other() -> None:
    with crypto.unchanged(), pytest.raises(KeyChangeRefused, match="Cadangan sedang dibuat"):
        changing.change_keys(by=None, renew=False)

    assert changed(renew=False)


def test_a_key_given_as_a_setting_is_not_ours_to_change(settings: Any, data: Path) -> None:
    settings.TEPAT_MASTER_KEY = (data / "keys" / "master.key").read_text()

    with pytest.raises(KeyChangeRefused, match="TEPAT_MASTER_KEY"):
        changing.change_keys(by=None, renew=False)


def test_a_file_kept_while_keys_change_is_read_again(world: samples.World) -> None:
    key = world.accepted.source.data_key
    changed()
    from tepat.platform.files import services

    with files.arrive(stream=io.BytesIO(b"isi"), name="a.txt", data_key=key) as arrival:
        kept = services.store(by=None, arrival=arrival, region="64.08")

    with files.open_plain(StoredFile.objects.get(id=kept.id)) as opened:
        assert opened.read() == b"isi"
