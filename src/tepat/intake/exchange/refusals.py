"""Why a row of an answer is not taken, or is asked about. Each is a sentence for the officer who sent the file."""

from tepat.engine.reading import UnreadableFile
from tepat.engine.reading.refusals import NO_HEADER
from tepat.engine.sentences import Sentence

from .layouts import DAY, KEY, NAME, NIK, OFFERED, VERDICT

NO_REFERENCE = Sentence(
    "Baris ini tidak dipakai: kolom {column} kosong. Salin {column} dari lembar rujukannya.", {"column": KEY}
)
# Of another regency, of another referral, or of nobody: told alike, for which it is concerns nobody here.
NOT_REFERRED = Sentence(
    "Baris ini tidak dipakai: {column} ini tidak ada pada rujukan ini. Salin {column} dari lembar rujukannya.",
    {"column": KEY},
)
NO_VERDICT = Sentence(
    "Baris ini tidak dipakai: {column} kosong, padahal kolom lain diisi. Pakai salah satu: {offered}.",
    {"column": VERDICT, "offered": ", ".join(OFFERED)},
)
DAMAGED = Sentence(
    "Baris ini tidak dipakai: {column} bukan nomor yang utuh. Tulis 16 angka sebagai teks, lalu unggah lagi.",
    {"column": NIK},
)
NO_NUMBER = Sentence(
    "Baris ini tidak dipakai: nomor barunya tidak tertulis di kolom {column}. Isi nomornya, lalu unggah lagi.",
    {"column": NIK},
)
NO_VALUE = Sentence(
    "Baris ini tidak dipakai: yang diperbaiki tidak tertulis. Isi kolom {nik} atau {name} dengan yang benar, lalu "
    "unggah lagi.",
    {"nik": NIK, "name": NAME},
)
NO_DAY = Sentence(
    "Baris ini tidak dipakai: {column} tidak terbaca atau belum terjadi. Tulis 31-12-2025, lalu unggah lagi.",
    {"column": DAY},
)
ELSEWHERE = Sentence(
    "Baris ini tidak dipakai: orang ini tidak lagi tercatat pada keluarga di wilayah rujukan. Buat rujukan baru untuk "
    "tempatnya sekarang."
)
BORNE = Sentence(
    "NIK ini sudah dipakai orang lain di registri. Pastikan siapa pemiliknya, lalu putuskan sendiri-sendiri."
)
CONTRADICTS = Sentence(
    "Hasilnya bukan perbaikan, tetapi NIK atau namanya lain dari yang tercatat. Pastikan yang benar, lalu putuskan "
    "sendiri-sendiri."
)


def no_answer(file: str) -> UnreadableFile:
    """None of its sheets has our headings."""
    return UnreadableFile(
        NO_HEADER,
        Sentence(
            "Berkas {file} bukan jawaban rujukan: kolom {key} dan {verdict} tidak ditemukan pada lembar mana pun. "
            "Minta Dukcapil mengisi lembar rujukannya, atau menyalin kedua kolom itu, lalu unggah lagi.",
            {"file": file, "key": KEY, "verdict": VERDICT},
        ),
        file=file,
    )


def unknown_verdict(written: str) -> Sentence:
    """`written` is the cell as it came."""
    return Sentence(
        "Baris ini tidak dipakai: {column} «{written}» tidak dikenali. Pakai salah satu: {offered}.",
        {"column": VERDICT, "written": written[:60], "offered": ", ".join(OFFERED)},
    )


def answered_twice(rows: str) -> Sentence:
    """`rows` names all that answer for this person."""
    return Sentence(
        "Baris ini tidak dipakai: ada lebih dari satu jawaban untuk orang yang sama ({rows}). Sisakan satu yang benar, "
        "lalu unggah lagi.",
        {"rows": rows},
    )


def given_twice(rows: str) -> Sentence:
    """`rows` names all that give this number."""
    return Sentence(
        "Baris ini tidak dipakai: satu NIK diberikan kepada lebih dari satu orang ({rows}). Tanyakan kepada Dukcapil "
        "siapa pemiliknya, lalu unggah lagi.",
        {"rows": rows},
    )


def changed_since(day: str) -> Sentence:
    """`day` is when the person was changed, as it is to be read."""
    return Sentence(
        "Data orang ini sudah berubah sejak rujukan dibuat ({day}). Bandingkan dahulu, lalu putuskan sendiri-sendiri.",
        {"day": day},
    )
