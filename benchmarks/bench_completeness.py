"""Completeness of one regency with 500,000 families: the page by kecamatan and by desa, and counting it all anew.

The pages are asked for over HTTP by the Dinsos officer. The counts are made as after an acceptance: from marks, a
few villages a transaction.
"""

import os
import time
from statistics import median

from benchmarks.machine import table, verdict
from benchmarks.many_families import fill
from benchmarks.site import Browser, add_user, data_folder, served

FAMILIES = int(os.environ.get("FAMILIES", "500000"))
ASKED = 15
COUNT_STEP_LIMIT_MS = 500


def list_them_all() -> str:
    """Put every family on one published list, with a dwelling, and mark its villages; return the list's id."""
    from django.db import connection
    from django.utils import timezone

    from tepat.intake.models import IncomingList, ListEntry, TargetList
    from tepat.platform.accounts.models import User
    from tepat.platform.database import bulk
    from tepat.platform.database.ids import uuid7
    from tepat.registry.models import Dwelling, Family
    from tepat.registry.services.touching import mark

    system = User.objects.system()
    incoming = IncomingList.objects.create(name="P3KE 2023", region_code="64.08", created_by=system)
    made = TargetList.objects.create(
        source_list=incoming, region_code="64.08", rule="as_handed_over", published_at=timezone.now()
    )
    told = ("roof", "wall", "floor", "lighting", "drinking_water", "toilet", "house_tenure")
    blank = [
        field.name
        for field in Dwelling._meta.concrete_fields
        if field.name not in ("id", "family", "floor_area", *told)
    ]
    ids = list(Family.objects.values_list("id", flat=True).iterator())
    for start in range(0, len(ids), 50_000):
        some = ids[start : start + 50_000]
        entries = [(uuid7().hex, made.id.hex, one.hex) for one in some]
        bulk.insert(ListEntry, ("id", "target_list", "family"), entries)
        houses = [
            (uuid7().hex, one.hex, *("" if n % 7 == 0 else "other",) * len(told), *("",) * len(blank))
            for n, one in enumerate(some)
        ]
        bulk.insert(Dwelling, ("id", "family", *told, *blank), houses)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    mark(by=system, kind="list", codes=set(Family.objects.values_list("region_code", flat=True).distinct()))
    return str(made.id)


def count_all() -> list[float]:
    """Count every marked village as the job does; return the seconds of each transaction."""
    from django.db import connection, transaction

    from tepat.intake.completeness.counting import count_regions, together, waiting_regions
    from tepat.intake.completeness.jobs import FAMILIES_A_STEP

    seconds = []
    for some in together(waiting_regions(), FAMILIES_A_STEP):
        began = time.perf_counter()
        with transaction.atomic():
            count_regions(some)
        seconds.append(time.perf_counter() - began)
    connection.close()
    return seconds


def main() -> bool:
    with data_folder():
        password = add_user("ukur", "regency_verifier", "64.08")
        fill(FAMILIES)
        list_id = list_them_all()
        steps = count_all()
        rows, kept = [], True
        asked = [
            ("by kecamatan", f"/kelengkapan/{list_id}/", 300),
            ("by kecamatan, to decree", f"/kelengkapan/{list_id}/?untuk=decree", 300),
            ("by desa", f"/kelengkapan/{list_id}/unduh/xlsx/", 600),
            ("desa of one kecamatan", f"/kelengkapan/{list_id}/?wilayah=64.08.03", 300),
            ("families behind a cell", f"/kelengkapan/{list_id}/keluarga/?wilayah=64.08.03&isian=roof", 600),
        ]
        with served() as port:
            browser = Browser(port)
            browser.log_in("ukur", password)
            for name, path, limit in asked:
                answers = [browser.get(path) for _turn in range(ASKED + 1)][1:]
                if any(answer.status != 200 for answer in answers):
                    raise SystemExit(f"{path} answered {answers[0].status}")
                times = sorted(1000 * answer.seconds for answer in answers)
                kept &= median(times) <= limit
                rows.append(
                    [name, f"{median(times):.0f}", f"{times[-1]:.0f}", limit, verdict(median(times), limit)]
                )
    print(f"{FAMILIES:,} families in one regency")
    table(("page", "median ms", "worst ms", "limit", ""), rows)
    longest = 1000 * max(steps)
    table(
        ("counting anew", "seconds in all", "longest transaction ms", "limit", ""),
        [[f"{len(steps)} transactions", f"{sum(steps):.1f}", f"{longest:.0f}", COUNT_STEP_LIMIT_MS,
          verdict(longest, COUNT_STEP_LIMIT_MS)]],
    )  # fmt: skip
    return kept


if __name__ == "__main__":
    raise SystemExit(not main())
