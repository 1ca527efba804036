"""Finding families by the words of a name, in any order and spelling, and turning the pages of a long list."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tepat.platform.accounts.permissions import Permission
from tepat.platform.accounts.scopes import scope_of
from tepat.registry import queries
from tepat.registry.models import Family
from tests.factories.batches import accepted_batch
from tests.factories.files import generated_nik
from tests.factories.lasting import made_once
from tests.factories.lists import DUN, SENYIUR, child, family, files, head
from tests.factories.people import user_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named")]

NAMES = {
    1: "H. MOH. JOESOEF, S.Pd",
    2: "Siti Nur'aini",
    3: "Muhammad Yusuf bin Achmad",
    4: "Joko Susilo",
    5: "D'Costa Mariana",
}
_FINDS: dict[str, set[int]] = {
    "joko susilo": {4},
    "susilo joko": {4},
    "SUSILO": {4},
    "jok sus": {4},
    "joko mariana": set(),
    "muhammad": {1, 3},
    "mohammad": {1, 3},
    "muh": {1, 3},
    "jusuf": {1},
    "joesoef": {1},
    "yusuf": {3},
    "yusuf muhammad": {3},
    "ahmad": {3},
    "achmad yusuf": {3},
    "nur'aini": {2},
    "nuraini": {2},
    "nur’aini siti": {2},
    "sitti": {2},
    "dcosta": {5},
    "kecil": {4},
    "joko kecil": {4},
    "zzz": set(),
    "%": set(),
    "_": set(),
    "joko%": {4},
    "\\": set(),
}


def _serials(found: list[Family]) -> list[int]:
    return [int(one.external_ids.get().value.removeprefix("KEL-")) for one in found]


def _found(text: str, **options: Any) -> queries.FamilyPage:
    user = options.pop("user", None) or user_with_role("regency_verifier", "64.08")
    visible = queries.visible_families(scope_of(user, Permission.FAMILY_VIEW), user)
    families = Family.objects.filter(visible)
    return queries.search_page(families, text, options.pop("chosen", queries.FamilyFilter()), **options)


@made_once
def named() -> None:
    accepted_batch(
        files(
            [family(n, head_name=name) for n, name in NAMES.items()],
            [
                *(head(n, name=name) for n, name in NAMES.items()),
                child(41, 4, name="Kecil Joko Putra"),
                child(42, 4, name="Jokowati"),
            ],
        )
    )


@pytest.mark.usefixtures("named")
def test_words_in_any_order_and_spelling() -> None:
    user = user_with_role("regency_verifier", "64.08")

    found = {text: set(_serials(_found(text, user=user).families)) for text in _FINDS}

    assert found == _FINDS


@pytest.mark.usefixtures("named")
def test_no_words_find_nothing() -> None:
    assert _found("").families == _found("  ' - ").families == []


@pytest.mark.usefixtures("named")
def test_filters_and_scope_narrow_a_search() -> None:
    narrowed = queries.FamilyFilter(region=SENYIUR)
    assert _found("muhammad", chosen=narrowed).families == []
    assert _found("muhammad", user=user_with_role("village_officer", SENYIUR)).families == []


@pytest.mark.usefixtures("named")
def test_an_exact_number_or_key_finds_its_family() -> None:
    families = Family.objects.all()
    spaced = " ".join(generated_nik(42)[at : at + 4] for at in range(0, 16, 4))

    for text in (generated_nik(42), spaced, "IND-42", "KEL-4"):
        assert _serials(queries.family_by_number(families, text)) == [4], text
    assert queries.family_by_number(families, generated_nik(43)) == []
    assert queries.family_by_number(families, "KEL") == []


# More than three pages of three, many of one name, and families found by several of their members.
MANY = 20


@pytest.fixture
def many(regions: None) -> set[int]:
    serials = range(1, MANY + 1)
    name = {n: "Budi Santoso" if n % 3 else f"Budi Ariyanto {chr(65 + n)}" for n in serials}
    accepted_batch(
        files(
            [family(n, head_name=name[n], head_nik="") for n in serials],
            [
                row
                for n in serials
                for row in (
                    head(n, name=name[n], nik=""),
                    *(
                        child(100 * n + k, n, nik="", name=f"Budi Budiman Budiono {chr(64 + k)}")
                        for k in (1, 2, 3)
                    ),
                )
            ],
        )
    )
    return set(serials)


def _walk(page: Callable[..., queries.FamilyPage]) -> Iterator[queries.FamilyPage]:
    """All pages forward from the first; a walk in circles ends too."""
    current = page()
    yield current
    for _ in range(MANY):
        if not current.next:
            return
        current = page(after=current.next)
        yield current


def test_pages_of_the_list_cover_everything_once_forward_and_back(many: set[int]) -> None:
    def page(**cursor: str) -> queries.FamilyPage:
        return queries.family_page(Family.objects.all(), size=3, **cursor)

    pages = list(_walk(page))

    forward = [serial for one in pages for serial in _serials(one.families)]
    assert (sorted(forward), len(pages)) == (sorted(many), 7)
    assert pages[0].previous == ""
    back = [pages[-1]]
    while back[-1].previous:
        back.append(page(before=back[-1].previous))
    assert [_serials(one.families) for one in reversed(back)] == [_serials(one.families) for one in pages]
    assert back[-1].previous == ""


def test_pages_of_a_search_cover_everything_once(many: set[int]) -> None:
    user = user_with_role("regency_verifier", "64.08")

    pages = list(_walk(lambda **cursor: _found("budi", user=user, size=3, **cursor)))

    found = [serial for one in pages for serial in _serials(one.families)]
    assert sorted(found) == sorted(many)


def test_a_search_by_a_beginning_shared_by_many_words_covers_everything_once(many: set[int]) -> None:
    user = user_with_role("regency_verifier", "64.08")

    pages = list(_walk(lambda **cursor: _found("bud", user=user, size=3, **cursor)))

    found = [serial for one in pages for serial in _serials(one.families)]
    assert sorted(found) == sorted(many)
    assert all(len(one.families) == 3 for one in pages[:-1]), "a page in the middle was not full"


def test_the_pages_own_links_lead_through_the_whole_list(
    many: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.family_page, "__kwdefaults__", {"after": "", "before": "", "size": 6})
    client = Client()
    client.force_login(user_with_role("village_officer", DUN))
    seen: list[str] = []
    path: str | None = "/daftar/"
    while path and len(seen) <= MANY:
        page = client.get(path).content.decode()
        seen += dict.fromkeys(re.findall(r'href="(/daftar/[0-9a-f-]{36}/)"', page))
        following = re.search(r'href="(/daftar/\?[^"]*after=[^"]*)"', page)
        path = following.group(1).replace("&amp;", "&") if following else None

    assert len(seen) == len(set(seen)) == MANY


@pytest.mark.parametrize("cursor", ["x", "0", "00000000-0000-0000-0000-000000000000", "'; drop table"])
@pytest.mark.usefixtures("named")
def test_a_cursor_of_nobody_shows_the_first_page(cursor: str) -> None:
    client = Client()
    client.force_login(user_with_role("regency_verifier", "64.08"))

    for query in ({"after": cursor}, {"before": cursor}, {"q": "joko", "after": cursor}):
        answer = client.get("/daftar/", query)
        assert answer.status_code == 200
        assert "Joko" in answer.content.decode()
