"""One small accepted list in Desa Wanasari, and a sample for every parameter an address can have.

The generated tests fill each address of the URL table from `World.parameters`; a new parameter name gets its
sample here, and its page is covered.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tepat.engine.layouts import office
from tepat.intake.models import Batch, CorrectionFile, OfficeLayout, Pack, PackReturn, TargetList
from tepat.intake.packs.services import Letter, open_pack_round
from tepat.intake.services import keep_office_layout, receive_held_file
from tepat.platform import files as stored_files
from tepat.platform import jobs
from tepat.platform.accounts import services as accounts
from tepat.platform.accounts.models import OpenSession, User
from tepat.platform.jobs.models import Job
from tepat.registry.models import Family, IdentityNumber
from tepat.registry.services import place_hold
from tests.factories import batches, files
from tests.factories.answers import answered, referred
from tests.factories.files import FAMILY_LAYOUT, PERSON_LAYOUT, family_row, generated_nik, person_row
from tests.factories.people import user_with_role
from tests.factories.returns import book_of, fill, give_back, saved

VILLAGE = "64.08.02.2007"
VILLAGE_NAME = "Wanasari"
HEAD, SPOUSE = "Wiratmaja Balapulang", "Sulastri Kembangarum"
NIK = generated_nik(4711)


@dataclass(frozen=True)
class World:
    """What stands in the database, by what names it must not be seen from outside, and how to address it."""

    family: Family
    accepted: Batch
    waiting: Batch
    officer: User
    parameters: dict[str, Any]

    @property
    def marks(self) -> list[str]:
        """Texts that nobody outside the village's line may read, in whatever case."""
        words = [word for name in (HEAD, SPOUSE) for word in name.split()]
        ids = [self.family.id, self.accepted.id, self.waiting.id, self.officer.id]
        return [*words, VILLAGE_NAME, *map(str, ids), str(self.officer.username)]


def build() -> World:
    """Import one list whole and leave a second one checked."""
    officer = user_with_role(
        "regency_verifier", "64.08", username="dinsos.pertama", full_name="Petugas Pertama"
    )
    spouse_nik = generated_nik(4712, female=True)
    families = files.xlsx(FAMILY_LAYOUT, [family_row("KEL-1", region=VILLAGE, head=HEAD, nik=NIK)])
    people = files.xlsx(
        PERSON_LAYOUT,
        [
            person_row("IND-1", "KEL-1", region=VILLAGE, name=HEAD, nik=NIK),
            person_row(
                "IND-2",
                "KEL-1",
                region=VILLAGE,
                name=SPOUSE,
                nik=spouse_nik,
                sex="PEREMPUAN",
                relation="ISTRI/SUAMI",
                civil_match="TIDAK PADAN",
            ),
        ],
    )
    accepted = batches.accepted_batch({"keluarga.xlsx": families, "individu.xlsx": people}, by=officer)
    short = files.csv_bytes(
        PERSON_LAYOUT, [person_row("IND-3", "KEL-2", region=VILLAGE, name=SPOUSE, nik="99080114")]
    )
    waiting = batches.checked_batch({"susulan.csv": short}, by=officer, name="P3KE susulan")
    family = Family.objects.get()
    number = IdentityNumber.objects.filter(person__family=family).earliest("id")
    parameters = {
        "family_id": family.id,
        "number_id": number.id,
        "batch_id": waiting.id,
        "finding_id": waiting.findings.earliest("id").id,
        "list_id": TargetList.objects.get().id,
        "job_id": Job.objects.earliest("id").id,
        "hold_id": place_hold(by=officer, family=family, reason="bantuan sedang disalurkan").id,
        "round_id": _pack_of_the_village(officer).round_id,
        "return_id": _pack_given_back(officer).id,
        "pack_id": Pack.objects.get().id,
        "referral_id": (referral := referred(officer)).id,
        "answer_id": answered(officer, referral, b"kosong").id,
        "kind": "csv",
        "choice": "biarkan",
        "layout_id": _layout_of_the_office(officer).id,
        "username": officer.username,
        "processing": "receive",
        "kept_id": accepted.source_id,
        "user_id": officer.id,
        "assignment_id": officer.role_assignments.get().id,
        "session_id": _device_of(officer).id,
        "deed": "tutup",
        "pk": 1,
        "correction_id": _held_row_given_back(officer, waiting).correction_id,
        "token": accounts.invite(by=None, user=user_with_role("village_officer", VILLAGE)).secret,
    }
    return World(family, accepted, waiting, officer, parameters)


def _held_row_given_back(officer: User, batch: Batch) -> CorrectionFile:
    """A corrected file of held rows that nobody can use; the batch is as it was before it."""
    empty = io.BytesIO(b"kosong")
    with stored_files.arrive(stream=empty, name="perbaikan.csv", data_key=batch.source.data_key) as arrival:
        given = receive_held_file(by=officer, batch=batch, arrival=arrival)
    assert jobs.run_now(Job.objects.latest("id")).state == "done"
    return given


def _device_of(officer: User) -> OpenSession:
    now = timezone.now()
    return OpenSession.objects.create(
        user=officer, session_key="contoh", generation=0, begun_at=now, seen_at=now
    )


def _layout_of_the_office(officer: User) -> OfficeLayout:
    definition = office.define(
        title=f"Warga {VILLAGE_NAME}",
        subject="person",
        source="desa",
        region_code="names",
        legal_source="Surat 1/UJI",
        valid_from=date(2024, 2, 5),
        fields=[("NIK warga", "nik"), ("KK warga", "kk"), ("Nama warga", "name")],
    )
    return keep_office_layout(by=officer, region_code="64.08", definition=definition)


def _pack_of_the_village(officer: User) -> Pack:
    letter = Letter("1/UJI", date(2024, 2, 5), date(2024, 2, 19), "Dinas Sosial", "Kepala", "Kepala Dinas")
    _made, job = open_pack_round(
        by=officer, target_list=TargetList.objects.get(), level="village", letter=letter
    )
    finished = jobs.run_now(job)
    assert finished.state == "done", finished.error_detail
    return Pack.objects.get()


def _pack_given_back(officer: User) -> PackReturn:
    pack = Pack.objects.get()
    book = book_of(pack)
    fill(book["Keluarga"], 2, {"Alamat": f"RT 09 {VILLAGE_NAME}", "Keterangan": f"{HEAD} pindah"})
    fill(book["Anggota"], 5, {"Kepala Keluarga": HEAD, "Nama": f"Putri {SPOUSE}"})
    return give_back(officer, pack.round, saved(book))


@dataclass(frozen=True)
class Address:
    """One entry of the URL table."""

    name: str
    parameters: tuple[str, ...]

    def filled(self, world: World) -> str:
        """As a path, with the samples of that world."""
        missing = [name for name in self.parameters if name not in world.parameters]
        assert not missing, f"{self.name}: no sample for {missing}; add it in tests/integration/samples.py"
        return reverse(self.name, kwargs={name: world.parameters[name] for name in self.parameters})


def addresses() -> list[Address]:
    """Every named address of the site; one without a name cannot be linked to and is a mistake."""
    return sorted(_walk(get_resolver().url_patterns, ()), key=lambda one: one.name)


def _walk(patterns: list[Any], namespaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            yield Address(":".join((*namespaces, pattern.name)), tuple(pattern.pattern.converters))
