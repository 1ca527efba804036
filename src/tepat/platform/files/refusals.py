"""Why a file is not kept. Each message is a sentence for the person who sent it."""

import errno

from django.conf import settings

from tepat.engine.sentences import Sentence

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileRefused(Exception):
    """A file cannot be kept or given back; the message is shown to the user."""

    for_people = True


class FileTooLarge(FileRefused):
    """The file is over the limit; the message says which limit."""


class StorageFull(FileRefused):
    """The disk has no room; the message says what to do."""


class UploadCut(FileRefused):
    """The upload broke off before its end."""


class FileLost(FileRefused):
    """The file was kept, but is not where it should be."""


class FileErased(FileLost):
    """The file was kept, and its time is over."""


def too_large(name: str) -> FileTooLarge:
    """Over settings.TEPAT_MAX_UPLOAD."""
    megabytes = settings.TEPAT_MAX_UPLOAD / (1024 * 1024)
    return FileTooLarge(
        Sentence(
            "Berkas {name} lebih besar dari batas {mb} MB. Bagi menjadi beberapa berkas lalu unggah lagi.",
            {
                "name": name,
                "mb": f"{megabytes:.0f}" if megabytes >= 1 else f"{megabytes:.2f}".replace(".", ","),
            },
        )
    )


def storage_full() -> StorageFull:
    """No room on the disk."""
    return StorageFull(
        Sentence(
            "Tidak ada ruang di disk server untuk berkas ini; tidak ada yang tersimpan. "
            "Minta operator mengosongkan ruang, lalu unggah lagi."
        )
    )


def upload_cut() -> UploadCut:
    """The connection broke before the last byte."""
    return UploadCut(Sentence("Kiriman terputus sebelum selesai; tidak ada yang tersimpan. Unggah lagi."))


def file_lost(name: str) -> FileLost:
    """Gone from, or out of reach in, the files folder."""
    return FileLost(
        Sentence(
            "Berkas {name} tidak ada lagi di penyimpanan. Pulihkan folder files dari cadangan.",
            {"name": name},
        )
    )


def no_room(trouble: BaseException) -> bool:
    """Whether the system says that the disk is full; the database's own word for it is database.faults'."""
    return isinstance(trouble, OSError) and trouble.errno in _NO_ROOM


def file_erased(name: str) -> FileErased:
    """Its key was destroyed."""
    return FileErased(
        Sentence(
            "Berkas {name} sudah dihapus. Masa simpannya berakhir, dan kuncinya dimusnahkan. "
            "Lihat halaman Data pribadi untuk tanggal dan aturannya.",
            {"name": name},
        )
    )
