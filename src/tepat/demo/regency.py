"""The demo regency in an installation: accounts, an accepted list and one that waits, all by the real way in.

Every step looks first at what is there, so that a filling that was cut off goes on when started again.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from tepat.demo import marker
from tepat.demo.data import load
from tepat.demo.generator import Progress, generate
from tepat.demo.marker import Account, Marker
from tepat.demo.refusals import DemoRefused
from tepat.intake import services
from tepat.intake.models import Batch, PackRound, TargetList
from tepat.intake.packs.services import Letter, open_pack_round
from tepat.platform import jobs
from tepat.platform.accounts import services as account_services
from tepat.platform.accounts.models import User
from tepat.platform.accounts.passwords import generated
from tepat.platform.accounts.roles import ROLES
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.scope import within
from tepat.registry.models import Family
from tepat.registry.services import grant_families

REGENCY = "64.08"
LIST_NAME = "P3KE 2023"
# A second hand-over, careless and small, left for the visitor to decide on.
LATE_LIST_NAME, LATE_FAMILIES, LATE_SEED, LATE_DAMAGE = "P3KE 2023 susulan", 150, 2, 3.0
# What an enumerator or a programme officer is handed.
FAMILIES_GRANTED = 12
# Files for the visitor to upload.
SAMPLE_FOLDER, SAMPLE_FAMILIES, SAMPLE_SEED = "contoh", 60, 3


def seed(*, families: int, on_progress: Progress) -> Marker:
    """Fill the initialised installation; returns at once when that was done before.

    Raises DemoRefused when the data folder holds something else.
    """
    known = marker.read()
    if known is not None and known.ready:
        return known
    if known is None:
        if User.objects.exclude(id=User.objects.system().id).exists() or Batch.objects.exists():
            raise DemoRefused(
                f"Folder {settings.DATA} sudah berisi data lain, dan data peragaan tidak dicampurkan "
                "dengannya. Pilih folder kosong: TEPAT_DATA=folder-lain tepat demo"
            )
        known = Marker(False, families, _new_accounts())
        marker.write(known)
    officer = _open_accounts(known.accounts, on_progress)
    _fill_list(by=officer, families=known.families, on_progress=on_progress)
    _hand_out(by=officer, accounts=known.accounts)
    _send_packs(by=officer, on_progress=on_progress)
    _fill_late_list(by=officer, on_progress=on_progress)
    generate(
        families=SAMPLE_FAMILIES, out=Path(settings.DATA) / SAMPLE_FOLDER, seed=SAMPLE_SEED, formats=("xlsx",)
    )
    ready = Marker(True, known.families, known.accounts)
    marker.write(ready)
    return ready


def _hand_out(*, by: User, accounts: Sequence[Account]) -> None:
    """Those who see families only one by one get a few of their own region."""
    for account in accounts:
        if not ROLES[account.role].by_grant:
            continue
        families = Family.objects.filter(within([account.region])).order_by("sort_name", "id")
        grant_families(
            by=by,
            user=User.objects.get(username=account.username),
            families=list(families.values_list("id", flat=True)[:FAMILIES_GRANTED]),
            region_code=account.region,
        )


def _new_accounts() -> tuple[Account, ...]:
    return tuple(Account(**entry, password=generated()) for entry in load("accounts")["accounts"])


def _open_accounts(wanted: Sequence[Account], on_progress: Progress) -> User:
    """Open the accounts that are not open yet; returns the Dinsos officer, who receives the lists."""
    for count, account in enumerate(wanted):
        on_progress("Membuka akun", count, len(wanted))
        if User.objects.filter(username=account.username).exists():
            continue
        account_services.add_user(
            by=None,
            username=account.username,
            full_name=account.full_name,
            role=account.role,
            region=account.region,
            password=account.password,
            job_title=account.job_title,
        )
    officer = next(account for account in wanted if account.role == "regency_verifier")
    return User.objects.get(username=officer.username)


def _fill_list(*, by: User, families: int, on_progress: Progress) -> None:
    batch = _batch_of(LIST_NAME)
    if batch is None:
        batch = _receive(by, LIST_NAME, families, 1, 1.0, on_progress)
    if batch.state in (Batch.State.UPLOADED, Batch.State.READING):
        _finish_job(batch, on_progress)
    if batch.state == Batch.State.CHECKED:
        services.accept_batch(by=by, batch=batch)
        batch.refresh_from_db()
    if batch.state == Batch.State.ACCEPTING:
        _finish_job(batch, on_progress)


def _send_packs(*, by: User, on_progress: Progress) -> None:
    """One pack for each district, so that there is one to fetch."""
    round_ = PackRound.objects.order_by("id").first()
    if round_ is None:
        today = today_in(REGENCY)
        letter = Letter(
            number="460/1/Dinsos",
            day=today,
            due_day=today + timedelta(days=14),
            office="Dinas Sosial",
            signer="(data peragaan)",
            signer_title="Kepala Dinas Sosial",
        )
        target_list = TargetList.objects.get(source_list__name=LIST_NAME, region_code=REGENCY)
        round_, _job = open_pack_round(by=by, target_list=target_list, level="district", letter=letter)
    if round_.packs.count() < round_.total:
        _finish(f"/paket/{round_.id}/", on_progress)


def _fill_late_list(*, by: User, on_progress: Progress) -> None:
    batch = _batch_of(LATE_LIST_NAME)
    if batch is None:
        batch = _receive(by, LATE_LIST_NAME, LATE_FAMILIES, LATE_SEED, LATE_DAMAGE, on_progress)
    if batch.state in (Batch.State.UPLOADED, Batch.State.READING):
        _finish_job(batch, on_progress)


def _batch_of(list_name: str) -> Batch | None:
    return Batch.objects.filter(list__name=list_name, region_code=REGENCY).order_by("id").first()


def _receive(
    by: User, name: str, families: int, seed_number: int, damage: float, on_progress: Progress
) -> Batch:
    """Make the files and hand them in as a person would."""
    spill = Path(settings.DATA) / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=spill) as folder, ExitStack() as opened:
        written = generate(
            families=families,
            out=Path(folder),
            seed=seed_number,
            regency=REGENCY,
            formats=("xlsx",),
            damage=damage,
            on_progress=on_progress,
        )
        batch, _job = services.receive_batch(
            by=by,
            list_name=name,
            region_code=REGENCY,
            incoming=[
                services.Incoming(file.name, opened.enter_context(file.open("rb"))) for file in written.files
            ],
        )
    return batch


def _finish_job(batch: Batch, on_progress: Progress) -> None:
    _finish(f"/masuk/{batch.id}/", on_progress)
    batch.refresh_from_db()


def _finish(link: str, on_progress: Progress) -> None:
    """Carry out the newest job that works on this address here, or wait for whoever does."""
    job = jobs.Job.objects.filter(link=link).order_by("-id")[0]
    finished = jobs.run_now(job, on_progress)
    if finished.state != jobs.Job.State.DONE:
        raise DemoRefused(f"Data peragaan tidak dapat diisi: {finished.error or finished.state}")
