"""What whoever handed a file in should know of it though it is no fault: each a sentence.

They are told on the batch's page, beside the sheet they are about.
"""

from collections.abc import Iterable

from tepat.engine.reading.marks import column_letters
from tepat.engine.sentences import Sentence


def hidden_sheet() -> Sentence:
    """The sheet is not shown in the spreadsheet."""
    return Sentence("Lembar ini tersembunyi; isinya ikut dibaca.")


def hidden_rows(rows: int) -> Sentence:
    """Rows that hold something and are not shown, by hand or by a filter."""
    return Sentence("{rows} baris tersembunyi atau tersaring; semuanya ikut dibaca.", {"rows": rows})


def hidden_columns(columns: Iterable[int]) -> Sentence:
    """Columns that are read and are not shown."""
    letters = ", ".join(column_letters(column + 1) for column in columns)
    return Sentence("Kolom {letters} tersembunyi; isinya ikut dibaca.", {"letters": letters})


def external_links() -> Sentence:
    """Formulas point to other files."""
    return Sentence(
        "Ada rumus yang menunjuk berkas lain; yang dibaca hasil yang tersimpan di sini, tidak ada yang diambil."
    )


def doubled_header(header: str, read: int, left: int) -> Sentence:
    """Two columns of one header: the first is read, the second is kept in the raw rows alone."""
    return Sentence(
        "Judul «{header}» ada pada kolom {read} dan {left}; yang dibaca kolom {read}, "
        "isi kolom {left} tetap tersimpan pada baris aslinya.",
        {"header": header, "read": column_letters(read + 1), "left": column_letters(left + 1)},
    )


def misspelt_header(header: str, column: int, known: str) -> Sentence:
    """A header with a slip of the pen, read as the one it nearly is."""
    return Sentence(
        "Judul «{header}» pada kolom {column} dibaca sebagai «{known}».",
        {"header": header, "column": column_letters(column + 1), "known": known},
    )


def mixed_encoding(row: int) -> Sentence:
    """Text files joined together that were saved in different encodings."""
    return Sentence(
        "Berkas ini bercampur dua penyandian, mulai baris {row}: UTF-8 dan Windows-1252; keduanya dibaca.",
        {"row": row},
    )


def unread_file(file: str, what: Sentence | str) -> Sentence:
    """A letter, a photo or the like that came in one archive with the tables."""
    return Sentence(
        "«{file}» tidak dibaca: isinya {what}, bukan lembar kerja atau CSV.", {"file": file, "what": what}
    )


def comparison(use: Sentence) -> Sentence:
    """The sheet is kept to compare families with and makes none; `use` says what for."""
    return Sentence("Daftar pembanding: isinya disimpan dan tidak menjadi keluarga. {use}", {"use": use})


def no_family_in_common() -> Sentence:
    """A members' sheet beside a family sheet, and no family of the one is on the other."""
    return Sentence(
        "Tidak satu pun keluarga pada lembar ini ada pada berkas keluarga yang diunggah bersamanya; "
        "mungkin salah satunya dari daftar atau wilayah lain."
    )
