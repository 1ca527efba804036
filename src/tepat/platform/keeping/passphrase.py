"""The recovery passphrase as the machine was given it: in a file or in the environment."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .refusals import KeepingRefused


def given(file: Path | None = None) -> str:
    """The passphrase of this file, else of the settings; "" when there is none. Raises KeepingRefused."""
    place = file or settings.TEPAT_BACKUP_PASSPHRASE_FILE
    if not place:
        return str(settings.TEPAT_BACKUP_PASSPHRASE)
    try:
        return Path(place).read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise KeepingRefused(
            _("Frasa sandi di %(place)s tidak dapat dibaca. Periksa nama dan hak baca berkas itu.")
            % {"place": place}
        ) from None
