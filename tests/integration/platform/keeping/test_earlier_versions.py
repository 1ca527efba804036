"""Installations of earlier parts' ends (see earlier/) come to this version with all that they knew."""

import csv
import io
import json
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import escape

from tepat.cli.app import run
from tepat.intake.completeness.jobs import count_when_due
from tepat.intake.completeness.services import COUNT_JOB
from tepat.intake.models import Batch, Refusal
from tepat.intake.services import accept_batch
from tepat.platform import audit, health
from tepat.platform.accounts.models import User
from tepat.platform.crypto import keys
from tepat.platform.database.migrated import unmigrated
from tepat.platform.jobs import run_now
from tepat.platform.jobs.models import Job
from tepat.registry.models import Family
from tests.examples import examples
from tests.integration.platform.keeping.earlier import make
from tests.integration.platform.keeping.steps import definitions

pytestmark = [pytest.mark.django_db, pytest.mark.examples]
KEPT = Path(make.__file__).parent
# The first plays nearly every migration there was, which takes its time.
WAYS = [("part2", "init"), ("part1", "upgrade")][: examples(1, many=2)]


@pytest.fixture
def of_a_new_database(db: None) -> dict[tuple[str, str], list[str]]:
    return definitions()


def _laid_out(version: str, place: Path) -> dict[str, Any]:
    """The installation in an empty folder and database; what it knew."""
    with tarfile.open(KEPT / f"{version}-{connection.vendor}.tar.xz") as archive:
        archive.extractall(place, filter="data")
    place.chmod(0o700)
    keys.forget()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute((place / "database.sql").read_text())
        connection.close()  # what a dump sets for its session ends with it
    facts: dict[str, Any] = json.loads((place / "facts.json").read_text())
    return facts


def _said(capsys: Any, monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    monkeypatch.setattr("sys.argv", ["tepat", *words, "--json"])
    with pytest.raises(SystemExit) as end:
        run()
    assert end.value.code == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("version", "command"), WAYS)
def test_an_earlier_installation_comes_to_this_version_whole(
    version: str,
    command: str,
    of_a_new_database: Any,
    elsewhere: Path,
    client: Client,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`tepat init` does what `tepat upgrade` does: neither changes tables without a copy."""
    facts = _laid_out(version, elsewhere)

    told = _said(capsys, monkeypatch, command)

    assert "intake.0023_civil_exchange" in told["migrations"]
    assert (elsewhere / "tepat.sqlite3.before-upgrade").exists()
    assert not unmigrated()
    assert definitions() == of_a_new_database
    assert [name for name, level, _sentence in health.doctor() if level != "ok"] == ["worker"]
    assert audit.verify() == []
    assert make.families() == facts["families"]
    assert make.findings() == facts["findings"]
    assert [(one.reason, one.rows > 0) for one in Refusal.objects.all()] == [(make.REASON, True)]

    # As the first worker does.
    count_when_due()
    assert run_now(Job.objects.get(name=COUNT_JOB)).state == "done"
    counted = _said(capsys, monkeypatch, "completeness", "--list", make.LIST, "--by", "village")
    assert _as_told(counted, facts["completeness"]) == facts["completeness"]
    _pages_tell(client, facts)
    _what_waited_is_accepted(facts["waiting"])


def _as_told(now: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    """Of what is told now, what was told then."""
    fields = then["regions"][0]["fields"]
    regions = [
        {
            **{name: one[name] for name in then["regions"][0]},
            "fields": {name: one["fields"][name] for name in fields},
        }
        for one in now["regions"]
    ]
    return {**{name: now[name] for name in then}, "regions": regions}


def _pages_tell(client: Client, facts: dict[str, Any]) -> None:
    client.force_login(User.objects.get(username="dinsos"))
    listed = client.get("/daftar/", {"wilayah": "64.08"}).content.decode()
    for family in facts["families"]:
        assert f"/daftar/{family['id']}/" in listed
        assert escape(family["head"]) in listed
    largest = max(facts["families"], key=lambda family: len(family["people"]))
    page = client.get(f"/daftar/{largest['id']}/").content.decode()
    assert all(escape(name) in page for name in largest["people"])
    address = f"/masuk/{facts['batch']['batch']}/temuan/"
    assert client.get(address).status_code == 200
    told = b"".join(client.get(f"{address}unduh/csv/").streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(told)))
    assert Counter(line["check"] for line in lines) == facts["batch"]["findings"]
    assert all(line["message"] and line["suggestion"] for line in lines)
    whole = client.get("/kelengkapan/", {"wilayah": "64.08"}).content.decode()
    assert make.LIST in whole


def _what_waited_is_accepted(counted: dict[str, Any]) -> None:
    """Rows that an earlier version read and checked go into the registry by this version."""
    batch = Batch.objects.get(id=counted["batch"])

    assert run_now(accept_batch(by=User.objects.get(username="dinsos"), batch=batch)).state == "done"

    batch.refresh_from_db()
    assert (batch.state, batch.accepted, batch.held) == ("accepted", counted["pending"], counted["held"])
    assert (
        Family.objects.filter(list_entries__target_list__source_list=batch.list).count()
        == counted["families"]
    )
