"""Every way in which a file cannot be read, each with its own sentence: what is wrong, where, what to do.

The sentences are shown to the officer who uploaded the file. They never repeat the content of a data row.
"""

from collections.abc import Iterable

from tepat.engine.sentences import Sentence

EMPTY = "empty"
WRONG_TYPE = "wrong_type"
CORRUPT = "corrupt"
CUT_OFF = "cut_off"
PASSWORD = "password"  # noqa: S105 - a reason code, not a secret
NO_HEADER = "no_header"
MISSING_KEY = "missing_key"
TOO_LARGE = "too_large"
TOO_WIDE = "too_wide"
NUL_BYTE = "nul_byte"
UNDECODABLE = "undecodable"
QUOTES = "quotes"
LONG_LINE = "long_line"
STRAY_ROW = "stray_row"
UNCALCULATED = "uncalculated"
ARCHIVE = "archive"
UNKNOWN_LAYOUT = "unknown_layout"
MIXED = "mixed"
AMBIGUOUS = "ambiguous"
REASONS = (
    EMPTY,
    WRONG_TYPE,
    CORRUPT,
    CUT_OFF,
    PASSWORD,
    NO_HEADER,
    MISSING_KEY,
    TOO_LARGE,
    TOO_WIDE,
    NUL_BYTE,
    UNDECODABLE,
    QUOTES,
    LONG_LINE,
    STRAY_ROW,
    UNCALCULATED,
    ARCHIVE,
    UNKNOWN_LAYOUT,
    MIXED,
    AMBIGUOUS,
)


class UnreadableFile(Exception):
    """A file, or a sheet of it, that cannot be read; its Sentence is for the user.

    `reason` is one of REASONS, `columns` the canonical columns that are missing (for MISSING_KEY).
    """

    def __init__(
        self, reason: str, message: Sentence, *, file: str = "", sheet: str = "", columns: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.file = file
        self.sheet = sheet
        self.columns = tuple(columns)


def place(file: str, sheet: str = "") -> Sentence:
    """Where: «berkas» and, of a workbook, its «lembar»."""
    if not sheet:
        return Sentence("berkas «{file}»", {"file": file})
    return Sentence("lembar «{sheet}» pada berkas «{file}»", {"sheet": sheet, "file": file})


def quoted(name: str) -> Sentence:
    """A header or a sheet's name between quotation marks."""
    return Sentence("«{name}»", {"name": name})


def empty(file: str) -> UnreadableFile:
    """Not one byte, or not one filled cell."""
    return UnreadableFile(
        EMPTY,
        Sentence(
            "Berkas «{file}» kosong: tidak ada satu sel pun yang berisi. "
            "Periksa apakah berkas yang benar yang dipilih, lalu unggah lagi.",
            {"file": file},
        ),
        file=file,
    )


_SAVE_AS = Sentence("Buka data aslinya, simpan sebagai XLSX atau CSV, lalu unggah lagi.")


def wrong_type(file: str, what: Sentence | str, remedy: Sentence = _SAVE_AS) -> UnreadableFile:
    """The content is of a kind Tepat does not read; `what` names it."""
    return UnreadableFile(
        WRONG_TYPE,
        Sentence(
            "Berkas «{file}» tidak dapat dibaca karena isinya {what}, bukan lembar kerja atau CSV. {remedy}",
            {"file": file, "what": what, "remedy": remedy},
        ),
        file=file,
    )


def corrupt(file: str, sheet: str = "") -> UnreadableFile:
    """The container is recognised but broken inside."""
    return UnreadableFile(
        CORRUPT,
        Sentence(
            "Isi {place} rusak sehingga tidak dapat dibuka. "
            "Buka berkas itu di Excel atau LibreOffice, simpan ulang sebagai XLSX, lalu unggah lagi; "
            "bila tidak terbuka juga, minta salinan baru dari pengirimnya.",
            {"place": place(file, sheet)},
        ),
        file=file,
        sheet=sheet,
    )


def cut_off(file: str, row: int = 0) -> UnreadableFile:
    """The end of the file is missing; of a text file, from `row` on."""
    said = Sentence(
        "Berkas «{file}» terpotong: bagian akhirnya tidak ada, mungkin karena pengunggahan atau penyalinan "
        "berhenti sebelum selesai. Salin ulang berkasnya, lalu unggah lagi.",
        {"file": file},
    )
    if row:
        said = Sentence(
            "Berkas «{file}» terpotong pada baris {row}: baris itu lebih pendek dari semua baris di atasnya dan "
            "tidak diakhiri ganti baris. Salin ulang berkasnya, lalu unggah lagi.",
            {"file": file, "row": row},
        )
    return UnreadableFile(CUT_OFF, said, file=file)


def password(file: str) -> UnreadableFile:
    """Encrypted: the content cannot be seen without its password."""
    return UnreadableFile(
        PASSWORD,
        Sentence(
            "Berkas «{file}» dikunci dengan kata sandi sehingga isinya tidak dapat dibaca. "
            "Buka di Excel dengan kata sandinya, pilih File › Info › Protect Workbook › Encrypt with Password, "
            "kosongkan, simpan, lalu unggah lagi.",
            {"file": file},
        ),
        file=file,
    )


def no_rows() -> UnreadableFile:
    """Headers and nothing under them, in all files together."""
    return UnreadableFile(
        EMPTY, Sentence("Ada judul kolom tetapi tidak ada baris data. Pastikan lembar yang benar diunggah.")
    )


def no_header(
    file: str, sheets: Iterable[str], expected: Iterable[Sentence], first_row: Sentence
) -> UnreadableFile:
    """No row of known headers; `first_row` describes row 1 without repeating data."""
    names = [sheet for sheet in sheets if sheet]
    where = place(file)
    if names:
        shown = [*map(quoted, names[:5]), *(["…"] if len(names) > 5 else [])]
        where = Sentence("berkas «{file}» (lembar {sheets})", {"file": file, "sheets": shown})
    return UnreadableFile(
        NO_HEADER,
        Sentence(
            "Baris judul kolom tidak ditemukan pada 20 baris pertama {where}. "
            "Yang paling mendekati: {wanted}. {first_row} "
            "Pastikan judul kolom sumber tidak dihapus atau diganti, lalu unggah lagi; bila daftarnya memang "
            "bersusunan lain, tunjuk arti kolomnya: «Kenali kolomnya» pada halaman batch.",
            {"where": where, "wanted": [*expected], "first_row": first_row},
        ),
        file=file,
        sheet=names[0] if len(names) == 1 else "",
    )


def headless_sheet(file: str, sheet: str, rows: int, like: str) -> UnreadableFile:
    """A sheet as wide as the recognised one `like`, with data and without headers."""
    return UnreadableFile(
        NO_HEADER,
        Sentence(
            "Lembar «{sheet}» pada berkas «{file}» berisi {rows} baris tanpa baris judul yang dikenal dan "
            "tampak sebagai lanjutan lembar «{like}»; bila dilewati, baris-baris itu hilang. "
            "Salin baris judul ke lembar itu, atau gabungkan lembarnya, lalu unggah lagi.",
            {"sheet": sheet, "file": file, "rows": rows, "like": like},
        ),
        file=file,
        sheet=sheet,
    )


def missing_key(
    file: str, sheet: str, row: int, layout: Sentence, headers: Iterable[str], columns: Iterable[str]
) -> UnreadableFile:
    """The header row was found, but without a column no row can do without."""
    return UnreadableFile(
        MISSING_KEY,
        Sentence(
            "Kolom {headers} tidak ada pada baris judul (baris {row}) {place}, "
            "padahal tata letak {layout} memerlukannya untuk mengenali setiap baris. "
            "Tambahkan kolom itu dari berkas sumber, lalu unggah lagi.",
            {"headers": [*map(quoted, headers)], "row": row, "place": place(file, sheet), "layout": layout},
        ),
        file=file,
        sheet=sheet,
        columns=columns,
    )


def too_large(file: str, size: int, limit: int) -> UnreadableFile:
    """Unpacked, the workbook would fill the memory; sizes in megabytes."""
    return UnreadableFile(
        TOO_LARGE,
        Sentence(
            "Berkas «{file}» terlalu besar: isinya menjadi {size} MB setelah dibuka, batasnya {limit} MB. "
            "Bagi berkas itu menjadi beberapa berkas, misalnya per kecamatan, lalu unggah semuanya.",
            {"file": file, "size": size, "limit": limit},
        ),
        file=file,
    )


def bomb(file: str, size: int, ratio: int) -> UnreadableFile:
    """It unpacks to hundreds of times its size, as no list does; sizes in megabytes."""
    return UnreadableFile(
        TOO_LARGE,
        Sentence(
            "Berkas «{file}» tidak dibuka: isinya mengembang lebih dari {ratio} kali lipat menjadi {size} MB, "
            "padahal daftar biasa tidak demikian. Buka berkas itu, hapus yang bukan data, simpan ulang sebagai XLSX, "
            "lalu unggah lagi; bila bukan Anda yang membuatnya, tanyakan dahulu kepada pengirimnya.",
            {"file": file, "size": size, "ratio": ratio},
        ),
        file=file,
    )


def too_wide(file: str, sheet: str, column: str, limit: int) -> UnreadableFile:
    """Cells far to the right: a stray entry, or no list at all."""
    return UnreadableFile(
        TOO_WIDE,
        Sentence(
            "Isi {place} melebar sampai kolom {column}, batasnya {limit} kolom. "
            "Hapus isi yang tersesat di kolom yang jauh di kanan, simpan, lalu unggah lagi.",
            {"place": place(file, sheet), "column": column, "limit": limit},
        ),
        file=file,
        sheet=sheet,
    )


def too_many_cells(file: str, millions: int, limit: int) -> UnreadableFile:
    """Laid out in memory, the sheet's cells would fill it."""
    return UnreadableFile(
        TOO_LARGE,
        Sentence(
            "Berkas «{file}» terlalu besar: isinya {millions} juta sel, batasnya {limit} juta. "
            "Bagi berkas itu menjadi beberapa berkas, misalnya per kecamatan, lalu unggah semuanya.",
            {"file": file, "millions": millions, "limit": limit},
        ),
        file=file,
    )


def stray_row(file: str, sheet: str, row: int) -> UnreadableFile:
    """A cell far below the others: between them nothing, which would fill the memory all the same."""
    return UnreadableFile(
        STRAY_ROW,
        Sentence(
            "Isi {place} melompat sampai baris {row}, padahal hampir semua baris di atasnya kosong. "
            "Hapus isi yang tersesat di baris yang jauh di bawah, simpan, lalu unggah lagi.",
            {"place": place(file, sheet), "row": row},
        ),
        file=file,
        sheet=sheet,
    )


def uncalculated(file: str) -> UnreadableFile:
    """More formulas without a result than anybody would look through: the file was made by a program."""
    return UnreadableFile(
        UNCALCULATED,
        Sentence(
            "Berkas «{file}» berisi lebih dari sejuta rumus yang hasilnya tidak tersimpan, sehingga isinya tidak "
            "dapat dibaca. Buka di Excel atau LibreOffice, tunggu sampai selesai dihitung, simpan, lalu unggah lagi.",
            {"file": file},
        ),
        file=file,
    )


def archive_without_tables(file: str) -> UnreadableFile:
    """Nothing is in it, or nothing that could be a table."""
    return UnreadableFile(
        ARCHIVE,
        Sentence(
            "Arsip «{file}» tidak berisi satu pun lembar kerja atau CSV. "
            "Periksa apakah arsip yang benar yang dipilih, lalu unggah lagi.",
            {"file": file},
        ),
        file=file,
    )


def locked_archive(file: str) -> UnreadableFile:
    """Its files are encrypted."""
    return UnreadableFile(
        ARCHIVE,
        Sentence(
            "Arsip «{file}» dikunci dengan kata sandi sehingga isinya tidak dapat dibaca. "
            "Bongkar arsip itu dengan kata sandinya, lalu unggah berkas di dalamnya.",
            {"file": file},
        ),
        file=file,
    )


def nested_archive(file: str, inner: str) -> UnreadableFile:
    """An archive in an archive, and so on without an end, is how bombs are made."""
    return UnreadableFile(
        ARCHIVE,
        Sentence(
            "Arsip «{file}» berisi arsip lain («{inner}»), dan arsip di dalam arsip tidak dibuka. "
            "Bongkar arsip luarnya, lalu unggah arsip di dalamnya sendiri.",
            {"file": file, "inner": inner},
        ),
        file=file,
    )


def crowded_archive(file: str, files: int, limit: int) -> UnreadableFile:
    """More files than a list comes in."""
    return UnreadableFile(
        ARCHIVE,
        Sentence(
            "Arsip «{file}» berisi {files} berkas, batasnya {limit} berkas sekali unggah. "
            "Bagi menjadi beberapa arsip, lalu unggah satu per satu.",
            {"file": file, "files": files, "limit": limit},
        ),
        file=file,
    )


def broken_archive(file: str) -> UnreadableFile:
    """A file of an archive does not unpack to what the archive announces."""
    return UnreadableFile(
        ARCHIVE,
        Sentence(
            "Berkas «{file}» tidak dapat dikeluarkan dari arsipnya karena arsip itu rusak. "
            "Buat ulang arsipnya, atau unggah berkasnya tanpa diarsipkan.",
            {"file": file},
        ),
        file=file,
    )


def nul_byte(file: str, row: int) -> UnreadableFile:
    """A NUL byte inside a text file: damage of a disk or of a program, never data."""
    return UnreadableFile(
        NUL_BYTE,
        Sentence(
            "Berkas «{file}» rusak pada baris {row}: ada karakter kosong (NUL) yang tidak mungkin berasal dari "
            "ekspor biasa. Ekspor ulang CSV dari sumbernya, lalu unggah lagi.",
            {"file": file, "row": row},
        ),
        file=file,
    )


def undecodable(file: str, row: int) -> UnreadableFile:
    """Bytes that are letters in none of the encodings offices use."""
    return UnreadableFile(
        UNDECODABLE,
        Sentence(
            "Huruf pada baris {row} berkas «{file}» tidak dapat dibaca dalam penyandian yang dikenal "
            "(UTF-8, UTF-16, Windows-1252). Simpan ulang di Excel sebagai «CSV UTF-8» atau XLSX, "
            "lalu unggah lagi.",
            {"row": row, "file": file},
        ),
        file=file,
    )


def quotes(file: str, row: int, broke: int) -> UnreadableFile:
    """A quotation mark that opens at `row` and swallows the rows after it, up to `broke`."""
    places = {"row": row, "file": file, "broke": broke}
    said = Sentence(
        'Tanda kutip (") pada baris {row} berkas «{file}» tidak berpasangan, sehingga baris-baris '
        "sesudahnya dapat tertelan. Perbaiki tanda kutip pada baris itu atau simpan ulang sebagai XLSX, "
        "lalu unggah lagi.",
        places,
    )
    if broke > row:
        said = Sentence(
            'Tanda kutip (") yang dibuka pada baris {row} berkas «{file}» tidak ditutup di baris itu dan menelan '
            "isi sampai baris {broke}. Perbaiki tanda kutip pada baris {row} atau simpan ulang sebagai XLSX, "
            "lalu unggah lagi.",
            places,
        )
    return UnreadableFile(QUOTES, said, file=file)


def long_line(file: str, row: int) -> UnreadableFile:
    """A line without an end: no list has rows of a megabyte."""
    return UnreadableFile(
        LONG_LINE,
        Sentence(
            "Baris {row} berkas «{file}» lebih panjang dari 1 MB, jadi akhir barisnya hilang atau berkas ini bukan "
            "tabel. Ekspor ulang CSV dari sumbernya, lalu unggah lagi.",
            {"row": row, "file": file},
        ),
        file=file,
    )


def long_cell(file: str, row: int, limit: int) -> UnreadableFile:
    """One cell holds more than a cell of a spreadsheet can."""
    return UnreadableFile(
        LONG_LINE,
        Sentence(
            "Satu sel pada baris {row} berkas «{file}» berisi lebih dari {limit} huruf, padahal lembar kerja pun tidak "
            "memuatnya. Periksa pemisah kolom pada baris itu, lalu unggah lagi.",
            {"row": row, "file": file, "limit": limit},
        ),
        file=file,
    )


def torn_row(file: str, row: int) -> UnreadableFile:
    """A line end inside a cell without quotation marks makes two rows of one."""
    return UnreadableFile(
        QUOTES,
        Sentence(
            "Baris {row} berkas «{file}» terputus menjadi dua karena ada ganti baris di dalam selnya, sehingga isinya "
            "bergeser. Hapus ganti baris itu atau simpan ulang sebagai XLSX, lalu unggah lagi.",
            {"row": row, "file": file},
        ),
        file=file,
    )


def unknown_layout(file: str, layout_id: str, known: Iterable[str]) -> UnreadableFile:
    """The layout asked for does not exist."""
    return UnreadableFile(
        UNKNOWN_LAYOUT,
        Sentence(
            "Tata letak «{layout_id}» untuk berkas «{file}» tidak dikenal. Pilih salah satu dari: {known}.",
            {"layout_id": layout_id, "file": file, "known": [*known]},
        ),
        file=file,
    )


def mixed(layouts: Iterable[Sentence]) -> UnreadableFile:
    """Files given together whose families are known by keys of different lists."""
    return UnreadableFile(
        MIXED,
        Sentence(
            "Berkas-berkas ini dari daftar yang berlainan ({layouts}), dan tiap daftar mengenali keluarganya "
            "dengan kunci sendiri. Unggah masing-masing sebagai batch sendiri.",
            {"layouts": [*layouts]},
        ),
    )


def ambiguous(file: str, sheet: str, layouts: Iterable[Sentence]) -> UnreadableFile:
    """Headers and content fit several layouts, which would read different facts out of them."""
    return UnreadableFile(
        AMBIGUOUS,
        Sentence(
            "Isi {place} cocok dengan lebih dari satu tata letak: {layouts}. Judul dan isinya tidak "
            "membedakannya, dan Tepat tidak menebak. Lengkapi kolom yang membedakannya, lalu unggah lagi.",
            {"place": place(file, sheet), "layouts": [*layouts]},
        ),
        file=file,
        sheet=sheet,
    )
