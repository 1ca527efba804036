"""Text files that were joined, torn, cut or damaged: read right, or refused with the row named."""

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engine.lists import PERSON, csv_text, opened, person, table

from tepat.engine.reading import UnreadableFile, open_tables

LINES = csv_text(table([person(f"P{i}") for i in range(30)])).splitlines()


def refusal(path: Path, content: bytes) -> UnreadableFile:
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        open_tables(path, name="daftar.csv")
    assert "daftar.csv" in str(caught.value)
    assert "lagi." in str(caught.value)
    return caught.value


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def names(path: Path) -> list[str]:
    return [name for chunk in opened(path).chunks() for name in chunk.text["name"].to_list()]


def named(line: str, name: str) -> str:
    return line.replace("ANDI RAHMAN", name)


def test_files_joined_from_two_encodings_are_read_each_in_its_own(tmp_path: Path) -> None:
    head = "\n".join([LINES[0], named(LINES[1], "JOSÉ"), LINES[2], ""]).encode()
    tail = "\n".join([named(LINES[3], "ZOË"), LINES[4], ""]).encode("cp1252")
    path = written(tmp_path / "x.csv", head + tail)

    assert names(path) == ["JOSÉ", "ANDI RAHMAN", "ZOË", "ANDI RAHMAN"]
    assert [str(note) for note in opened(path).notes] == [
        "Berkas ini bercampur dua penyandian, mulai baris 4: UTF-8 dan Windows-1252; keduanya dibaca."
    ]


def test_windows_letters_alone_are_no_mixture(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "\n".join([LINES[0], named(LINES[1], "JOSÉ")]).encode("cp1252"))

    assert (names(path), opened(path).notes) == (["JOSÉ"], ())


def test_bytes_no_encoding_has_are_refused_also_in_a_mixture(tmp_path: Path) -> None:
    content = "\n".join([LINES[0], named(LINES[1], "JOSÉ"), named(LINES[2], "A?A"), ""]).encode()

    refused = refusal(tmp_path / "x.csv", content.replace(b"A?A", b"A\x81A"))

    assert (refused.reason, "baris 3" in str(refused)) == ("undecodable", True)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old-mac"])
def test_each_line_end_is_understood(tmp_path: Path, ends: str) -> None:
    path = written(tmp_path / "x.csv", ends.join([*LINES[:4], ""]).encode())

    assert [chunk.rows for chunk in opened(path).chunks()] == [[2, 3, 4]]


def test_line_ends_of_several_kinds_in_one_file_are_understood(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.csv", "\r\n".join([*LINES[:3], ""]).encode() + "\n".join(LINES[3:6]).encode()
    )

    assert opened(path).row_count == 5


def test_a_row_torn_by_a_line_end_in_a_cell_is_named(tmp_path: Path) -> None:
    lines = [*LINES[:3], LINES[3].replace("RT 02", "RT 02\nJALAN"), *LINES[4:6], ""]

    refused = refusal(tmp_path / "x.csv", "\r\n".join(lines).encode())

    assert "Baris 4 " in str(refused)


@pytest.mark.parametrize(
    ("damaged", "opened_at", "broke_at"),
    [
        pytest.param({3: ('"RT 02', "RT 02")}, 4, None, id="never-closed"),
        pytest.param({3: ('"RT 02', "RT 02"), 8: ('"RT 02"', "RT 02")}, 4, 9, id="met-by-another"),
        pytest.param({3: ('"RT 02', "RT 02"), 8: ('RT 02"', "RT 02")}, 4, 9, id="closed-rows-later"),
    ],
)
def test_an_open_quotation_mark_is_named_where_it_opened_and_where_it_broke(
    tmp_path: Path, damaged: dict[int, tuple[str, str]], opened_at: int, broke_at: int | None
) -> None:
    lines = list(LINES)
    for at, (new, old) in damaged.items():
        lines[at] = lines[at].replace(old, new)

    refused = refusal(tmp_path / "x.csv", "\n".join([*lines, ""]).encode())

    assert refused.reason == "quotes"
    assert f"baris {opened_at} " in str(refused)
    assert broke_at is None or f"baris {broke_at}" in str(refused)


def test_an_address_of_several_lines_is_no_swallowed_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(csv_text(table([person(address="Jl. A, RT 1,\nRW 2, dekat\r\npasar")])), encoding="utf-8")

    assert opened(path).row_count == 1


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    refused = refusal(tmp_path / "x.csv", "\n".join([*LINES[:2], ",".join(["a"] * 700_000), ""]).encode())

    assert (refused.reason, "Baris 3 " in str(refused)) == ("long_line", True)


def test_a_cell_of_a_hundred_thousand_letters_is_refused_as_what_it_is(tmp_path: Path) -> None:
    refused = refusal(tmp_path / "x.csv", "\n".join([*LINES[:2], "a" * 200_000 + ",b", ""]).encode())

    assert (refused.reason, "baris 3 " in str(refused)) == ("long_line", True)


def test_a_file_cut_within_a_row_is_cut_off_and_the_row_named(tmp_path: Path) -> None:
    whole = "\n".join([*LINES, ""]).encode()

    refused = refusal(tmp_path / "x.csv", whole[: len(whole) - len(LINES[-1]) // 2])

    assert (refused.reason, "baris 31" in str(refused)) == ("cut_off", True)


def test_short_rows_of_a_file_that_ends_are_whole(tmp_path: Path) -> None:
    short = LINES[1].rsplit(",", 4)[0]
    path = written(tmp_path / "x.csv", "\n".join([*LINES[:5], short, ""]).encode())

    assert opened(path).row_count == 5


def test_a_letter_cut_in_two_at_the_end_is_cut_off(tmp_path: Path) -> None:
    content = "\n".join([LINES[0], named(LINES[1], "JOSÉ"), named(LINES[2], "JOSÉ")]).encode()
    at = content.rindex("É".encode()) + 1

    assert refusal(tmp_path / "x.csv", content[:at]).reason == "cut_off"


def test_the_row_of_a_nul_byte_counts_records_and_not_lines(tmp_path: Path) -> None:
    lines = [LINES[0], LINES[1].replace("RT 02", '"RT 02\nDUSUN"'), LINES[2].replace("ANDI", "AN\0I")]

    assert "baris 3" in str(refusal(tmp_path / "x.csv", "\n".join(lines).encode()))


def test_utf16_cut_in_the_middle_of_a_letter_is_cut_off(tmp_path: Path) -> None:
    content = codecs.BOM_UTF16_LE + "\n".join(LINES).encode("utf-16-le")

    assert refusal(tmp_path / "x.csv", content[:-1]).reason == "cut_off"


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs", "Cc", "Zl", "Zp"]),
    max_size=12,
).map(str.strip)


@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_what_was_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    values: list[tuple[str, str]],
    delimiter: str,
    encoding: str,
    ends: str,
) -> None:
    rows = [person(f"P{i}", name=name, address=address) for i, (name, address) in enumerate(values)]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=ends).writerows(table(rows))
    path = tmp_path_factory.mktemp("x") / "x.csv"
    path.write_bytes(buffer.getvalue().encode(encoding))

    read = [row for chunk in opened(path).chunks() for row in chunk.text.select("name", "address").rows()]

    assert read == [(name or None, address or None) for name, address in values]
    assert opened(path).layout is PERSON
