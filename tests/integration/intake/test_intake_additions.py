"""What a village wrote anew comes into the registry when an officer accepts it, once, and can be taken back."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tepat.intake.additions import services
from tepat.intake.additions.queries import acts_on, opened
from tepat.intake.models import Addition, ListEntry, PackReturn, PackRound
from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Claim, Family, IdentityNumber, Person, PersonVersion
from tepat.registry.numbers import unsealed
from tepat.registry.services import correct_field
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import for_the_module
from tests.factories.lists import DUN, SENYIUR, child, family, files, head, name_of, standing
from tests.factories.people import user_with_role
from tests.factories.returns import book_of, fill, give_back, saved, sent_round

pytestmark = pytest.mark.django_db
OFFICER = "dinsos.uji"
HEAD, CHILD, KIN = "Purnama Rejomulyo", "Ratnasari Rejomulyo", "Darmawan Sumberagung"
HEAD_NIK, KIN_NIK = generated_nik(501), generated_nik(502)


@pytest.fixture(scope="module", autouse=True)
def _sent(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with for_the_module(django_db_blocker):
        officer = user_with_role("regency_verifier", "64.08", username=OFFICER)
        accepted_batch(
            files([family(1), family(3, region=SENYIUR)], [head(1), head(3, region=SENYIUR)]), by=officer
        )
        sent_round(officer)
        yield


@pytest.fixture
def officer() -> User:
    return User.objects.get(username=OFFICER)


def _book() -> Any:
    return book_of(PackRound.objects.get().packs.get(region_code=DUN))


def _with_family(book: Any, *, at: int = 4, nik: str = HEAD_NIK, address: str = "RT 07") -> Any:
    """A new family with its head and a child, as a village writes them below its list."""
    fill(book["Keluarga"], at, {"Kepala Keluarga": HEAD, "Alamat": address, "Jenis atap": "Genteng"})
    fill(
        book["Anggota"], at,
        {"Kepala Keluarga": HEAD, "Nama": HEAD, "NIK": nik,
         "Hubungan dengan Kepala Keluarga": "Kepala keluarga", "Tanggal Lahir": "12-04-1979"},
    )  # fmt: skip
    fill(
        book["Anggota"], at + 1,
        {"Kepala Keluarga": HEAD, "Nama": CHILD, "Hubungan dengan Kepala Keluarga": "Anak",
         "Tanggal Lahir": "01-02-2009"},
    )  # fmt: skip
    return book


def _with_member(book: Any, *, at: int = 8, nik: str = KIN_NIK, **more: str) -> Any:
    """A new member of family 1."""
    row = {
        "Kepala Keluarga": name_of(1), "Nama": KIN, "NIK": nik, "Hubungan dengan Kepala Keluarga": "Anak",
        "Tanggal Lahir": "03-03-2001", **more,
    }  # fmt: skip
    fill(book["Anggota"], at, row)
    return book


def _back(by: User, book: Any) -> PackReturn:
    return give_back(by, PackRound.objects.get(), saved(book))


def _accept(officer: User, returned: PackReturn) -> int:
    return services.accept_additions(
        by=officer, returned=returned, additions=Addition.objects.filter(pack_return=returned)
    )


def _stuck(returned: PackReturn) -> list[tuple[str, str]]:
    rows = list(returned.additions.select_related("home"))
    return [(one.name, said) for one in opened(returned, rows) for said in one.obstacles]


def _page(user: User, returned: PackReturn) -> str:
    client = Client()
    client.force_login(user)
    return html.unescape(client.get(f"/paket/kembali/{returned.id}/").content.decode())


def _press(user: User, returned: PackReturn, **form: Any) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(f"/paket/kembali/{returned.id}/baru/putuskan/", form, follow=True)
    return html.unescape(answer.content.decode()) if answer.status_code == 200 else str(answer.status_code)


def test_a_family_and_a_member_enter_by_their_rows_unverified(officer: User) -> None:
    returned = _back(officer, _with_member(_with_family(_book())))
    listed = ListEntry.objects.count()

    assert (returned.new, returned.claims, _stuck(returned)) == (4, 0, [])
    assert "4 baris diterima" in _press(officer, returned, aksi="terima", semua="1")

    home = Family.objects.get(head_name=HEAD)
    members = {one.name: one for one in home.people.all()}
    assert (home.region_code, home.address, home.dwelling.roof, home.verified) == (DUN, "RT 07", "tile", "")
    assert {name: one.relation for name, one in members.items()} == {HEAD: "head", CHILD: "child"}
    assert unsealed(IdentityNumber.objects.get(person=members[HEAD])) == HEAD_NIK
    kin = Person.objects.get(name=KIN)
    assert kin.family is not None
    assert (kin.family.head_name, kin.family.member_count, kin.relation) == (name_of(1), 2, "child")
    row = PersonVersion.objects.get(person=kin).source_row
    assert row is not None
    assert (row.source_id, row.file_id, row.sheet, row.row) == (
        returned.source_id, returned.file_id, "Anggota", 8,
    )  # fmt: skip
    assert ListEntry.objects.count() == listed
    assert AuditEvent.objects.filter(action="additions.accepted").count() == 1
    client = Client()
    client.force_login(officer)
    assert "Ditambahkan dari paket" in client.get(f"/daftar/{home.id}/").content.decode()


def test_a_corrected_sheet_doubles_nobody_and_says_what_differs(officer: User) -> None:
    _accept(officer, _back(officer, _with_member(_with_family(_book(), nik=""), nik="")))
    before = Family.objects.count(), Person.objects.count()

    again = _back(officer, _with_member(_with_family(_book(), at=6, address="RT 09"), at=12))

    assert (again.new, Addition.objects.filter(state="open").count()) == (0, 0)
    assert {(one.field, one.sealed is not None) for one in Claim.objects.filter(state="open")} == {
        ("address", False),
        ("nik", True),
    }
    assert (Family.objects.count(), Person.objects.count()) == before


def test_the_next_list_with_keys_of_its_own_knows_them_again(officer: User) -> None:
    _accept(officer, _back(officer, _with_member(_book())))

    newer = accepted_batch(
        files([family(1)], [head(1), child(71, 1, name=KIN, nik=KIN_NIK, birth_date="2001-03-03")]),
        by=officer,
    )

    assert Person.objects.filter(name__iexact=KIN).count() == 1
    assert not newer.findings.filter(check_id="NIK-003").exists()
    returned = PackReturn.objects.get()
    with pytest.raises(services.AdditionsRefused, match="sudah diubah lagi"):
        services.take_back_act(by=officer, returned=returned, act=acts_on(returned)[0].change_set)


def test_a_number_the_registry_knows_is_told_and_kept_out(officer: User) -> None:
    known = Family.objects.get(region_code=SENYIUR)
    book = _with_family(_book())
    fill(book["Anggota"], 5, {"NIK": generated_nik(3)})

    returned = _back(officer, book)

    assert [(name, said.split(".")[0]) for name, said in _stuck(returned)] == [
        (CHILD, "Orang dengan NIK ini sudah tercatat pada keluarga lain")
    ]
    assert f"/daftar/{known.id}/" in _page(officer, returned)
    assert _accept(officer, returned) == 2
    assert not Person.objects.filter(name=CHILD).exists()

    fill(book["Anggota"], 4, {"NIK": generated_nik(3)})
    fill(book["Keluarga"], 4, {"Kepala Keluarga": "Gunawan Bantarsari"})
    for row in (4, 5):
        fill(book["Anggota"], row, {"Kepala Keluarga": "Gunawan Bantarsari"})
    assert "Kepala keluarganya sudah tercatat pada keluarga lain." in str(_stuck(_back(officer, book)))


def test_what_cannot_be_placed_is_told_and_never_guessed(officer: User) -> None:
    book = _with_family(_with_family(_book()), at=8)
    fill(book["Keluarga"], 12, {"Kepala Keluarga": "Gunawan Bantarsari", "Desa/Kelurahan": "Senyiur"})
    fill(book["Keluarga"], 13, {"Alamat": "RT 11"})
    for row, values in enumerate(
        (
            {"Nama": "Bambang A"},
            {"Nama": "Bambang B", "Kepala Keluarga": "Siapa Saja"},
            {"Nama": "Bambang C", "ID Tepat": "0" * 31 + "1"},
            {"Kepala Keluarga": name_of(1), "Tanggal Lahir": "01-01-2001"},
        ),
        start=14,
    ):
        fill(book["Anggota"], row, values)
    _with_member(book, at=20, **{"Hubungan dengan Kepala Keluarga": "Kepala keluarga"})

    returned = _back(officer, book)
    said = " ".join(sentence for _name, sentence in _stuck(returned))

    for words in (
        "sudah ditulis pada baris 4", "beberapa keluarga dengan kepala", "«Senyiur» bukan desa dari paket ini",
        "Nama kepala keluarga belum ditulis", "Kolom Kepala Keluarga kosong", "Tidak ada keluarga dengan kepala itu",
        "ID Tepat keluarganya bukan dari paket ini", "Nama orang ini belum ditulis", "sudah mempunyai kepala",
    ):  # fmt: skip
        assert words in said, words
    assert _accept(officer, returned) == 1  # the first of the two families of one name


def test_refused_with_a_reason_stays_refused_in_the_next_return(officer: User) -> None:
    returned = _back(officer, _with_family(_book()))
    home = Addition.objects.get(subject="family")

    assert "Alasan belum diisi" in _press(officer, returned, aksi=f"tolak.{home.id}", alasan=" ")
    assert "3 baris ditolak" in _press(officer, returned, aksi=f"tolak.{home.id}", alasan="Pindah desa")
    assert not Family.objects.filter(head_name=HEAD).exists()
    assert "sudah diputuskan orang lain" in _press(officer, returned, aksi=f"terima.{home.id}")

    again = _back(officer, _with_member(_with_family(_book())))
    page = _page(officer, again)

    assert {(one.subject, one.state) for one in again.additions.all()} == {
        ("family", "refused"), ("person", "refused"), ("person", "open"),
    }  # fmt: skip
    assert "Pindah desa" in page
    services.take_back_act(by=officer, returned=again, act=acts_on(again)[0].change_set)
    assert again.additions.filter(state="open").count() == 4
    assert set(returned.additions.values_list("state", flat=True)) == {"put_away"}


def test_taken_back_the_registry_is_as_before_while_nothing_depends_on_it(officer: User) -> None:
    before = standing()
    returned = _back(officer, _with_member(_with_family(_book())))
    _accept(officer, returned)
    act = acts_on(returned)[0].change_set

    assert "4 baris menunggu putusan lagi" in _press(officer, returned, aksi=f"batalkan.{act.id}")
    assert standing() == before
    assert "sudah dibatalkan" in _press(officer, returned, aksi=f"batalkan.{act.id}")

    assert _accept(officer, returned) == 4
    home = Family.objects.get(head_name=HEAD, region_code=DUN)
    assert home.member_count == 2
    correct_field(by=officer, family=home, field="address", value="RT 55", reason="dilihat sendiri")
    act = acts_on(returned)[0].change_set
    assert "sudah diubah lagi" in _press(officer, returned, aksi=f"batalkan.{act.id}")
    assert Person.objects.filter(name=CHILD, family=home).exists()


def test_a_village_sees_what_it_wrote_and_decides_nothing(officer: User) -> None:
    village = user_with_role("village_officer", DUN)
    returned = _back(village, _with_family(_book()))

    page = _page(village, returned)
    assert HEAD in page
    assert "Terima yang dipilih" not in page
    assert HEAD_NIK not in _page(officer, returned)
    assert _press(village, returned, aksi="terima", semua="1") in ("403", "404")
    assert not Family.objects.filter(head_name=HEAD).exists()


def test_families_of_one_name_are_told_apart_by_their_cards_alone(officer: User) -> None:
    book = _book()
    for row, card in ((4, "9908011403850001"), (5, "9908011403850002")):
        fill(
            book["Keluarga"], row, {"Kepala Keluarga": HEAD, "No. KK": card, "Keterangan": f"rumah ke-{row}"}
        )
    fill(book["Keluarga"], 6, {"Kepala Keluarga": name_of(1), "Alamat": "RT 30"})
    returned = _back(officer, book)

    first, second, namesake = returned.additions.order_by("id")
    page = _page(officer, returned)
    assert "rumah ke-5" in page
    assert "Di desa ini sudah ada keluarga dengan kepala bernama sama." in page
    for one in (first, second, namesake):
        assert "1 baris diterima" in _press(officer, returned, aksi=f"terima.{one.id}")
    assert Family.objects.filter(head_name=HEAD).count() == 2

    again = _back(officer, book)
    assert (again.new, again.claims) == (0, 0)


def test_a_districts_pack_names_the_village_of_each_new_family(officer: User) -> None:
    made = sent_round(officer, level="district")
    book = book_of(made.packs.get())
    for row, values in (
        (6, {"Kepala Keluarga": HEAD, "Desa/Kelurahan": "Desa SENYIUR"}),
        (7, {"Kepala Keluarga": CHILD}),
        (8, {"Kepala Keluarga": KIN, "Desa/Kelurahan": "Entah"}),
    ):
        fill(book["Keluarga"], row, values)
    returned = give_back(officer, made, saved(book))

    assert _accept(officer, returned) == 2
    assert {
        (one.head_name, one.region_code) for one in Family.objects.filter(head_name__in=(HEAD, CHILD))
    } == {
        (HEAD, SENYIUR),
        (CHILD, SENYIUR[:8]),
    }
    assert "«Entah» bukan desa dari paket ini" in str(_stuck(returned))
