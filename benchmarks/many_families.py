"""Half a million families of one regency, written straight into the tables.

Enough of each family for lists and searches: itself, its search words, one person and the person's number.
"""

import os
import random

FIRST = ("ahmad", "siti", "muhammad", "nur", "sri", "budi", "dewi", "abdul", "rahmat", "aminah", "yusuf")
SYLLABLES = ("ba", "la", "pu", "ng", "ka", "ra", "mi", "sa", "to", "wi", "nu", "di", "ha", "ju", "mo", "te")
NIK = "9908014501900001"
STEP = 50_000
FAMILY = {
    "address": "RT 01",
    "member_count": 3,
    "percentile": 5,
    "updated_year": 2023,
    "nik_blank": False,
    "nik_damaged": False,
    "nik_shared": False,
}
PERSON = {"relation": "head", "birth_date": "1985-03-14", "nik_status": "sound"}


def _words(chance: random.Random) -> list[str]:
    rare = "".join(chance.choices(SYLLABLES, k=chance.choice((3, 4))))
    return [chance.choice(FIRST), rare] if chance.random() < 0.8 else [rare]


def fill(count: int) -> str:
    """Write `count` families into Kutai Timur; return a rare name that one of them bears."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    django.setup()
    from django.db import connection, transaction

    from tepat.platform import crypto
    from tepat.platform.accounts.models import User
    from tepat.platform.regions.models import Region
    from tepat.registry.models import ChangeSet

    chance = random.Random(1)
    regency = Region.objects.filter(code__startswith="64.08.", level="village")
    villages = list(regency.values_list("code", flat=True))
    change_set = ChangeSet.objects.create(kind="import", region_code="64.08", by=User.objects.system())
    index = crypto.blind_index("nik", NIK).hex()
    rare = ""
    for start in range(0, count, STEP):
        with transaction.atomic():
            serials = range(start, min(start + STEP, count))
            rare = _write(chance, serials, villages, change_set.id.hex, index if start == 0 else "")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    return rare


def _write(chance: random.Random, serials: range, villages: list[str], change_set: str, index: str) -> str:
    from tepat.platform import crypto
    from tepat.platform.database import bulk
    from tepat.platform.database.ids import hexes
    from tepat.registry.models import Family, IdentityNumber, Person, SearchToken
    from tepat.registry.numbers import REGISTRY_KEY, context

    new_id, seal = hexes().__next__, crypto.sealer(crypto.data_key(REGISTRY_KEY)).seal
    families, tokens, people, numbers = [], [], [], []
    for serial in serials:
        words, family, person = _words(chance), new_id(), new_id()
        region, order = chance.choice(villages), " ".join(words)
        families.append((family, region, order.title(), order, 1 + serial % 4, *FAMILY.values(), "", "", ""))
        tokens += [(word, order, family, region) for word in {*words, *_words(chance)}]
        people.append((person, family, order.title(), *PERSON.values(), *[""] * 7))
        mark = index if index and serial == serials[0] else f"{serial:032x}"
        number = new_id()
        sealed = seal(context(number), NIK.encode())
        numbers.append((number, "nik", person, sealed, mark, "sound", True, change_set))
    blank_family = ("verval_priority", "stunting_risk", "kk_status")
    blank_person = (
        "sex",
        "marital",
        "occupation",
        "employment",
        "education",
        "civil_match",
        "verval_priority",
    )
    named = ("id", "region_code", "head_name", "sort_name", "desil")
    bulk.insert(Family, (*named, *FAMILY, *blank_family), families)
    bulk.insert(SearchToken, ("token", "sort_name", "family", "region_code"), tokens)
    bulk.insert(Person, ("id", "family", "name", *PERSON, *blank_person), people)
    columns = ("id", "kind", "person", "sealed", "index", "status", "usable", "change_set")
    bulk.insert(IdentityNumber, columns, numbers)
    return tokens[-1][0]
