"""Why the keys cannot be changed now: what, why, and what to do, for the operator."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import KeyChange


class KeyChangeRefused(Exception):
    """The keys stay as they are; the message is shown to the operator."""

    for_people = True


def under_way(change: KeyChange) -> KeyChangeRefused:
    """The last change has not come to its end."""
    if change.resealed_at is None:
        return KeyChangeRefused(
            _(
                "Penggantian kunci sejak %(when)s belum selesai: nilai-nilai lama masih disegel ulang. "
                "Lanjutkan dengan tepat keys resume."
            )
            % {"when": _shown(change)}
        )
    return KeyChangeRefused(
        _(
            "Kunci lama dari penggantian %(when)s masih ada di samping yang baru. "
            "Buang dahulu dengan tepat keys retire, lalu ulangi."
        )
        % {"when": _shown(change)}
    )


def given_from_outside() -> KeyChangeRefused:
    """The master key is a setting."""
    return KeyChangeRefused(
        _(
            "Kunci induk diberikan lewat TEPAT_MASTER_KEY, jadi Tepat tidak dapat menggantinya selagi berjalan. "
            "Tulis isinya ke keys/master.key di folder data (chmod 600), hapus setelan itu, "
            "jalankan Tepat lagi, lalu ulangi."
        )
    )


def held() -> KeyChangeRefused:
    """A backup needs the keys as they are."""
    return KeyChangeRefused(
        _(
            "Cadangan sedang dibuat, dan harus memuat kunci yang sama dengan datanya. "
            "Tunggu sampai selesai, lalu ulangi."
        )
    )


def nothing_to_retire() -> KeyChangeRefused:
    """No old key stands here."""
    return KeyChangeRefused(
        _("Tidak ada kunci lama: yang terpasang satu-satunya. Ganti dengan tepat keys rotate bila perlu.")
    )


def still_resealing(change: KeyChange) -> KeyChangeRefused:
    """Values are sealed under the old key alone."""
    return KeyChangeRefused(
        _(
            "Kunci lama masih diperlukan: penyegelan ulang sejak %(when)s belum sampai ke akhir. "
            "Lihat kemajuannya dengan tepat keys status, lanjutkan dengan tepat keys resume."
        )
        % {"when": _shown(change)}
    )


def still_in_use(jobs: int, minutes: int) -> KeyChangeRefused:
    """Somebody may still seal under the old key: work that began before, or a page asked for before."""
    if jobs:
        return KeyChangeRefused(
            _(
                "Kunci lama mungkin masih dipakai: %(n)s pekerjaan berjalan sejak sebelum penggantian. "
                "Tunggu sampai selesai, lalu ulangi."
            )
            % {"n": jobs}
        )
    return KeyChangeRefused(
        _(
            "Kunci baru dipakai, tetapi halaman yang dibuka sebelum penggantian mungkin masih dilayani. "
            "Ulangi %(n)s menit lagi."
        )
        % {"n": minutes}
    )


def _shown(change: KeyChange) -> str:
    return date_format(localtime(change.begun_at), "j F Y H:i")
