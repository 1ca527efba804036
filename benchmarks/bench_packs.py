"""Packs for all villages of a regency of 5,000 families: workbook, printed list and letter each."""

import os
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.machine import peak_mib, table, verdict
from benchmarks.site import command, data_folder

FAMILIES = int(os.environ.get("FAMILIES", "5000"))
LIMIT_SECONDS = 60


def _send_out() -> tuple[int, float, float]:
    """Packs made, the seconds it took, and what they weigh in MB."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
    django.setup()
    from django.db.models import Sum

    from tepat.intake.models import TargetList
    from tepat.intake.packs.services import Letter, open_pack_round
    from tepat.platform import jobs
    from tepat.platform.accounts.models import User
    from tepat.platform.files import StoredFile

    letter = Letter("1/BENCH", date(2024, 2, 5), date(2024, 2, 19), "Dinas Sosial", "Kepala", "Kepala Dinas")
    by = User.objects.system()
    made, job = open_pack_round(by=by, target_list=TargetList.objects.get(), level="village", letter=letter)
    began = time.perf_counter()
    finished = jobs.run_now(job)
    seconds = time.perf_counter() - began
    if finished.state != "done":
        raise SystemExit(finished.error)
    weight = StoredFile.objects.filter(data_key=made.data_key).aggregate(size=Sum("size"))["size"]
    return made.packs.count(), seconds, weight / 1_000_000


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder, data_folder():
        command("demo", "generate", "--families", str(FAMILIES), "--out", folder, "--seed", "1", "--json")
        files = sorted(str(path) for path in Path(folder).rglob("*.xlsx"))
        command("import", *files, "--list", "P3KE 2023", "--region", "64.08", "--accept", "--json")
        packs, seconds, megabytes = _send_out()
    table(
        ("packs", "families", "seconds", "limit", "", "MB", "peak MiB"),
        [(packs, FAMILIES, f"{seconds:.1f}", LIMIT_SECONDS, verdict(seconds, LIMIT_SECONDS),
          f"{megabytes:.1f}", f"{peak_mib():.0f}")],
    )  # fmt: skip
    return seconds <= LIMIT_SECONDS


if __name__ == "__main__":
    raise SystemExit(not main())
