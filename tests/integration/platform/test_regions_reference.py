"""The committed reference in the database: all of it, again and again, and what changes between two of them."""

from datetime import date

import pytest

from tepat.platform.audit.models import AuditEvent
from tepat.platform.regions import queries, services
from tepat.platform.regions.models import Region, RegionCrosswalk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_regions")]

FEW = [
    ("64", "Kalimantan Timur"),
    ("64.08", "Kabupaten Kutai Timur"),
    ("64.08.01", "Muara Ancalong"),
    ("64.08.01.2001", "Senyiur"),
    ("64.08.01.2002", "Kelinjau Ilir"),
]


def test_the_whole_country_is_loaded_and_loading_again_changes_nothing() -> None:
    first = services.load_reference(by=None)
    again = services.load_reference(by=None)

    assert Region.objects.count() == first.added == 91_599
    assert vars(again) == {"added": 0, "changed": 0, "ended": 0, "crosswalks": 0}
    assert AuditEvent.objects.filter(action="region.reference_loaded").count() == 1
    here = Region.objects.filter(code__startswith="64.08.")
    assert here.filter(level="district").count() == 18
    assert here.filter(level="village").count() == 141
    assert here.filter(kind="kelurahan").count() == 2
    assert Region.objects.get(code="64.08").timezone == "Asia/Makassar"
    assert Region.objects.get(code="64.08.01.2001").parent_code == "64.08.01"
    assert not Region.objects.exclude(level="province").filter(parent_code="").exists()


def test_a_later_reference_dates_what_begins_and_ends() -> None:
    services.load_reference(by=None, rows=FEW)

    later = [*FEW[:4], ("64.08.01.2003", "Kelinjau Ulu")]
    later[3] = ("64.08.01.2001", "Senyiur Baru")
    loaded = services.load_reference(by=None, rows=later, as_of=date(2025, 1, 1))

    assert (loaded.added, loaded.changed, loaded.ended) == (1, 1, 1)
    assert Region.objects.get(code="64.08.01.2002").valid_to == date(2025, 1, 1)
    assert Region.objects.get(code="64.08.01.2003").valid_from == date(2025, 1, 1)
    assert Region.objects.get(code="64.08.01.2001").name == "Senyiur Baru"
    assert Region.objects.get(code="64.08.01.2001").valid_from is None


def test_a_region_that_comes_back_is_in_force_again() -> None:
    services.load_reference(by=None, rows=FEW)
    services.load_reference(by=None, rows=FEW[:4])

    services.load_reference(by=None, rows=FEW)

    assert Region.objects.get(code="64.08.01.2002").valid_to is None


@pytest.mark.parametrize(
    ("theirs", "ours"), [("6404", "64.08"), ("6402", "64.07"), ("6403", "64.02"), ("6405", "64.03")]
)
def test_codes_of_bps_are_known_and_still_to_be_checked(theirs: str, ours: str) -> None:
    services.load_reference(by=None, rows=FEW)

    line = queries.from_scheme("bps", theirs)

    assert line is not None
    assert line.our_code == ours
    assert not line.checked
    assert [one.their_code for one in queries.to_scheme("bps", ours)] == [theirs]


def test_a_crosswalk_that_was_checked_is_left_alone() -> None:
    services.load_reference(by=None, rows=FEW)
    RegionCrosswalk.objects.filter(their_code="6404").update(checked=True, source="Pemkab")

    services.load_reference(by=None, rows=FEW)

    assert RegionCrosswalk.objects.get(their_code="6404").source == "Pemkab"


def test_names_and_paths(regions: None) -> None:
    village = "64.08.01.2001"

    assert queries.names(["", "64.08", "64.74", "00"]) == {
        "": "Indonesia",
        "64.08": "Kutai Timur",
        "64.74": "Kota Bontang",
    }
    assert queries.path_names([village, "64"]) == {
        village: ["Kutai Timur", "Muara Ancalong", "Senyiur"],
        "64": ["Kalimantan Timur"],
    }
    assert queries.trail("64.08.01", "/daftar/?wilayah=") == [
        {"name": "Kutai Timur", "href": "/daftar/?wilayah=64.08"},
        {"name": "Muara Ancalong", "href": "/daftar/?wilayah=64.08.01"},
    ]
    assert len(queries.children_of("64.08")) == 18
    assert [code for code, _name in queries.regencies_in(["64"])] == ["64.02", "64.08", "64.74"]
