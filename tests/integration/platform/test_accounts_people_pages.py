"""Administrators and the people they look after: invited, changed, closed, reviewed, through the pages."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tepat.platform.accounts import services
from tepat.platform.accounts.models import AccessReview, Invitation, RoleAssignment, User
from tepat.platform.accounts.refusals import AccountRefused
from tepat.platform.audit.models import AuditEvent
from tests.factories.people import PASSWORD, user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regions")]
LINK = re.compile(r'value="http://testserver(/undangan/[\w-]+/)"')
NEW = "pelangi-di-muara-77"
VILLAGE = "64.08.03.2013"


@pytest.fixture(autouse=True)
def _empty_cache(db: None) -> None:
    cache.clear()


@pytest.fixture
def administrator() -> User:
    return user_with_role("administrator", "64.08", username="admin.kutim", full_name="Ibu Administrator")


@pytest.fixture
def client(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def invite(client: Client, **changed: str) -> Any:
    typed = {
        "username": "desa.senyiur",
        "full_name": "Operator Senyiur",
        "job_title": "operator-puskesos",
        "email": "",
        "role": "village_officer",
        "region": VILLAGE,
    }
    return client.post("/pengguna/baru/", typed | changed)


def link_in(answer: Any) -> str:
    found = LINK.search(answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def accept(link: str, client: Client | None = None, **changed: str) -> Any:
    typed = {"full_name": "Operator Senyiur", "password": NEW, "again": NEW}
    return (client or Client()).post(link, typed | changed)


def can_log_in(password: str, username: str = "desa.senyiur") -> bool:
    return Client().post("/akun/masuk/", {"login": username, "password": password}).status_code == 302


def actions(first: str) -> list[str]:
    found = AuditEvent.objects.filter(action__startswith=first).order_by("at", "seq")
    return list(found.values_list("action", flat=True))


def test_an_invited_person_sets_a_name_and_a_password_and_comes_in(client: Client) -> None:
    link = link_in(invite(client))
    assert "Diundang" in client.get("/pengguna/?keadaan=diundang").content.decode()

    answer = accept(link, full_name="Rahmat Senyiur")

    assert answer["Location"] == "/akun/masuk/"
    assert can_log_in(NEW)
    assert User.objects.get(username="desa.senyiur").full_name == "Rahmat Senyiur"
    assert actions("invitation.") == ["invitation.made", "invitation.accepted"]


def test_a_link_is_used_once(client: Client) -> None:
    link = link_in(invite(client))
    accept(link)

    again = accept(link, password="kata-lain-lagi-3", again="kata-lain-lagi-3")

    assert again.status_code == 404
    assert "Tautan ini tidak berlaku" in again.content.decode()
    assert can_log_in(NEW)


def test_a_link_ends_after_a_week(client: Client) -> None:
    link = link_in(invite(client))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert Client().get(link).status_code == 404
    assert accept(link).status_code == 404


def test_a_revoked_link_and_one_replaced_by_a_newer_no_longer_work(client: Client) -> None:
    first = link_in(invite(client))
    user = User.objects.get(username="desa.senyiur")
    second = link_in(client.post(f"/pengguna/{user.id}/tautan/"))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200

    client.post(f"/pengguna/{user.id}/cabut-tautan/")

    assert Client().get(second).status_code == 404
    assert actions("invitation.") == ["invitation.made", "invitation.made", "invitation.revoked"]


def test_the_secret_of_a_link_stands_nowhere(client: Client) -> None:
    secret = link_in(invite(client)).split("/")[2]

    assert secret not in str(list(Invitation.objects.values()))
    assert secret not in str(list(AuditEvent.objects.values()))


def test_too_easy_and_unequal_passwords_are_refused_and_the_link_stays(client: Client) -> None:
    link = link_in(invite(client))

    easy = accept(link, password="12345678", again="12345678")
    unequal = accept(link, again="lain")

    assert (easy.status_code, unequal.status_code) == (422, 422)
    assert "Kedua kata sandi tidak sama." in unequal.content.decode()
    assert accept(link).status_code == 302


def test_a_link_for_somebody_who_forgot_ends_the_sessions_opened_with_the_old_password(
    client: Client,
) -> None:
    officer = user_with_role("village_officer", VILLAGE, username="desa.senyiur")
    old = Client()
    old.force_login(officer)
    link = link_in(client.post(f"/pengguna/{officer.id}/tautan/"))
    assert old.get("/akun/").status_code == 200

    accept(link)

    assert old.get("/akun/").status_code == 302
    assert not can_log_in(PASSWORD)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"region": "64.02"}, "Anda tidak mengurus pengguna di wilayah 64.02.", id="elsewhere"),
        pytest.param({"region": "64"}, "tidak dipegang pada tingkat wilayah", id="level"),
        pytest.param({"region": "99.99"}, "tidak ada dalam rujukan", id="no such region"),
        pytest.param({"username": "admin.kutim"}, "sudah ada", id="taken"),
        pytest.param({"username": "nama salah"}, "Huruf kecil, angka, titik, garis.", id="name"),
    ],
)
def test_what_an_administrator_may_not_open_is_refused(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    if changed.get("region") == "64.02":
        changed = {**changed, "role": "regency_verifier"}

    answer = invite(client, **changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not User.objects.filter(full_name="Operator Senyiur").exists()


def test_the_list_is_searched_and_narrowed_by_role_state_and_region(client: Client) -> None:
    user_with_role("village_officer", VILLAGE, username="desa.satu", full_name="Sari Satu")
    closed = user_with_role("district_officer", "64.08.03", username="camat.dua", full_name="Dodi Dua")
    services.deactivate(by=None, user=closed)
    user_with_role("regency_verifier", "64.02", username="kukar.tiga", full_name="Tuti Tiga")

    def shown(query: str) -> set[str]:
        page = client.get(f"/pengguna/{query}").content.decode()
        return {name for name in ("desa.satu", "camat.dua", "kukar.tiga", "admin.kutim") if name in page}

    assert shown("") == {"desa.satu", "camat.dua", "admin.kutim"}
    assert shown("?q=sari") == {"desa.satu", "admin.kutim"}  # his own name stands in the frame
    assert shown("?keadaan=ditutup") == {"camat.dua", "admin.kutim"}
    assert shown("?peran=village_officer") == {"desa.satu", "admin.kutim"}


def test_a_role_is_given_and_another_ended(client: Client) -> None:
    officer = user_with_role("village_officer", VILLAGE)

    client.post(f"/pengguna/{officer.id}/peran/", {"role": "district_officer", "region": "64.08.03"})
    line = officer.role_assignments.get(role_code="village_officer")
    client.post(f"/pengguna/{officer.id}/peran/{line.id}/akhiri/")

    officer.forget_assignments()
    assert [line.role_code for line in officer.assignments] == ["district_officer"]
    assert RoleAssignment.objects.get(role_code="district_officer").given_by is not None


def test_a_closed_account_is_out_at_once_and_comes_back_when_opened(client: Client) -> None:
    officer = user_with_role("village_officer", VILLAGE)
    browser = Client()
    browser.force_login(officer)

    client.post(f"/pengguna/{officer.id}/tutup/")
    closed = browser.get("/akun/").status_code
    client.post(f"/pengguna/{officer.id}/buka/")

    assert closed == 302
    officer.refresh_from_db()
    assert officer.is_active


def test_the_last_administrator_cannot_lock_himself_out(client: Client, administrator: User) -> None:
    line = administrator.role_assignments.get()

    closing = client.post(f"/pengguna/{administrator.id}/tutup/")
    ending = client.post(f"/pengguna/{administrator.id}/peran/{line.id}/akhiri/")

    for answer in (closing, ending):
        assert answer.status_code == 422
        assert "administrator terakhir di wilayah 64.08" in answer.content.decode()
    assert client.get("/pengguna/").status_code == 200
    user_with_role("administrator", "64.08")
    assert client.post(f"/pengguna/{administrator.id}/peran/{line.id}/akhiri/").status_code == 302


def test_a_deputy_does_not_count_as_the_last_administrator(administrator: User) -> None:
    deputy = user_with_role("regency_verifier", "64.08")
    today = timezone.localdate()
    services.deputise(
        by=administrator,
        assignment=administrator.role_assignments.get(),
        deputy=deputy,
        since=today,
        until=today + timedelta(days=5),
    )

    with pytest.raises(AccountRefused):
        services.deactivate(by=administrator, user=administrator)


def test_who_holds_a_role_elsewhere_too_is_not_changed_from_here(client: Client) -> None:
    officer = user_with_role("village_officer", VILLAGE)
    services.assign_role(by=None, user=officer, role="regency_verifier", region="64.02")

    answer = client.post(f"/pengguna/{officer.id}/tutup/")

    assert answer.status_code == 422
    assert "Anda tidak mengurus pengguna di wilayah 64.02" in answer.content.decode()
    officer.refresh_from_db()
    assert officer.is_active


def test_the_review_shows_rights_and_marks_who_has_not_come_for_long(client: Client) -> None:
    officer = user_with_role("village_officer", VILLAGE, full_name="Sari Lama")
    User.objects.filter(pk=officer.pk).update(created_at=timezone.now() - timedelta(days=120))

    before = client.get("/pengguna/tinjauan/").content.decode()
    client.post(f"/pengguna/{officer.id}/tinjau/", {"dari": "tinjauan"})
    after = client.get("/pengguna/tinjauan/").content.decode()

    assert "nama · buka nomor · unduh" in before
    assert before.count("Lama tidak dipakai") == 1
    assert "oleh Ibu Administrator" not in before
    assert "oleh Ibu Administrator" in after
    assert AccessReview.objects.get().user_id == officer.id
    assert actions("user.reviewed") == ["user.reviewed"]


def test_the_review_as_a_spreadsheet_says_the_same_and_is_recorded(
    client: Client, administrator: User
) -> None:
    officer = user_with_role("village_officer", VILLAGE, username="desa.satu", full_name="=1+1")
    services.review_access(by=administrator, user=officer)

    answer = client.get("/pengguna/tinjauan/xlsx/")

    assert answer["Content-Disposition"] == 'attachment; filename="tinjauan-akses.xlsx"'
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]  # of a streamed answer
    rows = book.get_sheet_by_index(0).to_python()
    headings = [str(cell) for cell in rows[0]]
    line = next(dict(zip(headings, row, strict=True)) for row in rows if row[0] == "desa.satu")
    assert line["Nama lengkap"] == "=1+1"
    assert (line["Kode wilayah"], line["Hak"]) == (VILLAGE, "nama, buka nomor, unduh")
    assert line["Ditinjau oleh"] == "Ibu Administrator"
    assert len(rows) == 1 + 2
    assert actions("review.exported") == ["review.exported"]


def test_the_list_asks_as_little_for_many_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/pengguna/")
    asked = []
    for _round in range(2):
        for _person in range(8):
            user_with_role("village_officer", VILLAGE)
        for path in ("/pengguna/", "/pengguna/tinjauan/"):
            with django_assert_max_num_queries(14) as questions:
                client.get(path)
            asked.append(len(questions))

    assert asked[:2] == asked[2:]
