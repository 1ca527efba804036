"""Sealed numbers and a file of an installation: made, read as a digest, or the last change of keys made an old one.

python -m tests.soak.sealed_things make | read | settle
"""

import io
import os
import sys
from datetime import timedelta
from hashlib import sha256

NUMBERS = 40_000


def main(word: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    django.setup()
    from django.db import transaction
    from django.db.models import F

    from tepat.platform import crypto, files
    from tepat.platform.database import bulk
    from tepat.platform.database.ids import hexes
    from tepat.platform.files.models import StoredFile
    from tepat.platform.files.services import store
    from tepat.platform.rekeying.models import KeyChange
    from tepat.registry.models import ChangeSet, Family, IdentityNumber
    from tepat.registry.numbers import REGISTRY_KEY, context

    if word == "settle":
        KeyChange.objects.update(begun_at=F("begun_at") - timedelta(hours=1))
        return
    sealer = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    if word == "make":
        from tepat.platform.accounts.models import User

        change_set = ChangeSet.objects.create(kind="import", region_code="64.08", by=User.objects.system())
        family = Family.objects.create(region_code="64.08.01.2001", member_count=1)
        ids = [id_ for _, id_ in zip(range(NUMBERS), hexes(), strict=False)]
        tokens = sealer.seal_many([(context(id_), f"99{at:014d}".encode()) for at, id_ in enumerate(ids)])
        columns = ("id", "kind", "family", "sealed", "index", "status", "usable", "change_set")
        with transaction.atomic():
            bulk.insert(
                IdentityNumber,
                columns,
                [
                    (id_, "kk", family.id.hex, token, id_, "sound", False, change_set.id.hex)
                    for id_, token in zip(ids, tokens, strict=True)
                ],
            )
        for content in (b"isi" * 1_000_000, b"lain" * 10):
            with files.arrive(
                stream=io.BytesIO(content), name="a", data_key=crypto.data_key("source:uji")
            ) as arrival:
                store(by=None, arrival=arrival, region="64.08")
        return
    digest = sha256()
    for id_, token in IdentityNumber.objects.order_by("id").values_list("id", "sealed"):
        digest.update(sealer.open(context(id_.hex), bytes(token)))
    for stored in StoredFile.objects.order_by("id"):
        with files.open_plain(stored) as plain:
            digest.update(plain.read())
    print(digest.hexdigest())


if __name__ == "__main__":
    main(sys.argv[1])
