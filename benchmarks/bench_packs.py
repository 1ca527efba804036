"""Packs for all villages of a regency of 5,000 families: workbook, printed list and letter each, out and back."""

import io
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


def _give_back() -> tuple[int, float]:
    """Claims that a tenth of the rows filled in makes of all packs returned, and the seconds it took."""
    import openpyxl

    from tepat.intake.models import PackReturn, PackRound
    from tepat.intake.returns.arriving import arrived
    from tepat.intake.returns.services import receive_returns
    from tepat.intake.services import Incoming
    from tepat.platform import files, jobs
    from tepat.platform.accounts.models import User

    round_ = PackRound.objects.get()
    incoming = []
    for pack in round_.packs.select_related("workbook__data_key"):
        book = openpyxl.load_workbook(files.open_plain(pack.workbook))
        sheet = book["Keluarga"]
        at = [cell.value for cell in sheet[1]].index("Alamat") + 1
        for row in range(2, pack.families + 2, 10):
            sheet.cell(row, at).value = f"RT {row}"
        content = io.BytesIO()
        book.save(content)
        content.seek(0)
        incoming.append(Incoming(f"{pack.region_code}.xlsx", content))
    by = User.objects.system()
    began = time.perf_counter()
    with arrived(round_, incoming) as sealed:
        _made, job = receive_returns(by=by, round_=round_, arrived=sealed)
    finished = jobs.run_now(job)
    seconds = time.perf_counter() - began
    if finished.state != "done":
        raise SystemExit(finished.error)
    returns = PackReturn.objects.filter(state=PackReturn.State.READ)
    if returns.count() != round_.packs.count():
        raise SystemExit("not every pack was read")
    return sum(returns.values_list("claims", flat=True)), seconds


def main() -> bool:
    with tempfile.TemporaryDirectory(prefix="tepat-bench-") as folder, data_folder():
        command("demo", "generate", "--families", str(FAMILIES), "--out", folder, "--seed", "1", "--json")
        files = sorted(str(path) for path in Path(folder).rglob("*.xlsx"))
        command("import", *files, "--list", "P3KE 2023", "--region", "64.08", "--accept", "--json")
        packs, seconds, megabytes = _send_out()
        claims, back = _give_back()
    table(
        ("packs", "families", "seconds", "limit", "", "MB", "peak MiB"),
        [(packs, FAMILIES, f"{seconds:.1f}", LIMIT_SECONDS, verdict(seconds, LIMIT_SECONDS),
          f"{megabytes:.1f}", f"{peak_mib():.0f}")],
    )  # fmt: skip
    table(
        ("packs back", "claims", "seconds", "limit", ""),
        [(packs, claims, f"{back:.1f}", LIMIT_SECONDS, verdict(back, LIMIT_SECONDS))],
    )
    return max(seconds, back) <= LIMIT_SECONDS


if __name__ == "__main__":
    raise SystemExit(not main())
