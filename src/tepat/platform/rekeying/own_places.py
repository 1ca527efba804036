"""The platform's own sealed things: kept files, and the secrets of second factors."""

import os
from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings

from tepat.platform import crypto
from tepat.platform.accounts.factors.adapter import PURPOSE
from tepat.platform.files.frames import FRAME, FrameReader, FrameWriter
from tepat.platform.files.models import StoredFile

from .places import Keyring, Page, register

_HEAD = 17
_FILES = 50


class KeptFiles:
    """Files at rest. Each is written anew beside the old and then takes its place: who reads goes on reading."""

    name = "files.StoredFile"

    def count(self) -> int:
        """How many there are."""
        return StoredFile.objects.count()

    def page(self, after: str) -> Page:
        """The next file that is sealed under an old key, after those that are not."""
        files = StoredFile.objects.order_by("id")
        if after:
            files = files.filter(id__gt=UUID(after))
        found = list(files.values_list("id", "path", "data_key_id")[:_FILES])
        keys = Keyring({row[2] for row in found})
        for seen, (file_id, path, data_key) in enumerate(found, 1):
            sealer, place = keys.of(data_key), settings.DATA / path
            if sealer is None or not place.exists():
                continue
            with place.open("rb") as source:
                fresh = sealer.made(source.read(_HEAD))
            if not fresh:
                # 200 MB take seconds, which no transaction may; done twice it harms nobody.
                _write_anew(path, file_id.hex, sealer)
                return Page(str(file_id), seen, 1, lambda: None)
        ended = len(found) < _FILES
        return Page("" if ended else str(found[-1][0]), len(found), 0, lambda: None)


def _write_anew(path: str, file_id: str, sealer: crypto.Sealer) -> None:
    place = settings.DATA / path
    arriving = place.with_name(f"{place.name}.{os.getpid()}.new")
    arriving.unlink(missing_ok=True)
    try:
        with open(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            writer = FrameWriter(target, file_id, sealer)
            with FrameReader(place.open("rb"), file_id, sealer) as reader:
                while piece := reader.read(FRAME):
                    writer.write(piece)
            writer.finish()
            target.flush()
            os.fsync(target.fileno())
        arriving.replace(place)
    finally:
        arriving.unlink(missing_ok=True)


class FactorSecrets:
    """TOTP secrets and seeds of recovery codes: text within allauth's rows."""

    name = "mfa.Authenticator.data"

    def count(self) -> int:
        """How many there are."""
        return Authenticator.objects.count()

    def page(self, after: str) -> Page:
        """All of the next rows; a row that was used meanwhile is read again when it is written."""
        found = list(Authenticator.objects.filter(pk__gt=int(after or 0)).order_by("pk")[:_FILES])
        sealer = crypto.sealer(crypto.data_key(PURPOSE))
        stale = [one.pk for one in found if any(_stale(sealer, one.data))]
        after = "" if len(found) < _FILES else str(found[-1].pk)
        return Page(after, len(found), len(stale), lambda: _seal_factors(stale))


_SECRETS = ("secret", "seed")


def _stale(sealer: crypto.Sealer, data: dict[str, Any]) -> list[str]:
    return [name for name in _SECRETS if name in data and not sealer.made(b64decode(data[name]))]


def _seal_factors(ids: list[int]) -> None:
    sealer = crypto.sealer(crypto.data_key(PURPOSE))
    for one in Authenticator.objects.select_for_update().filter(pk__in=ids):
        for name in _stale(sealer, one.data):
            plain = sealer.open(PURPOSE, b64decode(one.data[name]))
            one.data[name] = b64encode(sealer.seal(PURPOSE, plain)).decode()
        one.save(update_fields=["data"])


register(KeptFiles(), FactorSecrets())
