"""Why something cannot be kept or given back: what, where, and what to do, for the operator."""

import errno
from pathlib import Path

from django.utils.translation import gettext as _

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class KeepingRefused(Exception):
    """Backup, restore, move or upgrade cannot go on; the message is shown to the operator."""

    for_people = True


class KeepingFailed(KeepingRefused):
    """It began and came to a halt: a fault of the machine or of the data, not of what was asked."""

    code = 1


class UnderWay(KeepingRefused):
    """Somebody else does the same at this moment."""


def under_way(file: Path) -> UnderWay:
    """Another backup is being written to the same name."""
    return UnderWay(
        _("Cadangan lain sedang ditulis ke %(file)s. Tunggu sampai selesai, atau pilih nama lain.")
        % {"file": file}
    )


def not_a_backup(file: Path) -> KeepingRefused:
    """Something else, or its head is damaged."""
    return KeepingRefused(
        _("%(file)s bukan cadangan Tepat, atau kepalanya rusak. Pakai berkas cadangan lain.") % {"file": file}
    )


def newer(file: Path) -> KeepingRefused:
    """Made by a later version."""
    return KeepingRefused(
        _(
            "%(file)s dibuat oleh Tepat yang lebih baru daripada yang terpasang di sini. "
            "Pasang versi itu atau yang lebih baru, lalu pulihkan lagi."
        )
        % {"file": file}
    )


def wrong_passphrase(file: Path) -> KeepingRefused:
    """The passphrase opens something else."""
    return KeepingRefused(
        _(
            "Frasa sandi tidak membuka %(file)s. Periksa ejaan dan huruf besar-kecilnya; "
            "tanpa frasa yang benar isi cadangan tidak dapat dibuka oleh siapa pun."
        )
        % {"file": file}
    )


def altered(file: Path) -> KeepingRefused:
    """A byte differs, or the end is missing."""
    return KeepingRefused(
        _(
            "%(file)s berubah atau terpotong sejak dibuat; tidak ada yang dipulihkan darinya. "
            "Salin ulang dari asalnya, atau pakai cadangan lain."
        )
        % {"file": file}
    )


def unreadable(file: Path, trouble: OSError) -> KeepingRefused:
    """The system does not give it."""
    return KeepingRefused(
        _("%(file)s tidak dapat dibaca (%(why)s). Periksa nama dan hak bacanya.")
        % {"file": file, "why": trouble.strerror or type(trouble).__name__}
    )


def unwritable(file: Path, trouble: OSError) -> KeepingRefused:
    """The system does not take it; a full disk has its own sentence."""
    if trouble.errno in _NO_ROOM:
        return KeepingFailed(
            _(
                "Disk tempat %(file)s penuh; yang lama tetap utuh, yang setengah jadi sudah dihapus. "
                "Kosongkan ruang atau pilih tempat lain, lalu ulangi."
            )
            % {"file": file}
        )
    return KeepingRefused(
        _("%(file)s tidak dapat ditulis (%(why)s). Periksa folder dan haknya.")
        % {"file": file, "why": trouble.strerror or type(trouble).__name__}
    )


def database_broken(where: object) -> KeepingFailed:
    """Its own check finds faults."""
    return KeepingFailed(
        _(
            "Basis data %(where)s rusak menurut pemeriksaannya sendiri, jadi tidak dicadangkan atau dipakai. "
            "Jalankan tepat doctor, lalu pulihkan dari cadangan terakhir yang baik."
        )
        % {"where": where}
    )


def occupied(where: object) -> KeepingRefused:
    """There is data that a restore would set aside."""
    return KeepingRefused(
        _(
            "Sudah ada data di %(where)s. Pilih TEPAT_DATA dan basis data yang kosong, atau tambahkan --over: "
            "yang ada sekarang disisihkan, tidak dihapus."
        )
        % {"where": where}
    )
