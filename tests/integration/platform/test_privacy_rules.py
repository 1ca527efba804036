"""The register of processing: what Tepat brings, an office's versions, and how long things are kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils.formats import date_format

from tepat.platform.audit.models import AuditEvent
from tepat.platform.privacy.kinds import PASSING, SEALED
from tepat.platform.privacy.models import ProcessingVersion
from tepat.platform.privacy.processing import TEXTS, Rule, brought, register_for, whole_register
from tepat.platform.privacy.retention import term_of
from tepat.platform.regions.clock import today_in
from tests.factories.batches import accepted_batch
from tests.factories.lists import family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]


def test_every_kind_has_one_rule_and_every_rule_a_kind() -> None:
    ruled = [kind for entry in brought().values() for kind in entry.keeps]

    assert sorted(ruled) == sorted({*SEALED, *PASSING})
    assert all(entry.content[name] for entry in brought().values() for name in ("title", "purpose", "basis"))


@pytest.mark.parametrize(
    ("came", "until"),
    [
        (datetime(2024, 5, 3, 4, tzinfo=UTC), date(2026, 5, 3)),
        (datetime(2024, 2, 29, 4, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2023, 12, 31, 20, tzinfo=UTC), date(2026, 1, 1)),  # it is already January in Sangatta
    ],
)
def test_whole_years_from_the_day_it_came(came: datetime, until: date) -> None:
    assert term_of("list", "64.08", came) == (until, brought()["receive"].keeps["list"])


def test_the_batch_page_says_until_when(client: Client) -> None:
    batch = accepted_batch(files([family(1)], [head(1)]))
    client.force_login(user_with_role("regency_verifier", "64.08"))

    page = client.get(f"/masuk/{batch.id}/").content.decode()

    until, _rule = term_of("list", "64.08", batch.created_at)
    assert f"disimpan tersandi sampai {date_format(until, 'j F Y')}" in page


def _typed(**changed: str) -> dict[str, str]:
    entry = brought()["receive"]
    typed = {name: entry.content[name] for name in TEXTS}
    kept = {"lama-list": "3", "sebab-list": "Jadwal Retensi Arsip 5/2025"}
    return {**typed, **kept, "alasan": "JRA 5/2025", "mulai": today_in("64.08").isoformat(), **changed}


def test_an_administrator_changes_an_entry_from_a_day_on(client: Client) -> None:
    administrator = user_with_role("administrator", "64.08")
    client.force_login(administrator)
    today = today_in("64.08")
    later = today + timedelta(days=10)

    saved = client.post(
        "/data-pribadi/kegiatan/receive/",
        _typed(recipients="Dinas Sosial dan Bappeda", mulai=later.isoformat()),
    )

    assert saved.status_code == 302
    register = register_for(["64.08.01"])
    assert register.rule("list", "64.08.01", later) == Rule(3, "years", "Jadwal Retensi Arsip 5/2025")
    assert register.rule("list", "64.08", today).amount == 2
    assert register_for(["64.02"]).rule("list", "64.02", later).amount == 2
    event = AuditEvent.objects.get(action="processing.set")
    assert event.actor_id == administrator.id
    assert event.detail["changed"] == ["recipients"]
    page = client.get("/data-pribadi/kegiatan/receive/").content.decode()
    assert "akan berlaku" in page
    assert "JRA 5/2025" in page


def test_an_administrator_adds_an_entry_and_ends_it(client: Client) -> None:
    client.force_login(user_with_role("administrator", "64.08"))
    typed = _typed(title="Foto kegiatan", purpose="melaporkan kegiatan", basis="Perbup 1/2026")

    client.post("/data-pribadi/kegiatan/baru/", typed)

    version = ProcessingVersion.objects.get()
    assert version.keeps == {}
    assert "Foto kegiatan" in client.get("/data-pribadi/").content.decode()
    client.post(f"/data-pribadi/kegiatan/{version.processing}/", {**typed, "selesai": "on"})
    page = client.get("/data-pribadi/").content.decode()
    assert page.index("Sudah tidak dilakukan") < page.index("Foto kegiatan")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"alasan": " "}, "Alasannya belum diisi"),
        ({"basis": ""}, "Belum diisi: Dasar hukum"),
        ({"lama-list": "0"}, "1 sampai 999"),
        ({"lama-list": "dua"}, "1 sampai 999"),
        ({"sebab-list": ""}, "1 sampai 999"),
        ({"mulai": ""}, "Tanggal mulai berlakunya belum diisi"),
        ({"mulai": "2020-01-01"}, "sudah lewat"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_what_was_typed_stays(
    client: Client, changed: dict[str, str], said: str
) -> None:
    client.force_login(user_with_role("administrator", "64.08"))

    refused = client.post("/data-pribadi/kegiatan/receive/", _typed(recipients="Camat", **changed))

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert "Camat" in refused.content.decode()
    assert not ProcessingVersion.objects.exists()


def test_an_inspector_reads_and_changes_nothing(client: Client) -> None:
    client.force_login(user_with_role("auditor", "64.08"))

    assert "Dasar hukum" in client.get("/data-pribadi/").content.decode()
    assert client.post("/data-pribadi/kegiatan/receive/", _typed()).status_code == 404
    assert client.post("/data-pribadi/masa-simpan/jalankan/").status_code == 403
    assert not ProcessingVersion.objects.exists()


def test_what_belongs_to_no_region_passes_by_the_strictest_rule() -> None:
    entry = brought()["operations"]
    ProcessingVersion.objects.create(
        region_code="64.08", processing="operations", content=dict(entry.content),
        keeps={"job": {"amount": 30, "unit": "days", "reason": "singkat"}}, valid_from=date(2026, 1, 1),
        reason="uji", by=user_with_role("administrator", "64.08"),
    )  # fmt: skip

    assert whole_register().shortest("job", date(2026, 6, 1)).amount == 30
