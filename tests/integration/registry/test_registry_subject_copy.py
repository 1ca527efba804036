"""A person's own record on paper: his numbers in clear, others' masked, who received it; kept before it is given."""

from typing import Any

import pytest
from django.test import Client

from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Family, Person
from tepat.registry.subject_copy.contents import contents
from tepat.registry.subject_copy.services import note_subject_copy
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, child, family, files, head, name_of
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]

ASKED = {
    "pemohon": "Sulastri sendiri", "sebagai": "sendiri", "bukti": "ktp", "alasan": "Surat 12/2026",
}  # fmt: skip


@made_once
def place() -> None:
    """A family of two, whose list was taken away as a file once."""
    accepted_batch(files([family(1)], [head(1), child(11, 1)]))
    client = _client("village_officer", DUN)
    b"".join(client.get("/daftar/unduh/csv/").streaming_content)  # type: ignore[attr-defined]  # a download is streamed


def _client(role: str, region: str) -> Client:
    client = Client()
    client.force_login(user_with_role(role, region))
    return client


def _head() -> Person:
    return Person.objects.get(name=name_of(1))


def _page() -> str:
    return f"/daftar/{Family.objects.get().id}/salinan/"


def test_everything_that_is_kept_of_a_person_stands_on_it() -> None:
    officer = user_with_role("regency_verifier", "64.08")
    found, person = Family.objects.get(), _head()
    told: dict[str, str] = {"asked_as": "sendiri", "shown": "ktp", "reason": "Surat 12"}
    numbers = note_subject_copy(by=officer, family=found, person=person, **told)

    made: Any = contents(officer, found, person, numbers)

    facts = {row[0]: row for section in made["sections"] for row in section["rows"]}
    assert facts["NIK"][1] == generated_nik(1)
    assert facts["Nama"][1] == name_of(1)
    assert "baris" in facts["Nama"][2]  # the list, its file, sheet and row
    (other,) = made["members"]
    assert other[2].startswith("••••")
    assert [row[1:] for row in made["recipients"]] == [
        ["Pengguna village_officer", "Daftar keluarga sebagai CSV"]
    ]
    assert any("Masuk lewat daftar" in row[2] for row in made["history"])


def test_the_paper_is_a_pdf_and_the_trail_has_it_without_the_requesters_name() -> None:
    client = _client("village_officer", DUN)
    assert "Salinan data pribadi" in client.get(f"/daftar/{Family.objects.get().id}/").content.decode()

    answer: Any = client.post(_page(), {**ASKED, "orang": str(_head().id)})

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    event = AuditEvent.objects.get(action="subject_copy.given")
    assert (event.subject_kind, event.subject_id, event.detail["reason"]) == (
        "person", str(_head().id), "Surat 12/2026",
    )  # fmt: skip
    assert "Sulastri" not in event.detail_text


def test_on_anothers_behalf_it_takes_a_letter() -> None:
    client = _client("village_officer", DUN)

    answer = client.post(_page(), {**ASKED, "orang": str(_head().id), "sebagai": "kuasa"})

    assert answer.status_code == 422
    assert "Penerima kuasa harus menunjukkan surat kuasa" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="subject_copy.given").exists()


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        pytest.param("regency_verifier", "64.02", 404, id="another-regency"),
        pytest.param("auditor", "64.08", 403, id="reads-but-gives-nothing"),
        pytest.param("administrator", "64.08", 403, id="sees-no-names"),
    ],
)
def test_who_may_not_gets_nothing(role: str, region: str, status: int) -> None:
    client = _client(role, region)

    assert client.get(_page()).status_code == status
    assert client.post(_page(), {**ASKED, "orang": str(_head().id)}).status_code == status
    assert not AuditEvent.objects.filter(action="subject_copy.given").exists()
