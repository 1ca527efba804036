"""Numbers, money, shares, dates and times as the office writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from tepat.web.components.figures import angka, lama, persen, rupiah, tanggal, waktu, waktu_singkat

NOON = datetime(2024, 2, 3, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(1_250_000, "1.250.000", id="thousands"),
        pytest.param(999, "999", id="small"),
        pytest.param(0, "0", id="zero is a figure"),
        pytest.param(None, "–", id="unknown is a dash"),
        pytest.param("", "–", id="blank is a dash"),
        pytest.param(12.5, "12,5", id="decimal comma"),
        pytest.param(Decimal("1234.50"), "1.234,50", id="decimal"),
        pytest.param("dua", "dua", id="words stay"),
    ],
)
def test_numbers_are_written_the_indonesian_way(value: object, written: str) -> None:
    assert angka(value) == written


def test_numbers_follow_the_language() -> None:
    with translation.override("en"):
        assert angka(1_250_000) == "1,250,000"


@pytest.mark.parametrize(
    ("value", "written"),
    [(1_250_000, "Rp1.250.000"), (-500, "−Rp500"), (0, "Rp0"), (None, "–")],
)
def test_money_is_whole_rupiah(value: object, written: str) -> None:
    assert rupiah(value) == written


@pytest.mark.parametrize(
    ("part", "total", "written"),
    [
        pytest.param(43, 100, "43 %", id="plain"),
        pytest.param(1_999, 2_000, "99 %", id="never all when one is missing"),
        pytest.param(2_000, 2_000, "100 %", id="all"),
        pytest.param(1, 2_000, "<1 %", id="never nothing when there is one"),
        pytest.param(0, 2_000, "0 %", id="nothing"),
        pytest.param(0, 0, "–", id="of nothing"),
        pytest.param(None, 10, "–", id="unknown"),
    ],
)
def test_a_share_claims_all_or_nothing_only_when_it_is(
    part: int | None, total: int | None, written: str
) -> None:
    assert persen(part, total) == written


def test_dates_are_written_out() -> None:
    assert tanggal(date(2024, 2, 3)) == "3 Februari 2024"
    assert tanggal(date(2024, 2, 3), "singkat") == "3 Feb 2024"
    assert tanggal(None) == "–"


def test_a_moment_is_dated_in_the_current_zone() -> None:
    late = datetime(2024, 2, 3, 20, 0, tzinfo=UTC)

    with timezone.override("Asia/Makassar"):
        assert tanggal(late) == "4 Februari 2024"


@pytest.mark.parametrize(
    ("region", "written"),
    [
        ("64.08", "3 Februari 2024 pukul 14.05 WITA"),
        ("31.71", "3 Februari 2024 pukul 13.05 WIB"),
        ("91.03", "3 Februari 2024 pukul 15.05 WIT"),
    ],
)
def test_a_time_is_the_regions_own(region: str, written: str) -> None:
    assert waktu(NOON, region) == written


def test_a_time_without_region_is_the_readers_own() -> None:
    with timezone.override("Asia/Makassar"):
        assert waktu(NOON) == "3 Februari 2024 pukul 14.05 WITA"
        assert waktu_singkat(NOON) == "3 Feb 2024, 14.05 WITA"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.2, "1 detik"), (40, "40 detik"), (200, "3 menit"), (7_300, "2 jam"), (None, "–")],
)
def test_durations_are_said_in_one_unit(seconds: float | None, written: str) -> None:
    assert lama(seconds) == written
